import { existsSync } from 'node:fs';

/**
 * A part of the program. The package has it built; a checkout of the repository builds it whenever a source has changed.
 * @param {'commands' | 'validation' | 'main'} part
 * @returns {Promise<any>} what it exports; undefined where a source has an error, which is reported
 */
export async function built(part) {
  const builder = new URL('../scripts/build.js', import.meta.url);
  if (existsSync(builder)) {
    try {
      await (await import(builder.href)).freshBuild();
    } catch (error) {
      process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
      process.exitCode = underCdk8s() ? 0 : 1;
      return undefined;
    }
  }
  return await import(`../build/${part}.js`);
}

/** `cdk8s synth` shows a stack trace of a child that ends with 1; where nothing is written it ends with 1 itself. */
function underCdk8s() {
  return ['CDK8S_OUTDIR', 'CDK8S_RECORD_CONSTRUCT_METADATA'].every((name) => process.env[name] !== undefined);
}

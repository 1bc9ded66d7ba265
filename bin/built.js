import { existsSync } from 'node:fs';
import { suitOneRun } from './one-run.js';

/**
 * Runs a part of the program. The package has it built; a checkout of the repository builds it whenever a source has
 * changed, and keeps what V8 compiled for the same part and use.
 * @param {'commands' | 'validation' | 'main'} part
 * @param {(exported: any) => unknown} [work] what is done with what the part exports
 * @param {string} [use] what the part is run for: another use compiles other functions
 * @returns {Promise<boolean>} whether it was run; not where a source has an error, which is reported
 */
export async function run(part, work = () => undefined, use = '') {
  suitOneRun();
  const checkout = new URL('../scripts/checkout.js', import.meta.url);
  if (!existsSync(checkout)) {
    await work(await import(`../build/${part}.js`));
    return true;
  }
  const { load } = await import(checkout.href);
  let loaded;
  try {
    loaded = await load(part, use);
  } catch (error) {
    process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
    process.exitCode = underCdk8s() ? 0 : 1;
    return false;
  }
  await work(await loaded.exported());
  loaded.keep();
  return true;
}

/** `cdk8s synth` shows a stack trace of a child that ends with 1; where nothing is written it ends with 1 itself. */
function underCdk8s() {
  return ['CDK8S_OUTDIR', 'CDK8S_RECORD_CONSTRUCT_METADATA'].every((name) => process.env[name] !== undefined);
}

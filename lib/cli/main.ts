import { systems } from '../systems/index.ts';
import { loadProject } from './project.ts';
import { synthesize } from './render.ts';
import { problemReport, today } from './report.ts';
import { sourceRevision } from './source-revision.ts';

/**
 * Renders the repository at `root` into `outdir`.
 * @returns the exit code: 0 done, 1 refused. Under `cdk8s synth` a refusal is 0 with nothing written: that
 * command then says so and exits with 1 itself, while any other code makes it print a stack trace.
 */
export async function runMain(root: string, outdir: string): Promise<number> {
  const project = loadProject({ root, systems, today: today() });
  const result = project.ok ? synthesize(project.value, outdir, sourceRevision(root)) : project;
  if (result.ok) return 0;
  process.stderr.write(problemReport(result.problems));
  return underCdk8s() ? 0 : 1;
}

/** `cdk8s synth` sets both for its child. */
function underCdk8s(): boolean {
  return (
    process.env['CDK8S_OUTDIR'] !== undefined && process.env['CDK8S_RECORD_CONSTRUCT_METADATA'] !== undefined
  );
}

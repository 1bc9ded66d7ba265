import { join } from 'node:path';
import { loadProject } from './project.ts';
import { synthesize } from './render.ts';
import { failureReport, problemReport, today } from './report.ts';
import { sourceState, sourceText } from './source-state.ts';
import { suitOneRun } from '../../bin/one-run.js';

/**
 * Renders a stack in all its environments: the composition root of a stack is a call of this function.
 * @param root the folder with `contracts/` and `environments/`
 * @param outdir where to write. @default what `cdk8s synth` names, else `dist` in the stack's folder
 * @returns the exit code: 0 done, 1 refused. Under `cdk8s synth` a refusal is 0 with nothing written: that
 * command then says so and exits with 1 itself, while any other code makes it print a stack trace.
 */
export function runStack(root: string, outdir = process.env['CDK8S_OUTDIR'] ?? join(root, 'dist')): number {
  suitOneRun();
  const told = render(root, outdir);
  if (told === undefined) return 0;
  process.stderr.write(told);
  return underCdk8s() ? 0 : 1;
}

/** What is wrong, or undefined when everything was written. */
function render(root: string, outdir: string): string | undefined {
  try {
    const project = loadProject({ root, today: today() });
    const result = project.ok ? synthesize(project.value, outdir, sourceText(sourceState(root))) : project;
    return result.ok ? undefined : problemReport(result.problems);
  } catch (error) {
    return failureReport(error);
  }
}

/** `cdk8s synth` sets both for its child. */
function underCdk8s(): boolean {
  return (
    process.env['CDK8S_OUTDIR'] !== undefined && process.env['CDK8S_RECORD_CONSTRUCT_METADATA'] !== undefined
  );
}

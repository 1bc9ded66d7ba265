import { join } from 'node:path';
import { runMain } from './lib/cli/main.ts';

/** What `cdk8s synth` runs: every environment, rendered into the folder that it names. */
process.exitCode = runMain(
  import.meta.dirname,
  process.env['CDK8S_OUTDIR'] ?? join(import.meta.dirname, 'dist'),
);

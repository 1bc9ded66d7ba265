import { runStack } from 'workstreams/stack';

/** What `cdk8s synth` runs: it renders every environment of this folder. */
process.exitCode = runStack(import.meta.dirname);

#!/usr/bin/env node
// The program is TypeScript: tsx runs it as it is.
import { register } from 'tsx/esm/api';

register();
const { run } = await import('../lib/cli/run.ts');
process.exitCode = await run(process.argv);

#!/usr/bin/env node
import { createRequire } from 'node:module';

// Whoever reads our output may stop in the middle: `workstreams access | head`.
process.stdout.on('error', (error) => {
  if (error.code !== 'EPIPE') throw error;
  process.exit(0);
});
const { start } = createRequire(import.meta.url)('./program.cjs');
const use = /^[a-z]+$/.exec(process.argv[2] ?? '')?.[0];
await start({ file: 'lib/cli/run.ts', use }, async ({ run }) => {
  process.exitCode = await run(process.argv);
});

#!/usr/bin/env node
import { built } from './built.js';

// Whoever reads our output may stop in the middle: `workstreams access | head`.
process.stdout.on('error', (error) => {
  if (error.code !== 'EPIPE') throw error;
  process.exit(0);
});
const commands = await built('commands');
if (commands !== undefined) process.exitCode = await commands.run(process.argv);

#!/usr/bin/env node
import { run } from './built.js';
import { wholeOutput } from './output.js';

wholeOutput();
const use = /^[a-z]+(?:-[a-z]+)*$/.exec(process.argv[2] ?? '')?.[0];
await run(
  'commands',
  async (commands) => {
    process.exitCode = await commands.run(process.argv);
  },
  use,
);

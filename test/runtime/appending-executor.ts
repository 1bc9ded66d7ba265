import { appendFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { runExecutor } from '../../runtime/index.ts';

// Writes each message that it handles as a line of a file: what tests look at.
process.exitCode = await runExecutor({
  handle: async ({ key, value }) => {
    await sleep(Math.random() * 4);
    appendFileSync(process.env['APPEND_TO'] ?? '', `${key?.toString()} ${value?.toString()}\n`);
    return 'done';
  },
});

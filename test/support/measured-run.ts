import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { repository } from './repository.ts';

/** Tells on descriptor 3 what the process used. */
const telltale = `data:text/javascript,${encodeURIComponent(`
  import { writeSync } from 'node:fs';
  process.on('exit', () => writeSync(3, JSON.stringify(process.resourceUsage())));
`)}`;

/** A run of the program, with the processor time and the memory that it took. */
export function measuredRun(...args: string[]) {
  const line = [join(repository, 'bin', 'workstreams.js'), ...args];
  const child = spawnSync(process.execPath, ['--import', telltale, ...line], {
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'pipe', 'pipe'],
  });
  const used = JSON.parse(child.output[3] ?? '{}') as NodeJS.ResourceUsage;
  return {
    code: child.status,
    signal: child.signal,
    stderr: child.stderr,
    seconds: (used.userCPUTime + used.systemCPUTime) / 1e6,
    megabytes: used.maxRSS / 1024,
  };
}

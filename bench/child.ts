import { spawnSync } from 'node:child_process';

/** What one child process took. */
export interface Usage {
  /** From its start to its end, as the parent saw it. */
  readonly seconds: number;
  /** User and system, all threads, start-up included. */
  readonly processorSeconds: number;
  /** The most that was resident. */
  readonly peakBytes: number;
}

export interface ChildResult extends Usage {
  readonly output: string;
}

/**
 * Runs in the child before the program, and tells on descriptor 3 what was used. A few lines as a URL: a
 * TypeScript module would bring its loader into a child that may have none.
 */
const telltale = `data:text/javascript,${encodeURIComponent(`
  import { writeSync } from 'node:fs';
  process.on('exit', () => writeSync(3, JSON.stringify(process.resourceUsage())));
`)}`;

/**
 * Runs a program in a fresh Node.
 * @param args options for Node, the program and its arguments
 * @throws Error when the child fails
 */
export function runChild(args: readonly string[]): ChildResult {
  const begun = performance.now();
  const child = spawnSync(process.execPath, ['--import', telltale, ...args], {
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'inherit', 'pipe'],
    maxBuffer: 64 * 1024 * 1024,
  });
  const seconds = (performance.now() - begun) / 1000;
  if (child.error !== undefined) throw child.error;
  if (child.status !== 0) {
    throw new Error(`${args.join(' ')} ended with ${child.signal ?? child.status}\n${child.stdout}`);
  }
  const told = JSON.parse(child.output[3] ?? '') as NodeJS.ResourceUsage;
  return {
    seconds,
    processorSeconds: (told.userCPUTime + told.systemCPUTime) / 1e6,
    peakBytes: told.maxRSS * 1024,
    output: child.stdout,
  };
}

/** The run in the middle by processor time. */
export function medianRun<T extends Usage>(runs: readonly T[]): T {
  const sorted = [...runs].sort((a, b) => a.processorSeconds - b.processorSeconds);
  const middle = sorted[Math.floor((sorted.length - 1) / 2)];
  if (middle === undefined) throw new Error('no run');
  return middle;
}

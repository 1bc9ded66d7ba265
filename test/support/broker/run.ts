import { spawn } from 'node:child_process';
import { once } from 'node:events';

/** What a command did. */
export interface Outcome {
  /** Null when a signal ended it: the time-out's, or a crash. */
  code: number | null;
  /** The lines of standard output. */
  lines: string[];
  stderr: string;
}

/** Runs a command to its end, or to `timeout` milliseconds. */
export async function runCommand(
  [command = '', ...args]: string[],
  options: { env?: NodeJS.ProcessEnv; timeout?: number } = {},
): Promise<Outcome> {
  const { env = process.env, timeout = 60_000 } = options;
  const child = spawn(command, args, { env, timeout, stdio: ['ignore', 'pipe', 'pipe'] });
  const output = { stdout: '', stderr: '' };
  for (const stream of ['stdout', 'stderr'] as const) {
    child[stream].setEncoding('utf8').on('data', (text: string) => {
      output[stream] += text;
    });
  }
  const [code] = (await once(child, 'close')) as [number | null];
  return { code, lines: output.stdout.split('\n').slice(0, -1), stderr: output.stderr };
}

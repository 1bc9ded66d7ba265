import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { repository } from './repository.ts';

export interface CommandOutcome {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs one command of the program as a process of its own, as people do. */
export function workstreams(...args: string[]): Promise<CommandOutcome> {
  return new Promise((done) => {
    execFile(
      'node',
      [join(repository, 'bin', 'workstreams.js'), ...args],
      { cwd: repository, encoding: 'utf8', maxBuffer: 64 * 1024 * 1024 },
      (error, stdout, stderr) => {
        done({ code: error === null ? 0 : Number(error.code), stdout, stderr });
      },
    );
  });
}

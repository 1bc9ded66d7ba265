import { CommanderError } from '@commander-js/extra-typings';
import { program } from './program.ts';

/**
 * Runs one command.
 * @param argv as the process got it: the first two are the interpreter and the script
 * @returns the exit code: 0 done, 1 error, and what a command's help says
 */
export async function run(argv: readonly string[]): Promise<number> {
  try {
    await program().parseAsync(argv);
    return Number(process.exitCode ?? 0);
  } catch (error) {
    if (error instanceof CommanderError) return error.exitCode;
    const text = error instanceof Error ? error.message : String(error);
    process.stderr.write(`workstreams failed: ${text}\n`);
    if (process.env['WORKSTREAMS_DEBUG'] !== undefined && error instanceof Error) {
      process.stderr.write(`${error.stack}\n`);
    }
    return 1;
  }
}

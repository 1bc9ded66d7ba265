import { CommanderError } from '@commander-js/extra-typings';
import { program } from './program.ts';
import { failureReport } from './report.ts';

/**
 * Runs one command.
 * @param argv as the process got it: the first two are the interpreter and the script
 * @returns the exit code: 0 done, 1 error, and what a command's help says
 */
export async function run(argv: readonly string[]): Promise<number> {
  try {
    await (await program(argv.slice(2))).parseAsync(argv);
    return Number(process.exitCode ?? 0);
  } catch (error) {
    if (error instanceof CommanderError) return error.exitCode;
    process.stderr.write(failureReport(error));
    return 1;
  }
}

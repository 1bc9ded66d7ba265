import { CommanderError } from '@commander-js/extra-typings';
import { program } from './program.ts';
import { exitCodes, isDefect } from './exit-code.ts';
import { defectReport, failureReport } from './report.ts';

/**
 * Runs one command.
 * @param argv as the process got it: the first two are the interpreter and the script
 * @returns the exit code: one of `exitCodes`, and what a command's help says
 */
export async function run(argv: readonly string[]): Promise<number> {
  try {
    await (await program(argv.slice(2))).parseAsync(argv);
    return Number(process.exitCode ?? 0);
  } catch (error) {
    // Help that was asked for is no error.
    if (error instanceof CommanderError) return error.exitCode === 0 ? exitCodes.done : exitCodes.usage;
    if (isDefect(error)) {
      process.stderr.write(defectReport(error));
      return exitCodes.defect;
    }
    process.stderr.write(failureReport(error));
    return exitCodes.refused;
  }
}

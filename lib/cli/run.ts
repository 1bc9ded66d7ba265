import { CommanderError } from '@commander-js/extra-typings';
import { type Load, program } from './program.ts';
import { failureReport } from './report.ts';

/**
 * Runs one command.
 * @param argv as the process got it: the first two are the interpreter and the script
 * @param load loads a module of this folder. Default: as Node imports it
 * @returns the exit code: 0 done, 1 error, and what a command's help says
 */
export async function run(
  argv: readonly string[],
  load: Load = async <Module>(file: string) => (await import(file)) as Module,
): Promise<number> {
  try {
    await (await program(argv[2], load)).parseAsync(argv);
    return Number(process.exitCode ?? 0);
  } catch (error) {
    if (error instanceof CommanderError) return error.exitCode;
    process.stderr.write(failureReport(error));
    return 1;
  }
}

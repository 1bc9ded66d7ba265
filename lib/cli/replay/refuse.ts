import { printable } from '../../model/text/problem.ts';

/** Says what is wrong, a line each, with exit code 1. */
export function refuse(problems: readonly string[]): void {
  process.stderr.write(problems.map((one) => `${printable(one)}\n`).join(''));
  process.exitCode = 1;
}

/** Runs what talks to Kafka: what is wrong there is a sentence, not a failure of the program. */
export async function asking(work: () => Promise<void>): Promise<void> {
  try {
    await work();
  } catch (error) {
    refuse((error instanceof Error ? error.message : String(error)).split('\n'));
  }
}

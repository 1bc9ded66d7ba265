import { appendFileSync, mkdirSync, readFileSync } from 'node:fs';
import { dirname } from 'node:path';
import type { Mutant } from './mutants.ts';

/** What the tests of one file said of one mutant. */
interface Verdict {
  readonly mutant: string;
  /** A digest of the test file and of everything that it needs. */
  readonly tests: string;
  /** The test that failed; absent where all passed. */
  readonly by?: string;
}

/**
 * Verdicts of this run and of earlier ones, kept line by line: a run that was stopped goes on where it was, and a new
 * test is asked alone. A verdict holds for as long as no file is changed that its tests need.
 */
export class Verdicts {
  readonly #known = new Map<string, string | undefined>();
  readonly #file: string;

  constructor(file: string) {
    this.#file = file;
    mkdirSync(dirname(file), { recursive: true });
    for (const line of linesOf(file)) {
      const { mutant, tests, by } = JSON.parse(line) as Verdict;
      this.#known.set(`${mutant} ${tests}`, by);
    }
  }

  has(mutant: Mutant, tests: string): boolean {
    return this.#known.has(`${nameOf(mutant)} ${tests}`);
  }

  /** The test that killed it; undefined where it survived, or is not known. */
  killer(mutant: Mutant, tests: string): string | undefined {
    return this.#known.get(`${nameOf(mutant)} ${tests}`);
  }

  add(mutant: Mutant, tests: string, by: string | undefined): void {
    this.#known.set(`${nameOf(mutant)} ${tests}`, by);
    const verdict: Verdict = { mutant: nameOf(mutant), tests, ...(by === undefined ? {} : { by }) };
    appendFileSync(this.#file, `${JSON.stringify(verdict)}\n`);
  }
}

const nameOf = ({ file, index }: Mutant) => `${file}#${index}`;

/** Whole lines: the last one of a run that was killed may be half a line. */
function linesOf(file: string): string[] {
  try {
    return readFileSync(file, 'utf8').split('\n').slice(0, -1);
  } catch {
    return [];
  }
}

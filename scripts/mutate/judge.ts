import type { Closures } from './files.ts';
import type { Coverage } from './messages.ts';
import type { Mutant } from './mutants.ts';
import type { Verdicts } from './verdicts.ts';
import type { WorkerProcess } from './worker-process.ts';

/** A test file and what it reaches. */
export interface TestFile {
  readonly file: string;
  /** A digest of everything that it needs. */
  readonly digest: string;
  readonly coverage: Coverage;
}

export type Outcome =
  | { readonly is: 'killed'; readonly by: string }
  | { readonly is: 'survived'; readonly asked: number }
  /** No test reaches it. */
  | { readonly is: 'unreached' };

/** Asks the tests that reach a mutant, the most promising first, until one fails. */
export class Judge {
  /** Mutants killed, by their file and the test file. */
  readonly #kills = new Map<string, number>();
  readonly #tests: readonly TestFile[];
  readonly #closures: Closures;
  readonly #verdicts: Verdicts;
  readonly #worker: WorkerProcess;

  constructor(tests: readonly TestFile[], closures: Closures, verdicts: Verdicts, worker: WorkerProcess) {
    this.#tests = tests;
    this.#closures = closures;
    this.#verdicts = verdicts;
    this.#worker = worker;
  }

  async outcome(mutant: Mutant): Promise<Outcome> {
    const reach = this.#tests.flatMap((test) => reachOf(test, mutant));
    if (reach.length === 0) return { is: 'unreached' };
    for (const { test } of reach) {
      const by = this.#verdicts.killer(mutant, test.digest);
      if (by !== undefined) return this.#killed(mutant, test, by);
    }
    const promise = ({ test, milliseconds }: Reach) =>
      milliseconds / (1 + (this.#kills.get(`${mutant.file} ${test.file}`) ?? 0));
    for (const one of reach.sort((a, b) => promise(a) - promise(b))) {
      if (this.#verdicts.has(mutant, one.test.digest)) continue;
      const by = await this.#ask(mutant, one);
      this.#verdicts.add(mutant, one.test.digest, by);
      if (by !== undefined) return this.#killed(mutant, one.test, by);
    }
    return { is: 'survived', asked: reach.length };
  }

  #killed(mutant: Mutant, { file }: TestFile, by: string): Outcome {
    const key = `${mutant.file} ${file}`;
    this.#kills.set(key, (this.#kills.get(key) ?? 0) + 1);
    return { is: 'killed', by: `${file}: ${by}` };
  }

  async #ask(mutant: Mutant, { test, tests, milliseconds }: Reach): Promise<string | undefined> {
    const fresh = [...this.#closures(test.file)].filter((file) => this.#closures(file).has(mutant.file));
    const question = { ask: 'verdict', mutant: mutant.id, file: test.file, fresh, tests } as const;
    // A worker may also die of what came before: a second one is asked.
    for (const factor of [10, 20]) {
      const answer = await this.#worker.ask(question, 20_000 + factor * milliseconds);
      if (answer?.answer === 'verdict') return answer.by;
    }
    return 'no end, or the end of the process';
  }
}

interface Reach {
  readonly test: TestFile;
  readonly tests: readonly string[] | 'all';
  readonly milliseconds: number;
}

/** The tests of a file that reach a mutant: all, if it is reached while the file is loaded. */
function reachOf(test: TestFile, { id }: Mutant): Reach[] {
  const { outside, tests, load } = test.coverage;
  const all = outside.includes(id);
  const reaching = all ? tests : tests.filter(({ mutants }) => mutants.includes(id));
  if (reaching.length === 0) return [];
  const milliseconds = reaching.reduce((sum, one) => sum + one.milliseconds, load);
  return [{ test, tests: all ? 'all' : reaching.map(({ name }) => name), milliseconds }];
}

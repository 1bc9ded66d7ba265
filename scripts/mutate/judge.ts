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
  /** How often a test file was asked of a file's mutants, and how often it killed one. */
  readonly #past = new Map<string, { asked: number; kills: number }>();
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
    const promise = ({ test, milliseconds }: Reach) => {
      const { asked, kills } = this.#pastOf(mutant, test);
      return (milliseconds * (1 + asked)) / (1 + 2 * kills) / nearness(mutant.file, test.file);
    };
    for (const one of reach.sort((a, b) => promise(a) - promise(b))) {
      if (this.#verdicts.has(mutant, one.test.digest)) continue;
      this.#pastOf(mutant, one.test).asked += 1;
      const by = await this.#ask(mutant, one);
      this.#verdicts.add(mutant, one.test.digest, by);
      if (by !== undefined) return this.#killed(mutant, one.test, by);
    }
    return { is: 'survived', asked: reach.length };
  }

  #killed(mutant: Mutant, test: TestFile, by: string): Outcome {
    this.#pastOf(mutant, test).kills += 1;
    return { is: 'killed', by: `${test.file}: ${by}` };
  }

  #pastOf(mutant: Mutant, { file }: TestFile): { asked: number; kills: number } {
    const key = `${mutant.file} ${file}`;
    const past = this.#past.get(key) ?? { asked: 0, kills: 0 };
    this.#past.set(key, past);
    return past;
  }

  async #ask(mutant: Mutant, { test, tests, milliseconds }: Reach): Promise<string | undefined> {
    const fresh = [...this.#closures(test.file)].filter((file) => this.#closures(file).has(mutant.file));
    const question = { ask: 'verdict', mutant: mutant.id, file: test.file, fresh, tests } as const;
    const most = 20_000 + 10 * milliseconds;
    let answer = await this.#worker.ask(question, most);
    // A worker may also die of what came before: a second one is asked.
    if (answer === 'died') answer = await this.#worker.ask(question, most);
    if (typeof answer === 'string') return answer === 'late' ? 'no end' : 'the end of the process';
    return answer.answer === 'verdict' ? answer.by : undefined;
  }
}

/** How much sooner a test file is asked that has the mutant's folder, or its name as well. */
function nearness(file: string, test: string): number {
  const path = file.replace(/^lib\//, 'test/');
  if (test === path.replace(/\.ts$/, '.test.ts')) return 100;
  return test.startsWith(path.slice(0, path.lastIndexOf('/') + 1)) ? 5 : 1;
}

interface Reach {
  readonly test: TestFile;
  readonly tests: readonly string[];
  readonly milliseconds: number;
}

/** The tests of a file that reach a mutant: all, if it is reached while the file is loaded. */
function reachOf(test: TestFile, { id }: Mutant): Reach[] {
  const { outside, tests, load } = test.coverage;
  const reaching = outside.includes(id) ? tests : tests.filter(({ mutants }) => mutants.includes(id));
  if (reaching.length === 0) return [];
  const milliseconds = reaching.reduce((sum, one) => sum + one.milliseconds, load);
  return [{ test, tests: reaching.map(({ name }) => name), milliseconds }];
}

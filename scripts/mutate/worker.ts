import { readFileSync } from 'node:fs';
import { setPriority } from 'node:os';
import type { Instrumented } from './mutants.ts';
import { ModuleGraph } from './module-graph.ts';
import type { Answer, Coverage, Question, WorkerSetting } from './messages.ts';
import { jestGlobals, runTests } from './test-run.ts';

/** The state that instrumented code shares: which mutant is on, and what was reached. */
interface Switches {
  activeMutant?: string | undefined;
  currentTestId?: string | undefined;
  hitCount?: number | undefined;
  hitLimit?: number | undefined;
  mutantCoverage: { static: Record<string, number>; perTest: Record<string, Record<string, number>> };
}

/** A mutant that is reached more often made a loop without an end. */
const hitLimit = 1_000_000;

/** A test that measures time fails because of the instruments, or of what else runs here. */
const measuresTime = /less than a second/;

setPriority(10);
const setting = JSON.parse(process.argv[2] ?? '') as WorkerSetting;
const { code } = JSON.parse(readFileSync(setting.instrumented, 'utf8')) as Instrumented;
const graph = new ModuleGraph(setting.root, code, { '@jest/globals': jestGlobals });
const switches: Switches = { mutantCoverage: { static: {}, perTest: {} } };
Object.assign(globalThis, { __stryker__: switches });

process.on('message', (question: Question) => {
  void (question.ask === 'coverage' ? coverageOf(question) : verdictOf(question)).then((answer) =>
    process.send?.({ ...answer, heap: process.memoryUsage().heapUsed }),
  );
});

async function coverageOf({ file, fresh }: Extract<Question, { ask: 'coverage' }>): Promise<Answer> {
  switches.mutantCoverage.static = {};
  switches.mutantCoverage.perTest = {};
  switches.activeMutant = undefined;
  const began = performance.now();
  let loaded = began;
  let started = began;
  const milliseconds: Record<string, number> = {};
  const failed: string[] = [];
  try {
    const errors = await runTests(
      async () => {
        await graph.load(file, new Set(fresh));
        loaded = performance.now();
      },
      {
        wants: (test) => !measuresTime.test(test),
        begins: (test) => {
          switches.currentTestId = test;
          started = performance.now();
        },
        ended: (test, wrong) => {
          switches.currentTestId = undefined;
          milliseconds[test] = Math.round(performance.now() - started);
          if (wrong) failed.push(test);
          return true;
        },
      },
    );
    failed.push(...errors.map(String));
  } catch (error) {
    failed.push(String(error));
  }
  const { static: outside, perTest } = switches.mutantCoverage;
  const coverage: Coverage = {
    failed,
    load: Math.round(loaded - began),
    outside: Object.keys(outside),
    tests: Object.entries(milliseconds).map(([name, time]) => ({
      name,
      milliseconds: time,
      mutants: Object.keys(perTest[name] ?? {}),
    })),
  };
  return { answer: 'coverage', coverage };
}

async function verdictOf({
  mutant,
  file,
  fresh,
  tests,
}: Extract<Question, { ask: 'verdict' }>): Promise<Answer> {
  const wanted = new Set(tests);
  let by: string | undefined;
  switches.activeMutant = mutant;
  switches.hitCount = 0;
  switches.hitLimit = hitLimit;
  try {
    const errors = await runTests(() => graph.load(file, new Set(fresh)), {
      wants: (test) => wanted.has(test),
      ended: (test, failed) => {
        if (failed) by = test;
        return !failed;
      },
    });
    if (errors.length > 0) by ??= 'an error outside of the tests';
  } catch {
    by = 'the test file, which does not load';
  } finally {
    switches.activeMutant = undefined;
  }
  return { answer: 'verdict', ...(by === undefined ? {} : { by }) };
}

import { jestExpect } from '@jest/expect';
import type { Event } from 'jest-circus';
import * as circus from 'jest-circus';

/** What a test file asks of a run. */
export interface TestRunListener {
  /** Whether a test is to run. */
  readonly wants: (test: string) => boolean;
  readonly begins?: (test: string) => void;
  /** @returns whether the rest is to run */
  readonly ended: (test: string, failed: boolean) => boolean;
}

/** What `@jest/globals` gives, for files that no jest runs. */
export const jestGlobals = {
  afterAll: circus.afterAll,
  afterEach: circus.afterEach,
  beforeAll: circus.beforeAll,
  beforeEach: circus.beforeEach,
  describe: circus.describe,
  expect: jestExpect,
  it: circus.it,
  test: circus.test,
  jest: {
    setTimeout(milliseconds: number): void {
      circus.getState().testTimeout = milliseconds;
    },
  },
};

type Block = circus.State['rootDescribeBlock'];
type Entry = Extract<Block['children'][number], { type: 'test' }>;

/** As in jest.config.js. */
const testTimeout = 30_000;

/**
 * Runs the tests that a program declares while it is loaded.
 * @returns errors outside of tests
 */
export async function runTests(load: () => Promise<void>, listener: TestRunListener): Promise<unknown[]> {
  circus.resetState();
  circus.getState().testTimeout = testTimeout;
  await load();
  const tests = testsOf(circus.getState().rootDescribeBlock);
  const names = namesOf(tests);
  const nameOf = (test: Entry) => names.get(test) ?? test.name;
  for (const test of tests) if (!listener.wants(nameOf(test))) test.mode = 'skip';
  const heard = (event: Event): void => {
    if (event.name === 'test_start') listener.begins?.(nameOf(event.test));
    if (event.name !== 'test_done') return;
    if (!listener.ended(nameOf(event.test), event.test.errors.length > 0))
      for (const test of tests)
        if (test.startedAt === undefined || test.startedAt === null) test.mode = 'skip';
  };
  circus.addEventHandler(heard);
  try {
    await circus.run();
    return circus.getState().unhandledErrors;
  } finally {
    circus.removeEventHandler(heard);
  }
}

function testsOf(block: Block): Entry[] {
  return block.children.flatMap((child) => (child.type === 'test' ? [child] : testsOf(child)));
}

/** A test's name with those of its blocks; the second of one name gets a number. */
function namesOf(tests: readonly Entry[]): ReadonlyMap<Entry, string> {
  const counts = new Map<string, number>();
  return new Map(
    tests.map((test) => {
      const parts = [test.name];
      for (let block = test.parent; block.parent !== undefined; block = block.parent)
        parts.unshift(block.name);
      const name = parts.join(' > ');
      const count = (counts.get(name) ?? 0) + 1;
      counts.set(name, count);
      return [test, count === 1 ? name : `${name} (${count})`];
    }),
  );
}

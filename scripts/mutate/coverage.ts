import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Closures, digestOf } from './files.ts';
import type { TestFile } from './judge.ts';
import type { Coverage } from './messages.ts';
import type { WorkerProcess } from './worker-process.ts';

export interface CoverageSetting {
  readonly cache: string;
  readonly closures: Closures;
  readonly mutated: ReadonlySet<string>;
  /** The file that holds the instrumented code: a mutant's id belongs to it. */
  readonly instrumented: string;
  /** A digest of everything that a test file needs. */
  readonly needsOf: (test: string) => string;
  readonly worker: WorkerProcess;
  readonly say: (text: string) => void;
}

const mostMilliseconds = 600_000;

/** What the tests of a file reach; each is run once without a mutant, and again when something that it needs changes. */
export async function coveredBy(file: string, setting: CoverageSetting): Promise<TestFile> {
  const { cache, closures, mutated, worker, say } = setting;
  const digest = setting.needsOf(file);
  const stored = join(cache, `coverage-${digestOf(digest, setting.instrumented)}.json`);
  try {
    return { file, digest, coverage: JSON.parse(readFileSync(stored, 'utf8')) as Coverage };
  } catch {
    // Not run yet.
  }
  const fresh = [...closures(file)].filter((one) => [...closures(one)].some((need) => mutated.has(need)));
  const answer = await worker.ask({ ask: 'coverage', file, fresh }, mostMilliseconds);
  if (typeof answer === 'string' || answer.answer !== 'coverage')
    throw new Error(`${file} does not end without a mutant`);
  const { coverage } = answer;
  if (coverage.failed.length > 0)
    throw new Error(`${file} fails without a mutant: ${coverage.failed.join('; ')}`);
  say(`${file}: ${coverage.tests.length} tests`);
  writeFileSync(stored, JSON.stringify(coverage));
  return { file, digest, coverage };
}

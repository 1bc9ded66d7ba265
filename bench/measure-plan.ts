import { mkdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { medianRun, runChild, type Usage } from './child.ts';

/** A plan of so many topics against as many, each of which changes. */
export interface PlanMeasured extends Usage {
  readonly topics: number;
  /** Processor time of reading and parsing both sides. */
  readonly parse: number;
  /** The same with comparing, judging and printing. */
  readonly whole: number;
}

interface Told {
  readonly changes: number;
  readonly parse: number;
  readonly whole: number;
}

/** Writes both sides, plans them, and leaves nothing behind. */
export function measurePlan(work: string, topics: number, runs: number): PlanMeasured {
  const folder = join(work, `plan-${topics}`);
  mkdirSync(folder);
  const child = (...args: string[]) =>
    runChild(['--import', 'tsx', join(import.meta.dirname, 'plan-topics.ts'), ...args]);
  try {
    child('write', folder, String(topics));
    const run = medianRun(Array.from({ length: runs }, () => child('plan', folder)));
    const { changes, parse, whole } = JSON.parse(run.output) as Told;
    if (changes !== topics) throw new Error(`${changes} of ${topics} topics changed`);
    const { seconds, processorSeconds, peakBytes } = run;
    return { topics, parse, whole, seconds, processorSeconds, peakBytes };
  } finally {
    rmSync(folder, { recursive: true });
  }
}

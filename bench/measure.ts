import { cpSync, mkdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { type ChildResult, medianRun, runChild, type Usage } from './child.ts';
import { writeEnvironments } from './environments.ts';
import { generateRepository } from './generate.ts';
import { generateTenants } from './generate-tenants.ts';
import type { YardstickResult } from './object-file.ts';
import { sameFiles } from './same-files.ts';

/** One size, measured. */
export interface Measured {
  readonly contracts: number;
  readonly objects: number;
  readonly files: number;
  readonly ours: Usage;
  /** The same objects as the same files by JSON.stringify. */
  readonly floor: Usage;
  /** The same objects as the same files by a bare cdk8s program. */
  readonly bare: Usage;
}

const repository = join(import.meta.dirname, '..');
const program = join(repository, 'bin/workstreams.js');

/** The shipped catalogue in all environments: the whole command, start-up included. */
export function measureShipped(work: string, runs: number): Usage {
  const once = () => synth(repository, join(work, 'shipped'));
  once(); // The first run after a change builds the program (decision 0015).
  return usage(medianRun(times(runs, once)));
}

/** The queues that jobs drain alone, in all environments: what the smallest repository waits for. */
export function measureQueues(work: string, runs: number): Usage {
  const folder = join(work, 'queues');
  mkdirSync(folder);
  const part = 'contracts/workrequests';
  cpSync(join(repository, part), join(folder, part), { recursive: true });
  writeEnvironments(repository, folder, 'workrequests', (text) => text);
  return usage(medianRun(times(runs, () => synth(folder, join(folder, 'ours')))));
}

/** The same where the program is not built yet, as on the first run after a change. */
export function measureShippedCold(work: string): Usage {
  rmSync(join(repository, 'build'), { recursive: true, force: true });
  return usage(synth(repository, join(work, 'shipped')));
}

/** Generates, renders and measures `contracts` queues in all environments; leaves nothing behind. */
export function measure(work: string, contracts: number, runs: number): Measured {
  const folder = join(work, String(contracts));
  const at = (name: string) => join(folder, name);
  mkdirSync(folder);
  try {
    generateRepository(repository, folder, contracts);
    const ours = medianRun(times(runs, () => synth(folder, at('ours'))));
    const [, objects = 0, files = 0] = /^(\d+) objects in (\d+) files/.exec(ours.output)?.map(Number) ?? [];
    runChild(typescript('export-objects.ts', folder, at('ours'), at('objects')));
    const yardstick = (name: string) => {
      const run = medianRun(
        times(runs, () => withoutReading(runChild(typescript(`${name}.ts`, at('objects'), at(name))))),
      );
      if (run.objects !== objects || run.files !== files) throw new Error(`${name} wrote something else`);
      return usage(run);
    };
    const floor = yardstick('floor');
    const bare = yardstick('bare-cdk8s');
    sameFiles(at('ours'), [at('floor'), at('bare-cdk8s')]);
    return { contracts, objects, files, ours: usage(ours), floor, bare };
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/** One number of tenants, measured. */
export interface MeasuredTenants {
  readonly contracts: number;
  readonly tenants: number;
  readonly objects: number;
  readonly ours: Usage;
}

/** Renders `contracts` OmniNode contracts for `tenants` tenants in all environments; leaves nothing behind. */
export function measureTenants(work: string, contracts: number, tenants: number): MeasuredTenants {
  const folder = join(work, `tenants-${tenants}`);
  mkdirSync(folder);
  try {
    generateTenants(repository, folder, contracts, tenants);
    const ours = synth(folder, join(folder, 'ours'));
    const [, objects = 0] = /^(\d+) objects/.exec(ours.output)?.map(Number) ?? [];
    return { contracts, tenants, objects, ours: usage(ours) };
  } finally {
    rmSync(folder, { recursive: true });
  }
}

function synth(root: string, out: string): ChildResult {
  rmSync(out, { recursive: true, force: true });
  return runChild([program, 'synth', '--root', root, '--out', out]);
}

function typescript(name: string, ...args: readonly string[]): string[] {
  return ['--import', 'tsx', join(import.meta.dirname, name), ...args];
}

function withoutReading(run: ChildResult): Usage & YardstickResult {
  const result = JSON.parse(run.output) as YardstickResult;
  return { ...run, ...result, processorSeconds: run.processorSeconds - result.readingSeconds };
}

function usage({ seconds, processorSeconds, peakBytes }: Usage): Usage {
  return { seconds, processorSeconds, peakBytes };
}

function times<T>(count: number, run: () => T): T[] {
  return Array.from({ length: count }, run);
}

import type { Path } from './text/yaml-source.ts';

/** What every file of a stack says first. Formats change only with another value and a command that rewrites files. */
export const currentApiVersion = 'workstreams.io/v1';

/** A key of the format before `workstreams.io/v1`, and its name since then. */
export interface RenamedKey {
  /** From the file's root, by the names of that format; `*` stands for any key. */
  readonly path: readonly string[];
  readonly to: string;
}

export const renamedKeys = {
  Contract: [
    { path: ['serviceLevels', 'lagThreshold'], to: 'alertLag' },
    { path: ['scaling', 'lagThreshold'], to: 'messagesPerJob' },
    { path: ['formerly'], to: 'renamedFrom' },
    { path: ['found'], to: 'imported' },
    { path: ['found', 'in', '*', 'topics'], to: 'pinned' },
  ],
  Environment: [
    { path: ['topics', 'prefix'], to: 'env' },
    { path: ['topics', 'loadShare'], to: 'loadFactor' },
    { path: ['workloads', 'credentials', 'way'], to: 'delivery' },
    { path: ['workrequests'], to: 'queues' },
    { path: ['workrequests', 'scaledJobs'], to: 'jobs' },
    { path: ['moves'], to: 'migrations' },
  ],
} satisfies Readonly<Record<string, readonly RenamedKey[]>>;

/** Was one phase for every renamed queue of an environment; since then `renames` has one for each. */
export const formerRenamePhase: readonly string[] = ['workrequests', 'rename'];

const all: readonly RenamedKey[] = Object.values(renamedKeys).flat();

/** The names that may be at each step of a path: that of the earlier format, and for parents also today's. */
export function stepsOf(path: readonly string[]): readonly (readonly string[])[] {
  return path.map((step, index) => {
    const to =
      index === path.length - 1
        ? undefined
        : all.find((one) => samePath(one.path, path.slice(0, index + 1)))?.to;
    return to === undefined ? [step] : [step, to];
  });
}

/** Today's name of the key at `path`, if the key had another name in the earlier format. */
export function newNameOf(path: Path): string | undefined {
  return all.find((one) => {
    const steps = stepsOf(one.path);
    return (
      steps.length === path.length &&
      steps.every((names, index) => names.includes('*') || names.includes(String(path[index])))
    );
  })?.to;
}

function samePath(one: readonly string[], other: readonly string[]): boolean {
  return one.length === other.length && one.every((step, index) => step === other[index]);
}

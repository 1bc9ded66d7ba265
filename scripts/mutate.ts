import { setPriority } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import fc from 'fast-check';
import { coveredBy } from './mutate/coverage.ts';
import { Explained } from './mutate/explained.ts';
import { closuresOf, digestOf, fileDigests, filesBelow } from './mutate/files.ts';
import { Judge, type TestFile } from './mutate/judge.ts';
import { instrumented, type Mutant } from './mutate/mutants.ts';
import { isOpen, type Judged, mutantText, survivorText, table } from './mutate/summary.ts';
import { Verdicts } from './mutate/verdicts.ts';
import { WorkerProcess } from './mutate/worker-process.ts';

const usage = `npm run mutate -- [--only lib/plan]... [--sample 200] [--seed 7] [--tests test/plan]... [--list]

Changes the code of lib/naming, lib/policies, lib/governance and lib/plan in one place at a time and checks that a test
fails. Survivors are printed with their place; test/mutations/explained.yaml explains those that no test can kill.

--only    mutants of these files or folders alone
--sample  so many mutants of each folder, chosen by the seed (default: all)
--seed    another number, another sample (default: 1)
--tests   run only tests of these files or folders
--list    list the mutants and run no test

Stop it at any time: the next run continues. Exit code 1 if a mutant survives without an explanation.
`;

/**
 * What is changed, and the tests of it. Each runs within one process: in programs that a test starts no mutant is
 * switched on. Tests of the shipped stack (test/stack, test/golden) are not among them: a stack may change, and the
 * engine is tested without it. A folder that everything needs has the tests that are about it alone, for time's sake.
 */
const testFolders: Readonly<Record<string, readonly string[]>> = {
  'lib/naming': ['test/naming', 'test/model'],
  'lib/policies': [
    'test/policies',
    'test/governance',
    'test/constructs',
    'test/units',
    'test/alerts',
    'test/reports',
  ],
  'lib/governance': ['test/governance', 'test/policies', 'test/units'],
  'lib/plan': ['test/plan', 'test/release'],
};
const folders = Object.keys(testFolders);

/** Properties over thousands of runs, other programs, and killed processes: too slow to be asked of every mutant. */
const left = [
  'test/alerts/promtool.test.ts',
  'test/plan/dangerous.test.ts',
  'test/release/killed-process.test.ts',
  'test/reports/asyncapi.test.ts',
];

/** What tests read beside code. */
const data = ['contracts', 'environments', 'test/fixtures', 'schemas'];

const { values } = parseArgs({
  options: {
    only: { type: 'string', multiple: true, default: folders },
    sample: { type: 'string' },
    seed: { type: 'string', default: '1' },
    tests: { type: 'string', multiple: true },
    list: { type: 'boolean', default: false },
    help: { type: 'boolean', default: false },
  },
});
const sample = values.sample === undefined ? undefined : Number(values.sample);
const seed = Number(values.seed);
if (values.help || !Number.isSafeInteger(sample ?? 1) || !Number.isSafeInteger(seed)) {
  process.stdout.write(usage);
  process.exit(values.help ? 0 : 1);
}

setPriority(10);
const root = join(import.meta.dirname, '..');
const cache = join(root, 'node_modules', '.cache', 'mutate');
const say = (text: string): void => void process.stderr.write(`${text}\n`);
const within = (file: string, places: readonly string[]) =>
  places.some((place) => file === place || file.startsWith(`${place}/`));

const mutatedFiles = folders.flatMap((folder) => filesBelow(root, folder, '.ts'));
const { stored, all } = await instrumented(root, mutatedFiles, cache);
const explained = new Explained(join(root, 'test', 'mutations', 'explained.yaml'), all.mutants);
const chosen = folders.map((folder) => ({
  folder,
  mutants: sampled(all.mutants.filter(({ file }) => within(file, [folder]) && within(file, values.only))),
}));
const count = chosen.reduce((sum, { mutants }) => sum + mutants.length, 0);
say(`${count} of ${all.mutants.length} mutants${sample === undefined ? '' : `, seed ${seed}`}`);
if (values.list)
  for (const mutant of chosen.flatMap(({ mutants }) => mutants))
    process.stdout.write(`${mutantText(mutant, explained.has(mutant) ? 'explained' : 'unexplained')}\n`);
else {
  const judged = await judgeAll();
  process.stdout.write(`\n${table(judged, folders)}\n`);
  process.exitCode = judged.some(isOpen) || explained.unused.length > 0 ? 1 : 0;
}
for (const one of explained.unused) process.stdout.write(`explained, but no longer there: ${one}\n`);

/** Judges every mutant that was chosen, and prints those that survive without an explanation. */
async function judgeAll(): Promise<readonly Judged[]> {
  const testFiles = filesBelow(root, 'test', '.test.ts').filter((file) => !within(file, left));
  const closures = closuresOf(root, testFiles);
  const digests = fileDigests(root);
  const dataDigest = digests(data.flatMap((folder) => filesBelow(root, folder)));
  const needsOf = (test: string) => digestOf(dataDigest, digests(closures(test)));
  const mutated = new Set(mutatedFiles);
  const verdicts = new Verdicts(join(cache, 'verdicts.jsonl'));
  const worker = new WorkerProcess({ root, instrumented: stored });
  const judged: Judged[] = [];
  try {
    for (const { folder, mutants } of chosen) {
      const places = values.tests ?? testFolders[folder] ?? [];
      const mutatedHere = new Set(mutants.map(({ file }) => file));
      const tests: TestFile[] = [];
      for (const file of testFiles)
        if (within(file, places) && [...closures(file)].some((one) => mutatedHere.has(one)))
          tests.push(
            await coveredBy(file, { cache, closures, mutated, instrumented: stored, needsOf, worker, say }),
          );
      const judge = new Judge(tests, closures, verdicts, worker);
      for (const mutant of mutants) {
        const one = { mutant, outcome: await judge.outcome(mutant), explained: explained.has(mutant) };
        judged.push(one);
        if (isOpen(one)) process.stdout.write(`${survivorText(one)}\n`);
        if (judged.length % 25 === 0) say(`${judged.length} of ${count}`);
      }
    }
  } finally {
    worker.stop();
  }
  return judged;
}

function sampled(mutants: readonly Mutant[]): readonly Mutant[] {
  if (sample === undefined || mutants.length <= sample) return mutants;
  const subsets = fc.shuffledSubarray([...mutants], { minLength: sample, maxLength: sample });
  const [found = []] = fc.sample(subsets, { seed, numRuns: 1 });
  return found.sort((a, b) => Number(a.id) - Number(b.id));
}

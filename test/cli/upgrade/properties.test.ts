import { expect, test } from '@jest/globals';
import { fc } from '../../support/property.ts';
import { parse } from 'yaml';
import { formatProblem } from '../../../lib/model/text/problem.ts';
import { EditableYaml } from '../../../lib/cli/upgrade/editable-yaml.ts';
import { isEarlier, upgradeContract, upgradeEnvironment } from '../../../lib/cli/upgrade/upgrade-files.ts';
import { writtenYaml } from '../../support/written-yaml.ts';

type Data = Record<string, never>;

/** Names of keys of the format, where they are only words. */
const word = fc.constantFrom(
  'found',
  'topics',
  'way',
  'prefix',
  'loadShare',
  'lagThreshold',
  'rename',
  'rule',
  'a b',
  'x',
);
const words = fc.dictionary(word, fc.oneof(word, fc.nat(9), fc.array(word, { maxLength: 2 })), {
  maxKeys: 3,
});
const ruleIds = {
  'clients-once': 'no-duplicate-clients',
  'subject-own': 'unique-schema-subject',
  'no-unused-exception': 'no-unused-exception',
};
const ruleId = fc.constantFrom(...(Object.keys(ruleIds) as (keyof typeof ruleIds)[]));
const some = <T>(arbitrary: fc.Arbitrary<T>) => fc.option(arbitrary, { nil: undefined });
const exceptions = fc.array(fc.record({ rule: ruleId, reason: word }), { maxLength: 3 });

const contract = fc.record({
  purpose: word,
  load: words,
  serviceLevels: fc.record({ consumeWithin: word, lagThreshold: fc.nat(9), other: word }),
  scaling: some(fc.record({ lagThreshold: fc.nat(9), deadline: word })),
  formerly: some(words),
  found: some(
    fc.record({
      topic: word,
      in: fc.dictionary(
        fc.constantFrom('qa', 'topics'),
        fc.record({ since: word, topics: fc.dictionary(word, words, { maxKeys: 2 }) }),
        { maxKeys: 2 },
      ),
    }),
  ),
  headers: fc.array(word, { maxLength: 3 }),
  exceptions: some(exceptions),
});

const environment = fc.record({
  environment: fc.constantFrom('qa', 'eu-prod', 'on'),
  topics: fc.record({ prefix: word, loadShare: fc.nat(9), other: words }),
  workloads: fc.record({ credentials: fc.record({ way: word, other: word }), namespaces: words }),
  workrequests: fc
    .record({
      topics: fc.boolean(),
      scaledJobs: fc.boolean(),
      rename: fc.constantFrom('dual', 'retired'),
      executorClasses: words,
    })
    .chain((section) =>
      fc.shuffledSubarray(Object.keys(section), { minLength: 4 }).map((keys) => pick(section, keys)),
    ),
  moves: some(words),
  monitoring: words,
  rules: some(fc.dictionary(ruleId, fc.constant('error'))),
  exceptions: some(exceptions),
});

function pick(from: Readonly<Record<string, unknown>>, keys: readonly string[]): Record<string, never> {
  return Object.fromEntries(keys.map((key) => [key, from[key]])) as Record<string, never>;
}

/** In any order of keys, without those that are undefined. */
const shuffled = (data: object) => {
  const present = Object.keys(data).filter((key) => (data as Data)[key] !== undefined);
  return fc.shuffledSubarray(present, { minLength: present.length }).map((keys) => pick(data as Data, keys));
};

const written = (data: fc.Arbitrary<object>) =>
  data.chain(shuffled).chain((one) => writtenYaml(one).map((text) => ({ data: one, ...text })));

const renamed = (from: object, names: Readonly<Record<string, string>>) =>
  Object.fromEntries(
    Object.entries(from).map(([key, value]: [string, unknown]) => [names[key] ?? key, value]),
  );

const newExceptions = (list: { rule: keyof typeof ruleIds }[]) =>
  list.map((one) => ({ ...one, rule: ruleIds[one.rule] }));

/** What the files should say, by data alone. */
function contractNow(old: Data): object {
  const now: Record<string, unknown> = { apiVersion: 'workstreams.io/v1', kind: 'Contract' };
  for (const [key, value] of Object.entries(old)) {
    if (key === 'serviceLevels') now[key] = renamed(value, { lagThreshold: 'alertLag' });
    else if (key === 'scaling') now[key] = renamed(value, { lagThreshold: 'messagesPerJob' });
    else if (key === 'formerly') now['renamedFrom'] = value;
    else if (key === 'exceptions') now[key] = newExceptions(value);
    else if (key === 'found') {
      const { topic, in: all } = value as { topic: string; in: Record<string, object> };
      const pinned = Object.entries(all).map(([name, one]) => [name, renamed(one, { topics: 'pinned' })]);
      now['imported'] = { topic, in: Object.fromEntries(pinned) as object };
    } else now[key] = value;
  }
  return now;
}

function environmentNow(old: Data, queues: readonly string[]): object {
  const now: Record<string, unknown> = { apiVersion: 'workstreams.io/v1', kind: 'Environment' };
  for (const [key, value] of Object.entries(old)) {
    if (key === 'environment') Object.assign(now, { environment: value, cluster: value });
    else if (key === 'topics') now[key] = renamed(value, { prefix: 'env', loadShare: 'loadFactor' });
    else if (key === 'workloads') {
      const { credentials, namespaces } = value as Record<string, object>;
      now[key] = { credentials: renamed(credentials ?? {}, { way: 'delivery' }), namespaces };
    } else if (key === 'workrequests') {
      const { rename, ...rest } = value as Record<string, unknown>;
      now['queues'] = renamed(rest, { scaledJobs: 'jobs' });
      if (queues.length > 0) now['renames'] = Object.fromEntries(queues.map((one) => [one, rename]));
    } else if (key === 'moves') now['migrations'] = value;
    else if (key === 'rules') now[key] = renamed(value, ruleIds);
    else if (key === 'exceptions') now[key] = newExceptions(value);
    else now[key] = value;
  }
  return now;
}

function edited(text: string, kind: 'Contract' | 'Environment', queues: readonly string[] = []): string {
  const yaml = EditableYaml.read('file.yaml', text);
  if (!yaml.ok) throw new Error(yaml.problems.map(formatProblem).join('\n'));
  if (isEarlier(yaml.value, kind)) {
    if (kind === 'Contract') upgradeContract(yaml.value);
    else upgradeEnvironment(yaml.value, queues);
  }
  expect(yaml.value.problems).toEqual([]);
  return yaml.value.edited();
}

function expectKept(before: string, after: string, comments: number): void {
  for (let number = 1; number <= comments; number += 1) {
    expect(after.split(`# comment ${number}: lagThreshold found`)).toHaveLength(2);
  }
  // A line without a word of the change is there as it was, in its order.
  const changes =
    /lagThreshold"?'?:|found"?'?:|formerly|topics|prefix|loadShare|way|workrequests|scaledJobs|rename|moves|clients-once|subject-own|environment|[{}[\]]/;
  const untouched = before
    .replace('\ufeff', '')
    .split('\n')
    .filter(
      (line) =>
        !changes.test(line.replace(/# comment.*/, '')) && line.trim() !== '' && !line.trim().startsWith('#'),
    );
  let at = 0;
  const lines = after.replace('\ufeff', '').split('\n');
  for (const line of untouched) {
    const found = lines.indexOf(line, at);
    expect(found < 0 ? `missing: ${line}` : line).toBe(line);
    at = found + 1;
  }
  // Line ends are the file's own.
  expect(after.includes('\r\n') ? after.replaceAll('\r\n', '').includes('\n') : false).toBe(false);
}

const runs = { numRuns: 200 };

test('a contract says the same in the new format, with every comment, and upgrading again changes nothing', () => {
  fc.assert(
    fc.property(written(contract), ({ data, text, comments }) => {
      expect(parse(text)).toEqual(data);
      const after = edited(text, 'Contract');
      expect(parse(after)).toEqual(contractNow(data));
      expectKept(text, after, comments);
      expect(edited(after, 'Contract')).toBe(after);
    }),
    runs,
  );
});

test('an environment does, with a phase for each renamed queue', () => {
  const queues = fc.subarray(['shop/print/work/a.b/v1', 'shop/print/work/c.d/v2']);
  fc.assert(
    fc.property(written(environment), queues, ({ data, text, comments }, renames) => {
      expect(parse(text)).toEqual(data);
      const after = edited(text, 'Environment', renames);
      expect(parse(after)).toEqual(environmentNow(data, renames));
      expectKept(text, after, comments);
      expect(edited(after, 'Environment', renames)).toBe(after);
    }),
    runs,
  );
});

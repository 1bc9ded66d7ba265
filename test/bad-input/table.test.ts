import { existsSync } from 'node:fs';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { loadProject } from '../../lib/cli/project.ts';
import { synthesize } from '../../lib/cli/render.ts';
import { problemReport } from '../../lib/cli/report.ts';
import { filesBelow } from '../support/repository.ts';
import { sortingCopy } from '../support/sorting-copy.ts';
import type { StackCopy } from '../support/stack-copy.ts';

const work = 'contracts/sorting/depot/work';
const queue = `${work}/vision.read-label/v1`;
const contract = `${queue}/contract.yaml`;
const other = `${work}/batch.plan-routes/v2/contract.yaml`;
const schema = `${queue}/value.schema.json`;
const sample = `${queue}/samples/smallest.json`;
const prod = 'environments/eu-prod.yaml';

const rendered = sortingCopy();
let before: Record<string, string>;
beforeAll(() => {
  copy = rendered;
  expect(render(rendered.path('dist'))).toBe('');
  before = filesBelow(rendered.path('dist'));
  expect(Object.keys(before)).toContain('eu-prod/release.json');
});
afterAll(() => {
  rendered.dispose();
});

let copy: StackCopy;
beforeEach(() => {
  copy = sortingCopy();
});
afterEach(() => {
  copy.dispose();
});

/** What a run that renders the copy into `out` says; empty when it renders. */
function render(out = copy.path('dist'), environments?: readonly string[]): string {
  const project = loadProject({
    root: copy.root,
    today: '2026-11-21',
    ...(environments === undefined ? {} : { environments }),
  });
  const result = project.ok ? synthesize(project.value, out, null) : project;
  return result.ok ? '' : problemReport(result.problems);
}

/** The whole report on problems, each in its lines. */
function report(...problems: readonly (readonly string[])[]): string {
  const count = problems.length === 1 ? '1 problem' : `${problems.length} problems`;
  return `${problems.map((lines) => lines.join('\n')).join('\n\n')}\n\n${count}; nothing was written\n`;
}

/** The queue in another folder too. */
function queueIn(folder: string): void {
  for (const file of ['contract.yaml', 'value.schema.json', 'samples/smallest.json']) {
    copy.write(`${work}/${folder}/v1/${file}`, copy.read(`${queue}/${file}`));
  }
}

type Case = readonly [what: string, spoil: () => void, problems: readonly (readonly string[])[]];

const cases: readonly Case[] = [
  [
    'an unknown key',
    () => copy.edit(contract, 'retention: 7d', 'retetnion: 7d'),
    [[`${contract}:9:1`, '  retetnion: unknown key', '  did you mean "retention"?']],
  ],
  [
    'a wrong type',
    () => copy.edit(contract, 'alertLag: 100', 'alertLag: many'),
    [[`${contract}:12:67`, '  serviceLevels.alertLag: "many" is no number', '  write a whole number']],
  ],
  [
    'a bad duration',
    () => copy.edit(contract, 'retention: 7d', 'retention: a week'),
    [
      [
        `${contract}:9:12`,
        '  retention: "a week": a duration is a whole number with ms, s, m, h or d behind it, for example 7d, or endless',
      ],
    ],
  ],
  [
    'a folder that makes no name by the naming',
    () => queueIn('vision'),
    [
      [
        `${work}/vision/v1/contract.yaml:1:1`,
        '  the topic "vision" must be {executorClass}.{executorKind} [valid-topic-name]',
        '  rename the folder',
      ],
    ],
  ],
  [
    'two contracts of one topic',
    () => copy.edit(contract, 'topic: vision.read-label.v1', 'topic: depot.batch.plan-routes.v2'),
    [
      [
        `${contract}:1:1`,
        `  the topic depot.batch.plan-routes.v2 is also that of ${other} (in dev, qa) [unique-topic-names]`,
        '  rename one of the two',
      ],
    ],
  ],
  [
    'two names that fold together',
    () => copy.edit(contract, 'topic: vision.read-label.v1', 'topic: depot_batch.plan-routes.v2'),
    [
      [
        `${contract}:1:1`,
        `  the topic depot_batch.plan-routes.v2 and depot.batch.plan-routes.v2 of ${other} are one after "." and "_" fold together (in dev, qa) [unique-topic-names]`,
        '  rename one of the two',
      ],
    ],
  ],
  [
    'two topics of one object',
    () => copy.edit(contract, 'object: vision-read-label-v1', 'object: depot-batch-plan--routes-v2'),
    [
      [
        `${contract}:1:1`,
        `  the object KafkaTopic/depot-batch-plan--routes-v2 is also that of ${other} (in dev, qa) [unique-topic-names]`,
        '  rename one of the two',
      ],
    ],
  ],
  [
    'retention outside the class',
    () => copy.edit(contract, 'retention: 7d', 'retention: 200d'),
    [
      [
        `${contract}:9:12`,
        '  retention: "200d" is above 7d, the longest for class work [retention-in-range]',
        '  write 7d or less, or add an exception with a reason',
      ],
    ],
  ],
  [
    'more in-sync replicas than replicas',
    () => copy.edit(prod, 'minInSync: 2', 'minInSync: 4'),
    [
      [
        `${prod}:22:14`,
        '  kafka.minInSync: 4: above replication 3: Kafka counts it as 3, and one broker down stops every write with acks=all; write 2 or less',
      ],
    ],
  ],
  [
    'more replicas than brokers',
    () => copy.edit(prod, 'replication: 3', 'replication: 5'),
    [[`${prod}:21:16`, '  kafka.replication: 5: more replicas than the 3 brokers: write 3 or less']],
  ],
  [
    'a service no one defined',
    () => copy.edit(contract, 'service: label-reader', 'service: label-raeder'),
    [
      [
        `${contract}:20:24`,
        '  consumers[0].service: no service "label-raeder" in system sorting [known-service]',
        '  did you mean "label-reader"?; services are in contracts/sorting/system.yaml',
      ],
    ],
  ],
  [
    'a missing schema',
    () => copy.remove(schema),
    [[`${schema}:1:1`, '  the file cannot be read (ENOENT)', '  is it there, and readable?']],
  ],
  [
    'an invalid schema',
    () => copy.edit(schema, '"properties"', '"propertees"'),
    [
      [
        `${schema}:1:1`,
        '  not a valid JSON Schema: strict mode: unknown keyword: "propertees"',
        '  fix the schema',
      ],
    ],
  ],
  [
    'a sample that fails its schema',
    () => copy.edit(sample, '"taskId": "t-1"', '"taskId": 7'),
    [[`${sample}:2:13`, '  taskId: the sample must be string', '  fix the sample, or the schema beside it']],
  ],
  [
    'partitions for an environment that is not there',
    () => copy.edit(contract, 'eu-prod: 6', 'eu-prdo: 6'),
    [
      [
        `${contract}:8:43`,
        '  partitions.eu-prdo: there is no environment "eu-prdo" [known-environment]',
        '  did you mean "eu-prod"?',
      ],
    ],
  ],
  [
    'YAML that does not parse',
    () => copy.edit(contract, 'partitions: {', 'partitions: ['),
    [
      [
        `${contract}:8:45`,
        '  not YAML: flow sequence in block collection must be sufficiently indented and end with a ]',
        '  close the bracket, or indent what is in it',
      ],
    ],
  ],
  [
    'an empty file',
    () => copy.write(contract, ''),
    [[`${contract}:1:1`, '  the file is empty', '  write the contract or environment that its folder names']],
  ],
  [
    'a key twice',
    () => copy.edit(contract, 'retention: 7d', 'retention: 7d\nretention: 6d'),
    [
      [
        `${contract}:10:1`,
        '  retention: "retention" stands here for the second time',
        '  keep one of the two',
      ],
    ],
  ],
  [
    'a file of 1 MB',
    () => copy.write(contract, `purpose: ${'x'.repeat(1_000_000 - 9)}`),
    [[`${contract}:1:1`, '  the file has 1000000 bytes', '  at most 262144 (256KiB) are read']],
  ],
  [
    'tabs',
    () => copy.edit(contract, '  name: sorting-read-label', '\tname: sorting-read-label'),
    [[`${contract}:16:1`, '  not YAML: tabs are not allowed as indentation', '  indent with spaces']],
  ],
  [
    'the system in another folder',
    () => queueIn('../../../sortin/depot/work/vision.read-label'),
    [
      [
        'contracts/sortin:1:1',
        '  the folder has no system.yaml',
        '  add system.yaml (npx workstreams new system writes one), or remove the folder',
      ],
      [
        'contracts/sortin/depot/work/vision.read-label/v1/value.schema.json:1:1',
        "  not a valid JSON Schema: can't resolve reference urn:workstreams:sorting:SortingTask:v1 from id #",
        '  fix the schema',
      ],
    ],
  ],
  [
    'slips in three files at once',
    () => {
      copy.edit(contract, 'retention: 7d', 'retetnion: 7d');
      copy.edit(contract, 'pii: none', 'pii: some');
      copy.edit(sample, '"taskId": "t-1"', '"taskId": 7');
      copy.edit(prod, 'replication: 3', 'replication: 5');
    },
    [
      [
        `${contract}:6:6`,
        '  pii: "some" is not allowed here',
        '  did you mean "none"? allowed: none, low, high',
      ],
      [`${contract}:9:1`, '  retetnion: unknown key', '  did you mean "retention"?'],
      [`${sample}:2:13`, '  taskId: the sample must be string', '  fix the sample, or the schema beside it'],
      [`${prod}:21:16`, '  kafka.replication: 5: more replicas than the 3 brokers: write 3 or less'],
    ],
  ],
];

describe('bad input is shown in full, and nothing is written', () => {
  test.each(cases)('%s', (_what, spoil, problems) => {
    spoil();
    expect(render(rendered.path('dist'))).toBe(report(...problems));
    expect(filesBelow(rendered.path('dist'))).toEqual(before);
    expect(render(copy.path('fresh'))).toBe(report(...problems));
    expect(existsSync(copy.path('fresh'))).toBe(false);
  });

  test('an environment that is not there', () => {
    expect(render(copy.path('dist'), ['eu-prdo'])).toBe(
      report(['environments:1:1', '  there is no environment "eu-prdo"', '  did you mean "eu-prod"?']),
    );
    expect(existsSync(copy.path('dist'))).toBe(false);
  });

  test('a folder of contracts that is not there', () => {
    copy.remove('contracts');
    expect(render()).toBe(
      report(['contracts:1:1', '  the folder cannot be read (ENOENT)', '  is it there, and readable?']),
    );
  });
});

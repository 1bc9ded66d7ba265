import { existsSync } from 'node:fs';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { loadProject } from '../../lib/cli/project.ts';
import { synthesize } from '../../lib/cli/render.ts';
import { problemReport } from '../../lib/cli/report.ts';
import { filesBelow, ProjectCopy } from '../support/project-copy.ts';

const work = 'contracts/workrequests/transformation/work';
const queue = `${work}/toolrun.verify/v1`;
const contract = `${queue}/contract.yaml`;
const other = `${work}/toolrun.generate/v1/contract.yaml`;
const schema = `${queue}/value.schema.json`;
const sample = `${queue}/samples/smallest.json`;
const prod = 'environments/prod.yaml';

const rendered = new ProjectCopy();
let before: Record<string, string>;
beforeAll(() => {
  copy = rendered;
  expect(render(rendered.path('dist'))).toBe('');
  before = filesBelow(rendered.path('dist'));
  expect(Object.keys(before)).toContain('prod/release.json');
});
afterAll(() => {
  rendered.dispose();
});

let copy: ProjectCopy;
beforeEach(() => {
  copy = new ProjectCopy();
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

/** A queue like `toolrun.verify` in another folder, without its former name. */
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
    [[`${contract}:15:1`, '  retetnion: unknown key', '  did you mean "retention"?']],
  ],
  [
    'a wrong type',
    () => copy.edit(contract, 'alertLag: 100', 'alertLag: many'),
    [[`${contract}:18:67`, '  serviceLevels.alertLag: "many" is no number', '  write a whole number']],
  ],
  [
    'a bad duration',
    () => copy.edit(contract, 'retention: 7d', 'retention: a week'),
    [
      [
        `${contract}:15:12`,
        '  retention: "a week": a duration is a whole number with ms, s, m, h or d behind it, for example 7d, or endless',
      ],
    ],
  ],
  [
    'a folder that makes no name by the naming',
    () => queueIn('toolrun'),
    [
      [
        `${work}/toolrun/v1/contract.yaml:2:1`,
        '  the topic "toolrun" must be {executorClass}.{executorKind} [topic-name-grammar]',
        '  rename the folder',
      ],
    ],
  ],
  [
    'two contracts of one topic',
    () => copy.edit(other, 'topic: toolrun.generate.v1', 'topic: transformation.toolrun.verify.v1'),
    [
      [
        `${contract}:2:1`,
        `  the topic transformation.toolrun.verify.v1 is also that of ${other} (in dev, local) [unique-names]`,
        '  rename one of the two',
      ],
    ],
  ],
  [
    'two names that fold together',
    () => copy.edit(other, 'topic: toolrun.generate.v1', 'topic: transformation_toolrun_verify.v1'),
    [
      [
        `${contract}:2:1`,
        `  the topic transformation.toolrun.verify.v1 and transformation_toolrun_verify.v1 of ${other} are one after "." and "_" fold together (in dev, local) [unique-names]`,
        '  rename one of the two',
      ],
    ],
  ],
  [
    'two topics of one object',
    () => copy.edit(other, 'object: toolrun-generate-v1', 'object: toolrun-verify-v1'),
    [
      [
        `${contract}:2:1`,
        `  the object KafkaTopic/toolrun-verify-v1 is also that of ${other} (in dev, local) [unique-names]`,
        '  rename one of the two',
      ],
    ],
  ],
  [
    'retention outside the class',
    () => copy.edit(contract, 'retention: 7d', 'retention: 200d'),
    [
      [
        `${contract}:15:12`,
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
        `${prod}:23:14`,
        '  kafka.minInSync: 4: above replication 3: no write with acks=all would ever succeed; write 2 or less',
      ],
    ],
  ],
  [
    'more replicas than brokers',
    () => copy.edit(prod, 'replication: 3', 'replication: 5'),
    [[`${prod}:22:16`, '  kafka.replication: 5: more replicas than the 3 brokers: write 3 or less']],
  ],
  [
    'a service nobody defined',
    () => copy.edit(contract, 'service: toolrun-executor', 'service: toolrun-exekutor'),
    [
      [
        `${contract}:29:14`,
        '  consumers[0].service: no service "toolrun-exekutor" in system workrequests [known-service]',
        '  did you mean "toolrun-executor"?; services are in contracts/workrequests/system.yaml',
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
        '  mend the schema',
      ],
    ],
  ],
  [
    'a sample that fails its schema',
    () => copy.edit(sample, '"tenantId": "acme"', '"tenantId": 7'),
    [
      [
        `${sample}:7:15`,
        '  tenantId: the sample must be string',
        '  mend the sample, or the schema beside it',
      ],
    ],
  ],
  [
    'partitions for an environment that is not there',
    () => copy.edit(contract, 'prod: 6', 'prdo: 6'),
    [
      [
        `${contract}:14:45`,
        '  partitions.prdo: there is no environment "prdo" [known-environment]',
        '  did you mean "prod"?',
      ],
    ],
  ],
  [
    'YAML that does not parse',
    () => copy.edit(contract, 'partitions: {', 'partitions: ['),
    [
      [
        `${contract}:14:47`,
        '  not YAML: flow sequence in block collection must be sufficiently indented and end with a ]',
        '  close the bracket, or indent what stands in it',
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
        `${contract}:16:1`,
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
    () => copy.edit(contract, '  team: transformation-platform', '\tteam: transformation-platform'),
    [[`${contract}:6:1`, '  not YAML: tabs are not allowed as indentation', '  indent with spaces']],
  ],
  [
    'the system in another folder',
    () => queueIn('../../../workrequest/transformation/work/toolrun.verify'),
    [
      [
        'contracts/workrequest:1:1',
        '  the folder has no system.yaml',
        '  add system.yaml (npx workstreams new system writes one), or remove the folder',
      ],
      [
        'contracts/workrequest/transformation/work/toolrun.verify/v1/value.schema.json:1:1',
        "  not a valid JSON Schema: can't resolve reference urn:workstreams:workrequests:WorkRequestQueueMessage:v1 from id #",
        '  mend the schema',
      ],
    ],
  ],
  [
    'slips in three files at once',
    () => {
      copy.edit(contract, 'retention: 7d', 'retetnion: 7d');
      copy.edit(contract, 'pii: none', 'pii: some');
      copy.edit(sample, '"tenantId": "acme"', '"tenantId": 7');
      copy.edit(prod, 'replication: 3', 'replication: 5');
    },
    [
      [
        `${contract}:10:6`,
        '  pii: "some" is not allowed here',
        '  did you mean "none"? allowed: none, low, high',
      ],
      [`${contract}:15:1`, '  retetnion: unknown key', '  did you mean "retention"?'],
      [
        `${sample}:7:15`,
        '  tenantId: the sample must be string',
        '  mend the sample, or the schema beside it',
      ],
      [`${prod}:22:16`, '  kafka.replication: 5: more replicas than the 3 brokers: write 3 or less'],
    ],
  ],
];

describe('bad input is told in full, and nothing is written', () => {
  test.each(cases)('%s', (_what, spoil, problems) => {
    spoil();
    expect(render(rendered.path('dist'))).toBe(report(...problems));
    expect(filesBelow(rendered.path('dist'))).toEqual(before);
    expect(render(copy.path('fresh'))).toBe(report(...problems));
    expect(existsSync(copy.path('fresh'))).toBe(false);
  });

  test('an environment that is not there', () => {
    expect(render(copy.path('dist'), ['prdo'])).toBe(
      report(['environments:1:1', '  there is no environment "prdo"', '  did you mean "prod"?']),
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

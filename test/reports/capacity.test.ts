import { afterAll, describe, expect, test } from '@jest/globals';
import type { Demand } from '../../lib/policies/demand.ts';
import { givingWay } from '../../lib/policies/give-way.ts';
import { capacityCsv, capacityMarkdown, capacityReport, sizeText } from '../../lib/reports/capacity.ts';
import { ProjectCopy } from '../support/project-copy.ts';
import { contractWith, environmentWith, resolvedIn } from '../support/shipped.ts';
import { workstreams } from '../support/workstreams.ts';

const copy = new ProjectCopy();
afterAll(() => copy.dispose());

test('inside its budgets an environment says what it takes and ends with 0', async () => {
  const { code, stdout, stderr } = await workstreams('capacity', '--env', 'prod', '--root', copy.root);
  expect([code, stderr]).toEqual([0, '']);
  expect(stdout).toBe(`Budgets of prod
 BUDGET        USED      OF   SHARE   OVER
 partitions      19   12000      1%
 storage      16GiB    8TiB      1%

By system
 SYSTEM         TOPICS   PARTITIONS   REPLICAS   LOCAL   TIERED   WRITTEN/S   FETCHED/S
 workrequests        6           19         57   16GiB       0B      8.5KiB       26KiB
 all                 6           19         57   16GiB       0B      8.5KiB       26KiB

By owner
 OWNER                     TOPICS   PARTITIONS   REPLICAS   LOCAL   TIERED   WRITTEN/S   FETCHED/S
 transformation-platform        6           19         57   16GiB       0B      8.5KiB       26KiB
`);
});

test('over a budget it says who would have to give way, and ends with 2', async () => {
  const small = new ProjectCopy();
  try {
    small.edit('environments/prod.yaml', 'partitionBudget: 12000', 'partitionBudget: 10');
    const { code, stdout } = await workstreams('capacity', '--env', 'prod', '--root', small.root);
    expect(code).toBe(2);
    expect(stdout.split('\n\n')[3]).toBe(`Who would have to give way for partitions
 TOPIC                                                  OWNER   CLASS   FREES   STILL OVER
 transformation.toolrun.generate.v1   transformation-platform    work       7            2
 transformation.toolrun.verify.v1     transformation-platform    work       7
`);
  } finally {
    small.dispose();
  }
});

describe('who gives way', () => {
  const demand = (topic: string, cls: Demand['class'], partitions: number, critical = false): Demand => ({
    system: 's',
    owner: 'o',
    topic,
    class: cls,
    critical,
    topics: 1,
    partitions,
    replicas: partitions,
    localBytes: 0,
    tieredBytes: 0,
    written: 0,
    fetched: 0,
    endless: [],
  });
  const all = [
    demand('audit', 'aud', 50),
    demand('critical-log', 'log', 90, true),
    demand('facts', 'evt', 40),
    demand('intents', 'cmd', 30),
    demand('log-b', 'log', 2),
    demand('log-a', 'log', 2),
    demand('log-large', 'log', 5),
    demand('measurements', 'met', 20),
    demand('nothing', 'log', 0),
  ];
  const asked = (over: number) =>
    givingWay(all, over, ({ partitions }) => partitions).map(({ demand: { topic }, frees, stillOver }) => [
      topic,
      frees,
      stillOver,
    ]);

  test('not critical before critical, the class that costs least first, the largest first, equals by name', () => {
    expect(asked(1000).map(([topic]) => topic)).toEqual([
      'log-large',
      'log-a',
      'log-b',
      'measurements',
      'intents',
      'facts',
      'audit',
      'critical-log',
    ]);
  });

  test('no more than it takes', () => {
    expect(asked(8)).toEqual([
      ['log-large', 5, 3],
      ['log-a', 2, 1],
      ['log-b', 2, 0],
    ]);
  });

  test('nobody where the budget is kept', () => {
    expect(asked(0)).toEqual([]);
    expect(asked(-1)).toEqual([]);
  });
});

describe('an environment with too little storage', () => {
  const verify = contractWith('toolrun.verify', (terms) => {
    terms.load = { messagesPerSecond: 1, bytesPerMessage: '1KiB' };
  });
  const generate = contractWith('toolrun.generate', (terms) => {
    terms.load = { messagesPerSecond: 2, bytesPerMessage: '1KiB' };
    terms.critical = true;
  });
  const environment = environmentWith('prod', (terms) => {
    terms.topics.storageBudget = '4GiB';
  });
  const report = capacityReport(resolvedIn(environment, [verify, generate]));

  test('takes what load, retention and replicas make of it', () => {
    // 1024 bytes/s for 7 days on 3 brokers, and a hundredth of them for the 30 days of dead letters.
    const one = 1024 * 7 * 86_400 * 3 + (1024 / 100) * 30 * 86_400 * 3;
    expect(report.total).toMatchObject({ topics: 4, partitions: 14, replicas: 42, written: 1024 * 3 * 1.01 });
    expect(report.total.localBytes).toBeCloseTo(one * 3, 3);
    expect(report.budgets[1]?.over).toBeCloseTo(one * 3 - 4 * 2 ** 30, 3);
  });

  test('as CSV has exact bytes', () => {
    expect(capacityCsv(report)).toBe(
      [
        'of,name,topics,partitions,replicas,localBytes,tieredBytes,writtenBytesPerSecond,fetchedBytesPerSecond',
        'environment,all,4,14,42,5812715520,0,3103,9309',
        'system,workrequests,4,14,42,5812715520,0,3103,9309',
        'owner,transformation-platform,4,14,42,5812715520,0,3103,9309',
        'gives way for storage,transformation.toolrun.verify.v1,2,7,21,1937571840,0,1035,3103',
        '',
      ].join('\r\n'),
    );
  });

  test('as Markdown names who gives way', () => {
    expect(capacityMarkdown(report)).toContain(`## Who would have to give way for storage

| topic | owner | class | frees | still over |
|---|---|---|---|---|
| \`transformation.toolrun.verify.v1\` | transformation-platform | work | 1.9GiB | – |
`);
  });
});

test.each([
  [0, '0B'],
  [0.2, '1B'],
  [1023, '1023B'],
  [1024, '1KiB'],
  [1536, '1.5KiB'],
  [20 * 1024 ** 3, '20GiB'],
  [3000 * 1024 ** 5, '3000PiB'],
])('%d bytes are about %s', (bytes, text) => {
  expect(sizeText(bytes)).toBe(text);
});

test('the environment must be named, and be there', async () => {
  const [none, unknown] = await Promise.all([
    workstreams('capacity'),
    workstreams('capacity', '--env', 'prod2', '--root', copy.root),
  ]);
  expect(none.code).toBe(1);
  expect(none.stderr).toContain("required option '--env <name>' not specified");
  expect([unknown.code, unknown.stdout]).toEqual([1, '']);
  expect(unknown.stderr).toContain('there is no environment "prod2"\n  did you mean "prod"?');
});

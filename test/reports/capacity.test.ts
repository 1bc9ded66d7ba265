import { describe, expect, test } from '@jest/globals';
import type { Demand } from '../../lib/policies/demand.ts';
import { givingWay } from '../../lib/policies/give-way.ts';
import { capacityCsv, capacityMarkdown, capacityReport, sizeText } from '../../lib/reports/capacity.ts';
import { contractWith, environmentWith, fixtureCopy, fixtureRoot, resolvedIn } from '../support/fixture.ts';
import { workstreams } from '../support/workstreams.ts';

test('inside its budgets an environment says what it takes and ends with 0', async () => {
  const { code, stdout, stderr } = await workstreams('capacity', '--env', 'eu-prod', '--root', fixtureRoot);
  expect([code, stderr]).toEqual([0, '']);
  expect(stdout).toBe(`Budgets of eu-prod
 BUDGET         USED     OF   SHARE   OVER
 partitions      153   4000      4%
 storage      553GiB   8TiB      7%

By system
 SYSTEM    TOPICS   PARTITIONS   REPLICAS    LOCAL   TIERED   WRITTEN/S   FETCHED/S
 ledger         6           21         63    76GiB    38GiB       43KiB      128KiB
 legacy         1            4         12   1.8GiB    30GiB        1KiB        3KiB
 parcels       36          116        348   461GiB   440GiB      525KiB      1.6MiB
 sorting        5           12         36    15GiB       0B      8.2KiB       25KiB
 all           48          153        459   553GiB   507GiB      577KiB      1.8MiB

By owner
 OWNER      TOPICS   PARTITIONS   REPLICAS    LOCAL   TIERED   WRITTEN/S   FETCHED/S
 crm             1            4         12   1.8GiB    30GiB        1KiB        3KiB
 ledger          6           21         63    76GiB    38GiB       43KiB      128KiB
 sorting         5           12         36    15GiB       0B      8.2KiB       25KiB
 tracking       36          116        348   461GiB   440GiB      525KiB      1.6MiB

Endless retention, estimated with one year
 TOPIC
 Customers_V2
`);
});

test('over a budget it says who would have to give way, and ends with 2', async () => {
  const small = fixtureCopy();
  try {
    small.edit('environments/eu-prod.yaml', 'partitionBudget: 4000', 'partitionBudget: 148');
    const { code, stdout } = await workstreams('capacity', '--env', 'eu-prod', '--root', small.root);
    expect(code).toBe(2);
    expect(stdout.split('\n\n').at(-1)).toBe(`Who would have to give way for partitions
 TOPIC                                      OWNER   CLASS   FREES   STILL OVER
 prod.acme-labs.tracking.log.visits.v1   tracking     log       3            2
 prod.acme.tracking.log.visits.v1        tracking     log       3
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

  test('no one where the budget is kept', () => {
    expect(asked(0)).toEqual([]);
    expect(asked(-1)).toEqual([]);
  });
});

describe('an environment with too little storage', () => {
  const labels = contractWith('vision.read-label', (terms) => {
    terms.load = { messagesPerSecond: 1, bytesPerMessage: '1KiB' };
  });
  const routes = contractWith('batch.plan-routes', (terms) => {
    terms.load = { messagesPerSecond: 2, bytesPerMessage: '1KiB' };
    terms.critical = true;
    delete terms.retry;
  });
  const environment = environmentWith('eu-prod', (terms) => {
    terms.topics.storageBudget = '4GiB';
  });
  const report = capacityReport(resolvedIn(environment, [labels, routes]));

  test('takes what load, retention and replicas make of it', () => {
    // 1024 bytes/s for 7 days on 3 brokers, and a hundredth of them for the 30 days of dead letters.
    const one = 1024 * 7 * 86_400 * 3 + (1024 / 100) * 30 * 86_400 * 3;
    expect(report.total).toMatchObject({ topics: 4, partitions: 10, replicas: 30, written: 1024 * 3 * 1.01 });
    expect(report.total.localBytes).toBeCloseTo(one * 3, 3);
    expect(report.budgets[1]?.over).toBeCloseTo(one * 3 - 4 * 2 ** 30, 3);
  });

  test('as CSV has exact bytes', () => {
    expect(capacityCsv(report)).toBe(
      [
        'of,name,topics,partitions,replicas,localBytes,tieredBytes,writtenBytesPerSecond,fetchedBytesPerSecond',
        'environment,all,4,10,30,5812715520,0,3103,9309',
        'system,sorting,4,10,30,5812715520,0,3103,9309',
        'owner,sorting,4,10,30,5812715520,0,3103,9309',
        'gives way for storage,depot.vision.read-label.v1,2,7,21,1937571840,0,1035,3103',
        '',
      ].join('\r\n'),
    );
  });

  test('as Markdown names who gives way', () => {
    expect(capacityMarkdown(report)).toContain(`## Who would have to give way for storage

| topic | owner | class | frees | still over |
|---|---|---|---|---|
| \`depot.vision.read-label.v1\` | sorting | work | 1.9GiB | – |
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
    workstreams('capacity', '--env', 'eu-prod2', '--root', fixtureRoot),
  ]);
  expect(none.code).toBe(64);
  expect(none.stderr).toContain("required option '--env <name>' not specified");
  expect([unknown.code, unknown.stdout]).toEqual([1, '']);
  expect(unknown.stderr).toContain('there is no environment "eu-prod2"\n  did you mean "eu-prod"?');
});

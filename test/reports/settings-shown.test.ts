import { expect, test } from '@jest/globals';
import { notesOf, readNotes } from '../../lib/model/contract-notes.ts';
import { catalogOf } from '../../lib/model/catalog.ts';
import { capacityMarkdown, capacityReport } from '../../lib/reports/capacity.ts';
import { environmentView } from '../../lib/reports/catalog/environment-part.ts';
import { topicDetail } from '../../lib/reports/catalog/topic-detail.ts';
import { Pool } from '../../lib/reports/catalog/text.ts';
import { explainTopic } from '../../lib/reports/explain.ts';
import { inventoryCsv, inventoryMarkdown, inventoryOf } from '../../lib/reports/inventory.ts';
import { ordersContract, shopEnvironment, shopIn } from '../support/one-topic.ts';

const name = 'test.main.sales.aud.orders.v1';
const contract = ordersContract(
  {
    retention: 'endless',
    settings: { 'segment.bytes': '256MiB', 'segment.ms': '12h' },
    deadLetter: { triage: 'look and replay' },
  },
  'aud',
);
const resolved = shopIn(shopEnvironment(), [contract]);

test('explain says what Kafka gets, and which line says so', () => {
  const { facts = [] } = explainTopic(resolved, name);
  const of = (wanted: string) => {
    const found = facts.find(({ fact }) => fact === wanted);
    return found && [found.value, found.from, found.where];
  };
  expect(of('segment.bytes')).toEqual([
    '268435456',
    'contract',
    expect.stringContaining('contract shop/sales/aud/orders/v1'),
  ]);
  expect(of('segment.ms')?.slice(0, 2)).toEqual(['43200000', 'contract']);
  expect(of('retention.ms')?.slice(0, 2)).toEqual(['-1 (endless)', 'contract']);
});

test('the inventory notes settings beside those that every topic has', () => {
  const rows = inventoryOf(resolved);
  expect(rows.map(({ role, retention, settings }) => [role, retention, settings])).toEqual([
    [
      'source',
      'endless',
      [
        { name: 'segment.bytes', value: '256MiB', from: 'contract' },
        { name: 'segment.ms', value: '12h', from: 'contract' },
      ],
    ],
    ['dead-letter', '30d', []],
  ]);
  expect(inventoryMarkdown([resolved], rows)).toContain(
    '| endless | – | segment.bytes 256MiB (contract); segment.ms 12h (contract) |',
  );
  expect(inventoryCsv(rows).split('\r\n').slice(0, 3)).toEqual([
    expect.stringMatching(/,retention,.*,settings$/),
    expect.stringMatching(/,endless,.*,segment\.bytes 256MiB \(contract\); segment\.ms 12h \(contract\)$/),
    expect.stringMatching(/,30d,.*,$/),
  ]);
});

test('the catalogue page has them with the contract, and with each topic', () => {
  const pools = { fields: new Pool<never>(), shared: new Pool<never>() };
  const { facts } = topicDetail(contract, catalogOf([contract], []), pools);
  expect(facts).toEqual(
    expect.arrayContaining([
      ['Retention', 'endless'],
      ['segment.bytes', '256MiB'],
      ['segment.ms', '12h'],
    ]),
  );
  const view = environmentView(resolved, new Map([['shop/sales/aud/orders/v1', 0]]));
  const topics = view.byTopic.get(0)?.families[0]?.topics.map((topic) => [topic.role, topic.settings]);
  expect(topics).toEqual([
    [
      'source',
      [
        { name: 'segment.bytes', value: '256MiB', from: 'contract' },
        { name: 'segment.ms', value: '12h', from: 'contract' },
      ],
    ],
    ['dead-letter', []],
  ]);
});

test('capacity says which topics are estimated with a year, and nothing where there are none', () => {
  expect(capacityMarkdown(capacityReport(resolved))).toContain(
    '## Endless retention, estimated with one year\n\n| topic |\n|---|\n| `test.main.sales.aud.orders.v1` |\n',
  );
  const bounded = shopIn(shopEnvironment(), [ordersContract()]);
  expect(capacityReport(bounded).endless).toEqual([]);
  expect(capacityMarkdown(capacityReport(bounded))).not.toContain('Endless');
});

test('endless retention comes back from the notes on a KafkaTopic', () => {
  const { terms } = ordersContract({
    retention: 'endless',
    deadLetter: { triage: 'look', retention: 'endless' },
  });
  const notes = notesOf(terms);
  expect([notes['retention'], notes['dead-letter']]).toEqual([
    '"endless"',
    '{"retention":"endless","triage":"look"}',
  ]);
  const read = readNotes(notes, (unread) => {
    throw new Error(unread);
  });
  expect([read.retention, read.deadLetter?.retention]).toEqual(['endless', 'endless']);
});

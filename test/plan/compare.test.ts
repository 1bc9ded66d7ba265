import { describe, expect, test } from '@jest/globals';
import type { Manifest } from '../../lib/model/manifest.ts';
import { batchesOf } from '../../lib/plan/batches.ts';
import { compareObjects } from '../../lib/plan/compare.ts';
import type { ObjectChange } from '../../lib/plan/change.ts';
import { clientGroups, topicNameOf, triggerGroups, World } from '../../lib/plan/world.ts';
import { job, thing, topic } from '../support/objects.ts';
import { planned } from '../support/rich-plan.ts';

const compared = (before: unknown[], after: unknown[]) =>
  compareObjects(before as Manifest[], after as Manifest[]);
const changesOf = (before: unknown[], after: unknown[]) =>
  compared(before, after).changes.map(
    ({ action, id, to }) => `${action} ${id}${to === undefined ? '' : ` to ${to}`}`,
  );
const named = (name: string, spec: Record<string, unknown> = {}, namespace = 'n') =>
  thing('Widget', { spec }, { name, namespace });
const topicOf = (name: string, topicName: string, namespace = 'kafka') => ({
  ...topic({}, { topicName }),
  metadata: { name, namespace },
});

describe('objects on both sides', () => {
  test('are told by kind, namespace and name, the worst first, then by name', () => {
    const before = [named('b', { a: 1 }), named('a', { a: 1 }), topicOf('t', 'x.t'), named('same')];
    const after = [named('b', { a: 2 }), named('a', { a: 2 }), named('same'), named('new')];
    expect(changesOf(before, after)).toEqual([
      'delete KafkaTopic kafka/t',
      'change Widget n/a',
      'change Widget n/b',
      'create Widget n/new',
    ]);
    expect(compared(before, after).unchanged).toBe(1);
  });

  test('hold what they change field by field, the worst first, then by path', () => {
    const [one] = compared(
      [topic({ 'segment.ms': '1', 'flush.ms': '1', 'retention.ms': '2000' })],
      [topic({ 'segment.ms': '2', 'flush.ms': '2', 'retention.ms': '1000' })],
    ).changes;
    expect(one?.fields.map(({ path }) => path)).toEqual([
      'spec.config.retention.ms',
      'spec.config.flush.ms',
      'spec.config.segment.ms',
    ]);
    expect(one?.dangers).toEqual([
      {
        text: 'spec.config.retention.ms: 2000 -> 1000',
        risk: 'destructive',
        liftable: false,
        allowed: false,
      },
    ]);
    expect([one?.risk, one?.kind, one?.name, one?.namespace, one?.system]).toEqual([
      'destructive',
      'KafkaTopic',
      't',
      'kafka',
      undefined,
    ]);
  });

  test('belong to the system that their label says', () => {
    const of = (system: string, a: number) =>
      thing('Widget', { spec: { a } }, { labels: { 'app.kubernetes.io/part-of': system } });
    expect(compared([of('shop', 1)], [of('shop', 2)]).changes.map(({ system }) => system)).toEqual(['shop']);
  });

  test('have a way out only where there is one', () => {
    const [fewer] = compared([topic({})], [topic({}, { partitions: 1 })]).changes;
    expect(fewer?.wayOut).toHaveLength(3);
    expect(compared([named('a')], [named('a', { b: 1 })]).changes.every((one) => !('wayOut' in one))).toBe(
      true,
    );
    expect(compared([], [named('a')]).changes.every((one) => !('wayOut' in one))).toBe(true);
    const second = topicOf('second', 'a.t');
    const conflict = compareObjects(
      [second] as Manifest[],
      [second, topicOf('t', 'a.t')] as Manifest[],
    ).changes;
    expect(conflict.map(({ wayOut }) => wayOut?.length)).toEqual([1]);
  });

  test('that become ours are told in the order of their names', () => {
    const ours = (name: string) =>
      thing('Widget', {}, { name, labels: { 'app.kubernetes.io/managed-by': 'workstreams' } });
    expect(
      compared(
        [thing('Widget', {}, { name: 'b' }), thing('Widget', {}, { name: 'a' })],
        [ours('b'), ours('a')],
      ).adopted,
    ).toEqual(['Widget n/a', 'Widget n/b']);
  });

  test('of which a change is long are told in short, with what tells it apart', () => {
    const long = (end: string) => named('a', { text: `${'x'.repeat(120)}${end}` });
    const changeOf = (before: unknown, after: unknown) =>
      compared([before], [after]).changes[0]?.fields[0]?.change;
    const told = changeOf(long('a'), long('b'));
    expect(told).toMatch(/^spec\.text: x{100}… \(sha256 [0-9a-f]{12}\) -> x{100}… \(sha256 [0-9a-f]{12}\)$/);
    expect(changeOf(long('a'), long('c'))).not.toBe(told);
    expect(changeOf(long(''), long('a'))).toContain(
      `spec.text: ${'x'.repeat(120)} -> ${'x'.repeat(100)}… (sha256`,
    );
  });
});

describe('an object that went while another came', () => {
  test.each<[string, unknown[], unknown[], string[]]>([
    [
      'over the same topic is a rename',
      [topicOf('a', 'x')],
      [topicOf('b', 'x')],
      ['rename KafkaTopic kafka/a to KafkaTopic kafka/b'],
    ],
    [
      'over another topic is not',
      [topicOf('a', 'x')],
      [topicOf('a2', 'y')],
      ['delete KafkaTopic kafka/a', 'create KafkaTopic kafka/a2'],
    ],
    [
      'with its name elsewhere is a rename',
      [named('a')],
      [named('a', {}, 'm')],
      ['rename Widget n/a to Widget m/a'],
    ],
    [
      'with another name is not',
      [named('a')],
      [named('b')],
      ['create Widget n/b', 'delete Widget n/a'].sort(),
    ],
    [
      'of another kind is not',
      [named('a')],
      [thing('Gadget', {}, { name: 'a', namespace: 'm' })],
      ['create Gadget m/a', 'delete Widget n/a'],
    ],
    [
      'beside a second one that came is not',
      [named('a')],
      [named('a', {}, 'm'), named('a', {}, 'o')],
      ['create Widget m/a', 'delete Widget n/a', 'create Widget o/a'],
    ],
    [
      'beside a second one that went is not',
      [named('a', {}, 'm'), named('a', {}, 'o')],
      [named('a')],
      ['delete Widget m/a', 'create Widget n/a', 'delete Widget o/a'],
    ],
  ])('%s', (_what, before, after, told) => {
    expect(changesOf(before, after).sort()).toEqual([...told].sort());
  });

  test('is told with its fields but for its name and place, and with what each of them costs', () => {
    const [one] = compared(
      [topic({ 'retention.ms': '2000' })],
      [
        {
          ...topic({ 'retention.ms': '1000' }),
          metadata: { ...topic({}).metadata, name: 'u', namespace: 'm' },
        },
      ],
    ).changes;
    expect(one?.fields.map(({ path }) => path)).toEqual(['spec.config.retention.ms']);
    expect(one?.dangers.map(({ text }) => text)).toEqual([
      'rename to KafkaTopic m/u',
      'spec.config.retention.ms: 2000 -> 1000',
    ]);
    expect(one?.wayOut).toHaveLength(3);
  });

  test('is as bad as the worst of its fields', () => {
    const quiet = { ...thing('Namespace', { apiVersion: 'v1' }), metadata: { name: 'x', namespace: 'n' } };
    const [plain] = compared([named('a')], [named('a', {}, 'm')]).changes;
    expect([plain?.risk, 'wayOut' in (plain ?? {})]).toEqual(['review', false]);
    const [worse] = compared([named('a')], [{ ...named('a', {}, 'm'), apiVersion: 'other.io/v1' }]).changes;
    expect([worse?.risk, worse?.dangers.map(({ text }) => text)]).toEqual([
      'destructive',
      ['apiVersion: v1 -> other.io/v1'],
    ]);
    expect(changesOf([quiet], [quiet])).toEqual([]);
  });
});

describe('what may go without an approval where the environment allows it', () => {
  const allowed = (one: unknown) =>
    compared([one], []).changes.flatMap(({ dangers }) =>
      dangers.map(({ text, allowed: may }) => `${text}: ${may}`),
    );

  test.each<[string, unknown, string[]]>([
    ['a topic', topic({}), ['delete: true']],
    ['a user', thing('KafkaUser'), ['delete: true']],
    ['a namespace not', thing('Namespace'), ['delete: false']],
    [
      'a topic that is protected not',
      { ...topic({}), metadata: { name: 't', annotations: { 'helm.sh/resource-policy': 'keep' } } },
      ['delete: false'],
    ],
    ['what costs nothing needs none', thing('Widget'), []],
  ])('%s', (_what, one, told) => {
    expect(allowed(one)).toEqual(told);
  });
});

describe('merges of many topics', () => {
  const many = (count: number, action: ObjectChange['action'], prefix: string) =>
    Array.from({ length: count }, (_, index) =>
      planned(`${prefix}${String(count - index).padStart(4, '0')}`, {
        kind: 'KafkaTopic',
        action,
        id: `KafkaTopic n/${prefix}${String(count - index).padStart(4, '0')}`,
      }),
    );

  test('come first where others wait for them, and last where nothing brings them back', () => {
    const changes = [
      ...many(1, 'delete', 'd'),
      ...many(998, 'rename', 'r'),
      ...many(1, 'change', 'c'),
      ...many(1, 'create', 'a'),
    ];
    expect(batchesOf(changes).map(({ action, topics }) => [action, topics.length])).toEqual([
      ['create', 1],
      ['change', 1],
      ['rename', 998],
      ['delete', 1],
    ]);
    expect(batchesOf(changes.slice(1))).toEqual([]);
  });

  test('hold 1,000 each, in the order of their names', () => {
    const [first, second, third] = batchesOf(many(2001, 'create', 't'));
    expect([first?.topics.length, first?.topics[0], first?.topics[999]]).toEqual([
      1000,
      'KafkaTopic n/t0001',
      'KafkaTopic n/t1000',
    ]);
    expect([second?.topics[0], second?.topics[999], third?.topics]).toEqual([
      'KafkaTopic n/t1001',
      'KafkaTopic n/t2000',
      ['KafkaTopic n/t2001'],
    ]);
  });

  test('are about topics alone', () => {
    const users = many(1001, 'create', 'u').map((one) => ({ ...one, kind: 'KafkaUser' }));
    expect(batchesOf(users)).toEqual([]);
    expect(batchesOf([...users, ...many(1001, 'delete', 't')]).map(({ action }) => action)).toEqual([
      'delete',
      'delete',
    ]);
  });
});

describe('all objects of one side', () => {
  const file = (data: unknown) => thing('ConfigMap', { data }) as Manifest;

  test('name the groups that jobs and clients read as', () => {
    const world = new World([job({}), file({ a: 'group.id=hh\n', b: 'x=y' }), thing('Widget')]);
    expect([...world.groups]).toEqual(['g', 'hh']);
    expect(world.groups).toBe(world.groups);
    expect(world.topics).toBe(world.topics);
  });

  test('name the groups of a client once, and only whole lines', () => {
    expect(clientGroups(file({ a: 'x=y\ngroup.id=g', b: 'group.id=g\n', c: 'a.group.id=i', d: 1 }))).toEqual([
      'g',
    ]);
    expect(clientGroups(file(null))).toEqual([]);
    expect(clientGroups(file('group.id=g'))).toEqual([]);
    expect(clientGroups(thing('ConfigMap') as Manifest)).toEqual([]);
  });

  test('name the groups of triggers that have one', () => {
    const triggers = [
      { metadata: { consumerGroup: 'g' } },
      { metadata: {} },
      { metadata: { consumerGroup: 'h' } },
    ];
    expect(triggerGroups(thing('ScaledJob', { spec: { triggers } }) as Manifest)).toEqual(['g', 'h']);
    expect(triggerGroups(thing('ScaledJob', { spec: {} }) as Manifest)).toEqual([]);
  });

  test('hold the topics by their names, which may be those of their objects', () => {
    const plain = topic({}, { topicName: undefined }) as unknown as Manifest;
    expect([topicNameOf(plain), topicNameOf(topic({}) as unknown as Manifest)]).toEqual(['t', 'a.t']);
    expect([...new World([plain, topic({}) as unknown as Manifest]).topics.keys()]).toEqual(['t', 'a.t']);
  });

  test('know the components that are there', () => {
    const of = (labels: Record<string, string>) => thing('Widget', {}, { labels }) as Manifest;
    const both = { 'app.kubernetes.io/part-of': 'a', 'app.kubernetes.io/component': 'b' };
    const world = new World([of(both)]);
    expect(world.hasComponent(of(both))).toBe(true);
    expect(world.hasComponent(of({ ...both, 'app.kubernetes.io/component': 'c' }))).toBe(false);
    expect(world.hasComponent(of({ ...both, 'app.kubernetes.io/part-of': 'c' }))).toBe(false);
    expect(world.hasComponent(thing('Widget') as Manifest)).toBe(false);
  });
});

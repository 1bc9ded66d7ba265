import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { ImportProps } from '../../../lib/cli/import/run-import.ts';
import { done, importingProject, importInto, refusal } from '../../support/imported.ts';
import { filesBelow } from '../../support/repository.ts';
import type { StackCopy } from '../../support/stack-copy.ts';

describe('an export that cannot be imported', () => {
  let copy: StackCopy;
  beforeAll(() => {
    copy = importingProject();
  });
  afterAll(() => copy.dispose());

  const topic = (name: string, spec: object, metadata: object = {}) => ({
    apiVersion: 'kafka.strimzi.io/v1',
    kind: 'KafkaTopic',
    metadata: { name, namespace: 'kafka-eu', labels: { 'strimzi.io/cluster': 'kafka' }, ...metadata },
    spec: { partitions: 1, replicas: 3, ...spec },
  });
  const userWith = (acl: object) => ({
    ...topic('u', {}),
    kind: 'KafkaUser',
    spec: { authentication: { type: 'tls' }, authorization: { acls: [acl] } },
  });

  const exportOf = (items: readonly object[]) => JSON.stringify({ kind: 'List', apiVersion: 'v1', items });

  const refusedWith = (items: readonly object[], props: Partial<ImportProps> = {}): string => {
    const before = filesBelow(copy.root);
    const text = refusal(importInto(copy, exportOf(items), props));
    expect({ ...filesBelow(copy.root), 'live.yaml': '' }).toEqual({ ...before, 'live.yaml': '' });
    return text;
  };

  /** What is said of objects that are left aside beside one that can be imported. */
  const asideOf = (...items: readonly object[]): string[] => {
    const all = [topic('fine', { topicName: 'fine' }), ...items];
    const { done: told } = done(importInto(copy, exportOf(all), { dryRun: true }));
    expect(told).toMatch(/^eu-prod: [12] topics?, 0 users: no change\n/);
    return told.split('\n').filter((line) => line.includes('left aside'));
  };

  const odd: [string, object, string][] = [
    [
      'a name with a newline, a path and an escape code',
      topic('evil', { topicName: '../../x\n\u001b[31m' }),
      '"../../x\\n\\u001b[31m" holds "/"; a topic name takes a-z, A-Z, 0-9, ".", "_" and "-"',
    ],
    ['a name that no object has', topic('Evil_', { topicName: 'evil' }), '"Evil_" is no name of an object'],
    ['no partitions at all', topic('p', { partitions: 0 }), 'spec.partitions is not a whole number above 0'],
    [
      'partitions that a template fills',
      topic('p', { partitions: '{{ .Values.partitions }}' }),
      'spec.partitions is no number: a template (`{{ … }}`, `${…}`) must be rendered first, for example by `helm template`',
    ],
    ['replicas in words', topic('p', { replicas: 'three' }), 'spec.replicas is not a whole number above 0'],
    [
      'a number that lost its digits',
      topic('p', { config: { 'retention.ms': 2 ** 63 } }),
      'spec.config.retention.ms is a number with more digits than are read: write it as text, in quotes',
    ],
    [
      'settings that are maps',
      topic('p', { config: { 'retention.ms': { a: 1 } } }),
      'spec.config.retention.ms is neither text, number, boolean nor a list of these',
    ],
    ['settings that are no map', topic('p', { config: [1] }), 'spec.config is not a map'],
    [
      'a right that Strimzi does not know',
      userWith({ resource: { type: 'topic', name: 'x' }, operations: ['Obey'] }),
      'spec.authorization.acls[0] is not a right that Strimzi knows',
    ],
    [
      'a right on a topic without a name',
      userWith({ resource: { type: 'topic' }, operations: ['Read'] }),
      'spec.authorization.acls[0] is not a right that Strimzi knows',
    ],
    [
      'a character that no one sees in a right',
      userWith({ resource: { type: 'topic', name: 'a\u200bb' }, operations: ['Read'] }),
      'the character U+200B',
    ],
    [
      'a character that no one sees in a setting',
      topic('p', { config: { 'cleanup.policy': 'delete\u202e' } }),
      'the character U+202E',
    ],
    [
      'a label that is a number',
      topic('p', {}, { labels: { 'strimzi.io/cluster': 'kafka', 'cost-center': 4711 } }),
      'the label cost-center is a number, and Kubernetes takes text alone',
    ],
  ];

  test.each(odd)(
    '%s: the object is left aside by its name, and the others are imported',
    (_what, one, told) => {
      const { kind, metadata } = one as { kind: string; metadata: { name: string } };
      expect(asideOf(one).join()).toContain(told);
      expect(asideOf(one).join()).toMatch(new RegExp(`: ${kind} kafka-eu/${metadata.name}$`));
    },
  );

  test.each(odd)('%s: alone in the export, it is an error that says so', (_what, one, told) => {
    expect(refusedWith([one])).toContain(told);
  });

  test('two objects over one topic: the one that Strimzi serves is taken', () => {
    const made = (name: string, creationTimestamp: string, status: object = {}) => ({
      ...topic(name, { topicName: 'same' }, { creationTimestamp }),
      status,
    });
    const conflict = { conditions: [{ type: 'Ready', status: 'False', reason: 'ResourceConflict' }] };
    const pair = (...items: object[]) =>
      done(importInto(copy, exportOf(items), { dryRun: true }))
        .done.split('\n')
        .filter((line) => line.includes('left aside'));
    const says = (loser: string, winner: string) => [
      `1 object left aside, is a second object over the topic same: Strimzi serves ${winner}: KafkaTopic kafka-eu/${loser}`,
    ];
    expect(pair(made('one', '2026-02-01T00:00:00Z'), made('two', '2026-01-01T00:00:00Z'))).toEqual(
      says('one', 'two'),
    );
    expect(pair(made('one', '2026-01-01T00:00:00Z', conflict), made('two', '2026-02-01T00:00:00Z'))).toEqual(
      says('one', 'two'),
    );
    expect(pair(made('one', ''), made('two', ''))).toEqual(says('two', 'one'));
  });

  test('two topics that are one after "." and "_" fold together: the later one is left aside', () => {
    expect(asideOf(topic('fine-1', { topicName: 'f.1' }), topic('fine-2', { topicName: 'f_1' }))).toEqual([
      '1 object left aside, is one topic with f.1 to Kafka, which reads "." and "_" as one in metrics: KafkaTopic kafka-eu/fine-2',
    ]);
  });

  test.each<[string, object[], Partial<ImportProps>, string]>([
    ['no system to put it in', [topic('p', {})], { system: undefined }, '--system:1:1'],
    [
      'a system that names its topics',
      [topic('p', {})],
      { system: 'ledger' },
      'the names of ledger follow from its naming',
    ],
    ['a system that is no name', [topic('p', {})], { system: '../x' }, '"../x" is no system'],
    [
      'an environment that is not there',
      [topic('p', {})],
      { environment: 'eu-prd' },
      'there is no environment "eu-prd"',
    ],
    [
      'an owner that is none',
      [topic('p', {})],
      { owner: { team: 'No Team', onCall: 'x', channel: '#x' } },
      'the team is lowercase kebab',
    ],
    [
      'another cluster and namespace, which are told',
      [
        topic('a', {}, { namespace: 'messaging', labels: { 'strimzi.io/cluster': 'events' } }),
        topic('b', {}, { namespace: 'messaging', labels: { 'strimzi.io/cluster': 'events' } }),
        topic('c', {}, { labels: {} }),
      ],
      {},
      'nothing is imported of eu-prod: its Kafka is the cluster kafka in the namespace kafka-eu, and the export has 2 of the cluster events in the namespace messaging, 1 without a cluster in the namespace kafka-eu\n',
    ],
    [
      'no namespace, as manifests in git',
      [topic('a', {}, { namespace: undefined })],
      {},
      'manifests without a namespace are not an export: add --namespace kafka-eu if they are applied there',
    ],
    [
      'nothing at all',
      [],
      {},
      'nothing is imported of eu-prod: the export has no KafkaTopic and no KafkaUser',
    ],
    [
      'topics that are left alone',
      [topic('a', {}, { annotations: { 'strimzi.io/managed': 'false' } })],
      {},
      'KafkaTopic kafka-eu/a is left aside, unmanaged (strimzi.io/managed: "false")',
    ],
  ])('%s', (_what, items, props, told) => {
    expect(refusedWith(items, props)).toContain(told);
  });

  test('more topics than one import takes; those of others do not count', () => {
    const many = Array.from({ length: 10_001 }, (_, index) => topic(`t${index}`, {}));
    expect(refusedWith(many)).toContain(
      'live.yaml:1:1\n  the export has 10001 topics of eu-prod\n  one import takes at most 10000: split the export',
    );
    const elsewhere = many.map((one) => ({ ...one, metadata: { ...one.metadata, namespace: 'other' } }));
    expect(refusedWith(elsewhere)).toContain(
      'the export has 10001 of the cluster kafka in the namespace other',
    );
  });

  test('more users than the file of one system holds', () => {
    const rights = Array.from({ length: 1_000 }, (_, index) => ({
      resource: { type: 'group', name: `${'g'.repeat(200)}${index}` },
      operations: ['Read'],
    }));
    const users = Array.from({ length: 8 }, (_, index) => ({
      ...topic(`u${index}`, {}),
      kind: 'KafkaUser',
      spec: { authentication: { type: 'tls' }, authorization: { type: 'simple', acls: rights } },
    }));
    const told = refusedWith(users);
    expect(told).toMatch(
      /^contracts\/inherited\/system\.yaml:1:1\n {2}with the users of this export the file has [0-9]+ bytes, and at most 1048576 are read$/m,
    );
    expect(told).toContain('split the export, and import its parts into several systems (--system)');
    expect(done(importInto(copy, exportOf(users.slice(0, 2)), { dryRun: true })).changes).toBe(false);
  });

  test('no namespace is the one that is named', () => {
    const bare = topic('bare', {}, { namespace: undefined });
    const { done: told } = done(importInto(copy, exportOf([bare]), { namespace: 'kafka-eu', dryRun: true }));
    expect(told).toMatch(/^eu-prod: 1 topic, 0 users: no change\n/);
  });

  test('a prototype for a key', () => {
    expect(refusal(importInto(copy, '{"kind":"List","items":[{"__proto__":{}}]}'))).toContain(
      'the key "__proto__"',
    );
  });

  const ours = (name: string, contract: string, annotations: object = {}) =>
    topic(
      name.replaceAll('.', '-'),
      { topicName: name },
      {
        labels: {
          'strimzi.io/cluster': 'kafka',
          'app.kubernetes.io/managed-by': 'workstreams',
          'app.kubernetes.io/component': 'source',
        },
        annotations: { 'workstreams.io/contract': contract, ...annotations },
      },
    );

  test('tenants of one contract that differ in what it says are left aside together', () => {
    const of = (tenant: string, purpose: string) =>
      ours(`prod.${tenant}.tracking.evt.x.v1`, 'parcels/tracking/evt/x/v1', {
        'workstreams.io/purpose': purpose,
      });
    expect(asideOf(of('acme', 'One thing'), of('acme-labs', 'Another'))).toEqual([
      '2 objects left aside, prod.acme.tracking.evt.x.v1 and prod.acme-labs.tracking.evt.x.v1 come from one contract, which is the same for every tenant, and differ in purpose: KafkaTopic kafka-eu/prod-acme-tracking-evt-x-v1, KafkaTopic kafka-eu/prod-acme-labs-tracking-evt-x-v1',
    ]);
  });

  test('what only says that it is ours is left alone, and told', () => {
    const items = [
      topic('fine', {}),
      ours('a.b', '../../etc/passwd'),
      ours('c.d', 'nowhere/x/evt/d/v1'),
      ours('e.f', 'ledger/accounts/evt/other/v1'),
      ours('g.h', 'parcels/tracking/evt/no_kebab/v1'),
    ];
    const { done: told } = done(importInto(copy, exportOf(items), { dryRun: true }));
    expect(told.split('\n').slice(0, 5)).toEqual([
      'eu-prod: 1 topic, 0 users: no change',
      '1 contract of topics that had none',
      '1 object left alone, said to come from what is no contract: KafkaTopic kafka-eu/a-b',
      '2 objects left alone, whose name does not follow from the folder that they say: KafkaTopic kafka-eu/e-f, KafkaTopic kafka-eu/g-h',
      '1 object left alone, said to come from a system that is not there: KafkaTopic kafka-eu/c-d',
    ]);
  });

  test('a queue that jobs should drain, and of which the rest is lost, is left aside', () => {
    const queue = ours('depot.vision.lint.v1', 'sorting/depot/work/vision.lint/v1', {
      'workstreams.io/scaling': '{"deadline":"10m"}',
    });
    const told = asideOf(queue).join();
    expect(told).toBe(
      '1 object left aside, 0 consumers on a work topic: KafkaTopic kafka-eu/depot-vision-lint-v1',
    );
  });

  test('what may be a secret is not kept: the import says that it goes', () => {
    const secret = topic('p', {}, { annotations: { 'api-token': 'hunter2' } });
    const { done: told, edits, changes } = done(importInto(copy, exportOf([secret]), { dryRun: true }));
    expect(changes).toBe(true);
    expect(told).toContain('eu-prod: 1 topic, 0 users: 1 object would change all the same\n');
    expect(told).toContain('    metadata.annotations.api-token: (hidden) -> (nothing)\n');
    expect(told).toContain('a dry run: nothing was written\n');
    expect(JSON.stringify(edits)).not.toContain('hunter2');
  });
});

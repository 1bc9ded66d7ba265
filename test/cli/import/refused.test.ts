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

  const refusedWith = (items: readonly object[], props: Partial<ImportProps> = {}): string => {
    const before = filesBelow(copy.root);
    const text = refusal(importInto(copy, JSON.stringify({ kind: 'List', apiVersion: 'v1', items }), props));
    expect({ ...filesBelow(copy.root), 'live.yaml': '' }).toEqual({ ...before, 'live.yaml': '' });
    return text;
  };

  test('two topics that are one after "." and "_" fold together', () => {
    expect(refusedWith([topic('a-b', { topicName: 'a.b' }), topic('a--b', { topicName: 'a_b' })])).toContain(
      'the topic a_b and a.b of contracts/inherited/imported/evt/a.b/v1/contract.yaml are one after "." and "_" fold together',
    );
  });

  test.each<[string, object[], Partial<ImportProps>, string]>([
    [
      'two objects over one topic',
      [topic('one', { topicName: 'same' }), topic('two', { topicName: 'same' })],
      {},
      'KafkaTopic kafka-eu/one and KafkaTopic kafka-eu/two both stand for the topic same',
    ],
    [
      'a name with a newline, a path and an escape code',
      [topic('evil', { topicName: '../../x\n\u001b[31m' })],
      {},
      'a topic name takes a-z, A-Z, 0-9, ".", "_" and "-"',
    ],
    [
      'no partitions at all',
      [topic('p', { partitions: 0 })],
      {},
      'spec.partitions is no whole number above 0',
    ],
    [
      'a number that lost its digits',
      [topic('p', { config: { 'retention.ms': 2 ** 63 } })],
      {},
      'spec.config.retention.ms is a number of more digits than are read',
    ],
    [
      'settings that are lists',
      [topic('p', { config: { 'retention.ms': [1] } })],
      {},
      'neither text, number nor boolean',
    ],
    [
      'a right that Strimzi does not know',
      [
        {
          ...topic('u', {}),
          kind: 'KafkaUser',
          spec: {
            authentication: { type: 'tls' },
            authorization: { acls: [{ resource: { type: 'topic', name: 'x' }, operations: ['Obey'] }] },
          },
        },
      ],
      {},
      'spec.authorization.acls[0] is no right that Strimzi knows',
    ],
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
  ])('%s', (_what, items, props, told) => {
    expect(refusedWith(items, props)).toContain(told);
  });

  test('a prototype for a key', () => {
    expect(refusal(importInto(copy, '{"kind":"List","items":[{"__proto__":{}}]}'))).toContain(
      'the key "__proto__"',
    );
  });

  test('tenants of one contract that differ in what it says', () => {
    const ours = (tenant: string, purpose: string) =>
      topic(
        `prod-${tenant}-tracking-evt-x-v1`,
        { topicName: `prod.${tenant}.tracking.evt.x.v1` },
        {
          labels: {
            'strimzi.io/cluster': 'kafka',
            'app.kubernetes.io/managed-by': 'workstreams',
            'app.kubernetes.io/component': 'source',
          },
          annotations: {
            'workstreams.io/contract': 'parcels/tracking/evt/x/v1',
            'workstreams.io/purpose': purpose,
          },
        },
      );
    expect(refusedWith([ours('acme', 'One thing'), ours('acme-labs', 'Another')])).toContain(
      'prod.acme.tracking.evt.x.v1 and prod.acme-labs.tracking.evt.x.v1 come from one contract and differ in purpose',
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

  test('what only says that it is ours is left alone, and told', () => {
    const items = [
      ours('a.b', '../../etc/passwd'),
      ours('c.d', 'nowhere/x/evt/d/v1'),
      ours('e.f', 'ledger/accounts/evt/other/v1'),
      ours('g.h', 'parcels/tracking/evt/no_kebab/v1'),
    ];
    const { done: told, edits } = done(
      importInto(copy, JSON.stringify({ kind: 'List', apiVersion: 'v1', items })),
    );
    expect(edits).toEqual([]);
    expect(told.split('\n').slice(0, 4)).toEqual([
      'eu-prod: 0 topics, 0 users: no change',
      '1 object left alone, said to come from what is no contract: KafkaTopic kafka-eu/a-b',
      '2 objects left alone, whose name does not follow from the folder that they say: KafkaTopic kafka-eu/e-f, KafkaTopic kafka-eu/g-h',
      '1 object left alone, said to come from a system that is not there: KafkaTopic kafka-eu/c-d',
    ]);
  });

  test('a queue that jobs should drain, and of which the rest is lost', () => {
    const queue = ours('depot.vision.lint.v1', 'sorting/depot/work/vision.lint/v1', {
      'workstreams.io/scaling': '{"deadline":"10m"}',
    });
    const told = refusedWith([queue]);
    expect(told).toContain('0 consumers on a work topic');
    expect(told).toContain('a work topic without a dead letter topic');
  });

  test('what may be a secret is not kept: the import says that it goes', () => {
    const secret = topic('p', {}, { annotations: { 'api-token': 'hunter2' } });
    const { done: told, edits } = done(
      importInto(copy, JSON.stringify({ kind: 'List', apiVersion: 'v1', items: [secret] }), { dryRun: true }),
    );
    expect(told).toContain('eu-prod: 1 topic, 0 users: 1 object would change all the same\n');
    expect(told).toContain('    metadata.annotations.api-token: (hidden) -> (nothing)\n');
    expect(told).toContain('a dry run: nothing was written\n');
    expect(JSON.stringify(edits)).not.toContain('hunter2');
  });
});

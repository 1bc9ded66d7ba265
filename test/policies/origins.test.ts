import { describe, expect, test } from '@jest/globals';
import type { ContractProps } from '../../lib/model/terms/program-contract.ts';
import { familyOf, queueOf } from '../../lib/policies/from-contract.ts';
import type { ResolvedTopic } from '../../lib/policies/resolved-topic.ts';
import type { Setting } from '../../lib/policies/setting.ts';
import { declared } from '../support/namings.ts';
import { smallContract, smallEnvironment } from '../support/small-stack.ts';

/** A value and who decided it: `7 contract partitions.qa`, `7 class: the default of class evt`. */
function told({ value, origin: { kind, path, note } }: Setting<unknown>): string {
  const where = path === undefined ? '' : ` ${path.join('.')}`;
  return `${String(value)} ${kind}${where}${note === '' ? '' : `: ${note}`}`;
}

const settingsOf = ({
  name,
  object,
  partitions,
  replicas,
  config,
  unread,
}: ResolvedTopic): Readonly<Record<string, string>> => ({
  name: told(name),
  object: told(object),
  partitions: told(partitions),
  replicas: told(replicas),
  ...Object.fromEntries(
    Object.entries({ ...config, ...unread }).map(([key, one]) => [key, told(one as Setting<unknown>)]),
  ),
});

const environment = smallEnvironment({
  kafka: { tieredStorage: true },
  topics: { env: 'test', retentionCap: '60d' },
  images: { executors: { 'vision.read': { repository: 'desk/reader', tag: '1' } } },
  queues: { executorClasses: { vision: {} } },
});
const family = (address: string, props: Partial<ContractProps>) =>
  familyOf(smallContract(address, props), environment);

describe('who decided each setting of a topic', () => {
  test('that says no more than it must', () => {
    const { source, retries, deadLetter } = family('shop/sales/evt/orders/v1', {
      partitions: 3,
      retry: { attempts: 1, tiers: ['10m'] },
      deadLetter: { triage: 'The on-call looks' },
    });
    expect(settingsOf(source)).toEqual({
      name: 'test.main.sales.evt.orders.v1 naming: {env}.{tenant}.{context}.{class}.{topic}.v{version}, from the folder shop/sales/evt/orders/v1',
      object: 'test-main-sales-evt-orders-v1 naming: from the topic name, injective',
      partitions: '3 contract partitions',
      replicas: '3 environment kafka.replication',
      'cleanup.policy': 'delete default: cleanup is not in the contract',
      'compression.type': 'producer default: compression is not in the contract',
      'max.message.bytes': '1048576 contract maxMessageSize',
      'min.insync.replicas': '2 environment kafka.minInSync',
      'retention.ms': '604800000 class: the default of class evt',
      'remote.storage.enable': 'true class: class evt; the environment has tiered storage',
      'local.retention.ms': '604800000 derived: seven days hot, the rest in tiered storage',
    });
    expect(settingsOf(retries[0] ?? source)).toEqual({
      name: 'test.main.sales.rty.orders-10m.v1 naming: retry of test.main.sales.evt.orders.v1',
      object: 'test-main-sales-rty-orders--10m-v1 naming: from the topic name, injective',
      partitions: '3 contract partitions',
      replicas: '3 environment kafka.replication',
      'cleanup.policy': 'delete class: class rty is never compacted',
      'compression.type': 'producer default: compression is not in the contract',
      'max.message.bytes': '1114112 derived: maxMessageSize of the contract and 64KiB for failure headers',
      'min.insync.replicas': '2 environment kafka.minInSync',
      'retention.ms': '604800000 class: the default of class rty',
    });
    expect(settingsOf(deadLetter ?? source)).toMatchObject({
      name: 'test.main.sales.dlt.orders.v1 naming: dead-letter of test.main.sales.evt.orders.v1',
      partitions: '1 default: dead letters are few; one partition keeps their order',
      'cleanup.policy': 'delete class: class dlt is never compacted',
      'retention.ms': '2592000000 class: the default of class dlt',
    });
  });

  test('that says all, and was called otherwise', () => {
    const { source, former, deadLetter } = familyOf(
      smallContract('shop/sales/evt/orders/v1', {
        partitions: { default: 6, qa: 2 },
        cleanup: 'compact,delete',
        compression: 'zstd',
        maxMessageSize: '2MiB',
        retention: '90d',
        deadLetter: { triage: 'The on-call looks', retention: '31d' },
        renamedFrom: { topic: 'old-orders', object: 'old' },
      }),
      { ...environment, renames: { 'shop/sales/evt/orders/v1': 'cutover' } },
    );
    const all = {
      partitions: '2 contract partitions.qa',
      'cleanup.policy': 'compact,delete contract cleanup',
      'compression.type': 'zstd contract compression',
      'max.message.bytes': '2097152 contract maxMessageSize',
      'retention.ms': '5184000000 environment topics.retentionCap: caps 90d',
    };
    expect(settingsOf(source)).toMatchObject(all);
    expect(settingsOf(former ?? source)).toMatchObject({
      ...all,
      name: 'old-orders contract renamedFrom.topic',
      object: 'old contract renamedFrom.object',
    });
    expect(former?.deprecated).toBe('renamed to test.main.sales.evt.orders.v1 (phase cutover)');
    expect(settingsOf(deadLetter ?? source)['retention.ms']).toBe('2678400000 contract deadLetter.retention');
    const longer = family('shop/sales/evt/orders/v1', { retention: '8d' }).source;
    expect(settingsOf(longer)['retention.ms']).toBe('691200000 contract retention');
    const elsewhere = family('shop/sales/evt/orders/v1', { partitions: { default: 6, prod: 2 } });
    expect(told(elsewhere.source.partitions)).toBe('6 contract partitions.default');
  });

  test('that was imported', () => {
    const pinned = {
      object: 'orders-found',
      partitions: 12,
      replicas: 2,
      config: { 'retention.ms': '1000', 'confluent.tier': 'x' },
    };
    const { source } = family('shop/sales/evt/orders/v1', {
      imported: { in: { qa: { since: '2026-11-21', pinned: { 'test.main.sales.evt.orders.v1': pinned } } } },
    });
    const at = 'imported imported.in.qa.pinned.test.main.sales.evt.orders.v1';
    expect(settingsOf(source)).toMatchObject({
      object: `orders-found ${at}.object: imported`,
      partitions: `12 ${at}.partitions: imported`,
      replicas: `2 ${at}.replicas: imported`,
      'retention.ms': `1000 ${at}.config.retention.ms: imported`,
      'confluent.tier': `x ${at}.config.confluent.tier: imported`,
    });
  });
});

test('a name that no folder can have is in the contract', () => {
  const contract = smallContract('old/found/evt/orders/v1', {
    imported: { topic: 'Orders', in: { qa: { since: '2026-11-21' } } },
  });
  const { source } = familyOf(contract, environment, { naming: declared('imported', 'old') });
  expect([told(source.name), source.object.value]).toEqual([
    'Orders imported imported.topic: imported',
    expect.stringMatching(/^orders-/),
  ]);
});

test.each<[class_: string, critical: boolean, cleanup: 'delete' | 'compact', tiered: boolean]>([
  ['evt', false, 'delete', true],
  ['evt', false, 'compact', false],
  ['aud', false, 'delete', true],
  ['ctl', false, 'delete', false],
  ['ctl', true, 'delete', true],
  ['cdc', true, 'delete', false],
])('of class %s, critical %p, cleanup %s: tiered %p', (cls, critical, cleanup, tiered) => {
  const props: Partial<ContractProps> = { critical, cleanup, retention: '3d' };
  const { config } = family(`shop/sales/${cls}/orders/v1`, props).source;
  expect(config['remote.storage.enable']?.value === true).toBe(tiered);
  // No longer on the brokers than in all.
  expect(config['local.retention.ms']?.value).toBe(tiered ? 259_200_000 : undefined);
});

describe('who decided each setting of a queue', () => {
  const settings = (
    scaling: Partial<NonNullable<ContractProps['scaling']>>,
    more: Partial<ContractProps> = {},
  ) => {
    const { group, messagesPerJob, maxJobs, pollingInterval, deadline, retries, image, placeholder } =
      queueOf(
        smallContract('shop/desk/work/vision.read/v1', {
          partitions: 4,
          scaling: { deadline: '10m', ...scaling },
          deadLetter: { triage: 'The on-call looks' },
          consumers: [{ service: 'reader' }],
          ...more,
        }),
        environment,
      );
    return [
      ...[group, messagesPerJob, maxJobs, pollingInterval, deadline, retries, image].map(told),
      placeholder,
    ];
  };

  test('that says no more than it must', () => {
    expect(settings({})).toEqual([
      'shop-desk-vision-read-v1 naming: <system>-<context>-<topic>-v<N>',
      '1 default: a job a message',
      '4 derived: a job a partition: more would idle',
      "30000 default: KEDA's own",
      '600000 contract scaling.deadline',
      '2 default: a job may fail twice for what a retry fixes',
      'docker.io/desk/reader:1 environment images.executors.vision.read',
      false,
    ]);
  });

  test('that says all', () => {
    expect(
      settings(
        { messagesPerJob: 5, maxJobs: 2, pollingInterval: '10s', retries: 0, executorKind: 'print' },
        { consumers: [{ service: 'reader', group: 'readers' }] },
      ),
    ).toEqual([
      'readers contract consumers.0.group',
      '5 contract scaling.messagesPerJob',
      '2 contract scaling.maxJobs',
      '10000 contract scaling.pollingInterval',
      '600000 contract scaling.deadline',
      '0 contract scaling.retries',
      'docker.io/apache/kafka:4.2.0 environment images.placeholder',
      true,
    ]);
  });
});

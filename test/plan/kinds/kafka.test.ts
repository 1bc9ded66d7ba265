import { describe, expect, test } from '@jest/globals';
import { type Around, sentences, thing } from '../../support/objects.ts';

const kafka = (own: Record<string, unknown>, beside: Record<string, unknown> = {}) =>
  thing('Kafka', { spec: { kafka: { version: '4.1.0', ...own }, ...beside } });
const pool = (spec: Record<string, unknown>) =>
  thing('KafkaNodePool', { spec: { replicas: 3, roles: ['broker'], ...spec } });
const disk = (size: string, rest: Record<string, unknown> = {}) => ({
  storage: { type: 'persistent-claim', size, ...rest },
});
const listener = (name: string, rest: Record<string, unknown> = {}) => ({ name, port: 9093, ...rest });

describe('a cluster', () => {
  test.each<[string, unknown, unknown, string[]]>([
    [
      'of a newer version',
      kafka({}),
      kafka({ version: '4.2.0' }),
      [
        'spec.kafka.version: review: Kafka 4.1.0 becomes 4.2.0: the brokers are restarted one by one; clients reconnect',
      ],
    ],
    [
      'of a newer major version',
      kafka({ version: '3.9.1' }),
      kafka({ version: '4.0.0' }),
      [
        'spec.kafka.version: review: Kafka 3.9.1 becomes 4.0.0: the brokers are restarted one by one; clients reconnect',
      ],
    ],
    [
      'of a newer version with two digits',
      kafka({ version: '4.9.0' }),
      kafka({ version: '4.10.0' }),
      [
        'spec.kafka.version: review: Kafka 4.9.0 becomes 4.10.0: the brokers are restarted one by one; clients reconnect',
      ],
    ],
    [
      'of an older version',
      kafka({}),
      kafka({ version: '4.0.1' }),
      [
        'spec.kafka.version: impossible: an older Kafka does not read the metadata that 4.1.0 has written: Strimzi refuses to go back to 4.0.1',
        '  1. set spec.kafka.metadataVersion to one that 4.0.1 knows, while 4.1.0 runs, if the present one allows it',
        '  2. then change the version',
        '  3. where the metadata are newer already: a second cluster, and mirroring',
      ],
    ],
    [
      'of an older version, by one number less',
      kafka({ version: '4.1.0' }),
      kafka({ version: '4.0' }),
      [
        'spec.kafka.version: impossible: an older Kafka does not read the metadata that 4.1.0 has written: Strimzi refuses to go back to 4.0',
        '  1. set spec.kafka.metadataVersion to one that 4.0 knows, while 4.1.0 runs, if the present one allows it',
        '  2. then change the version',
        '  3. where the metadata are newer already: a second cluster, and mirroring',
      ],
    ],
    [
      'of an older version, with the metadata of that',
      kafka({ metadataVersion: '4.0' }),
      kafka({ version: '4.0.1', metadataVersion: '4.0' }),
      [
        'spec.kafka.version: review: Kafka 4.1.0 becomes 4.0.1: the brokers are restarted one by one; clients reconnect',
      ],
    ],
    [
      'of no version',
      kafka({}),
      kafka({ version: undefined }),
      [
        'spec.kafka.version: review: Kafka 4.1.0 becomes (default): the brokers are restarted one by one; clients reconnect',
      ],
    ],
    [
      'of a version',
      kafka({ version: undefined }),
      kafka({}),
      [
        'spec.kafka.version: review: Kafka (default) becomes 4.1.0: the brokers are restarted one by one; clients reconnect',
      ],
    ],
    [
      'with other metadata',
      kafka({ metadataVersion: '4.0' }),
      kafka({ metadataVersion: '4.1' }),
      [
        'spec.kafka.metadataVersion: review: the format of the metadata changes: an older Kafka does not read it, so there is no way back to one',
      ],
    ],
    [
      'with a listener that goes',
      kafka({ listeners: [listener('tls'), listener('open')] }),
      kafka({ listeners: [listener('tls')] }),
      [
        'spec.kafka.listeners[open].name: review: the listener open goes: every client that connects by it is cut off; the brokers are restarted one by one',
        'spec.kafka.listeners[open].port: review: the listener open goes: every client that connects by it is cut off; the brokers are restarted one by one',
      ],
    ],
    [
      'with a listener that is new',
      kafka({ listeners: [listener('tls')] }),
      kafka({ listeners: [listener('tls'), listener('open')] }),
      [
        'spec.kafka.listeners[open].name: review: a new listener open; the brokers are restarted one by one',
        'spec.kafka.listeners[open].port: review: a new listener open; the brokers are restarted one by one',
      ],
    ],
    [
      'with a listener that admits others',
      kafka({ listeners: [listener('tls', { networkPolicyPeers: [{ podSelector: { a: 'b' } }] })] }),
      kafka({ listeners: [listener('tls', { networkPolicyPeers: [{ podSelector: { a: 'c' } }] })] }),
      [
        'spec.kafka.listeners[tls].networkPolicyPeers[0].podSelector.a: review: other pods may connect to the listener tls: those that are not named are cut off',
      ],
    ],
    [
      'with another listener',
      kafka({ listeners: [listener('tls')] }),
      kafka({ listeners: [listener('tls', { port: 9094 })] }),
      [
        'spec.kafka.listeners[tls].port: review: the listener tls takes connections in another way: clients that come in the old one are refused; the brokers are restarted one by one',
      ],
    ],
    [
      'with the first listener',
      kafka({}),
      kafka({ listeners: [listener('tls')] }),
      [
        'spec.kafka.listeners[tls].name: review: a new listener tls; the brokers are restarted one by one',
        'spec.kafka.listeners[tls].port: review: a new listener tls; the brokers are restarted one by one',
      ],
    ],
    [
      'without authorization',
      kafka({ authorization: { type: 'simple' } }),
      kafka({}),
      [
        'spec.kafka.authorization.type: destructive: rights are no longer enforced: everyone who can connect may read, write and delete everything',
      ],
    ],
    [
      'with authorization',
      kafka({}),
      kafka({ authorization: { type: 'simple' } }),
      [
        'spec.kafka.authorization.type: review: who may do what is decided in another way: what no right allows is refused',
      ],
    ],
    [
      'without remote storage',
      kafka({ tieredStorage: { type: 'custom' } }),
      kafka({}),
      [
        'spec.kafka.tieredStorage.type: destructive: the brokers no longer reach remote storage: what lies there cannot be read',
      ],
    ],
    [
      'with other remote storage',
      kafka({ tieredStorage: { type: 'custom' } }),
      kafka({ tieredStorage: { type: 'other' } }),
      [
        'spec.kafka.tieredStorage.type: review: remote storage is reached in another way, and the brokers are restarted one by one: what lies under the old settings may not be found',
      ],
    ],
    [
      'with unclean leaders',
      kafka({}),
      kafka({ config: { 'unclean.leader.election.enable': true } }),
      [
        'spec.kafka.config.unclean.leader.election.enable: destructive: a replica that lags may become leader in every topic: acknowledged messages are lost without a word',
      ],
    ],
    [
      'with clean leaders',
      kafka({ config: { 'unclean.leader.election.enable': 'true' } }),
      kafka({ config: { 'unclean.leader.election.enable': 'false' } }),
      [
        'spec.kafka.config.unclean.leader.election.enable: review: unclean.leader.election.enable holds for every topic that does not set it itself; Kafka takes it up while it runs, or the brokers are restarted one by one',
      ],
    ],
    [
      'with another retention',
      kafka({ config: { 'log.retention.hours': 168 } }),
      kafka({ config: { 'log.retention.hours': 24 } }),
      [
        'spec.kafka.config.log.retention.hours: destructive: topics that do not set retention.ms themselves keep their messages by another rule (168 becomes 24): what is older or above is deleted',
      ],
    ],
    [
      'with another local retention',
      kafka({}),
      kafka({ config: { 'log.local.retention.ms': 1 } }),
      [
        'spec.kafka.config.log.local.retention.ms: review: log.local.retention.ms holds for every topic that does not set local.retention.ms itself; Kafka takes it up while it runs, or the brokers are restarted one by one',
      ],
    ],
    [
      'with another policy',
      kafka({ config: { 'log.cleanup.policy': 'delete' } }),
      kafka({ config: { 'log.cleanup.policy': 'compact' } }),
      [
        'spec.kafka.config.log.cleanup.policy: destructive: topics that do not set cleanup.policy themselves keep their messages by another rule (delete becomes compact): of each key all but the newest message, or what is older, is deleted',
      ],
    ],
    [
      'whose groups forget earlier',
      kafka({ config: { 'offsets.retention.minutes': 100 } }),
      kafka({ config: { 'offsets.retention.minutes': 20 } }),
      [
        'spec.kafka.config.offsets.retention.minutes: destructive: groups that stand still forget their offsets earlier, and start over',
      ],
    ],
    [
      'whose groups forget later',
      kafka({ config: { 'offsets.retention.minutes': 100 } }),
      kafka({ config: { 'offsets.retention.minutes': 200 } }),
      [
        'spec.kafka.config.offsets.retention.minutes: review: groups that stand still keep their offsets for longer; Kafka takes it up while it runs, or the brokers are restarted one by one',
      ],
    ],
    [
      'with another setting',
      kafka({}),
      kafka({ config: { 'num.partitions': 3 } }),
      [
        'spec.kafka.config.num.partitions: review: num.partitions holds for topics that are created from now on and say nothing of it; Kafka takes it up while it runs, or the brokers are restarted one by one',
      ],
    ],
    [
      'with Cruise Control',
      kafka({}),
      kafka({}, { cruiseControl: {} }),
      [
        'spec.cruiseControl: review: Cruise Control comes, goes or works in another way: it alone can change replicas of topics',
      ],
    ],
    [
      'with an exporter',
      kafka({}),
      kafka({}, { kafkaExporter: {} }),
      ['spec.kafkaExporter: review: the exporter restarts: which groups have a measured lag may change'],
    ],
    [
      'with an exporter of other groups',
      kafka({}, { kafkaExporter: { groupRegex: 'a.*' } }),
      kafka({}, { kafkaExporter: { groupRegex: '.*' } }),
      [
        'spec.kafkaExporter.groupRegex: review: the exporter restarts: which groups have a measured lag may change',
      ],
    ],
    [
      'with other operators',
      kafka({}),
      kafka({}, { entityOperator: { topicOperator: {} } }),
      [
        'spec.entityOperator.topicOperator: review: the operators of topics and users restart: nothing is reconciled for so long',
      ],
    ],
    [
      'with other certificates',
      kafka({}),
      kafka({}, { clusterCa: { validityDays: 1 } }),
      [
        'spec.clusterCa.validityDays: review: certificates are issued in another way: clients that trust the old ones only are refused after the next renewal',
      ],
    ],
    [
      'with other certificates of clients',
      kafka({}),
      kafka({}, { clientsCa: { validityDays: 1 } }),
      [
        'spec.clientsCa.validityDays: review: certificates are issued in another way: clients that trust the old ones only are refused after the next renewal',
      ],
    ],
    [
      'with other brokers',
      kafka({}),
      kafka({ rack: { topologyKey: 'zone' } }),
      [
        'spec.kafka.rack.topologyKey: review: the brokers run in another way; the brokers are restarted one by one',
      ],
    ],
    [
      'with what is not known',
      kafka({}),
      kafka({}, { unheardOf: 1 }),
      ['spec.unheardOf: review: what follows is not known here: this field is new'],
    ],
    [
      'that goes',
      kafka({}),
      undefined,
      [
        'delete: destructive: the brokers are deleted with every topic, message, user and offset of the cluster',
      ],
    ],
  ])('%s', (_what, before, after, told) => {
    expect(sentences(before, after)).toEqual(told);
  });

  test.each<[string, unknown, unknown]>([
    [
      'settings as numbers or text',
      kafka({ config: { 'num.partitions': 3 } }),
      kafka({ config: { 'num.partitions': '3' } }),
    ],
    ['resources of nothing', kafka({}), kafka({ resources: {} })],
  ])('%s are the same', (_what, before, after) => {
    expect(sentences(before, after)).toEqual([]);
  });

  test.each<[string, Around, string[]]>([
    [
      'that forgets with its pod',
      { before: [pool({ replicas: 1, storage: { type: 'ephemeral' } })] },
      [
        'spec.kafka.version: destructive: Kafka 4.1.0 becomes 4.1.1: the brokers are restarted one by one; clients reconnect; a node that is alone and keeps nothing beyond its pod forgets every message with that',
      ],
    ],
    [
      'that keeps its disk',
      { before: [pool({ replicas: 1, ...disk('1Gi') })] },
      [
        'spec.kafka.version: review: Kafka 4.1.0 becomes 4.1.1: the brokers are restarted one by one; clients reconnect',
      ],
    ],
    [
      'with another one',
      { before: [pool({ replicas: 2, storage: { type: 'ephemeral' } })] },
      [
        'spec.kafka.version: review: Kafka 4.1.0 becomes 4.1.1: the brokers are restarted one by one; clients reconnect',
      ],
    ],
  ])('that restarts on a node %s', (_what, around, told) => {
    const pools = { before: around.before ?? [], after: around.before ?? [] };
    expect(sentences(kafka({}), kafka({ version: '4.1.1' }), pools)).toEqual(told);
  });

  test('that does not restart on a node that forgets with its pod', () => {
    const pools = [pool({ replicas: 1, storage: { type: 'ephemeral' } })];
    expect(sentences(kafka({}), kafka({}, { kafkaExporter: {} }), { before: pools, after: pools })).toEqual([
      'spec.kafkaExporter: review: the exporter restarts: which groups have a measured lag may change',
    ]);
  });
});

import { describe, expect, test } from '@jest/globals';
import { compareObjects } from '../../lib/plan/compare.ts';
import type { Manifest } from '../../lib/model/manifest.ts';
import { fields, topic } from '../support/objects.ts';

describe('settings of a topic', () => {
  test.each<[string, Record<string, unknown>, Record<string, unknown>, string]>([
    ['kept by bytes', {}, { 'retention.bytes': '1000' }, 'spec.config.retention.bytes: destructive'],
    [
      'more bytes',
      { 'retention.bytes': '1000' },
      { 'retention.bytes': '2000' },
      'spec.config.retention.bytes: safe',
    ],
    ['without end', { 'retention.ms': '1000' }, { 'retention.ms': '-1' }, 'spec.config.retention.ms: safe'],
    [
      'no longer without end',
      { 'retention.ms': '-1' },
      { 'retention.ms': '99999999999' },
      'spec.config.retention.ms: destructive',
    ],
    ['retention left to the broker', { 'retention.ms': '1000' }, {}, 'spec.config.retention.ms: review'],
    [
      'min in-sync raised to the replicas',
      { 'min.insync.replicas': '2' },
      { 'min.insync.replicas': '3' },
      'spec.config.min.insync.replicas: review',
    ],
    [
      'min in-sync above the replicas',
      { 'min.insync.replicas': '2' },
      { 'min.insync.replicas': '4' },
      'spec.config.min.insync.replicas: review',
    ],
    [
      'what a lagging replica may do',
      {},
      { 'unclean.leader.election.enable': 'true' },
      'spec.config.unclean.leader.election.enable: destructive',
    ],
    [
      'what expires after compaction',
      { 'cleanup.policy': 'compact' },
      { 'cleanup.policy': 'delete' },
      'spec.config.cleanup.policy: destructive',
    ],
    [
      'tiered storage given up with its data',
      { 'remote.storage.enable': 'true', 'remote.log.delete.on.disable': 'true' },
      { 'remote.log.delete.on.disable': 'true' },
      'spec.config.remote.storage.enable: destructive',
    ],
    [
      'numbers of 64 bits that differ in their last digit',
      { 'retention.bytes': '9223372036854775807' },
      { 'retention.bytes': '9223372036854775806' },
      'spec.config.retention.bytes: destructive',
    ],
    [
      'a fraction where Kafka wants a whole number',
      { 'flush.messages': '9007199254740993' },
      { 'flush.messages': '9007199254740993.0' },
      'spec.config.flush.messages: impossible',
    ],
    ['a setting that Kafka does not know', {}, { 'new.setting': '1' }, 'spec.config.new.setting: impossible'],
    ['one that it never took, removed', { 'new.setting': '1' }, {}, 'spec.config.new.setting: review'],
  ])('%s', (_what, before, after, told) => {
    expect(fields(topic(before), topic(after))).toEqual([told]);
  });

  test.each<[string, Record<string, unknown>, Record<string, unknown>, Record<string, unknown>, string]>([
    [
      'min in-sync equal to the replicas',
      { 'min.insync.replicas': '2' },
      { 'min.insync.replicas': '3' },
      {},
      'equal to the 3 replicas: one broker down, a rolling update included, stops every write with acks=all',
    ],
    [
      'min in-sync below the replicas',
      { 'min.insync.replicas': '2' },
      { 'min.insync.replicas': '3' },
      { replicas: 4 },
      'writes wait for 3 replicas: where fewer are in sync, producers with acks=all fail',
    ],
    [
      'the only replica in sync',
      { 'min.insync.replicas': '2' },
      { 'min.insync.replicas': '1' },
      { replicas: 1 },
      'a write counts as done with 1 replica: it is lost when those brokers are',
    ],
    [
      'no more copies',
      { 'remote.storage.enable': 'true' },
      { 'remote.storage.enable': 'true', 'remote.log.copy.disable': 'true' },
      {},
      'nothing more is copied to remote storage: local disks must hold what is new',
    ],
    [
      'a cut from endless',
      { 'retention.ms': '-1' },
      { 'retention.ms': '86400000' },
      {},
      'what is older than 1d is deleted within minutes, until now it is kept for ever: a consumer that lags further loses messages',
    ],
  ])('%s: what is said', (_what, before, after, spec, says) => {
    const { changes } = compareObjects([topic(before, spec)], [topic(after, spec)]);
    expect(changes.flatMap((one) => one.fields.map((field) => field.says))).toEqual([says]);
  });

  test('a replication factor that Cruise Control changes is for review', () => {
    const kafka = {
      apiVersion: 'kafka.strimzi.io/v1',
      kind: 'Kafka',
      metadata: { name: 'kafka', namespace: 'kafka' },
      spec: { cruiseControl: {} },
    };
    expect(fields(topic({}), topic({}, { replicas: 2 }), [kafka])).toEqual(['spec.replicas: review']);
    expect(fields(topic({}), topic({}, { replicas: 2 }))).toEqual(['spec.replicas: impossible']);
    expect(fields(topic({}), topic({}, { replicas: 2 }), [{ ...kafka, spec: {} }])).toEqual([
      'spec.replicas: impossible',
    ]);
  });

  test('two objects over one topic are refused', () => {
    const other = { ...topic({}), metadata: { ...topic({}).metadata, name: 'other' } } as unknown as Manifest;
    const { changes } = compareObjects([topic({})], [topic({}), other]);
    expect(changes.map(({ action, risk, says }) => [action, risk, says])).toEqual([
      [
        'create',
        'impossible',
        't stands for the topic a.t already: Strimzi keeps the oldest and answers ResourceConflict to the other',
      ],
    ]);
  });

  test('an unmanaged object may be renamed, and deleted, for its topic stays', () => {
    const unmanaged = {
      ...topic({}),
      metadata: { ...topic({}).metadata, annotations: { 'strimzi.io/managed': 'false' } },
    };
    const renamed = { ...topic({}), metadata: { ...topic({}).metadata, name: 'other' } };
    const risks = (before: unknown, after: unknown[]) =>
      compareObjects([before as Manifest], after as Manifest[]).changes.map(
        ({ action, risk }) => `${action} ${risk}`,
      );
    expect(risks(unmanaged, [renamed])).toEqual(['rename review']);
    expect(risks(topic({}), [renamed])).toEqual(['rename destructive']);
    expect(risks(unmanaged, [])).toEqual(['delete review']);
    expect(risks(topic({}), [])).toEqual(['delete destructive']);
  });
});

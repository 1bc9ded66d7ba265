import { describe, expect, test } from '@jest/globals';
import { driftOf } from '../../lib/plan/drift.ts';
import type { Manifest } from '../../lib/model/manifest.ts';
import { acl, job, thing, topic, user } from '../support/objects.ts';

const objects = (...all: unknown[]) => all as Manifest[];
const told = (baseline: Manifest[], live: Manifest[]) =>
  driftOf(baseline, live).entries.map(({ id, what, says, fields }) => [
    `${what} ${id}`,
    says,
    ...fields.map((one) => `${one.path}: ${String(one.baseline)} / ${String(one.live)}`),
  ]);
const named = (object: object, name: string, labels: Record<string, string> = {}) => {
  const { metadata } = object as Manifest;
  return { ...object, metadata: { ...metadata, name, labels: { ...metadata.labels, ...labels } } };
};
const condition = (status: string, reason: string, message: string) => ({
  status: { conditions: [{ type: 'Ready', status, reason, message }] },
});
const kept = topic({ 'retention.ms': '604800000' });

describe('what is no drift', () => {
  test('what Strimzi, KEDA and the API server fill in', () => {
    const noted = {
      uid: 'u',
      resourceVersion: '7',
      generation: 3,
      creationTimestamp: 'then',
      finalizers: ['strimzi.io/topic-operator'],
    };
    const live = { ...kept, metadata: { ...kept.metadata, ...noted }, ...condition('True', '', '') };
    const scaled = job({ pollingInterval: 30, successfulJobsHistoryLimit: 100 });
    const liveJob = {
      ...scaled,
      metadata: {
        ...scaled.metadata,
        labels: { 'scaledjob.keda.sh/name': 'j' },
        finalizers: ['finalizer.keda.sh'],
      },
    };
    expect(
      told(
        objects(kept, job({}), user([acl(['Read'])])),
        objects(live, liveJob, user([acl(['Read'], 'a.t', { type: 'allow', host: '*' })])),
      ),
    ).toEqual([]);
  });

  test('hooks of Argo CD, which come and go with each sync', () => {
    const managed = { 'app.kubernetes.io/managed-by': 'workstreams' };
    const annotations = { 'argocd.argoproj.io/hook': 'Sync' };
    const run = (name: string, hook: boolean) => ({
      apiVersion: 'batch/v1',
      kind: 'Job',
      metadata: { name, namespace: 'n', labels: managed, ...(hook ? { annotations } : {}) },
    });
    expect(told(objects(kept, run('a', true)), objects(kept, run('b', true)))).toEqual([]);
    expect(driftOf(objects(kept, run('a', true)), objects(kept)).notExported).toEqual([]);
    const plain = told(objects(kept, run('a', false)), objects(kept, run('b', false)));
    expect(plain.map(([first]) => first)).toEqual(['missing Job n/a', 'extra Job n/b']);
  });

  test('topics of another cluster, and kinds that were not exported, which are named', () => {
    const elsewhere = {
      ...named(kept, 'x'),
      metadata: { name: 'x', namespace: 'other', labels: { 'strimzi.io/cluster': 'kafka' } },
    };
    const { entries, notExported } = driftOf(objects(kept, job({})), objects(kept, elsewhere));
    expect([entries, notExported]).toEqual([[], ['ScaledJob']]);
  });
});

describe('what is', () => {
  test('with what happens when a controller sets it to what is rendered', () => {
    const longer = topic({ 'retention.ms': '2592000000' }, { partitions: 6 });
    const resets = (after: object) =>
      driftOf(objects(kept), objects(longer), { after: objects(after) }).entries.flatMap(({ fields }) =>
        fields.map(({ path, reset }) => `${path}: ${reset?.risk ?? 'nothing'}`),
      );
    expect(resets(kept)).toEqual(['spec.config.retention.ms: destructive', 'spec.partitions: impossible']);
    expect(resets(longer)).toEqual(['spec.config.retention.ms: nothing', 'spec.partitions: nothing']);
  });

  test('fields that differ, either way', () => {
    const live = topic({ 'retention.ms': '86400000', 'segment.ms': '1000' });
    expect(told(objects(kept), objects(live))).toEqual([
      [
        'differs KafkaTopic kafka/t',
        'the cluster has it in another way than the baseline',
        'spec.config.retention.ms: 604800000 / 86400000',
        'spec.config.segment.ms: undefined / 1000',
      ],
    ]);
  });

  test('objects that are missing in the cluster, or that somebody has made there', () => {
    const own = named(job({}), 'old', { 'app.kubernetes.io/managed-by': 'workstreams' });
    expect(
      told(objects(kept, named(kept, 'gone'), job({})), objects(kept, named(kept, 'made'), job({}), own)),
    ).toEqual([
      ['missing KafkaTopic kafka/gone', 'the baseline has it, the cluster does not'],
      ['extra KafkaTopic kafka/made', 'somebody else has made it in this Kafka'],
      ['extra ScaledJob work/old', 'it says that it is ours, and the baseline does not have it'],
    ]);
  });

  test('what its operator says is not ready, with the reason', () => {
    const refused = { ...kept, ...condition('False', 'NotSupported', 'Decreasing partitions not supported') };
    expect(told(objects(kept), objects(refused))).toEqual([
      ['not ready KafkaTopic kafka/t', 'NotSupported: Decreasing partitions not supported'],
    ]);
    expect(told(objects(kept), objects({ ...kept, ...condition('True', '', '') }))).toEqual([]);
  });

  test('an object that is being deleted', () => {
    const going = { ...kept, metadata: { ...kept.metadata, deletionTimestamp: '2026-11-21T00:00:00Z' } };
    expect(told(objects(kept), objects(going))).toEqual([
      ['differs KafkaTopic kafka/t', 'it is being deleted, and waits for its finalizers'],
    ]);
  });

  test('what its operator says is not ready without a reason or a word', () => {
    const of = (conditions: unknown[]) => told(objects(kept), objects({ ...kept, status: { conditions } }));
    expect(of([{ type: 'Ready', status: 'False' }])).toEqual([
      ['not ready KafkaTopic kafka/t', 'no reason given'],
    ]);
    expect(of([{ type: 'Ready', status: 'False', message: 'm' }])).toEqual([
      ['not ready KafkaTopic kafka/t', 'no reason given: m'],
    ]);
    expect(of([{ type: 'Ready', status: 'Unknown' }])).toEqual([]);
    expect(of([{ type: 'Paused', status: 'False' }])).toEqual([]);
  });

  test('what somebody has made and is not ready', () => {
    const made = { ...named(kept, 'made'), ...condition('False', 'NotSupported', '') };
    expect(told(objects(kept), objects(kept, made))).toEqual([
      ['extra KafkaTopic kafka/made', 'somebody else has made it in this Kafka'],
      ['not ready KafkaTopic kafka/made', 'NotSupported'],
    ]);
  });

  test('not topics of another cluster in the same namespace, nor other kinds that no one calls ours', () => {
    const other = named(kept, 'x', { 'strimzi.io/cluster': 'other' });
    const own = named(job({}), 'free');
    expect(told(objects(kept, job({})), objects(kept, job({}), other, own))).toEqual([]);
    const none = { ...kept, metadata: { name: 'y', namespace: 'kafka' } };
    expect(told(objects(kept), objects(kept, none))).toEqual([]);
  });

  test('of one system alone, where one is asked for', () => {
    const mine = { 'app.kubernetes.io/managed-by': 'workstreams', 'app.kubernetes.io/part-of': 'shop' };
    const others = { ...mine, 'app.kubernetes.io/part-of': 'other' };
    const live = objects(kept, named(kept, 'a', mine), named(kept, 'b', others), named(kept, 'c'));
    const extra = (system?: string) => driftOf(objects(kept), live, { system }).entries.map(({ id }) => id);
    expect(extra('shop')).toEqual(['KafkaTopic kafka/a']);
    expect(extra()).toEqual(['KafkaTopic kafka/a', 'KafkaTopic kafka/b', 'KafkaTopic kafka/c']);
  });

  test('in the order of names, fields in that of paths, kinds that are not known likewise', () => {
    const live = topic({ 'segment.ms': '1', 'flush.ms': '1' });
    const { entries, notExported } = driftOf(
      objects(named(kept, 'z'), kept, thing('Role'), thing('Binding')),
      objects(live),
    );
    expect(entries.map(({ id }) => id)).toEqual(['KafkaTopic kafka/t', 'KafkaTopic kafka/z']);
    expect(entries[0]?.fields.map(({ path }) => path)).toEqual([
      'spec.config.flush.ms',
      'spec.config.retention.ms',
      'spec.config.segment.ms',
    ]);
    expect(notExported).toEqual(['Binding', 'Role']);
  });

  test('is set to the baseline where nothing is rendered', () => {
    const [entry] = driftOf(objects(kept), objects(topic({ 'retention.ms': '2592000000' }))).entries;
    expect(entry?.fields).toEqual([
      {
        path: 'spec.config.retention.ms',
        baseline: '604800000',
        live: '2592000000',
        reset: {
          risk: 'destructive',
          says: 'what is older than 7d is deleted within minutes, until now it is kept 30d: a consumer that lags further loses messages',
        },
      },
    ]);
  });
});

test('what cannot be set back comes first, then what loses something, and what is missing after that', () => {
  const one = (name: string, partitions: number, config: Record<string, unknown> = {}) =>
    named(topic(config, { partitions, topicName: name }), name) as Manifest;
  const baseline = ['a', 'b', 'c', 'd', 'e'].map((name) => one(name, 3));
  const live = [one('c', 3, { 'retention.ms': '999999999999' }), one('d', 3), one('e', 6)];
  expect(driftOf(baseline, live).entries.map(({ id, what }) => `${what} ${id}`)).toEqual([
    'differs KafkaTopic kafka/e',
    'differs KafkaTopic kafka/c',
    'missing KafkaTopic kafka/a',
    'missing KafkaTopic kafka/b',
  ]);
});

test('what others put into the head of an object stays, and is judged by what it means there', () => {
  const app = (finalizers: string[]) =>
    thing('Application', { spec: { source: { path: 'prod' } } }, { name: 'shop', finalizers }) as Manifest;
  const owned = (owners: unknown[], annotations = {}) =>
    ({
      ...kept,
      metadata: { ...kept.metadata, ownerReferences: owners, annotations },
    }) as unknown as Manifest;
  const owner = { apiVersion: 'v1', kind: 'Namespace', name: 'old', uid: 'u-1' };
  const live = [
    app(['resources-finalizer.argocd.argoproj.io']),
    owned([owner], { 'strimzi.io/pause-reconciliation': 'true' }),
  ];
  const { entries } = driftOf([app([]), owned([])], live);
  expect(entries.flatMap(({ id, fields }) => fields.map((field) => [id, field]))).toEqual([
    [
      'Application n/shop',
      {
        path: 'metadata.finalizers[resources-finalizer.argocd.argoproj.io]',
        baseline: undefined,
        live: true,
        stays: {
          risk: 'destructive',
          says: 'once the Application is deleted everything that it has applied is deleted with it, unless it is protected',
        },
      },
    ],
    [
      'KafkaTopic kafka/t',
      {
        path: 'metadata.annotations.strimzi.io/pause-reconciliation',
        baseline: undefined,
        live: 'true',
        stays: {
          risk: 'review',
          says: 'its operator pauses: what changes here has no effect until it goes on',
        },
      },
    ],
    [
      'KafkaTopic kafka/t',
      {
        path: 'metadata.ownerReferences[Namespace old]',
        baseline: undefined,
        live: 'uid u-1',
        stays: {
          risk: 'destructive',
          says: 'Kubernetes deletes the KafkaTopic once Namespace old is gone, or if its uid is another, also where the KafkaTopic is protected from pruning',
        },
      },
    ],
  ]);
});

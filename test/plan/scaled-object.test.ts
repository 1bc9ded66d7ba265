import { describe, expect, test } from '@jest/globals';
import type { ObjectChange } from '../../lib/plan/change.ts';
import { compareObjects } from '../../lib/plan/compare.ts';
import type { Manifest } from '../../lib/model/manifest.ts';

interface Trigger {
  readonly name?: string;
  readonly metadata?: Record<string, unknown>;
  readonly authenticationRef?: Record<string, unknown>;
}

const trigger = (topic: string, { metadata, ...more }: Trigger = {}) => ({
  name: topic,
  type: 'kafka',
  metadata: {
    topic,
    consumerGroup: 'billing',
    bootstrapServers: 'kafka:9093',
    lagThreshold: '100',
    offsetResetPolicy: 'earliest',
    version: '3.9.0',
    tls: 'enable',
    ...metadata,
  },
  authenticationRef: { name: 'billing-scaler', kind: 'TriggerAuthentication' },
  ...more,
});

const scaled = (spec: Record<string, unknown> = {}, annotations = {}, name = 'billing'): Manifest => ({
  apiVersion: 'keda.sh/v1alpha1',
  kind: 'ScaledObject',
  metadata: { name, namespace: 'apps', annotations },
  spec: {
    scaleTargetRef: { name: 'billing' },
    minReplicaCount: 2,
    maxReplicaCount: 6,
    triggers: [trigger('orders')],
    ...spec,
  },
});

function changes(before: readonly Manifest[], after: readonly Manifest[]): readonly ObjectChange[] {
  return compareObjects(before, after).changes;
}

/** What the plan says of each field that is for more than reading: `path: risk: sentence`. */
function says(before: Manifest, after: Manifest): string[] {
  return changes([before], [after]).flatMap(({ fields }) =>
    fields.filter(({ risk }) => risk !== 'safe').map((one) => `${one.path}: ${one.risk}: ${one.says}`),
  );
}

describe('a field that changes', () => {
  const inTrigger = (metadata: Record<string, unknown>) =>
    scaled({ triggers: [trigger('orders', { metadata })] });
  const t = 'spec.triggers[orders].metadata.';

  test.each<[string, Manifest, Manifest, string]>([
    [
      'fewer at the least',
      scaled(),
      scaled({ minReplicaCount: 1 }),
      'spec.minReplicaCount: review: at least 1 replicas instead of 2: a burst waits until more have started',
    ],
    [
      'more at the least',
      scaled(),
      scaled({ minReplicaCount: 3 }),
      'spec.minReplicaCount: review: at least 3 replicas instead of 2, also while nothing waits',
    ],
    [
      'none at the least',
      scaled(),
      scaled({ minReplicaCount: 0 }),
      "spec.minReplicaCount: review: no replica instead of 2 while nothing waits: the group has no members then, and loses its offsets after the brokers' offsets.retention.minutes",
    ],
    [
      'fewer at the most',
      scaled(),
      scaled({ maxReplicaCount: 3 }),
      'spec.maxReplicaCount: review: at most 3 replicas instead of 6: a backlog is drained slower; replicas above are removed',
    ],
    [
      'more at the most, by taking the number away',
      scaled(),
      scaled({ maxReplicaCount: undefined }),
      'spec.maxReplicaCount: review: up to 100 replicas instead of 6: more load on what they call; above the number of partitions they idle',
    ],
    [
      'another Deployment',
      scaled(),
      scaled({ scaleTargetRef: { name: 'biller' } }),
      'spec.scaleTargetRef.name: review: KEDA scales biller instead of billing: billing keeps the replicas that it has, and its lag moves nothing',
    ],
    [
      'polling',
      scaled(),
      scaled({ pollingInterval: 10 }),
      'spec.pollingInterval: review: KEDA asks for the lag more or less often: a Deployment that is stopped starts earlier or later',
    ],
    [
      'cooldown',
      scaled(),
      scaled({ cooldownPeriod: 60 }),
      'spec.cooldownPeriod: review: the last replica stops earlier or later after the last message',
    ],
    [
      'how long fewer must be enough',
      scaled(),
      scaled({
        advanced: {
          horizontalPodAutoscalerConfig: { behavior: { scaleDown: { stabilizationWindowSeconds: 600 } } },
        },
      }),
      'spec.advanced.horizontalPodAutoscalerConfig.behavior.scaleDown.stabilizationWindowSeconds: review: replicas are removed earlier or later when the lag falls: each removal makes the group rebalance',
    ],
    [
      'the pace of scaling out',
      scaled(),
      scaled({
        advanced: { horizontalPodAutoscalerConfig: { behavior: { scaleUp: { selectPolicy: 'Disabled' } } } },
      }),
      'spec.advanced.horizontalPodAutoscalerConfig.behavior.scaleUp.selectPolicy: review: replicas are added or removed at another pace: each change makes the group rebalance',
    ],
    [
      'what its end leaves, from here on',
      scaled(),
      scaled({ advanced: { restoreToOriginalReplicaCount: true } }),
      'spec.advanced.restoreToOriginalReplicaCount: review: without its ScaledObject the Deployment gets the replicas that it had before KEDA scaled it',
    ],
    [
      'what its end leaves, no longer',
      scaled({ advanced: { restoreToOriginalReplicaCount: true } }),
      scaled(),
      'spec.advanced.restoreToOriginalReplicaCount: review: without its ScaledObject the Deployment keeps its replicas: if there are none, nothing reads',
    ],
    [
      'a fallback',
      scaled({ fallback: { failureThreshold: 3, replicas: 1 } }),
      scaled({ fallback: { failureThreshold: 3, replicas: 6 } }),
      'spec.fallback.replicas: review: the Deployment gets another number of replicas while KEDA cannot measure its lag',
    ],
    [
      'messages a replica',
      scaled(),
      inTrigger({ lagThreshold: '50' }),
      `${t}lagThreshold: review: changed scaling: a replica for 50 unread messages instead of 100`,
    ],
    [
      'another group',
      scaled(),
      inTrigger({ consumerGroup: 'b' }),
      `${t}consumerGroup: review: KEDA follows the lag of group b instead of billing: if the pods read in another group, their lag moves nothing`,
    ],
    [
      'from the latest message',
      scaled(),
      inTrigger({ offsetResetPolicy: 'latest' }),
      `${t}offsetResetPolicy: review: where a group has committed nothing, what waits does not count, and each empty partition counts as one message`,
    ],
    [
      'a backlog that waits for ever',
      scaled(),
      inTrigger({ activationLagThreshold: '5' }),
      `${t}activationLagThreshold: review: changed scaling: while no replica runs, a backlog of no more than this waits for ever`,
    ],
    [
      'lag that does not count',
      scaled(),
      inTrigger({ excludePersistentLag: 'true' }),
      `${t}excludePersistentLag: review: changed scaling: a Deployment that is stopped does not start where nothing has been committed`,
    ],
    [
      'lag that counts again',
      inTrigger({ scaleToZeroOnInvalidOffset: 'true' }),
      scaled(),
      `${t}scaleToZeroOnInvalidOffset: review: changed scaling: a Deployment that is stopped starts also where nothing has been committed`,
    ],
    [
      'idle replicas',
      scaled(),
      inTrigger({ allowIdleConsumers: 'true' }),
      `${t}allowIdleConsumers: review: changed scaling: how many replicas there may be against the partitions that have something to read`,
    ],
    [
      'another address',
      scaled(),
      inTrigger({ bootstrapServers: 'kafka:9094' }),
      `${t}bootstrapServers: review: the lag is asked for at another address: if it does not answer the Deployment keeps its replicas`,
    ],
    [
      'another protocol',
      scaled(),
      inTrigger({ version: '4.2.0' }),
      `${t}version: review: KEDA speaks another version of the protocol: above that of the brokers the Deployment keeps its replicas`,
    ],
    [
      'another identity',
      scaled(),
      scaled({ triggers: [trigger('orders', { authenticationRef: { name: 'x' } })] }),
      'spec.triggers[orders].authenticationRef.name: review: KEDA connects in another way: if that is refused the Deployment keeps its replicas',
    ],
    [
      'a number of replicas by hand',
      scaled(),
      scaled({}, { 'autoscaling.keda.sh/paused-replicas': '0' }),
      'metadata.annotations.autoscaling.keda.sh/paused-replicas: review: the Deployment gets 0 replicas and keeps them, whatever waits',
    ],
    [
      'no more replicas',
      scaled(),
      scaled({}, { 'autoscaling.keda.sh/paused-scale-out': 'true' }),
      'metadata.annotations.autoscaling.keda.sh/paused-scale-out: review: KEDA no longer adds replicas, whatever waits',
    ],
    [
      'fewer replicas again',
      scaled({}, { 'autoscaling.keda.sh/paused-scale-in': 'true' }),
      scaled(),
      'metadata.annotations.autoscaling.keda.sh/paused-scale-in: review: KEDA removes replicas again when little waits',
    ],
    [
      'what is not known of it',
      scaled(),
      scaled({ unheardOf: 1 }),
      'spec.unheardOf: review: what follows is not known here: this field is new',
    ],
  ])('%s', (_name, before, after, expected) => {
    expect(says(before, after)).toEqual([expected]);
  });
});

describe('a topic', () => {
  const two = scaled({ triggers: [trigger('orders'), trigger('refunds')] });

  test('that is added says one thing: what else its trigger says is part of it', () => {
    expect(says(scaled(), two)).toEqual([
      'spec.triggers[refunds].metadata.topic: review: the lag on refunds adds replicas as well',
    ]);
  });

  test('that is removed', () => {
    expect(says(two, scaled())).toEqual([
      'spec.triggers[refunds].metadata.topic: review: the lag on refunds adds no replicas any longer: while none runs, what is written there waits',
    ]);
  });

  test('that another scaler of the group follows', () => {
    const other = scaled(
      { scaleTargetRef: { name: 'refunder' }, triggers: [trigger('refunds')] },
      {},
      'refunder',
    );
    const [change] = changes([two], [scaled(), other]);
    expect(change?.fields.map(({ says: text }) => text)).toContain(
      'the lag on refunds is still followed, by another trigger',
    );
  });

  test('that takes the place of another, in a trigger without a name', () => {
    const unnamed = (topic: string) => scaled({ triggers: [{ ...trigger(topic), name: undefined }] });
    expect(says(unnamed('orders'), unnamed('refunds'))).toEqual([
      'spec.triggers[0].metadata.topic: review: the lag on orders adds no replicas any longer, and that on refunds does: while none runs, what is written there waits',
    ]);
  });
});

test('what KEDA and the API server fill in is no change', () => {
  const filled = scaled({
    scaleTargetRef: { name: 'billing', apiVersion: 'apps/v1', kind: 'Deployment' },
    pollingInterval: 30,
    cooldownPeriod: 300,
    advanced: {
      restoreToOriginalReplicaCount: false,
      horizontalPodAutoscalerConfig: { behavior: { scaleDown: { stabilizationWindowSeconds: 300 } } },
    },
    triggers: [{ ...trigger('orders'), metricType: 'AverageValue', useCachedMetrics: false }],
  });
  const live = {
    ...filled,
    metadata: {
      ...filled.metadata,
      labels: { 'scaledobject.keda.sh/name': 'billing' },
      finalizers: ['finalizer.keda.sh'],
    },
    status: { hpaName: 'keda-hpa-billing' },
  };
  expect(changes([scaled()], [live])).toEqual([]);
});

describe('a whole object', () => {
  const first = (before: readonly Manifest[], after: readonly Manifest[], action: string) => {
    const found = changes(before, after).find((one) => one.action === action);
    return [found?.risk, found?.says];
  };

  test('that is new takes the replicas over', () => {
    expect(first([], [scaled()], 'create')).toEqual([
      'review',
      'KEDA sets the replicas of billing by lag, from 2 to 6, whatever its manifest says',
    ]);
  });

  test('that is new beside one of the same Deployment, which goes', () => {
    const renamed = scaled({}, {}, 'biller');
    expect(first([scaled()], [renamed], 'create')).toEqual([
      'review',
      'KEDA sets the replicas of billing by lag, from 2 to 6, whatever its manifest says; KEDA refuses it until billing, which scales the same Deployment, is deleted',
    ]);
    expect(first([scaled()], [renamed], 'delete')).toEqual(['review', 'biller scales billing instead']);
  });

  test.each<[string, Record<string, unknown>, string]>([
    [
      'leaves what runs',
      {},
      'KEDA no longer scales billing: it keeps the replicas that it has at that moment',
    ],
    [
      'may leave nothing that runs',
      { minReplicaCount: 0 },
      'KEDA no longer scales billing: it keeps the replicas that it has at that moment; if there are none, nothing reads',
    ],
    [
      'gives back what there was',
      { minReplicaCount: 0, advanced: { restoreToOriginalReplicaCount: true } },
      'KEDA no longer scales billing: it gets the replicas that it had before KEDA scaled it',
    ],
  ])('that is deleted %s', (_name, spec, text) => {
    expect(first([scaled(spec)], [], 'delete')).toEqual(['review', text]);
  });
});

test('a scaler measures a group and is no member of it: new client files of the group share nothing', () => {
  const files: Manifest = {
    apiVersion: 'v1',
    kind: 'ConfigMap',
    metadata: { name: 'billing', namespace: 'apps' },
    data: { 'consumer-billing.properties': 'group.id=billing\n' },
  };
  const [change] = changes([scaled()], [scaled(), files]);
  expect([change?.risk, change?.says]).toEqual(['safe', 'new settings, which nothing reads yet']);
});

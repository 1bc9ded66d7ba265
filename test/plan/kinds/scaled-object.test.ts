import { describe, expect, test } from '@jest/globals';
import { sentences, thing } from '../../support/objects.ts';

const trigger = (metadata: Record<string, unknown> = {}) => ({
  type: 'kafka',
  metadata: { topic: 'a.t', consumerGroup: 'g', ...metadata },
});
const scaled = (spec: Record<string, unknown> = {}, metadata: Record<string, unknown> = {}) =>
  thing(
    'ScaledObject',
    { spec: { scaleTargetRef: { name: 'reader' }, triggers: [trigger()], ...spec } },
    metadata,
  );
const paused = (name: string, value?: string) =>
  scaled({}, value === undefined ? {} : { annotations: { [`autoscaling.keda.sh/${name}`]: value } });

describe('a Deployment that KEDA scales', () => {
  test.each<[string, unknown]>([
    ['times', scaled({ pollingInterval: 30, cooldownPeriod: 300, initialCooldownPeriod: 0 })],
    ['counts', scaled({ minReplicaCount: 0, maxReplicaCount: 100 })],
    ['the target', scaled({ scaleTargetRef: { name: 'reader', apiVersion: 'apps/v1', kind: 'Deployment' } })],
    ['a policy', scaled({ advanced: { restoreToOriginalReplicaCount: false } })],
    ['no policy', scaled({ advanced: {} })],
    ['no policy of its scaler', scaled({ advanced: { horizontalPodAutoscalerConfig: {} } })],
    ['no behaviour', scaled({ advanced: { horizontalPodAutoscalerConfig: { behavior: {} } } })],
    ['no way down', scaled({ advanced: { horizontalPodAutoscalerConfig: { behavior: { scaleDown: {} } } } })],
    [
      'the way down',
      scaled({
        advanced: {
          horizontalPodAutoscalerConfig: { behavior: { scaleDown: { stabilizationWindowSeconds: 300 } } },
        },
      }),
    ],
    [
      'how it counts',
      scaled({ triggers: [{ ...trigger(), metricType: 'AverageValue', useCachedMetrics: false }] }),
    ],
    [
      'a trigger',
      scaled({
        triggers: [
          trigger({
            lagThreshold: '10',
            tls: 'disable',
            sasl: 'none',
            offsetResetPolicy: 'latest',
            activationLagThreshold: '0',
          }),
        ],
      }),
    ],
  ])('%s that KEDA fills in are the same', (_what, after) => {
    expect(sentences(scaled(), after)).toEqual([]);
    expect(sentences(after, scaled())).toEqual([]);
  });

  test('a fallback that KEDA fills in is the same', () => {
    const fallback = (rest: Record<string, unknown>) =>
      scaled({ fallback: { replicas: 3, failureThreshold: 3, ...rest } });
    expect(sentences(fallback({}), fallback({ behavior: 'static' }))).toEqual([]);
  });

  test.each<[string, unknown, unknown, string[]]>([
    [
      'pauses',
      paused('paused'),
      paused('paused', 'true'),
      [
        'metadata.annotations.autoscaling.keda.sh/paused: review: its operator pauses: what changes here has no effect until it goes on',
      ],
    ],
    [
      'with so many replicas',
      paused('paused-replicas'),
      paused('paused-replicas', '2'),
      [
        'metadata.annotations.autoscaling.keda.sh/paused-replicas: review: the Deployment gets 2 replicas and keeps them, whatever waits',
      ],
    ],
    [
      'without so many replicas',
      paused('paused-replicas', '2'),
      paused('paused-replicas'),
      ['metadata.annotations.autoscaling.keda.sh/paused-replicas: review: KEDA scales the Deployment again'],
    ],
    [
      'not down',
      paused('paused-scale-in'),
      paused('paused-scale-in', 'true'),
      [
        'metadata.annotations.autoscaling.keda.sh/paused-scale-in: review: KEDA no longer removes replicas, however little waits',
      ],
    ],
    [
      'down again',
      paused('paused-scale-in', 'true'),
      paused('paused-scale-in', 'false'),
      [
        'metadata.annotations.autoscaling.keda.sh/paused-scale-in: review: KEDA removes replicas again when little waits',
      ],
    ],
    [
      'not up',
      paused('paused-scale-out'),
      paused('paused-scale-out', 'true'),
      [
        'metadata.annotations.autoscaling.keda.sh/paused-scale-out: review: KEDA no longer adds replicas, whatever waits',
      ],
    ],
    [
      'up again',
      paused('paused-scale-out', 'true'),
      paused('paused-scale-out'),
      [
        'metadata.annotations.autoscaling.keda.sh/paused-scale-out: review: KEDA adds replicas again when more waits',
      ],
    ],
    [
      'in a way that is not known',
      paused('force-activation'),
      paused('force-activation', 'true'),
      [
        'metadata.annotations.autoscaling.keda.sh/force-activation: review: KEDA scales the Deployment in another way until the annotation is changed again',
      ],
    ],
    [
      'as many as partitions wait',
      scaled(),
      scaled({ triggers: [trigger({ limitToPartitionsWithLag: 'true' })] }),
      [
        'spec.triggers[0].metadata.limitToPartitionsWithLag: review: changed scaling: how many replicas there may be against the partitions that have something to read',
      ],
    ],
    [
      'more than partitions',
      scaled(),
      scaled({ triggers: [trigger({ allowIdleConsumers: 'true' })] }),
      [
        'spec.triggers[0].metadata.allowIdleConsumers: review: changed scaling: how many replicas there may be against the partitions that have something to read',
      ],
    ],
    [
      'as many as KEDA takes',
      scaled({ maxReplicaCount: 4 }),
      scaled(),
      [
        'spec.maxReplicaCount: review: up to 100 replicas instead of 4: more load on what they call; above the number of partitions they idle',
      ],
    ],
    [
      'fewer',
      scaled(),
      scaled({ maxReplicaCount: 4 }),
      [
        'spec.maxReplicaCount: review: at most 4 replicas instead of 100: a backlog is drained slower; replicas above are removed',
      ],
    ],
    [
      'newly',
      undefined,
      scaled(),
      ['create: review: KEDA sets the replicas of reader by lag, from 0 to 100, whatever its manifest says'],
    ],
    [
      'no more',
      scaled(),
      undefined,
      [
        'delete: review: KEDA no longer scales reader: it keeps the replicas that it has at that moment; if there are none, nothing reads',
      ],
    ],
  ])('%s', (_what, before, after, told) => {
    expect(sentences(before, after)).toEqual(told);
  });

  test.each<[string, Record<string, unknown>, string[]]>([
    [
      'beside another scaler of it',
      { name: 'y' },
      [
        'create: review: KEDA sets the replicas of reader by lag, from 0 to 100, whatever its manifest says; KEDA refuses it until y, which scales the same Deployment, is deleted',
      ],
    ],
    [
      'beside a scaler in another namespace',
      { name: 'y', namespace: 'm' },
      ['create: review: KEDA sets the replicas of reader by lag, from 0 to 100, whatever its manifest says'],
    ],
  ])('%s', (_what, metadata, told) => {
    const other = scaled({}, metadata);
    expect(sentences(undefined, scaled(), { before: [other], after: [other] })).toEqual(told);
  });

  test('beside a scaler of another Deployment', () => {
    const other = scaled({ scaleTargetRef: { name: 'writer' } }, { name: 'y' });
    expect(sentences(undefined, scaled(), { before: [other], after: [other] })).toEqual([
      'create: review: KEDA sets the replicas of reader by lag, from 0 to 100, whatever its manifest says',
    ]);
  });
});

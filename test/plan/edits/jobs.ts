import { base, type Edits, strimzi } from './edit.ts';

const container = { name: 'c', image: 'i:1' };
const pod = (spec: Record<string, unknown> = {}) => ({
  template: { spec: { containers: [container], ...spec } },
});
const trigger = (topic: string, group = 'g', more: Record<string, unknown> = {}) => ({
  type: 'kafka',
  metadata: {
    bootstrapServers: 'b:9092',
    topic,
    consumerGroup: group,
    offsetResetPolicy: 'earliest',
    ...more,
  },
});
const scaledJob = (more: Record<string, unknown> = {}) =>
  base(
    'ScaledJob',
    { rollout: { strategy: 'gradual' }, jobTargetRef: pod(), triggers: [trigger('a')], ...more },
    { apiVersion: 'keda.sh/v1alpha1' },
  );
const topic = (name: string, annotations: Record<string, string> = {}) =>
  base('KafkaTopic', { partitions: 1 }, { ...strimzi, name, annotations });
const triggers = (...list: unknown[]) => ({ triggers: list });
const scaledObject = base(
  'ScaledObject',
  { scaleTargetRef: { name: 'd' }, minReplicaCount: 1, maxReplicaCount: 3, triggers: [trigger('a')] },
  { apiVersion: 'keda.sh/v1alpha1' },
);
const cronJob = base(
  'CronJob',
  { schedule: '0 * * * *', jobTemplate: { spec: pod() } },
  { apiVersion: 'batch/v1' },
);
const killed = 'KEDA deletes the jobs that run';
const containers = (more: Record<string, unknown>) => pod({ containers: [{ ...container, ...more }] });

export const jobEdits: readonly Edits[] = [
  {
    about: 'one trigger',
    base: scaledJob(),
    at: 'spec',
    rows: [
      [{}, triggers(trigger('a', 'h')), 'destructive', 'the consumer group g is left'],
      [{}, triggers(trigger('b')), 'destructive', 'jobs read b instead of a'],
      [{}, triggers(trigger('a', 'g', { offsetResetPolicy: 'latest' })), 'destructive', 'begins at the end'],
      [
        triggers(trigger('a', 'g', { offsetResetPolicy: 'latest' })),
        {},
        'review',
        'first message that is kept',
      ],
      [{}, triggers(trigger('a', 'g', { offsetResetPolicy: undefined })), 'destructive', 'begins at the end'],
      [{}, triggers(trigger('a', 'g', { lagThreshold: '5' })), 'review', 'changed scaling'],
      [{}, triggers(trigger('a', 'g', { lagThreshold: '10' })), 'none'],
      [{}, triggers(trigger('a', 'g', { activationLagThreshold: '5' })), 'review', 'waits for ever'],
      [{}, triggers(trigger('a', 'g', { excludePersistentLag: 'true' })), 'review', 'never start from none'],
      [
        {},
        triggers(trigger('a', 'g', { scaleToZeroOnInvalidOffset: 'true' })),
        'review',
        'never start from none',
      ],
      [{}, triggers(trigger('a', 'g', { allowIdleConsumers: 'true' })), 'review', 'changed scaling'],
      [{}, triggers(trigger('a', 'g', { bootstrapServers: 'c:1' })), 'review', 'no jobs start'],
      [{}, triggers({ ...trigger('a'), authenticationRef: { name: 't' } }), 'review', 'no jobs start'],
      [{}, triggers(trigger('a', 'g', { version: '9.0.0' })), 'review', 'another version of the protocol'],
    ],
  },
  {
    about: 'several triggers',
    base: scaledJob(triggers(trigger('a'), trigger('b'))),
    at: 'spec',
    rows: [
      [{}, triggers(trigger('b'), trigger('a')), 'none'],
      [{}, triggers(trigger('c'), trigger('a'), trigger('b')), 'review', 'all that waits in c, too'],
      [{}, triggers(trigger('b')), 'destructive', 'no jobs start for a'],
      [{}, triggers(trigger('a'), trigger('c')), 'destructive', 'jobs read c instead of b'],
      [{}, triggers(trigger('a'), trigger('b', 'h')), 'destructive', 'the consumer group g is left'],
      [
        {},
        triggers(trigger('a'), trigger('b'), { type: 'cron', metadata: { start: '1', end: '2' } }),
        'review',
        'a trigger of type cron starts jobs, too',
      ],
      [
        triggers(trigger('a'), { type: 'cron', metadata: { start: '1' } }),
        triggers(trigger('a')),
        'review',
        'a trigger of type cron starts no jobs',
      ],
      [triggers(trigger('a')), {}, 'review', 'all that waits in b, too'],
      [
        triggers(trigger('a', 'g'), trigger('a', 'h')),
        triggers(trigger('a', 'h'), trigger('a', 'g')),
        'none',
      ],
    ],
  },
  {
    about: 'jobs',
    base: scaledJob({ maxReplicaCount: 10 }),
    at: 'spec',
    rows: [
      [{}, { maxReplicaCount: 5 }, 'review', 'at most 5 jobs at once'],
      [{}, { maxReplicaCount: 0 }, 'review', 'not at all'],
      [{}, { maxReplicaCount: 20 }, 'review', 'up to 20 jobs at once'],
      [{}, { minReplicaCount: 1 }, 'review', 'also where nothing waits'],
      [{}, { pollingInterval: 60 }, 'review', 'more or less often'],
      [{}, { pollingInterval: 30 }, 'none'],
      [{}, { rollout: { strategy: 'default' } }, 'destructive', killed],
      [{ rollout: null }, { rollout: null, maxReplicaCount: 5 }, 'destructive', killed],
      [{}, { jobTargetRef: { activeDeadlineSeconds: 60 } }, 'review', 'killed after 60 s'],
      [{ jobTargetRef: { activeDeadlineSeconds: 60 } }, {}, 'review', 'may run longer'],
      [{}, { jobTargetRef: { backoffLimit: 3 } }, 'review', 'tried more or less often'],
      [{}, { failedJobsHistoryLimit: 3 }, 'safe', 'finished jobs are kept'],
      [{}, { scalingStrategy: { strategy: 'eager' } }, 'review', 'starts too many jobs'],
      [{}, { jobTargetRef: containers({ image: 'i:2' }) }, 'review', 'i:1 becomes i:2'],
      [{}, { jobTargetRef: containers({ command: ['x'] }) }, 'review', 'another command'],
      [{}, { jobTargetRef: containers({ env: [{ name: 'A', value: 'b' }] }) }, 'review', 'get another A'],
      [
        {},
        { jobTargetRef: containers({ resources: { limits: { memory: '1Gi' } } }) },
        'review',
        'ask for more, or have no bound',
      ],
      [{}, { jobTargetRef: pod({ serviceAccountName: 's' }) }, 'review', 'another account'],
      [{}, { jobTargetRef: pod({ automountServiceAccountToken: true }) }, 'review', 'get the token'],
      [{}, { jobTargetRef: pod({ hostNetwork: true }) }, 'review', 'may do on their node'],
      [{}, { jobTargetRef: pod({ nodeSelector: { a: 'b' } }) }, 'review', 'other nodes'],
      [{}, { jobTargetRef: pod({ terminationGracePeriodSeconds: 5 }) }, 'review', 'time to commit'],
      [{}, { jobTargetRef: pod({ dnsPolicy: 'ClusterFirst' }) }, 'none'],
    ],
  },
  {
    about: 'the object',
    base: scaledJob(),
    rows: [
      [null, {}, 'review', 'all that waits in a'],
      [
        {},
        null,
        'destructive',
        'nothing drains a any longer: what waits there is read by no one and expires',
      ],
      [
        {},
        { metadata: { annotations: { 'autoscaling.keda.sh/paused': 'true' } } },
        'review',
        'its operator pauses',
      ],
    ],
  },
  {
    about: 'the object, with another that reads the same',
    base: scaledJob(),
    beside: [{ ...scaledJob(), metadata: { name: 'y', namespace: 'n' } }],
    rows: [
      [{}, null, 'review', 'another scaled job reads what x has read'],
      [{}, { spec: triggers(trigger('b')) }, 'review', 'a is read by another trigger of the group'],
    ],
  },
  {
    about: 'the object, with another that reads a part of it',
    base: scaledJob(triggers(trigger('a'), trigger('b'))),
    beside: [{ ...scaledJob(), metadata: { name: 'y', namespace: 'n' } }],
    rows: [[{}, null, 'destructive', 'nothing drains a, b any longer']],
  },
  {
    about: 'the object, whose topic is deprecated',
    base: scaledJob(),
    beside: [topic('a', { 'workstreams.io/deprecated': 'replaced by b (phase drained)' })],
    rows: [[{}, null, 'review', 'what still waits in a, which is deprecated, expires unread']],
  },
  {
    about: 'the object, whose topic stays',
    base: scaledJob(),
    beside: [topic('a')],
    rows: [[{}, null, 'destructive', 'nothing drains a any longer']],
  },
  {
    about: 'the object, by the clock alone',
    base: scaledJob(triggers({ type: 'cron', metadata: { start: '1', end: '2' } })),
    rows: [
      [null, {}, 'review', 'whenever one of its triggers says so'],
      [{}, null, 'destructive', 'the jobs of x that run are deleted with it midway'],
    ],
  },
  {
    about: 'what scales a Deployment',
    base: scaledObject,
    at: 'spec',
    rows: [
      [{}, { minReplicaCount: 0 }, 'review', 'loses its offsets after'],
      [{}, { minReplicaCount: 2 }, 'review', 'at least 2 replicas'],
      [{}, { maxReplicaCount: 2 }, 'review', 'at most 2 replicas'],
      [{}, { maxReplicaCount: 5 }, 'review', 'up to 5 replicas'],
      [{}, { scaleTargetRef: { name: 'e' } }, 'review', 'KEDA scales e instead of d'],
      [{}, { cooldownPeriod: 60 }, 'review', 'the last replica stops'],
      [{}, { cooldownPeriod: 300 }, 'none'],
      [{}, { fallback: { failureThreshold: 3, replicas: 2 } }, 'review', 'cannot measure its lag'],
      [{}, triggers(trigger('b')), 'review', 'adds no replicas any longer, and that on b does'],
      [{}, triggers(trigger('a', 'h')), 'review', 'follows the lag of group h instead of g'],
      [{}, triggers(trigger('b'), trigger('a')), 'review', 'the lag on b adds replicas as well'],
      [triggers(trigger('a'), trigger('b')), triggers(trigger('b'), trigger('a')), 'none'],
      [
        triggers(trigger('a'), trigger('b')),
        triggers(trigger('b')),
        'review',
        'the lag on a adds no replicas',
      ],
      [
        {},
        triggers(trigger('a'), { type: 'cpu', metadata: { value: '50' } }),
        'review',
        'a trigger of type cpu adds replicas',
      ],
      [{}, triggers(trigger('a', 'g', { lagThreshold: '5' })), 'review', '5 unread messages instead of 10'],
      [{}, { advanced: { restoreToOriginalReplicaCount: true } }, 'review', 'the replicas that it had'],
    ],
  },
  {
    about: 'the object',
    base: scaledObject,
    rows: [
      [null, {}, 'review', 'KEDA sets the replicas of d'],
      [{}, null, 'review', 'KEDA no longer scales d'],
      [
        {},
        { metadata: { annotations: { 'autoscaling.keda.sh/paused-replicas': '0' } } },
        'review',
        'gets 0 replicas',
      ],
    ],
  },
  {
    about: 'at set times',
    base: cronJob,
    at: 'spec',
    rows: [
      [{}, { schedule: '0 0 * * *' }, 'review', 'runs at other times'],
      [{}, { suspend: true }, 'review', 'runs no more'],
      [{}, { concurrencyPolicy: 'Replace' }, 'review', 'ends it and takes its place'],
      [{}, { concurrencyPolicy: 'Allow' }, 'none'],
      [{}, { startingDeadlineSeconds: 10 }, 'review', 'left out after more or less waiting'],
      [{}, { jobTemplate: { spec: containers({ image: 'i:2' }) } }, 'review', 'i:1 becomes i:2'],
      [{}, { jobTemplate: { spec: { activeDeadlineSeconds: 5 } } }, 'review', 'killed after 5 s'],
      [{}, { successfulJobsHistoryLimit: 9 }, 'safe', 'finished jobs are kept'],
    ],
  },
  {
    about: 'once',
    base: base('Job', pod(), { apiVersion: 'batch/v1' }),
    rows: [
      [{}, { spec: containers({ image: 'i:2' }) }, 'impossible', 'a Job keeps its pods'],
      [{}, { spec: { completions: 3 } }, 'impossible', 'a Job keeps its pods'],
      [{}, { spec: { parallelism: 3 } }, 'review', 'run at once'],
      [{}, { spec: { suspend: true } }, 'review', 'its pods are ended'],
      [{}, { spec: { activeDeadlineSeconds: 3 } }, 'review', 'cut off midway'],
      [
        {},
        {
          spec: {
            selector: { matchLabels: { 'controller-uid': 'u' } },
            template: { metadata: { labels: { 'controller-uid': 'u' } } },
          },
        },
        'none',
      ],
      [
        {},
        {
          spec: containers({ image: 'i:2' }),
          metadata: { annotations: { 'argocd.argoproj.io/sync-options': 'Force=true' } },
        },
        'destructive',
        'Argo CD deletes the Job',
      ],
      [
        { metadata: { annotations: { 'argocd.argoproj.io/sync-options': 'Force=true' } } },
        {
          spec: containers({ image: 'i:2' }),
          metadata: { annotations: { 'argocd.argoproj.io/sync-options': 'Force=true' } },
        },
        'review',
        'deletes it and creates it again',
      ],
      [null, {}, 'review', 'runs once'],
      [{}, null, 'review', 'cut off midway'],
    ],
  },
];

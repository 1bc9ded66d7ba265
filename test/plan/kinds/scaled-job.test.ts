import { describe, expect, test } from '@jest/globals';
import { triggerField } from '../../../lib/plan/kinds/kafka-trigger.ts';
import { type Around, job, sentences, topic } from '../../support/objects.ts';

const stays = (...objects: unknown[]): Around => ({ before: objects, after: objects });
const second = (trigger: Record<string, unknown>) => {
  const made = job({}, trigger);
  return { ...made, metadata: { ...made.metadata, name: 'second' } };
};
/** A ScaledJob of which KEDA deletes the running jobs when it changes. */
const abrupt = (spec: Record<string, unknown> = {}, trigger: Record<string, unknown> = {}) =>
  job({ rollout: undefined, ...spec }, trigger);

describe('jobs that KEDA starts', () => {
  test.each<[string, unknown, unknown, Around, string[]]>([
    [
      'fewer at once',
      job({ maxReplicaCount: 5 }),
      job({ maxReplicaCount: 4 }),
      {},
      [
        'spec.maxReplicaCount: review: at most 4 jobs at once instead of 5: a backlog is drained slower; jobs that run go on',
      ],
    ],
    [
      'more at once',
      job({ maxReplicaCount: 4 }),
      job({ maxReplicaCount: 5 }),
      {},
      [
        'spec.maxReplicaCount: review: up to 5 jobs at once instead of 4: more load on what they call; above the number of partitions they idle',
      ],
    ],
    [
      'none at once',
      job({ maxReplicaCount: 4 }),
      job({ maxReplicaCount: 0 }),
      {},
      [
        'spec.maxReplicaCount: review: at most 0 jobs at once instead of 4: a backlog is drained slower, that is not at all; jobs that run go on',
      ],
    ],
    [
      'as many as KEDA takes',
      job({ maxReplicaCount: 4 }),
      job({}),
      {},
      [
        'spec.maxReplicaCount: review: up to 100 jobs at once instead of 4: more load on what they call; above the number of partitions they idle',
      ],
    ],
    [
      'fewer than KEDA takes',
      job({}),
      job({ maxReplicaCount: 99 }),
      {},
      [
        'spec.maxReplicaCount: review: at most 99 jobs at once instead of 100: a backlog is drained slower; jobs that run go on',
      ],
    ],
    [
      'at least one',
      job({}),
      job({ minReplicaCount: 1 }),
      {},
      ['spec.minReplicaCount: review: so many jobs are kept running also where nothing waits'],
    ],
    [
      'looked for more often',
      job({}),
      job({ pollingInterval: 5 }),
      {},
      ['spec.pollingInterval: review: KEDA looks at the lag more or less often: jobs start earlier or later'],
    ],
    [
      'killed earlier',
      job({ jobTargetRef: { template: {}, activeDeadlineSeconds: 20 } }),
      job({ jobTargetRef: { template: {}, activeDeadlineSeconds: 10 } }),
      {},
      [
        'spec.jobTargetRef.activeDeadlineSeconds: review: new jobs are killed after 10 s instead of 20 s: longer work is cut off midway, and done again from the last commit',
      ],
    ],
    [
      'killed at all',
      job({ jobTargetRef: { template: {} } }),
      job({ jobTargetRef: { template: {}, activeDeadlineSeconds: 10 } }),
      {},
      [
        'spec.jobTargetRef.activeDeadlineSeconds: review: new jobs are killed after 10 s instead of never: longer work is cut off midway, and done again from the last commit',
      ],
    ],
    [
      'killed later',
      job({ jobTargetRef: { template: {}, activeDeadlineSeconds: 10 } }),
      job({ jobTargetRef: { template: {}, activeDeadlineSeconds: 20 } }),
      {},
      [
        'spec.jobTargetRef.activeDeadlineSeconds: review: new jobs may run longer: what hangs holds its partition for so long',
      ],
    ],
    [
      'never killed',
      job({ jobTargetRef: { template: {}, activeDeadlineSeconds: 10 } }),
      job({ jobTargetRef: { template: {} } }),
      {},
      [
        'spec.jobTargetRef.activeDeadlineSeconds: review: new jobs may run longer: what hangs holds its partition for so long',
      ],
    ],
    [
      'tried more often',
      job({ jobTargetRef: { template: {} } }),
      job({ jobTargetRef: { template: {}, backoffLimit: 3 } }),
      {},
      [
        'spec.jobTargetRef.backoffLimit: review: a job that fails is tried more or less often before it counts as failed',
      ],
    ],
    [
      'kept when they have ended',
      job({}),
      job({ successfulJobsHistoryLimit: 5, failedJobsHistoryLimit: 5 }),
      {},
      [
        'spec.failedJobsHistoryLimit: safe: more or fewer finished jobs are kept to be looked at',
        'spec.successfulJobsHistoryLimit: safe: more or fewer finished jobs are kept to be looked at',
      ],
    ],
    [
      'calculated eagerly',
      job({}),
      job({ scalingStrategy: { strategy: 'eager' } }),
      {},
      [
        'spec.scalingStrategy.strategy: review: changed scaling: eager counts messages that running jobs have not committed yet a second time, and starts too many jobs',
      ],
    ],
    [
      'calculated accurately',
      job({}),
      job({ scalingStrategy: { strategy: 'accurate' } }),
      {},
      [
        'spec.scalingStrategy.strategy: review: changed scaling: accurate counts messages that running jobs have not committed yet a second time, and starts too many jobs',
      ],
    ],
    [
      'calculated by themselves',
      job({}),
      job({ scalingStrategy: { strategy: 'custom' } }),
      {},
      [
        'spec.scalingStrategy.strategy: review: changed scaling: how many jobs start for a lag is calculated in another way',
      ],
    ],
    [
      'of another image',
      job({}),
      job({ jobTargetRef: { template: { spec: { containers: [{ name: 'c', image: 'i:2' }] } } } }),
      {},
      [
        'spec.jobTargetRef.template.spec.containers[c].image: review: new jobs run another image: i:1 becomes i:2',
      ],
    ],
    [
      'of another group',
      job({}),
      job({}, { consumerGroup: 'h' }),
      {},
      [
        'spec.triggers[0].metadata.consumerGroup: destructive: the consumer group g is left with its offsets, and h has none: it begins where offsetResetPolicy says, so everything that is kept is processed again (earliest) or what waits is passed over (latest)',
      ],
    ],
    [
      'that begin at the end',
      job({}),
      job({}, { offsetResetPolicy: 'latest' }),
      {},
      [
        'spec.triggers[0].metadata.offsetResetPolicy: destructive: a group without offsets begins at the end: what was written before its first commit is passed over without a word',
      ],
    ],
    [
      'that begin at the beginning',
      job({}, { offsetResetPolicy: 'latest' }),
      job({}),
      {},
      [
        'spec.triggers[0].metadata.offsetResetPolicy: review: a group without offsets begins at the first message that is kept',
      ],
    ],
    [
      'of another topic',
      job({}),
      job({}, { topic: 'b.t' }),
      {},
      [
        'spec.triggers[0].metadata.topic: destructive: jobs read b.t instead of a.t: what waits there is read by no one and expires',
      ],
    ],
    [
      'of another topic, while others read the old one',
      job({}),
      job({}, { topic: 'b.t' }),
      stays(second({})),
      ['spec.triggers[0].metadata.topic: review: jobs read b.t; a.t is read by another trigger of the group'],
    ],
    [
      'of another topic, while another group reads the old one',
      job({}),
      job({}, { topic: 'b.t' }),
      stays(second({ consumerGroup: 'h' })),
      [
        'spec.triggers[0].metadata.topic: destructive: jobs read b.t instead of a.t: what waits there is read by no one and expires',
      ],
    ],
    [
      'of another topic, while the group reads a third one',
      job({}),
      job({}, { topic: 'b.t' }),
      stays(second({ topic: 'c.t' })),
      [
        'spec.triggers[0].metadata.topic: destructive: jobs read b.t instead of a.t: what waits there is read by no one and expires',
      ],
    ],
    [
      'for more messages each',
      job({}),
      job({}, { lagThreshold: '20' }),
      {},
      [
        'spec.triggers[0].metadata.lagThreshold: review: changed scaling: a job more or less for so many waiting messages',
      ],
    ],
    [
      'for more than a few messages',
      job({}),
      job({}, { activationLagThreshold: '5' }),
      {},
      [
        'spec.triggers[0].metadata.activationLagThreshold: review: changed scaling: a backlog of no more than this waits for ever',
      ],
    ],
    [
      'but for what stays',
      job({}),
      job({}, { excludePersistentLag: 'true' }),
      {},
      [
        'spec.triggers[0].metadata.excludePersistentLag: review: changed scaling: jobs never start from none, where nothing has been committed',
      ],
    ],
    [
      'also for what stays',
      job({}, { excludePersistentLag: 'true' }),
      job({}),
      {},
      [
        'spec.triggers[0].metadata.excludePersistentLag: review: changed scaling: jobs start also where nothing has been committed',
      ],
    ],
    [
      'but for a group without offsets',
      job({}),
      job({}, { scaleToZeroOnInvalidOffset: 'true' }),
      {},
      [
        'spec.triggers[0].metadata.scaleToZeroOnInvalidOffset: review: changed scaling: jobs never start from none, where nothing has been committed',
      ],
    ],
    [
      'as many as partitions wait',
      job({}),
      job({}, { limitToPartitionsWithLag: 'true' }),
      {},
      [
        'spec.triggers[0].metadata.limitToPartitionsWithLag: review: changed scaling: how many jobs there may be against the partitions that have something to read',
      ],
    ],
    [
      'more than partitions',
      job({}),
      job({}, { allowIdleConsumers: 'true' }),
      {},
      [
        'spec.triggers[0].metadata.allowIdleConsumers: review: changed scaling: how many jobs there may be against the partitions that have something to read',
      ],
    ],
    [
      'by the lag at another address',
      job({}),
      job({}, { bootstrapServers: 'b:1' }),
      {},
      [
        'spec.triggers[0].metadata.bootstrapServers: review: the lag is asked for at another address: if it does not answer no jobs start',
      ],
    ],
    [
      'by a connection with TLS',
      job({}),
      job({}, { tls: 'enable' }),
      {},
      [
        'spec.triggers[0].metadata.tls: review: KEDA connects in another way: if that is refused no jobs start',
      ],
    ],
    [
      'by a connection with SASL',
      job({}),
      job({}, { sasl: 'scram_sha512' }),
      {},
      [
        'spec.triggers[0].metadata.sasl: review: KEDA connects in another way: if that is refused no jobs start',
      ],
    ],
    [
      'by another version',
      job({}),
      job({}, { version: '3.0.0' }),
      {},
      [
        'spec.triggers[0].metadata.version: review: KEDA speaks another version of the protocol: above that of the brokers no jobs start',
      ],
    ],
    [
      'by what is not known',
      job({}),
      job({}, { unheardOf: '1' }),
      {},
      ['spec.triggers[0].metadata.unheardOf: review: what follows is not known here: this field is new'],
    ],
    [
      'in a way that is not known',
      job({}),
      job({ unheardOf: 1 }),
      {},
      ['spec.unheardOf: review: what follows is not known here: this field is new'],
    ],
    [
      'that are deleted by the next change',
      job({}),
      job({ rollout: { strategy: 'default' } }),
      {},
      [
        'spec.rollout.strategy: destructive: without rollout.strategy gradual KEDA deletes the jobs that run when it takes this up: their work is done again from the last commit, and so does every later change',
      ],
    ],
    [
      'that are no longer deleted by changes',
      abrupt(),
      job({}),
      {},
      ['spec.rollout.strategy: review: jobs that run are left alone by later changes of the object'],
    ],
    [
      'and deletes those that run',
      abrupt(),
      abrupt({ maxReplicaCount: 3 }),
      {},
      [
        'spec.maxReplicaCount: destructive: at most 3 jobs at once instead of 100: a backlog is drained slower; jobs that run go on; without rollout.strategy gradual KEDA deletes the jobs that run when it takes this up: their work is done again from the last commit',
      ],
    ],
    [
      'and deletes those that run, by what is not known',
      abrupt(),
      abrupt({ unheardOf: 1 }),
      {},
      [
        'spec.unheardOf: destructive: without rollout.strategy gradual KEDA deletes the jobs that run when it takes this up: their work is done again from the last commit',
      ],
    ],
    [
      'with a label, and deletes none',
      abrupt(),
      { ...abrupt(), metadata: { name: 'j', namespace: 'work', labels: { squad: 'a' } } },
      {},
      ['metadata.labels.squad: review: what follows is not known here: this field is new'],
    ],
    [
      'for a new topic',
      undefined,
      job({}),
      { after: [topic({})] },
      ['create: safe: jobs start for what is written to a.t, which is as new'],
    ],
    [
      'for a topic that is there',
      undefined,
      job({}),
      stays(topic({})),
      ['create: review: jobs start at once for all that waits in a.t'],
    ],
    [
      'for a topic of somebody else',
      undefined,
      job({}),
      {},
      ['create: review: jobs start at once for all that waits in a.t'],
    ],
    [
      'no more',
      job({}),
      undefined,
      {},
      [
        'delete: destructive: nothing drains a.t any longer: what waits there is read by no one and expires; the jobs of j that run are deleted with it',
      ],
    ],
  ])('%s', (_what, before, after, around, told) => {
    expect(sentences(before, after, around)).toEqual(told);
  });
});

test('a field is of a trigger by where its path begins', () => {
  expect(triggerField('spec.triggers[0].metadata.topic')).toBe('topic');
  expect(triggerField('spec.jobTargetRef.spec.triggers[0].metadata.topic')).toBeUndefined();
});

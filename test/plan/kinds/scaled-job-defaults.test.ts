import { describe, expect, test } from '@jest/globals';
import { job, sentences } from '../../support/objects.ts';

describe('what KEDA and the API server fill into a ScaledJob', () => {
  test.each<[string, unknown]>([
    [
      'counts',
      job({
        pollingInterval: 30,
        minReplicaCount: 0,
        maxReplicaCount: 100,
        successfulJobsHistoryLimit: 100,
        failedJobsHistoryLimit: 100,
      }),
    ],
    ['strategies', job({ scalingStrategy: { strategy: 'default' } })],
    [
      'switches of a trigger',
      job(
        {},
        {
          allowIdleConsumers: 'false',
          excludePersistentLag: 'false',
          limitToPartitionsWithLag: 'false',
          scaleToZeroOnInvalidOffset: 'false',
        },
      ),
    ],
    [
      'values of a trigger',
      job({}, { activationLagThreshold: '0', lagThreshold: '10', tls: 'disable', sasl: 'none' }),
    ],
    ['no strategy', job({ scalingStrategy: {} })],
  ])('%s that KEDA fills in are the same', (_what, after) => {
    expect(sentences(job({}), after)).toEqual([]);
    expect(sentences(after, job({}))).toEqual([]);
  });

  test.each([{}, { strategy: 'default' }])('the rollout %j that KEDA fills in is the same', (rollout) => {
    expect(sentences(job({ rollout: undefined }), job({ rollout }))).toEqual([]);
    expect(sentences(job({ rollout }), job({ rollout: undefined }))).toEqual([]);
  });

  test('where a group begins is the end, if nothing says so', () => {
    expect(
      sentences(job({}, { offsetResetPolicy: 'latest' }), job({}, { offsetResetPolicy: undefined })),
    ).toEqual([]);
  });

  test('counts of a Job that the API server fills in are the same', () => {
    const filled = job({ jobTargetRef: { template: {}, backoffLimit: 6, parallelism: 1, completions: 1 } });
    expect(sentences(job({ jobTargetRef: { template: {} } }), filled)).toHaveLength(0);
  });

  test('a kind of authentication that KEDA fills in is the same', () => {
    const of = (authenticationRef: Record<string, unknown>) =>
      job({ triggers: [{ type: 'kafka', metadata: {}, authenticationRef }] });
    expect(sentences(of({ name: 'a' }), of({ name: 'a', kind: 'TriggerAuthentication' }))).toEqual([]);
    expect(sentences(of({ name: 'a' }), of({ name: 'b' }))).toEqual([
      'spec.triggers[0].authenticationRef.name: review: KEDA connects in another way: if that is refused no jobs start',
    ]);
  });
});

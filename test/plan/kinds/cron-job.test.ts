import { describe, expect, test } from '@jest/globals';
import { cron, sentences } from '../../support/objects.ts';

describe('jobs at set times', () => {
  const container = (image: string) => cron({}, { image });
  const bounded = (seconds: number | undefined) =>
    cron({
      jobTemplate: {
        spec: { template: {}, ...(seconds === undefined ? {} : { activeDeadlineSeconds: seconds }) },
      },
    });

  test.each<[string, unknown, unknown, string[]]>([
    [
      'other times',
      cron({}),
      cron({ schedule: '5 * * * *' }),
      ['spec.schedule: review: it runs at other times: 0 * * * * becomes 5 * * * *'],
    ],
    [
      'another zone',
      cron({}),
      cron({ timeZone: 'Etc/UTC' }),
      ['spec.timeZone: review: it runs at other times: (none) becomes Etc/UTC'],
    ],
    [
      'no more',
      cron({}),
      cron({ suspend: true }),
      ['spec.suspend: review: it runs no more until this is taken back'],
    ],
    ['again', cron({ suspend: true }), cron({}), ['spec.suspend: review: it runs again at its times']],
    [
      'one after the other',
      cron({}),
      cron({ concurrencyPolicy: 'Forbid' }),
      ['spec.concurrencyPolicy: review: a round that is due while the one before still runs is left out'],
    ],
    [
      'one in place of the other',
      cron({}),
      cron({ concurrencyPolicy: 'Replace' }),
      [
        'spec.concurrencyPolicy: review: a round that is due while the one before still runs ends it and takes its place',
      ],
    ],
    [
      'beside each other',
      cron({ concurrencyPolicy: 'Forbid' }),
      cron({}),
      ['spec.concurrencyPolicy: review: a round that is due while the one before still runs runs beside it'],
    ],
    [
      'in a way that is not known',
      cron({}),
      cron({ concurrencyPolicy: 'Queue' }),
      [
        'spec.concurrencyPolicy: review: a round that is due while the one before still runs is dealt with in another way',
      ],
    ],
    [
      'left out when they are late',
      cron({}),
      cron({ startingDeadlineSeconds: 60 }),
      [
        'spec.startingDeadlineSeconds: review: a round that could not begin at its time is left out after more or less waiting',
      ],
    ],
    [
      'killed at all',
      bounded(undefined),
      bounded(10),
      [
        'spec.jobTemplate.spec.activeDeadlineSeconds: review: new jobs are killed after 10 s: what takes longer is cut off midway',
      ],
    ],
    [
      'killed earlier',
      bounded(20),
      bounded(10),
      [
        'spec.jobTemplate.spec.activeDeadlineSeconds: review: new jobs are killed after 10 s: what takes longer is cut off midway',
      ],
    ],
    [
      'killed later',
      bounded(10),
      bounded(20),
      [
        'spec.jobTemplate.spec.activeDeadlineSeconds: review: new jobs may run longer: what hangs holds its place for so long',
      ],
    ],
    [
      'never killed',
      bounded(10),
      bounded(undefined),
      [
        'spec.jobTemplate.spec.activeDeadlineSeconds: review: new jobs may run longer: what hangs holds its place for so long',
      ],
    ],
    [
      'of another image',
      container('i:1'),
      container('i:2'),
      [
        'spec.jobTemplate.spec.template.spec.containers[c].image: review: new jobs run another image: i:1 becomes i:2',
      ],
    ],
    [
      'kept when they have ended',
      cron({}),
      cron({ successfulJobsHistoryLimit: 5 }),
      ['spec.successfulJobsHistoryLimit: safe: more or fewer finished jobs are kept to be looked at'],
    ],
    [
      'in what is not known',
      cron({}),
      cron({ unheardOf: 1 }),
      ['spec.unheardOf: review: what follows is not known here: this field is new'],
    ],
    ['from now on', undefined, cron({}), ['create: review: c runs by itself from now on, at 0 * * * *']],
    [
      'no longer',
      cron({}),
      undefined,
      ['delete: review: c runs no more; a job of it that runs now is deleted with it'],
    ],
  ])('%s', (_what, before, after, told) => {
    expect(sentences(before, after)).toEqual(told);
  });

  test('what the API server fills in is the same', () => {
    const template = { template: {} };
    const plain = cron({ jobTemplate: { spec: template } });
    const filled = cron({
      concurrencyPolicy: 'Allow',
      suspend: false,
      successfulJobsHistoryLimit: 3,
      failedJobsHistoryLimit: 1,
      jobTemplate: {
        metadata: {},
        spec: {
          ...template,
          suspend: false,
          completionMode: 'NonIndexed',
          backoffLimit: 6,
          parallelism: 1,
          completions: 1,
        },
      },
    });
    expect(sentences(plain, filled)).toEqual([]);
    expect(sentences(filled, plain)).toEqual([]);
  });
});

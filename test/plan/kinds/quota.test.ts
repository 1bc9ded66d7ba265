import { describe, expect, test } from '@jest/globals';
import { type Around, job, sentences, thing } from '../../support/objects.ts';

const quota = (hard: Record<string, unknown>, classes: readonly string[] = []) =>
  thing('ResourceQuota', {
    spec: {
      hard,
      ...(classes.length === 0
        ? {}
        : { scopeSelector: { matchExpressions: [{ operator: 'In', values: classes }] } }),
    },
  });
const scaled = (maxReplicaCount: number | undefined, namespace: string, priorityClassName = 'jobs') => {
  const made = job({ maxReplicaCount, jobTargetRef: { template: { spec: { priorityClassName } } } });
  return { ...made, metadata: { name: `j-${maxReplicaCount}`, namespace } };
};

describe('a quota on pods', () => {
  test.each<[string, readonly string[], Around, string[]]>([
    [
      'below what its jobs may start',
      [],
      { after: [scaled(3, 'n'), scaled(4, 'n')] },
      [
        'spec.hard.pods: review: at most 5 pods, below the 7 that its scaled jobs may start: pods above wait until others end; those that run go on',
      ],
    ],
    [
      'of which KEDA decides',
      [],
      { after: [scaled(undefined, 'n')] },
      [
        'spec.hard.pods: review: at most 5 pods, below the 100 that its scaled jobs may start: pods above wait until others end; those that run go on',
      ],
    ],
    [
      'as many as its jobs',
      [],
      { after: [scaled(5, 'n')] },
      ['spec.hard.pods: review: at most 5 pods: pods above wait until others end; those that run go on'],
    ],
    [
      'above jobs of other namespaces',
      [],
      { after: [scaled(9, 'm')] },
      ['spec.hard.pods: review: at most 5 pods: pods above wait until others end; those that run go on'],
    ],
    [
      'above jobs of other priorities',
      ['services'],
      { after: [scaled(9, 'n')] },
      ['spec.hard.pods: review: at most 5 pods: pods above wait until others end; those that run go on'],
    ],
    [
      'below jobs of its priorities',
      ['services', 'jobs'],
      { after: [scaled(9, 'n'), scaled(8, 'n', 'others')] },
      [
        'spec.hard.pods: review: at most 5 pods, below the 9 that its scaled jobs may start: pods above wait until others end; those that run go on',
      ],
    ],
    [
      'above jobs that go',
      [],
      { before: [scaled(9, 'n')] },
      ['spec.hard.pods: review: at most 5 pods: pods above wait until others end; those that run go on'],
    ],
  ])('fewer pods, %s', (_what, classes, around, told) => {
    expect(sentences(quota({ pods: 10 }, classes), quota({ pods: 5 }, classes), around)).toEqual(told);
  });

  test('a bound on something else is not held against jobs', () => {
    expect(sentences(quota({ cpu: 10 }), quota({ cpu: 5 }), { after: [scaled(9, 'n')] })).toEqual([
      'spec.hard.cpu: review: at most 5 cpu: pods above wait until others end; those that run go on',
    ]);
  });
});

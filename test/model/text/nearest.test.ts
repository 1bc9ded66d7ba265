import { describe, expect, test } from '@jest/globals';
import { nearest } from '../../../lib/model/text/nearest.ts';

describe('the nearest known name', () => {
  const known = ['retention', 'replication', 'partitions', 'owner'];

  test.each([
    ['retetnion', 'retention'],
    ['Retention', 'retention'],
    ['partition', 'partitions'],
    ['onwer', 'owner'],
  ])('of %s is %s', (name, near) => {
    expect(nearest(name, known)).toBe(near);
  });

  test.each(['', 'colour', 'x'.repeat(10_000)])('of a name that is far from all is none', (name) => {
    expect(nearest(name, known)).toBeUndefined();
  });
});

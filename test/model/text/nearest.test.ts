import { describe, expect, test } from '@jest/globals';
import { hasPart, nearest, suggestion } from '../../../lib/model/text/nearest.ts';

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

test.each([
  ['depot.toolrun.verify.v1', 'verify', true],
  ['depot.toolrun.verify.v1', 'toolrun.verify', true],
  ['depot.toolrun.verify.v1', 'Toolrun-Verify', true],
  ['depot.toolrun.verify.v1', 'verif', false],
  ['depot.toolrun.verify.v1', 'depot.verify', false],
  ['depot.toolrun.verify.v1', '', false],
  ['gateway-edge', 'gateway', true],
])('%s has the part %s: %s', (name, part, expected) => {
  expect(hasPart(name, part)).toBe(expected);
});

test.each([
  [
    'gateway',
    ['gateway-edge', 'billing', 'gateway-admin'],
    'did you mean "gateway-edge" or "gateway-admin"?',
  ],
  ['edge', ['gateway-edge', 'hedge'], 'did you mean "gateway-edge"?'],
  ['bilingl', ['gateway-edge', 'billing'], 'did you mean "billing"?'],
  [
    'a',
    ['a-1', 'a-2', 'a-3', 'a-4', 'a-5', 'a-6'],
    'did you mean "a-1", "a-2", "a-3", "a-4" or one of 2 more?',
  ],
  ['far-from-all', ['x'], 'known: x'],
])('%s among %j: %s', (name, known, expected) => {
  expect(suggestion(name, known)).toBe(expected);
});

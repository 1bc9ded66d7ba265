import { expect, test } from '@jest/globals';
import { migrationStates } from '../../lib/policies/migration-phases.ts';

test.each([
  ['before', 'former', 'former', 'former', false],
  ['dual', 'current former', 'current former', 'current former', false],
  ['cutover', 'current former', 'current', 'current former', true],
  ['drained', 'current former', 'current', 'current', true],
  ['retired', 'current', 'current', 'current', false],
] as const)('%s: %s there, %s written, %s read', (phase, topics, written, read, formerDeprecated) => {
  const state = migrationStates[phase];
  expect([
    state.topics.join(' '),
    state.written.join(' '),
    state.read.join(' '),
    state.formerDeprecated,
  ]).toEqual([topics, written, read, formerDeprecated]);
});

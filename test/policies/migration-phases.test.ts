import { expect, test } from '@jest/globals';
import { migrationStates } from '../../lib/policies/migration-phases.ts';
import { versionMigrations } from '../../lib/policies/version-migrations.ts';
import { plainSystem, saidBy, smallContract, smallEnvironment } from '../support/small-stack.ts';

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

const version = (number: 1 | 2) => smallContract(`shop/sales/evt/placed/v${number}`);

test('an environment that says nothing of a migration is before it, by default', () => {
  const phases = (terms: Parameters<typeof smallEnvironment>[0] = {}) =>
    versionMigrations([version(2), version(1)], smallEnvironment(terms)).map(({ phase }) => [
      phase.value,
      phase.origin.kind,
      phase.origin.note,
    ]);
  expect(phases()).toEqual([
    ['before', 'default', 'the environment says nothing of the migration to shop/sales/evt/placed/v2'],
  ]);
  expect(phases({ migrations: { 'shop/sales/evt/placed/v2': 'dual' } })).toEqual([
    ['dual', 'environment', ''],
  ]);
});

test('migrations-in-order: where no topic has two versions there is no migration', () => {
  expect(
    saidBy('migrations-in-order', {
      contracts: [version(1)],
      systems: [plainSystem('shop', [])],
      environment: smallEnvironment({ migrations: { 'shop/sales/evt/plced/v2': 'dual' } }),
    }),
  ).toEqual([
    'migrations.shop/sales/evt/plced/v2: no contract stands there / remove it: no topic has two versions',
  ]);
});

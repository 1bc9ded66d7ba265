import { describe, expect, test } from '@jest/globals';
import { checkResolved } from '../../lib/governance/engine.ts';
import { accessMatchesContract } from '../../lib/governance/rules/access-matches-contract.ts';
import { resolve } from '../../lib/policies/resolve.ts';
import {
  contractWith,
  environmentWith,
  fixture,
  fixtureEnvironment,
  renamesAt,
  systemIn,
} from '../support/fixture.ts';
import { viewOf } from '../support/judged.ts';

const plain = contractWith('vision.read-label');

describe('access-matches-contract', () => {
  test('fires when a principal may do what its contract does not name', () => {
    const seen = viewOf([plain], fixtureEnvironment('eu-prod'));
    const resolved = resolve(seen.catalog, fixtureEnvironment('eu-prod'));
    const system = systemIn(resolved, 'sorting');
    const [reader] = system?.principals.filter(({ name }) => name.endsWith('-reader')) ?? [];
    if (!reader) throw new Error('no reader');
    const intruder = { ...reader, service: 'intruder' };
    const withIntruder = {
      ...resolved,
      systems: [{ ...system, principals: [...system.principals, intruder] }],
    };
    const said = checkResolved(withIntruder, seen, [accessMatchesContract]).map(({ what }) => what);
    expect(said).toEqual([
      'User:CN=sorting-read-label-reader and User:CN=sorting-read-label-reader are both the sole consumer of depot.vision.read-label.v1',
      'User:CN=sorting-read-label-reader may read depot.vision.read-label.v1, and the contract does not name intruder as a consumer',
    ]);
  });

  test('fires when whom the contract names cannot do what it says', () => {
    const seen = viewOf([plain], fixtureEnvironment('eu-prod'));
    const resolved = resolve(seen.catalog, fixtureEnvironment('eu-prod'));
    const system = systemIn(resolved, 'sorting');
    const principals = system.principals.filter(({ name }) => !name.endsWith('-writer'));
    const said = checkResolved({ ...resolved, systems: [{ ...system, principals }] }, seen, [
      accessMatchesContract,
    ]).map(({ what }) => what);
    expect(said).toEqual(['dispatch cannot write']);
  });

  test('fires also when another principal can do it', () => {
    const seen = viewOf([plain], fixtureEnvironment('eu-prod'));
    const resolved = resolve(seen.catalog, fixtureEnvironment('eu-prod'));
    const system = systemIn(resolved, 'sorting');
    const principals = system.principals.map((one) =>
      one.name.endsWith('-writer') ? { ...one, service: 'intruder' } : one,
    );
    const said = checkResolved({ ...resolved, systems: [{ ...system, principals }] }, seen, [
      accessMatchesContract,
    ]).map(({ key, what, fix }) => `${key}: ${what} / ${fix}`);
    expect(said).toEqual([
      'producers[0]: dispatch cannot write / this is a defect of workstreams: report it with the input',
      'consumers: User:CN=sorting-read-label-writer may write depot.vision.read-label.v1, and the contract does not name intruder as a producer / name it in the contract, or take the role away',
    ]);
  });

  test('fires when a right is left that a rename has ended', () => {
    const drained = environmentWith('qa', (terms) => renamesAt(terms, 'drained'));
    const seen = viewOf([plain], drained);
    const resolved = resolve(seen.catalog, drained);
    const system = systemIn(resolved, 'sorting');
    const principals = system.principals.map((one) =>
      one.name.endsWith('-writer')
        ? {
            ...one,
            acls: [
              ...one.acls,
              {
                resource: { type: 'topic', name: 'vision.read-label.v1', patternType: 'literal' },
                operations: ['Write'],
              } as const,
            ],
          }
        : one,
    );
    expect(
      checkResolved({ ...resolved, systems: [{ ...system, principals }] }, seen, [accessMatchesContract]).map(
        ({ what }) => what,
      ),
    ).toEqual([
      'User:sorting-read-label-writer may write vision.read-label.v1, and in this phase of its migration no one does',
    ]);
  });

  test('is silent where brokers check no rights, also where imported users are kept', () => {
    const open = environmentWith('eu-prod', (terms) => {
      terms.kafka.authorization = 'none';
      terms.kafka.listeners = [{ name: 'plain', port: 9092, tls: false, authentication: 'none' }];
      terms.kafka.clientListener = 'plain';
      terms.mirror = 'none';
      terms.canaries = 'off';
    });
    const { catalog } = fixture();
    const resolved = resolve(catalog, open);
    expect(systemIn(resolved, 'legacy').principals.map(({ name }): string => name)).toEqual(['crm']);
    const seen = { ...viewOf([plain], open), catalog };
    expect(checkResolved(resolved, seen, [accessMatchesContract])).toEqual([]);
  });
});

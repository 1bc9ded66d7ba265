import { describe, expect, test } from '@jest/globals';
import type { Manifest } from '../../lib/model/manifest.ts';
import { environment } from '../../lib/model/terms/program-environment.ts';
import type { Environment } from '../../lib/model/terms/environment.ts';
import { filesOfObjects, type OwnersOf } from '../../lib/plan/owners.ts';
import { isBlocked, planChange, planExitCode } from '../../lib/plan/plan.ts';
import { thing } from '../support/objects.ts';

const lines: Readonly<Record<string, readonly string[]>> = {
  'contracts/shop/orders/evt/placed/v1/contract.yaml': ['@acme/orders', 'ada@example.com'],
  'contracts/shop/bills/evt/sent/v1/contract.yaml': ['@acme/bills'],
  'contracts/shop/system.yaml': ['@Shop-Lead'],
  'contracts/lost/system.yaml': [],
  'environment qa': ['@acme/platform'],
};
const ownersOf: OwnersOf = (path) => {
  const owners = lines[path];
  const line = Object.keys(lines).indexOf(path) + 1;
  return owners === undefined ? undefined : { owners, place: { file: 'CODEOWNERS', line, column: 1 } };
};

const secret = (name: string, system?: string, contract?: string): Manifest =>
  thing(
    'Secret',
    {},
    {
      name,
      labels: system === undefined ? {} : { 'app.kubernetes.io/part-of': system },
      annotations: contract === undefined ? {} : { 'workstreams.io/contract': contract },
    },
  );
const kept = secret('kept', 'shop');
const placed = secret('old-placed', 'shop', 'shop/orders/evt/placed/v1');
const sent = secret('old-sent', 'shop', 'shop/bills/evt/sent/v1');

/** The plan that deletes these objects, approved by somebody. */
function plan(
  gone: readonly Manifest[],
  who: string,
  { approvers = 'codeowners', asked = ownersOf, group = false } = {},
) {
  const made = environment({ environment: 'qa', topics: { env: 'dev' } });
  const common = { change: 'delete', reason: 'r', who, until: '2026-12-31' };
  const approvals = group
    ? [{ ...common, object: 'Secret n/old-*', count: gone.length }]
    : gone.map(({ metadata }) => ({ ...common, object: `Secret n/${metadata.name}` }));
  const qa: Environment = { ...made, approvers: approvers as Environment['approvers'], approvals };
  const found = planChange({
    environment: qa,
    before: [kept, ...gone],
    after: [kept],
    today: '2026-11-21',
    ownersOf: asked,
  });
  return {
    code: planExitCode(found),
    isBlocked: isBlocked(found),
    told: [...found.problems, ...found.warnings].map(({ key, what, fix }) => `${key}: ${what} / ${fix}`),
  };
}

const approved = { code: 2, isBlocked: false, told: [] };

describe('an approval checked against CODEOWNERS', () => {
  test.each([
    ['a team', placed, '@acme/orders'],
    ['an address', placed, 'Ada <Ada@Example.com>'],
    [
      'a user among others, in capitals',
      secret('old', 'shop'),
      'Bob, and the lead (@shop-lead), on the phone',
    ],
    ['who keeps the environment, of what has no contract', secret('old'), '@acme/platform'],
    ['who keeps the environment, of the platform', secret('old', 'platform'), '@acme/platform'],
  ])('holds if %s gives it', (_what, gone, who) => {
    expect(plan([gone], who)).toEqual(approved);
  });

  test.each([
    [
      'another team',
      placed,
      '@acme/platform',
      'contracts/shop/orders/evt/placed/v1/contract.yaml (CODEOWNERS:1)',
      '@acme/orders, ada@example.com',
    ],
    [
      'a name that begins alike',
      placed,
      '@acme/orders-readers',
      'contracts/shop/orders/evt/placed/v1/contract.yaml (CODEOWNERS:1)',
      '@acme/orders, ada@example.com',
    ],
    [
      'no one by a name',
      secret('old', 'shop'),
      'Shop-Lead',
      'contracts/shop/system.yaml (CODEOWNERS:3)',
      '@Shop-Lead',
    ],
  ])('does not hold if %s gives it', (_what, gone, who, file, owners) => {
    expect(plan([gone], who)).toEqual({
      code: 1,
      isBlocked: true,
      told: [
        `approvals[0].who: "${who}" names no owner of ${file} / name who approved it, one of ${owners}; for a group of several owners, one of each`,
      ],
    });
  });

  test('does not hold where no one owns the file', () => {
    const fix = 'add a line for it to CODEOWNERS, with its owners';
    expect(plan([secret('old', 'lost')], '@ada')).toEqual({
      code: 1,
      isBlocked: true,
      told: [`approvals[0].who: contracts/lost/system.yaml has no owner, by CODEOWNERS:4 / ${fix}`],
    });
    expect(plan([secret('old', 'other')], '@ada').told).toEqual([
      `approvals[0].who: contracts/other/system.yaml has no owner, no line of CODEOWNERS names it / ${fix}`,
    ]);
    expect(plan([placed], '@acme/orders', { asked: () => undefined }).isBlocked).toBe(true);
  });

  test('of a group names an owner of each file', () => {
    const group = [placed, sent];
    expect(plan(group, '@acme/orders', { group: true })).toEqual({
      code: 1,
      isBlocked: true,
      told: [
        'approvals[0].who: "@acme/orders" names no owner of contracts/shop/bills/evt/sent/v1/contract.yaml (CODEOWNERS:2) / name who approved it, one of @acme/bills; for a group of several owners, one of each',
      ],
    });
    expect(plan(group, '@acme/orders @acme/bills', { group: true })).toEqual(approved);
  });

  test('is about the contract that is in force, not about one that comes with the plan', () => {
    const moved = secret('old-placed', 'shop', 'shop/bills/evt/sent/v1');
    const qa = environment({ environment: 'qa', topics: { env: 'dev' } });
    expect(filesOfObjects(qa, [placed], [moved])('Secret n/old-placed')).toBe(
      'contracts/shop/orders/evt/placed/v1/contract.yaml',
    );
    expect(filesOfObjects(qa, [], [moved])('Secret n/old-placed')).toBe(
      'contracts/shop/bills/evt/sent/v1/contract.yaml',
    );
  });

  test('is not checked where the environment does not ask for it', () => {
    expect(plan([placed], 'somebody', { approvers: 'anyone' })).toEqual(approved);
  });
});

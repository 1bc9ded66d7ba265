import { describe, expect, test } from '@jest/globals';
import { checkResolved } from '../../lib/governance/engine.ts';
import { rules } from '../../lib/governance/rules/index.ts';
import type { ResolvedPrincipal } from '../../lib/policies/principals.ts';
import type { Resolved } from '../../lib/policies/resolve.ts';
import type { Acl, ResourceType } from '../../lib/policies/rights.ts';
import { environmentWith, type Mutable, resolvedIn, fixture, systemIn } from '../support/fixture.ts';

function problems(id: string, resolved: Resolved) {
  const among = rules.filter((rule) => rule.id === id);
  expect(among).toHaveLength(1);
  return checkResolved(resolved, fixture().view, among);
}

const said = (id: string, resolved: Resolved): string[] => problems(id, resolved).map(({ what }) => what);

const prefix = (type: ResourceType, name: string, kind?: 'deny'): Acl => ({
  ...(kind === undefined ? {} : { type: kind }),
  resource: { type, name, patternType: 'prefix' },
  operations: ['Read'],
});

/** The stack in eu-prod with more rights for the first principal of a system (of a tenant) that has a name like it. */
function withRights(system: string, name: string, ...acls: Acl[]): Resolved {
  const resolved = resolvedIn('eu-prod');
  const found = systemIn(resolved, system);
  const principal = found.principals.find((one) => one.name.includes(name));
  if (principal === undefined) throw new Error(`no principal ${name}`);
  const wider: ResolvedPrincipal = { ...principal, acls: [...principal.acls, ...acls] };
  return {
    ...resolved,
    systems: resolved.systems.map((one) =>
      one === found
        ? { ...one, principals: one.principals.map((other) => (other === principal ? wider : other)) }
        : one,
    ),
  };
}

describe('prefix-rights-contained', () => {
  test('is silent on the stack, which has such rights', () => {
    const resolved = resolvedIn('eu-prod');
    const prefixes = resolved.systems
      .flatMap(({ principals }) => principals.flatMap(({ acls }) => acls))
      .filter(({ resource }) => resource.patternType === 'prefix');
    expect(prefixes.length).toBeGreaterThan(5);
    expect(said('prefix-rights-contained', resolved)).toEqual([]);
  });

  test('fires on topics of another system', () => {
    expect(
      said(
        'prefix-rights-contained',
        withRights('ledger', 'ledger-invoicing', prefix('topic', 'depot.vision.')),
      ),
    ).toEqual(
      ['depot.vision.read-label.dlt.v1', 'depot.vision.read-label.v1'].map(
        (topic) => `the prefix depot.vision. of ledger-invoicing also covers ${topic} of the system sorting`,
      ),
    );
  });

  test('reports what to do about topics, and about groups', () => {
    const fixes = (type: ResourceType, name: string) => [
      ...new Set(
        problems('prefix-rights-contained', withRights('sorting', 'sorting-', prefix(type, name))).map(
          ({ fix }) => fix,
        ),
      ),
    ];
    expect(fixes('topic', 'ledger.')).toEqual(['lengthen the prefix, or name the topics']);
    expect(fixes('group', 'ledger-')).toEqual(['lengthen the prefix, or rename what it covers']);
  });

  test("fires on a service's own group for another tenant", () => {
    const scanner = withRights('parcels', 'acme--scanner', prefix('group', 'parcels-acme-labs--scanner'));
    expect(said('prefix-rights-contained', scanner)).toEqual([
      'the prefix parcels-acme-labs--scanner of parcels-acme--scanner also covers the group parcels-acme-labs--scanner of parcels-acme-labs--scanner',
    ]);
  });

  test('fires on topics of another tenant, and of a second context', () => {
    const over = (name: string) =>
      said('prefix-rights-contained', withRights('parcels', 'acme--', prefix('topic', name)));
    const [crossing] = over('prod.acme-labs.');
    expect(crossing).toMatch(
      /^the prefix prod\.acme-labs\. of parcels-acme--\S+ also covers \S+ of the tenant acme-labs$/,
    );
    const contexts = over('prod.acme.');
    expect(contexts.length).toBeGreaterThan(10);
    expect(contexts[0]).toMatch(
      /^the prefix prod\.acme\. of \S+ also covers prod\.acme\.\S+ of the context \S+, beside \S+$/,
    );
    expect(over('prod.acme.tracking.')).toEqual([]);
  });

  test.each<[ResourceType, string, string]>([
    ['group', 'ledger-', 'group'],
    ['transactionalId', 'ledger-', 'transactional id'],
  ])("fires on another principal's %s", (type, name, kind) => {
    const found = said('prefix-rights-contained', withRights('sorting', 'sorting-', prefix(type, name)));
    expect(found.length).toBeGreaterThan(0);
    for (const what of found) expect(what).toContain(` also covers the ${kind} ledger-`);
  });

  test('is silent where names of another kind begin so', () => {
    for (const type of ['group', 'transactionalId'] as const)
      expect(
        said('prefix-rights-contained', withRights('sorting', 'sorting-', prefix(type, 'ledger.'))),
      ).toEqual([]);
  });

  test('is silent on a DENY, which takes away', () => {
    expect(
      said(
        'prefix-rights-contained',
        withRights('ledger', 'ledger-invoicing', prefix('topic', 'depot.vision.', 'deny')),
      ),
    ).toEqual([]);
  });
});

test('unique-principals fires when two systems have a principal of one name', () => {
  const resolved = resolvedIn('eu-prod');
  expect(said('unique-principals', resolved)).toEqual([]);
  const [worker] = systemIn(resolved, 'ledger').principals;
  if (worker === undefined) throw new Error('no principal');
  const systems = resolved.systems.map((one) =>
    one.declaration.id === 'sorting' ? { ...one, principals: [...one.principals, worker] } : one,
  );
  expect(said('unique-principals', { ...resolved, systems })).toEqual([
    `the principal ${worker.name} is that of ${worker.service} of ledger and of ${worker.service} of sorting`,
  ]);
});

describe('no-placeholder-image', () => {
  const firing = (edit: (terms: Mutable) => void, name = 'eu-prod') =>
    said('no-placeholder-image', resolvedIn(environmentWith(name, edit))).map((what) =>
      what.slice(0, what.indexOf(' of contracts/')),
    );

  test('fires on each executor without an image where placeholders are refused', () => {
    expect(
      firing((terms) => {
        terms.exceptions = [];
        terms.images.executors = {};
      }),
    ).toEqual(['the executor batch.plan-routes', 'the executor vision.read-label']);
    expect(firing((terms) => (terms.exceptions = []))).toEqual(['the executor batch.plan-routes']);
  });

  test('is silent where they are allowed, where nothing runs them, and by an exception until its last day', () => {
    expect(firing(() => {})).toEqual([]);
    expect(
      firing((terms) => {
        terms.exceptions = [];
        terms.images.placeholders = 'allowed';
      }),
    ).toEqual([]);
    expect(firing((terms) => (terms.images.placeholders = 'refused'), 'dev')).toEqual([
      'the executor batch.plan-routes',
      'the executor vision.read-label',
    ]);
    expect(firing((terms) => (terms.images.placeholders = 'refused'), 'qa')).toEqual([]);
    expect(firing((terms) => (terms.exceptions[0].until = '2026-11-20'))).toHaveLength(1);
    expect(firing((terms) => (terms.exceptions[0].until = '2026-11-21'))).toEqual([]);
  });
});

import { describe, expect, test } from '@jest/globals';
import { checkResolved } from '../../lib/governance/engine.ts';
import { rules } from '../../lib/governance/rules/index.ts';
import type { ResolvedPrincipal } from '../../lib/policies/principals.ts';
import type { Resolved } from '../../lib/policies/resolve.ts';
import type { Acl, ResourceType } from '../../lib/policies/rights.ts';
import { environmentWith, type Mutable, resolvedIn, shipped, systemIn } from '../support/shipped.ts';

function said(id: string, resolved: Resolved): string[] {
  const among = rules.filter((rule) => rule.id === id);
  expect(among).toHaveLength(1);
  return checkResolved(resolved, shipped().view, among).map(({ what }) => what);
}

const prefix = (type: ResourceType, name: string, kind?: 'deny'): Acl => ({
  ...(kind === undefined ? {} : { type: kind }),
  resource: { type, name, patternType: 'prefix' },
  operations: ['Read'],
});

/** The shipped environment with more rights for the first principal of a system (of a tenant) that has a name like it. */
function withRights(system: string, name: string, ...acls: Acl[]): Resolved {
  const resolved = resolvedIn('prod');
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
  test('is silent on what is shipped, which has such rights', () => {
    const resolved = resolvedIn('prod');
    const prefixes = resolved.systems
      .flatMap(({ principals }) => principals.flatMap(({ acls }) => acls))
      .filter(({ resource }) => resource.patternType === 'prefix');
    expect(prefixes.length).toBeGreaterThan(5);
    expect(said('prefix-rights-contained', resolved)).toEqual([]);
  });

  test('fires on topics of another system', () => {
    expect(
      said('prefix-rights-contained', withRights('rnle', 'rnle-worker', prefix('topic', 'execution_'))),
    ).toEqual(
      [
        'execution_events',
        'execution_events_dlq',
        'execution_tasks',
        'execution_tasks_dlq',
        'execution_tasks_retry_15m',
        'execution_tasks_retry_1m',
        'execution_tasks_retry_2h',
      ].map((topic) => `the prefix execution_ of rnle-worker also covers ${topic} of the system executions`),
    );
  });

  test('fires on topics of another tenant, and of a second context', () => {
    const over = (name: string) =>
      said('prefix-rights-contained', withRights('omninode', 'acme--', prefix('topic', name)));
    const [crossing] = over('prod.omnibase.');
    expect(crossing).toMatch(
      /^the prefix prod\.omnibase\. of omninode-acme--\S+ also covers \S+ of the tenant omnibase$/,
    );
    const contexts = over('prod.acme.');
    expect(contexts.length).toBeGreaterThan(10);
    expect(contexts[0]).toMatch(
      /^the prefix prod\.acme\. of \S+ also covers prod\.acme\.\S+ of the context \S+, beside \S+$/,
    );
    expect(over('prod.acme.validator.')).toEqual([]);
  });

  test.each<[ResourceType, string, string]>([
    ['group', 'rnle-', 'group'],
    ['transactionalId', 'rnle-', 'transactional id'],
  ])("fires on another principal's %s", (type, name, kind) => {
    const found = said('prefix-rights-contained', withRights('somastack', 'soma', prefix(type, name)));
    expect(found.length).toBeGreaterThan(0);
    for (const what of found) expect(what).toContain(` also covers the ${kind} rnle-`);
  });

  test('is silent on a DENY, which takes away', () => {
    expect(
      said(
        'prefix-rights-contained',
        withRights('rnle', 'rnle-worker', prefix('topic', 'execution_', 'deny')),
      ),
    ).toEqual([]);
  });
});

test('unique-principals fires when two systems have a principal of one name', () => {
  const resolved = resolvedIn('prod');
  expect(said('unique-principals', resolved)).toEqual([]);
  const [worker] = systemIn(resolved, 'rnle').principals;
  if (worker === undefined) throw new Error('no principal');
  const systems = resolved.systems.map((one) =>
    one.declaration.id === 'somastack' ? { ...one, principals: [...one.principals, worker] } : one,
  );
  expect(said('unique-principals', { ...resolved, systems })).toEqual([
    `the principal ${worker.name} is that of ${worker.service} of rnle and of ${worker.service} of somastack`,
  ]);
});

describe('no-placeholder-image', () => {
  const firing = (edit: (terms: Mutable) => void, name = 'prod') =>
    said('no-placeholder-image', resolvedIn(environmentWith(name, edit)))
      .map((what) => what.slice(0, 34).trim())
      .filter((what) => / (?:agentwork\.coder|toolrun\.generate|toolrun\.verify) /.test(what));

  test('fires on each executor without an image where placeholders are refused', () => {
    expect(firing((terms) => (terms.exceptions = []))).toEqual([
      'the executor agentwork.coder of co',
      'the executor toolrun.generate of c',
      'the executor toolrun.verify of con',
    ]);
    const built = { repository: 'executors/verify', digest: `sha256:${'a'.repeat(64)}` };
    expect(
      firing((terms) => {
        terms.exceptions = [];
        terms.images.executors['toolrun.verify'] = built;
      }),
    ).toHaveLength(2);
  });

  test('is silent where they are allowed, where nothing runs them, and by an exception until its last day', () => {
    expect(firing(() => {})).toEqual([]);
    expect(firing((terms) => (terms.images.placeholders = 'allowed'))).toEqual([]);
    expect(firing((terms) => (terms.images.placeholders = 'refused'), 'local')).toHaveLength(3);
    expect(firing((terms) => (terms.images.placeholders = 'refused'), 'dev')).toEqual([]);
    expect(firing((terms) => (terms.exceptions[0].until = '2026-11-20'))).toHaveLength(1);
    expect(firing((terms) => (terms.exceptions[0].until = '2026-11-21'))).toEqual([]);
  });
});

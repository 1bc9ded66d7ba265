import { describe, expect, test } from '@jest/globals';
import { checkResolved } from '../../lib/governance/engine.ts';
import { accessMatrix } from '../../lib/policies/access-matrix.ts';
import { fixture, fixtureUnits, type Mutable, resolvedIn, systemIn } from '../support/fixture.ts';

const prod = resolvedIn('eu-prod');

/** `principal: operations (roles)` of everyone who may do something to a topic, judged over all systems. */
function onTopic(topic: string): string[] {
  return accessMatrix(
    prod.systems.flatMap(({ principals }) => principals),
    [topic],
  ).map(({ principal, operations, roles }) => `${principal}: ${operations.join(' ')} (${roles.join(', ')})`);
}

const rightsOf = (system: string, user: string): string[] | undefined =>
  systemIn(prod, system)
    .principals.find(({ name }) => name === user)
    ?.acls.map(({ resource, operations }) =>
      [resource.type, resource.patternType, resource.name, ...operations].join(' '),
    );

describe('a system without tenants', () => {
  test('one reads a work topic; its producer writes it, and the dead letter operator what was fixed', () => {
    expect(onTopic('ledger.invoices')).toEqual([
      'User:CN=ledger-booking: Write Describe (transactional producer)',
      'User:CN=ledger-desk: Write Describe (dead letter operator)',
      'User:ledger-invoicing: Read Describe (sole consumer)',
    ]);
  });

  test('a replayer only writes, and a processor reads what its application takes in', () => {
    expect(onTopic('ledger.postings')).toEqual([
      'User:CN=ledger-balances: Read Describe (processor)',
      'User:CN=ledger-booking: Write Describe (transactional producer)',
      'User:CN=ledger-desk: Write Describe (dead letter operator)',
      'User:CN=ledger-history: Write Describe (replayer)',
    ]);
  });

  test('a party that touches no topic has nothing rendered', () => {
    const silent = fixture().catalog.contracts.map((contract) =>
      contract.address.topic === 'balances'
        ? { ...contract, terms: { ...contract.terms, consumers: [] } }
        : contract,
    );
    const ids = (resolved: typeof prod) =>
      systemIn(resolved, 'ledger').services.map(({ service }) => service.id);
    expect(ids(prod)).toContain('reminders');
    expect(ids(resolvedIn('eu-prod', silent))).not.toContain('reminders');
  });

  test('its rights follow from its contracts, with its group and its transactional ids', () => {
    expect(rightsOf('ledger', 'ledger-booking')).toEqual([
      'topic literal ledger.invoices Write',
      'topic literal ledger.postings Write',
      'transactionalId prefix ledger-booking- Write',
    ]);
    expect(rightsOf('ledger', 'ledger-invoicing')).toEqual([
      'group literal ledger-invoices Read',
      'topic literal ledger.invoices Read',
      'topic literal ledger.invoices.dlq Write',
    ]);
  });

  test('a service takes SCRAM where the environment offers it beside mutual TLS', () => {
    const user = systemIn(prod, 'ledger').principals.find(({ name }) => name === 'ledger-invoicing');
    expect(user?.authentication).toBe('scram-sha-512');
  });

  test('a service has the rights in Kubernetes that it declares, and a token for them', () => {
    const objects = fixtureUnits('eu-prod').get('ledger/service-ledger-invoicing') as Mutable[];
    expect(objects.find(({ kind }) => kind === 'Role').rules).toEqual([
      { apiGroups: [''], resources: ['configmaps'], verbs: ['get', 'list', 'watch'] },
    ]);
    const account = (unit: string): Mutable =>
      fixtureUnits('eu-prod')
        .get(unit)
        ?.find(({ kind }) => kind === 'ServiceAccount');
    expect(account('ledger/service-ledger-invoicing').automountServiceAccountToken).toBe(true);
    expect(account('ledger/service-ledger-booking').automountServiceAccountToken).toBe(false);
  });
});

describe('a system with tenants', () => {
  const system = systemIn(prod, 'parcels');

  test('one contract is one topic a tenant', () => {
    const names = system.families
      .filter(({ address }) => address === 'parcels/tracking/evt/parcel-scanned/v1')
      .map(({ source }) => source.name.value);
    expect(names).toEqual([
      'prod.acme.tracking.evt.parcel-scanned.v1',
      'prod.acme-labs.tracking.evt.parcel-scanned.v1',
    ]);
  });

  test('no principal of one tenant reaches the topics of another, not even where one name begins with the other', () => {
    const topics = system.families.flatMap(({ topics: all }) => all.map(({ name }) => name.value as string));
    const crossing = system.principals.flatMap((principal) =>
      accessMatrix([principal], topics).filter(({ topic }) => topic.split('.')[1] !== principal.tenant),
    );
    expect(new Set(system.principals.map(({ tenant }) => tenant))).toEqual(new Set(['acme', 'acme-labs']));
    expect(system.principals.length).toBeGreaterThanOrEqual(20);
    expect(crossing).toEqual([]);
  });

  test('tenant-isolation fires when one does', () => {
    const victim = system.principals.find(({ tenant }) => tenant === 'acme');
    const spoiled = system.principals.map((principal) =>
      principal === victim ? { ...principal, tenant: 'acme-labs' } : principal,
    );
    const resolved = { ...prod, systems: [{ ...system, principals: spoiled }] };
    const first = checkResolved(resolved, fixture().view).find(({ rule }) => rule === 'tenant-isolation');
    expect(first?.what).toMatch(
      /^User:CN=parcels-acme--.+ of tenant acme-labs reaches prod\.acme\..+ of tenant acme$/,
    );
  });

  test('a service that contracts name on every topic of a namespace has one right on its prefix', () => {
    const prefixes = (user: string) =>
      rightsOf('parcels', user)?.filter((right) => right.startsWith('topic prefix'));
    expect(prefixes('parcels-acme--canary')).toEqual(['topic prefix prod.acme.tracking.evt. Write']);
  });
});

import { systemOf } from '../support/system-of.ts';
import { describe, expect, test } from '@jest/globals';
import { checkCatalog, checkResolved } from '../../lib/governance/engine.ts';
import { rules } from '../../lib/governance/rules/index.ts';
import * as ws from '../../lib/index.ts';
import { systemUnits } from '../../lib/units/system.ts';
import { renderUnit } from '../../lib/constructs/render-unit.ts';
import { checkManifest } from '../support/manifest-check.ts';
import { common } from '../support/program.ts';

const services = [
  { id: 'till', purpose: 'Sells' },
  { id: 'ledger', purpose: 'Keeps the books' },
];

function environment(more: Partial<ws.EnvironmentProps['topics']> = {}): ws.Environment {
  return ws.environment({
    environment: 'eu-prod',
    topics: { env: 'prod', ...more },
    alerts: 'ticket',
    workloads: { namespaces: { shop: 'kafka' } },
  });
}

const sold = (address: string) =>
  ws.contract(address, {
    ...common,
    purpose: 'Something was sold',
    producers: [{ service: 'till' }],
    consumers: [{ service: 'ledger' }],
    retry: { tiers: ['15m'], attempts: 3 },
    deadLetter: { triage: 'The on-call reads it' },
  });

function resolved(
  naming: ws.NamingDeclaration,
  addresses: readonly string[],
  where = environment(),
): { catalog: ws.Catalog; resolved: ws.Resolved } {
  const system = systemOf('shop', naming, services);
  const catalog = ws.catalogOf(addresses.map(sold), [system]);
  return { catalog, resolved: ws.resolve(catalog, where) };
}

/** Topics of the principals' rights, by service. */
function rights({ systems }: ws.Resolved): Record<string, string[]> {
  return Object.fromEntries(
    systems.flatMap(({ principals }) =>
      principals.map(({ service, acls }) => [
        service,
        acls.flatMap(({ resource }) =>
          resource.type === 'topic' ? [`${resource.patternType} ${resource.name}`] : [],
        ),
      ]),
    ),
  );
}

const capitals: ws.NamingTerms = {
  topic: '{context}.{entity}{event}',
  parts: { topic: '{entity}{event}' },
  segments: {
    context: { pattern: '[A-Z][a-zA-Z0-9]*' },
    entity: { pattern: '([A-Z][a-z0-9]*)+', not: '.*(Created|Changed)' },
    event: { values: ['Created', 'Changed'] },
  },
};

describe('names of another company', () => {
  test('with capitals and a second version render, and every object passes the schema checks', () => {
    const { resolved: whole } = resolved(capitals, [
      'shop/Sales/evt/OrderCreated/v1',
      'shop/Sales/evt/OrderChanged/v1',
    ]);
    const [system] = whole.systems;
    if (system === undefined) throw new Error('no system');
    expect(system.families.flatMap(({ topics }) => topics.map(({ name }) => name.value))).toEqual([
      'Sales.OrderChanged',
      'Sales.OrderChanged.retry-15m',
      'Sales.OrderChanged.dlq',
      'Sales.OrderCreated',
      'Sales.OrderCreated.retry-15m',
      'Sales.OrderCreated.dlq',
    ]);
    const units = systemUnits(system);
    const manifests = units.flatMap(({ name, build }) => renderUnit(name, build));
    expect(manifests.length).toBeGreaterThan(10);
    expect(manifests.flatMap((one) => checkManifest(one))).toEqual([]);
    expect(
      manifests
        .filter(({ kind }) => kind === 'KafkaTopic')
        .map(({ spec }) => (spec as { topicName: string }).topicName),
    ).toContain('Sales.OrderCreated.dlq');
  });

  test('with a region take it from the environment, which is reported where it lacks it', () => {
    const naming = { topic: '{region}.{context}.{topic}' };
    const eu = environment({ segments: { region: 'eu' } });
    const { resolved: whole } = resolved(naming, ['shop/orders/evt/order-placed/v1'], eu);
    expect(whole.systems[0]?.families[0]?.topics.map(({ name }) => name.value)).toEqual([
      'eu.orders.order-placed',
      'eu.orders.order-placed.retry-15m',
      'eu.orders.order-placed.dlq',
    ]);
    const told = (where: ws.Environment) => {
      const view = {
        catalog: ws.catalogOf(
          ['shop/orders/evt/order-placed/v1', 'shop/orders/evt/order-paid/v1'].map(sold),
          [systemOf('shop', naming, services)],
        ),
        environments: [where],
        environmentNames: ['eu-prod'],
        today: '2026-11-21',
      };
      const own = rules.filter(({ id }) => id === 'valid-topic-name');
      return checkCatalog(view, own).map(({ key, what, fix }) => `${key}: ${what} / ${fix}`);
    };
    expect(told(eu)).toEqual([]);
    expect(told(environment())).toEqual([
      'topics.segments: the environment has no segment {region} / add it: names of shop are {region}.{context}.{topic}[.v{version}]',
    ]);
    expect(told(environment({ segments: { region: 'EU' } }))).toEqual([
      'topics.segments.region: {region} "EU" must be lowercase kebab, for example order-placed / change it, or what the naming of shop allows',
    ]);
  });
});

describe('rights by namespace', () => {
  const addresses = ['shop/orders/evt/order-placed/v1', 'shop/orders/evt/order-paid/v1'];

  test('are one prefix where what is before the topic says the class, tenants or not', () => {
    const naming = {
      topic: '{env}.{context}.{class}.{topic}',
      retry: '{env}.{context}.rty.{topic}.{tier}',
      deadLetter: '{env}.{context}.dlt.{topic}',
    };
    const { catalog, resolved: whole } = resolved(naming, addresses);
    expect(rights(whole)['till']).toEqual(['prefix prod.orders.evt.']);
    const view = {
      catalog,
      environments: [whole.environment],
      environmentNames: ['eu-prod'],
      today: '2026-11-21',
    };
    const own = rules.filter(({ id }) => ['prefix-rights-contained', 'access-matches-contract'].includes(id));
    expect(own).toHaveLength(2);
    expect(checkResolved(whole, view, own)).toEqual([]);
  });

  test('are one a topic where retries would begin so too', () => {
    const { resolved: whole } = resolved({ topic: '{env}.{context}.{class}.{topic}' }, addresses);
    expect(rights(whole)['till']).toEqual([
      'literal prod.orders.evt.order-paid',
      'literal prod.orders.evt.order-placed',
    ]);
  });
});

import { expect } from '@jest/globals';
import { renderUnit, type UnitChart } from '../../lib/constructs/render-unit.ts';
import * as ws from '../../lib/index.ts';
import { checkManifest } from './manifest-check.ts';
import type { Mutable } from './fixture.ts';
import { namings } from './namings.ts';

/** What a program makes without any file: an environment, an events topic and a queue. */
export const dev = ws.environment({
  environment: 'shop-dev',
  topics: { env: 'dev' },
  queues: { executorClasses: { toolrun: {} } },
});

/** The same, without authentication and authorization. */
export const open = ws.environment({
  environment: 'shop-open',
  topics: { env: 'sand' },
  kafka: { authorization: 'none', brokers: 1 },
  queues: { executorClasses: { toolrun: {} } },
});

export const common = {
  owner: { team: 'shop', onCall: 'shop-primary', channel: '#shop' },
  key: { field: 'orderId', why: 'What happens to one order stays in order' },
};

export const orders = ws.contract('shop/orders/evt/order-placed/v1', {
  ...common,
  purpose: 'An order was placed',
  producers: [{ service: 'checkout' }],
  consumers: [{ service: 'billing' }],
});

export const invoices = ws.contract('shop/billing/work/toolrun.invoice/v1', {
  ...common,
  purpose: 'Invoices to print',
  producers: [{ service: 'billing' }],
  consumers: [{ service: 'printer' }],
  deadLetter: { triage: 'The on-call prints it by hand' },
  scaling: { deadline: '10m' },
});

/** A system of running services, and everything of it in an environment. */
export function resolvedShop(environment: ws.Environment): ws.Resolved {
  const shop = ws.system('shop', {
    purpose: 'Sells things',
    naming: namings.namespaced,
    services: { checkout: { purpose: 'Takes orders' }, billing: { purpose: 'Bills orders' } },
  });
  return ws.resolve(ws.catalogOf([orders], [shop]), environment);
}

/** The objects that constructs add to a chart, by `Kind name`; each is checked by the real schemas. */
export function rendered(build: (chart: UnitChart) => void): Record<string, Mutable> {
  const manifests = renderUnit('test', build);
  expect(manifests.flatMap((one) => checkManifest(one))).toEqual([]);
  return Object.fromEntries(manifests.map((one) => [`${one.kind} ${one.metadata.name}`, one]));
}

/** What constructs say that refuse what a program makes of them; each names where, what and the fix. */
export function refused(build: (chart: UnitChart) => void): string {
  try {
    renderUnit('test', build);
  } catch (error) {
    if (error instanceof ws.InvalidUse || error instanceof ws.InvalidTerms) return error.message;
    throw error;
  }
  throw new Error('nothing was refused');
}

/** A KafkaUser's rights, as `Read+Write topic shop.orders.v1`; a prefix ends with `*`. */
export function rightsOf({ spec }: Mutable): string[] {
  return spec.authorization.acls.map(({ operations, resource }: Mutable) => {
    const { type, name, patternType } = resource;
    return `${operations.join('+')} ${type} ${name}${patternType === 'prefix' ? '*' : ''}`;
  });
}

/** The labels of a system's objects. */
export const partOfShop = (component: string): Record<string, string> => ({
  'app.kubernetes.io/part-of': 'shop',
  'app.kubernetes.io/component': component,
  'app.kubernetes.io/managed-by': 'workstreams',
});

/** Topics of two tenants, of whom one is called like the beginning of the other. */
export const tenants = ws.environment({
  environment: 'shop-tenants',
  topics: { env: 'dev' },
  tenants: ['acme', 'acme-labs'],
});

/** With retries and dead letters, a group that belongs to a service, and open to replay. */
export const failing = ws.contract('shop/orders/evt/order-placed/v1', {
  ...common,
  purpose: 'An order was placed',
  consumers: [{ service: 'billing', group: 'bills' }, { service: 'reports' }],
  retry: { tiers: ['1m', '1h'], attempts: 3 },
  deadLetter: { triage: 'The on-call looks' },
  replay: { allowed: true, why: 'Readers know an order by its id' },
});

/** Of class work. */
export const work = ws.contract('shop/orders/work/order-picked/v1', { ...common, purpose: 'Orders to pick' });

/** A principal of a program, called like its construct. */
export const userNamed = (chart: UnitChart, name: string, environment = dev) =>
  new ws.AclPolicy(chart, name, { environment, name, purpose: 'x' });

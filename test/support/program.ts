import { expect } from '@jest/globals';
import { renderUnit, type UnitChart } from '../../lib/constructs/render-unit.ts';
import * as ws from '../../lib/index.ts';
import { checkManifest } from './manifest-check.ts';
import type { Mutable } from './shipped.ts';
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

import * as ws from '../../lib/index.ts';
import { namings } from './namings.ts';

const common = {
  owner: { team: 'sales', onCall: 'sales-primary', channel: '#sales' },
  key: { field: 'orderId', why: 'What happens to one order stays in order' },
};

/** Everything that alerts and dashboards speak of: retries, dead letters, a queue, a scaled Deployment, marks of transactions. */
const placed = ws.contract('shop/orders/evt/placed/v1', {
  ...common,
  purpose: 'An order was placed',
  producers: [{ service: 'checkout' }],
  consumers: [{ service: 'billing' }],
  load: { messagesPerSecond: 100, bytesPerMessage: '1KiB' },
  retry: { tiers: ['1m', '10m'], attempts: 3 },
  deadLetter: { triage: 'Look at {{ orderId }}' },
});

const contracts = [
  // What a canary sends.
  { ...placed, samples: [{ file: 'samples/one.json', value: { orderId: 'o-1' } }] },
  ws.contract('shop/orders/evt/billed/v1', {
    ...common,
    purpose: 'An order was billed',
    producers: [{ service: 'billing' }],
    consumers: [
      {
        service: 'mailer',
        deployment: { name: 'mailer', minReplicas: 1, maxReplicas: 3, lagPerReplica: 50 },
      },
    ],
    partitions: 6,
    serviceLevels: {
      produceWithin: '10s',
      produceFrom: 'placed',
      consumeWithin: '90s',
      alertLag: 500,
    },
  }),
  ws.contract('shop/print/work/invoice/v1', {
    ...common,
    purpose: 'Invoices to print',
    producers: [{ service: 'billing' }],
    consumers: [{ service: 'printer' }],
    deadLetter: { triage: 'Print it by hand' },
    scaling: { deadline: '40m', executorClass: 'toolrun', executorKind: 'invoice' },
  }),
  ws.contract('shop/site/log/clicks/v1', {
    ...common,
    purpose: 'What visitors click',
    producers: [{ service: 'checkout' }],
    consumers: [{ service: 'billing' }],
  }),
];

const shop = (read: 'all' | string[]) =>
  ws.system('shop', {
    purpose: 'Sells things',
    naming: { topic: '{system}.{topic}[.v{version}]', segments: namings.dotted.segments },
    services: {
      checkout: { purpose: 'Takes orders', transactionalId: 'shop-checkout' },
      billing: { purpose: 'Bills orders' },
      mailer: { purpose: 'Writes to customers' },
      printer: { purpose: 'Prints' },
      prober: { purpose: 'Tries topics', duties: [{ duty: 'canary', topics: 'all' }] },
      support: { purpose: 'Looks at dead letters', duties: [{ duty: 'dead letter operator', topics: read }] },
    },
  });

/** The shop in an environment, with other terms where they are given. @param read of which dead letters support reads */
export function watchedShop(
  terms: Partial<ws.EnvironmentProps> = {},
  read: 'all' | string[] = ['placed'],
): ws.Resolved {
  const environment = ws.environment({
    environment: 'qa',
    alerts: 'page',
    monitoring: { runbooks: 'https://runbooks.example', labels: {} },
    topics: { env: 'test', partitionBudget: 40, storageBudget: '1GiB' },
    queues: { executorClasses: { toolrun: {} } },
    ...terms,
  });
  return ws.resolve(ws.catalogOf(contracts, [shop(read)]), environment);
}

/** One region that copies from another. */
export const mirror: NonNullable<ws.EnvironmentProps['mirror']> = {
  region: 'west',
  systems: { shop: ['evt'] },
  peers: [
    {
      region: 'east',
      bootstrapServers: 'east.example:9093',
      authentication: 'tls',
      user: 'west-mirror',
      trustedCertificates: 'east-ca',
    },
  ],
};

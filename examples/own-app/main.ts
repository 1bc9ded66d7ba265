import { App, Chart } from 'cdk8s';
import * as ws from 'workstreams';

const environment = ws.environment({
  environment: 'shop-dev',
  topics: { env: 'dev' },
  queues: { executorClasses: { toolrun: {} } },
});
const common = {
  owner: { team: 'shop', onCall: 'shop-primary', channel: '#shop' },
  key: { field: 'orderId', why: 'What happens to one order stays in order' },
};
const orders = ws.contract('shop/orders/evt/order-placed/v1', {
  ...common,
  purpose: 'An order was placed',
  partitions: 6,
});
const invoices = ws.contract('shop/billing/work/toolrun.invoice/v1', {
  ...common,
  purpose: 'Invoices that a tool has to print',
  producers: [{ service: 'billing' }],
  consumers: [{ service: 'printer' }],
  deadLetter: { triage: 'The on-call prints it by hand' },
  scaling: { deadline: '10m' },
});

const app = new App();
const chart = new Chart(app, 'shop');
const family = ws.familyOf(orders, environment);
const queue = ws.queueOf(invoices, environment);
const roles = ws.reads(family, 'shop-billing');
const principals = ws.principalFor(environment, { name: 'shop-billing', purpose: 'Bills orders', roles });
new ws.TopicFamily(chart, 'Orders', { environment, family });
new ws.AclPolicy(chart, 'Billing', { environment, system: 'shop', component: 'billing', principals });
new ws.ExecutorClass(chart, 'Tools', { environment, system: 'shop', name: 'toolrun' });
new ws.WorkRequestQueue(chart, 'Invoices', { environment, queue });
app.synth();

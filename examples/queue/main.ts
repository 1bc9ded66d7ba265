import { App, Chart } from 'cdk8s';
import * as ws from 'workstreams';

const environment = ws.environment({
  environment: 'shop-dev',
  topics: { env: 'dev' },
  queues: { executorClasses: { tool: {} } },
});
const contract = ws.contract('shop/billing/work/tool.print/v1', {
  purpose: 'Invoices to print',
  owner: { team: 'shop', onCall: 'shop-primary', channel: '#shop' },
  key: { field: 'orderId', why: 'What happens to one order stays in order' },
  consumers: [{ service: 'printer' }],
  deadLetter: { triage: 'The on-call engineer prints it' },
  scaling: { deadline: '10m' },
});
const app = new App();
const chart = new Chart(app, 'shop');
const executorClass = new ws.ExecutorClass(chart, 'Tools', { environment, system: 'shop', name: 'tool' });
const billing = new ws.AclPolicy(chart, 'Billing', { environment, name: 'billing', purpose: 'Bills orders' });

const invoices = new ws.WorkRequestQueue(chart, 'Invoices', { contract, environment });
invoices.grantWrite(billing);
invoices.addExecutor({ executorClass, image: 'registry.example.com/shop/printer:2' });
app.synth();

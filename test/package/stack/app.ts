import { App, Chart } from 'cdk8s';
import * as ws from 'workstreams';

const environment: ws.Environment = ws.environment({ environment: 'qa', topics: { env: 'dev' } });
const orders: ws.Contract = ws.contract('shop/orders/evt/order-placed/v1', {
  purpose: 'An order was placed',
  owner: { team: 'shop', onCall: 'shop-primary', channel: '#shop' },
  key: { field: 'orderId', why: 'What happens to one order stays in order' },
});
const app = new App({ outdir: 'constructs' });
new ws.TopicFamily(new Chart(app, 'shop'), 'Orders', {
  environment,
  family: ws.familyOf(orders, environment),
});
app.synth();

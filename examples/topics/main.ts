import { App, Chart } from 'cdk8s';
import * as ws from 'workstreams';

const environment = ws.environment({ environment: 'shop-dev', topics: { env: 'dev' } });
const contract = ws.contract('shop/orders/evt/order-placed/v1', {
  purpose: 'An order was placed',
  owner: { team: 'shop', onCall: 'shop-primary', channel: '#shop' },
  key: { field: 'orderId', why: 'What happens to one order stays in order' },
  deadLetter: { triage: 'Correct the order, then write it to the topic again' },
});
const app = new App();
const chart = new Chart(app, 'shop');
const user = (name: string, purpose: string) => new ws.AclPolicy(chart, name, { environment, name, purpose });

const orders = new ws.TopicFamily(chart, 'Orders', { contract, environment });
orders.grantWrite(user('checkout', 'Takes orders'), { transactionalId: 'checkout' });
orders.grantRead(user('billing', 'Bills orders'), { group: 'shop-billing' });
orders.deadLetter?.grantOperate(user('on-call', 'Repairs orders'));
app.synth();

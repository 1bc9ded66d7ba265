import { expect, test } from '@jest/globals';
import { explainTopic } from '../../lib/reports/explain.ts';
import { inventoryCsv, inventoryMarkdown, inventoryOf } from '../../lib/reports/inventory.ts';
import { environmentView } from '../../lib/reports/catalog/environment-part.ts';
import { cancellations, orders, shop } from '../support/scaled.ts';

const resolved = shop([orders({ maxReplicas: 4, lagPerReplica: 50 }), cancellations(undefined)]);
const deployment = 'contract shop/orders/evt/order-placed/v1:1:1';

test('explain says how the Deployment of a topic’s consumer is scaled, and who decided each number', () => {
  const { facts = [] } = explainTopic(resolved, 'shop.order-placed');
  const from = facts.findIndex(({ fact }) => fact === 'scaled Deployment');
  expect(facts.slice(from).map(({ fact, value, from: kind, where }) => [fact, value, kind, where])).toEqual([
    ['scaled Deployment', 'shop-apps/shop-billing', 'naming', 'the name of the service'],
    ['ScaledObject', 'shop-apps/shop-billing', 'derived', 'for billing'],
    ['scaled by the lag of', 'shop-billing', 'naming', 'the name of the service'],
    ['lagPerReplica', '50', 'contract', deployment],
    ['minReplicas', '1', 'default', 'a group with a member never loses its offsets'],
    ['maxReplicas', '4', 'contract', deployment],
    ['cooldown', '5m', 'default', "KEDA's and Kubernetes' own"],
  ]);
});

test('explain says how often a stopped Deployment is looked after, and nothing of a topic that scales none', () => {
  const stopped = shop([orders({ minReplicas: 0, pollingInterval: '10s' })]);
  expect(explainTopic(stopped, 'shop.order-placed').facts).toContainEqual({
    fact: 'pollingInterval',
    value: '10s',
    from: 'contract',
    where: deployment,
  });
  const names = (explainTopic(resolved, 'shop.order-cancelled').facts ?? []).map(({ fact }) => fact);
  expect(names).toContain('consumer');
  expect(names).not.toContain('scaled Deployment');
});

test('the inventory notes the Deployment, and its table names the ScaledObject', () => {
  const rows = inventoryOf(resolved);
  expect(rows.map(({ topic, scaledObjects, notes }) => [topic, scaledObjects, notes])).toEqual([
    ['shop.order-cancelled', [], []],
    [
      'shop.order-placed',
      ['ScaledObject/shop-billing'],
      ['Deployment shop-billing is scaled by lag, 1 to 4 replicas'],
    ],
  ]);
  expect(inventoryMarkdown([resolved], rows)).toContain(
    '| `shop.order-placed` | checkout | billing | 7d | – | Deployment shop-billing is scaled by lag, 1 to 4 replicas |',
  );
  expect(inventoryCsv(rows).split('\n')[2]).toMatch(/,ScaledObject\/shop-billing,\r?$/);
});

test('the catalogue shows it with the topic', () => {
  const place = new Map([
    ['shop/orders/evt/order-cancelled/v1', 0],
    ['shop/orders/evt/order-placed/v1', 1],
  ]);
  const { byTopic } = environmentView(resolved, place);
  expect([0, 1].map((of) => byTopic.get(of)?.families.map(({ scaling }) => scaling))).toEqual([
    [null],
    [
      [
        ['Deployment', 'shop-apps/shop-billing'],
        ['ScaledObject', 'shop-apps/shop-billing'],
        ['Replicas', '1 to 4'],
        ['Messages a replica', '50 unread by shop-billing on shop.order-placed'],
      ],
    ],
  ]);
});

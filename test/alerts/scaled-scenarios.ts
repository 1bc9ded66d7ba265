import type { Scenario } from './scenarios.ts';

const replicas = (namespace: string) =>
  `kube_deployment_spec_replicas{namespace="${namespace}",deployment="shop-billing"}`;
const lag = (topic: string, group = 'shop-billing') =>
  `kafka_consumergroup_lag{namespace="kafka",consumergroup="${group}",topic="${topic}",partition="0"}`;
const errors = (labels: string, name = 'shop-billing') =>
  `keda_scaled_object_errors_total{${labels},scaledObject="${name}"}`;

const billing = { owner: 'shop', system: 'shop' };
const full = { ...billing, severity: 'ticket', namespace: 'shop-apps', deployment: 'shop-billing' };

/** For the shop of `test/support/scaled-rules.ts`, whose billing KEDA scales. */
export const scaledScenarios: readonly Scenario[] = [
  {
    alert: 'KedaScaledObjectErrors',
    what: 'KEDA fails to measure, whatever the scrape made of its namespace; an old count is past',
    fires: { [errors('namespace="keda",exported_namespace="shop-apps"')]: '0+1x60' },
    silent: {
      [errors('namespace="shop-apps"')]: '9x60',
      [errors('namespace="shop-dev"')]: '0+1x60',
      [errors('namespace="shop-apps"', 'shop-shipping')]: '0+1x60',
    },
    after: 20,
    as: { ...billing, severity: 'page', scaledObject: 'shop-billing' },
  },
  {
    alert: 'KedaReplicasAtMaximum',
    what: 'all six replicas are asked for and more than six hundred orders wait; five replicas are not all',
    fires: { [replicas('shop-apps')]: '6x120', [lag('shop.order-placed')]: '601x120' },
    silent: { [replicas('shop-apps')]: '5x120', [lag('shop.order-placed')]: '9000x120' },
    after: 40,
    as: full,
  },
  {
    alert: 'KedaReplicasAtMaximum',
    what: 'thirty-one cancellations are too many as well; what six replicas are for is not, nor what others wait for',
    fires: { [replicas('shop-apps')]: '6x120', [lag('shop.order-cancelled')]: '31x120' },
    silent: {
      [replicas('shop-apps')]: '6x120',
      [replicas('shop-dev')]: '6x120',
      [lag('shop.order-placed')]: '600x120',
      [lag('shop.order-cancelled')]: '30x120',
      [lag('shop.order-placed', 'shop-shipping')]: '9000x120',
    },
    after: 40,
    as: full,
  },
];

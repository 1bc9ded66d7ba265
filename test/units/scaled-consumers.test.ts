import { expect, test } from '@jest/globals';
import { renderUnit } from '../../lib/constructs/render-unit.ts';
import { systemUnits } from '../../lib/units/system.ts';
import { checkManifest } from '../support/manifest-check.ts';
import { watched } from '../support/scaled-rules.ts';

test('the file of a service has what scales its Deployments, and the alerts on that', () => {
  const [resolved] = watched.systems;
  if (resolved === undefined) throw new Error('no shop');
  const units = systemUnits(resolved);
  const objects = units.flatMap(({ name, build }) =>
    renderUnit(name, build).map((manifest) => ({ unit: name, manifest })),
  );
  expect(objects.flatMap(({ manifest }) => checkManifest(manifest))).toEqual([]);
  expect(
    objects
      .filter(({ unit }) => unit === 'service-shop-billing')
      .map(({ manifest: { kind, metadata } }) => `${kind} ${metadata.namespace}/${metadata.name}`),
  ).toEqual([
    'NetworkPolicy shop-apps/shop-billing-kafka',
    'ServiceAccount shop-apps/shop-billing',
    'KafkaUser kafka/shop-billing',
    'KafkaUser kafka/shop-billing-scaler',
    'ConfigMap shop-apps/shop-billing',
    'KafkaAccess shop-apps/shop-billing',
    'KafkaAccess shop-apps/shop-billing-scaler',
    'TriggerAuthentication shop-apps/shop-billing-scaler',
    'PrometheusRule kafka/kafka-shop-billing-scaler',
    'ScaledObject shop-apps/shop-billing',
  ]);
  expect(objects.filter(({ manifest }) => manifest.kind === 'ScaledObject')).toHaveLength(1);
});

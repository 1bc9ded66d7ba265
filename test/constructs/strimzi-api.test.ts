import { expect, test } from '@jest/globals';
import { environmentWith, fixtureObjects } from '../support/fixture.ts';
import type { Manifest } from '../../lib/model/manifest.ts';

const asV1 = (one: Manifest): Manifest => ({
  ...one,
  apiVersion: one.apiVersion.replace('kafka.strimzi.io/v1beta2', 'kafka.strimzi.io/v1'),
});

test('topics and users have the API version that the cluster serves; all else is the same', () => {
  const objects = fixtureObjects(
    environmentWith('qa', (terms) => {
      terms.kafka.strimziApi = 'v1beta2';
    }),
  );
  const older = objects.filter(({ apiVersion }) => apiVersion === 'kafka.strimzi.io/v1beta2');
  expect(new Set(older.map(({ kind }) => kind))).toEqual(new Set(['KafkaTopic', 'KafkaUser']));
  expect(older).toHaveLength(
    objects.filter(({ kind }) => kind === 'KafkaTopic' || kind === 'KafkaUser').length,
  );
  expect(objects.map(asV1)).toEqual(fixtureObjects('qa'));
});

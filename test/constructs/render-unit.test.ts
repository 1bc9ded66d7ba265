import { ApiObject } from 'cdk8s';
import { describe, expect, test } from '@jest/globals';
import { KubeConfigMap, KubeServiceAccount } from '../../lib/constructs/kubernetes.ts';
import { renderUnit } from '../../lib/constructs/render-unit.ts';
import { manifestId } from '../../lib/model/manifest.ts';

test('objects come by wave, kind and name, whatever the order in which they were made', () => {
  const names = ['b', 'a'];
  const build = (order: string[]) =>
    renderUnit('unit', (chart) => {
      for (const name of order) {
        new KubeConfigMap(chart, `map-${name}`, { metadata: { name } });
        new KubeServiceAccount(chart, `account-${name}`, { metadata: { name, namespace: 'x' } });
      }
    });
  const expected = ['ServiceAccount x/a', 'ServiceAccount x/b', 'ConfigMap a', 'ConfigMap b'];
  expect(build(names).map(manifestId)).toEqual(expected);
  expect(build(names.toReversed()).map(manifestId)).toEqual(expected);
});

describe('what cdk8s writes without a word is refused', () => {
  test('two objects of one name', () => {
    const twice = () =>
      renderUnit('unit', (chart) => {
        for (const id of ['one', 'two']) new KubeConfigMap(chart, id, { metadata: { name: 'same' } });
      });
    expect(twice).toThrow('two objects are ConfigMap same');
  });

  test.each([Number.NaN, Number.POSITIVE_INFINITY, 9_223_372_036_854_776_000, 1e21])(
    'the number %s',
    (value) => {
      const unsafe = () =>
        renderUnit('unit', (chart) => {
          new ApiObject(chart, 'x', {
            apiVersion: 'v1',
            kind: 'ConfigMap',
            metadata: { name: 'x' },
            data: { value },
          });
        });
      expect(unsafe).toThrow('would be written wrongly');
    },
  );
});

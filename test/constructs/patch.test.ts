import { App, Chart } from 'cdk8s';
import { expect, test } from '@jest/globals';
import { KafkaTopic } from '../../imports/kafka.strimzi.io.ts';
import { KubeConfigMap } from '../../lib/constructs/kubernetes.ts';
import { patchObject } from '../../lib/constructs/patch.ts';

function topic(): KafkaTopic {
  const chart = new Chart(new App(), 'chart');
  return new KafkaTopic(chart, 'topic', {
    metadata: { name: 'orders' },
    spec: { partitions: 1, config: { a: '1' } },
  });
}

test('sets a field below one that is there, and says why on the object', () => {
  const object = topic();
  patchObject(object, ['spec', 'config', 'segment.bytes'], '1048576', 'small segments for a test');
  expect(object.toJson().spec.config).toEqual({ a: '1', 'segment.bytes': '1048576' });
  expect(object.toJson().metadata.annotations).toEqual({
    'workstreams.io/patch-spec.config.segment.bytes': 'small segments for a test',
  });
});

test('refuses a path that is not there', () => {
  expect(() => patchObject(topic(), ['spec', 'confg', 'segment.bytes'], '1', 'why')).toThrow(
    'patch of KafkaTopic/orders at spec.confg.segment.bytes: there is nothing at spec.confg',
  );
});

test('refuses a field that the generated class drops in silence', () => {
  expect(() => patchObject(topic(), ['spec', 'partitons'], 3, 'why')).toThrow(
    'patch of KafkaTopic/orders at spec.partitons: its generated class does not know the field and drops it',
  );
});

test('refuses to go without a reason, and an empty path', () => {
  expect(() => patchObject(topic(), ['spec', 'partitions'], 3, ' ')).toThrow('a reason is wanted');
  expect(() => patchObject(topic(), [], {}, 'why')).toThrow('an empty path would replace the object');
});

test('changes what is there, in Kubernetes own kinds too, and in keys with a slash', () => {
  const chart = new Chart(new App(), 'chart');
  const map = new KubeConfigMap(chart, 'map', { metadata: { name: 'map' }, data: { 'a/b': 'old' } });
  patchObject(map, ['data', 'a/b'], 'new', 'why');
  expect(map.toJson().data).toEqual({ 'a/b': 'new' });
});

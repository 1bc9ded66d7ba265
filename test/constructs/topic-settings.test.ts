import { expect, test } from '@jest/globals';
import { Chart, Testing } from 'cdk8s';
import { TopicFamily } from '../../lib/constructs/kafka/topic-family.ts';
import type { Manifest } from '../../lib/model/manifest.ts';
import type { ContractProps } from '../../lib/model/terms/program-contract.ts';
import { ordersIn, shopEnvironment } from '../support/one-topic.ts';
import { said } from '../support/said.ts';

const environment = shopEnvironment();

/** The KafkaTopics of the contract. */
function rendered(terms: Partial<ContractProps>): Manifest[] {
  const chart = new Chart(Testing.app(), 'topics');
  new TopicFamily(chart, 'orders', { environment, family: ordersIn(environment, terms) });
  return Testing.synth(chart) as Manifest[];
}

const configOf = (manifests: Manifest[]) =>
  (manifests[0] as unknown as { spec: { config: Record<string, unknown> } }).spec.config;

test('a KafkaTopic has every setting as the text that the Topic Operator compares', () => {
  const manifests = rendered({
    retention: 'endless',
    settings: {
      'flush.messages': 'endless',
      'min.cleanable.dirty.ratio': 0.25,
      'segment.bytes': '1GiB',
      preallocate: true,
    },
  });
  expect(configOf(manifests)).toEqual({
    'cleanup.policy': 'delete',
    'compression.type': 'producer',
    'flush.messages': '9223372036854775807',
    'max.message.bytes': '1048576',
    'min.cleanable.dirty.ratio': '0.25',
    'min.insync.replicas': '2',
    preallocate: 'true',
    'retention.ms': '-1',
    'segment.bytes': '1073741824',
  });
  expect(said('valid-kafka-topic', manifests)).toEqual([]);
});

test('settings that contradict each other are found in what is rendered', () => {
  const manifests = rendered({
    settings: { 'min.compaction.lag.ms': '2d', 'max.compaction.lag.ms': '1d' },
  });
  expect(said('valid-kafka-topic', manifests)).toEqual([
    'spec.config["min.compaction.lag.ms"]: above max.compaction.lag.ms / lower it, or raise the other',
  ]);
});

test('a pin that Kafka would not take is rendered as it was found, and told', () => {
  const config = { 'retention.ms': 'a week', 'retention.msec': '1' };
  const manifests = rendered({
    imported: {
      in: { qa: { since: '2026-11-21', pinned: { 'test.main.sales.evt.orders.v1': { config } } } },
    },
  });
  expect(configOf(manifests)).toMatchObject(config);
  expect(said('valid-kafka-topic', manifests)).toEqual([
    'spec.config["retention.ms"]: "a week" / write a whole number from -1 on',
    'spec.config["retention.msec"]: no topic setting of Kafka / did you mean "retention.ms"?',
  ]);
});

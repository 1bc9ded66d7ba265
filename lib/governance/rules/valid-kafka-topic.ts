import { refusedSettings } from '../../model/kafka/refused-settings.ts';
import { parseTopicName } from '../../naming/topic-name.ts';
import { at, textAt } from '../../model/plain-object.ts';
import type { ManifestFinding, ManifestRule } from '../rule.ts';

export const validKafkaTopic: ManifestRule = {
  id: 'valid-kafka-topic',
  on: 'manifests',
  kinds: ['KafkaTopic'],
  what: 'A KafkaTopic is one that the brokers take: a name of theirs, partitions and replicas, settings that they know with values that they allow.',
  why: 'The API server checks hardly any of it: the object is merged and stays `Ready=False`, and the topic is missing or keeps its old settings.',
  fix: 'Write what the message asks for.',
  level: 'error',
  check: () => (manifest) => {
    const spec = at(manifest, 'spec');
    const name = textAt(spec, 'topicName');
    const parsed = parseTopicName(name === '' ? manifest.metadata.name : name);
    const replicas = at(spec, 'replicas');
    return [
      ...(parsed.ok ? [] : [finding('spec.topicName', parsed.error, 'choose another name')]),
      ...counted('partitions', at(spec, 'partitions')),
      ...counted('replicas', replicas),
      ...settings(at(spec, 'config') ?? {}, replicas),
    ];
  },
};

/** What Kafka refuses, and what it takes although it cannot be meant. */
function settings(config: unknown, replicas: unknown): ManifestFinding[] {
  const texts = new Map(Object.entries(config as object).map(([key, value]) => [key, String(value)]));
  const say = (key: string, what: string, fix: string) => finding(`spec.config["${key}"]`, what, fix);
  const inSync = Number(texts.get('min.insync.replicas') ?? 1);
  return [
    ...refusedSettings(texts).map(({ name, what, fix }) => say(name, what, fix)),
    ...(inSync > Number(replicas) ? [say('min.insync.replicas', aboveReplicas(replicas), lowerIt)] : []),
  ];
}

/** Kafka takes the number all the same and counts with the replicas that there are (`Partition.effectiveMinIsr`). */
const aboveReplicas = (replicas: unknown) =>
  `above the ${String(replicas)} replicas: Kafka counts it as ${String(replicas)}, so that with one broker down every write with acks=all fails`;
const lowerIt = 'write a number below the replicas';

function counted(key: string, value: unknown): ManifestFinding[] {
  return Number.isInteger(value) && Number(value) >= 1
    ? []
    : [
        finding(
          `spec.${key}`,
          value === undefined ? 'is left to the brokers' : JSON.stringify(value),
          'write a whole number from 1',
        ),
      ];
}

function finding(where: string, what: string, fix: string): ManifestFinding {
  return { at: where, what, fix };
}

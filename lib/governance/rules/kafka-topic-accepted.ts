import { parseTopicName } from '../../naming/topic-name.ts';
import { at, textAt } from '../../model/plain-object.ts';
import type { ManifestFinding, ManifestRule } from '../rule.ts';

export const kafkaTopicAccepted: ManifestRule = {
  id: 'kafka-topic-accepted',
  on: 'manifests',
  kinds: ['KafkaTopic'],
  what: 'A KafkaTopic is one that the brokers take: a name of theirs, partitions and replicas, settings that they know with values that they allow.',
  why: 'The API server checks hardly any of it: the object is merged and stays `Ready=False`, and the topic is missing or keeps its old settings.',
  fix: 'Write what the message asks for; settings that it does not know are checked by nobody.',
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

const int = 2 ** 31 - 1;

/** What each setting that we write may be (Kafka's `TopicConfig`); a number's bounds, or its words. */
const known: Readonly<Record<string, readonly string[] | { readonly from: number; readonly to: number }>> = {
  'cleanup.policy': ['delete', 'compact', 'compact,delete', 'delete,compact'],
  'compression.type': ['producer', 'gzip', 'lz4', 'snappy', 'zstd', 'uncompressed'],
  'local.retention.ms': { from: -2, to: Number.MAX_SAFE_INTEGER },
  'max.message.bytes': { from: 0, to: int },
  'min.insync.replicas': { from: 1, to: int },
  'remote.storage.enable': ['true', 'false'],
  'retention.ms': { from: -1, to: Number.MAX_SAFE_INTEGER },
};

function settings(config: unknown, replicas: unknown): ManifestFinding[] {
  const say = (key: string, what: string, fix: string) => finding(`spec.config["${key}"]`, what, fix);
  const found = Object.entries(config as object).flatMap(([key, value]): ManifestFinding[] => {
    const allowed = Object.hasOwn(known, key) ? known[key] : undefined;
    if (allowed === undefined) {
      return [say(key, 'no setting that is checked', `known: ${Object.keys(known).join(', ')}`)];
    }
    const text = String(value);
    if ('from' in allowed) {
      const number = /^-?(?:0|[1-9][0-9]{0,15})$/.test(text) ? Number(text) : Number.NaN;
      return number >= allowed.from && number <= allowed.to
        ? []
        : [say(key, `"${text}"`, `write a whole number from ${allowed.from} to ${allowed.to}`)];
    }
    return allowed.includes(text) ? [] : [say(key, `"${text}"`, `allowed: ${allowed.join(', ')}`)];
  });
  const number = (key: string) => Number(at(config, key));
  return [
    ...found,
    ...(number('min.insync.replicas') > Number(replicas)
      ? [
          say(
            'min.insync.replicas',
            `above the ${String(replicas)} replicas`,
            'no write would succeed: lower it',
          ),
        ]
      : []),
    ...(number('retention.ms') >= 0 && number('local.retention.ms') > number('retention.ms')
      ? [say('local.retention.ms', 'above retention.ms', 'lower it: what is gone is kept nowhere')]
      : []),
    ...(at(config, 'remote.storage.enable') === 'true' &&
    String(at(config, 'cleanup.policy')).includes('compact')
      ? [say('remote.storage.enable', 'on a compacted topic', 'remove it, or write cleanup.policy: delete')]
      : []),
  ];
}

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

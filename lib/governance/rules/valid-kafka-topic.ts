import {
  allowedText,
  isTopicSetting,
  type TopicSettingName,
  type TopicSettingValue,
  topicSettingNames,
} from '../../model/kafka/topic-setting.ts';
import { parseTopicSetting } from '../../model/kafka/topic-setting-text.ts';
import { suggestion } from '../../model/text/nearest.ts';
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

type Say = (key: string, what: string, fix: string) => ManifestFinding;

/** What Kafka checks of a topic's settings: each by itself, then those that must agree (`LogConfig.validateValues`). */
function settings(config: unknown, replicas: unknown): ManifestFinding[] {
  const say: Say = (key, what, fix) => finding(`spec.config["${key}"]`, what, fix);
  const texts = new Map(Object.entries(config as object).map(([key, value]) => [key, String(value)]));
  return [...[...texts].flatMap(([key, text]) => single(key, text, say)), ...together(texts, replicas, say)];
}

function single(key: string, text: string, say: Say): ManifestFinding[] {
  if (!isTopicSetting(key))
    return [say(key, 'no topic setting of Kafka', suggestion(key, topicSettingNames))];
  const read = parseTopicSetting(key, text);
  return read.ok ? [] : [say(key, `"${text}"`, `write ${allowedText(key)}`)];
}

function together(texts: ReadonlyMap<string, string>, replicas: unknown, say: Say): ManifestFinding[] {
  const value = <K extends TopicSettingName>(name: K): TopicSettingValue<K> | undefined => {
    const text = texts.get(name);
    const read = text === undefined ? undefined : parseTopicSetting(name, text);
    return read?.ok === true ? read.value : undefined;
  };
  const above = <K extends TopicSettingName>(name: K, limit: K) => {
    const [one, most] = [value(name), value(limit)];
    return (
      one !== undefined &&
      one !== 'as-retention' &&
      typeof most === 'number' &&
      (typeof one !== 'number' || one > most)
    );
  };
  const minInSync = value('min.insync.replicas') ?? 1;
  const tiered = value('remote.storage.enable') === true;
  const gone = 'lower it: what is gone is kept nowhere';
  return [
    ...(minInSync > Number(replicas)
      ? [
          say(
            'min.insync.replicas',
            `above the ${String(replicas)} replicas`,
            'no write would succeed: lower it',
          ),
        ]
      : []),
    ...(above('local.retention.ms', 'retention.ms')
      ? [say('local.retention.ms', 'above retention.ms', gone)]
      : []),
    ...(above('local.retention.bytes', 'retention.bytes')
      ? [say('local.retention.bytes', 'above retention.bytes', gone)]
      : []),
    ...(above('min.compaction.lag.ms', 'max.compaction.lag.ms')
      ? [say('min.compaction.lag.ms', 'above max.compaction.lag.ms', 'lower it, or raise the other')]
      : []),
    ...(tiered && value('cleanup.policy')?.includes('compact') === true
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

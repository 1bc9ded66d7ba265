import {
  isTopicSetting,
  type TopicSettingName,
  type TopicSettingValue,
  topicSettingForPeople,
} from '../model/kafka/topic-setting.ts';
import { parseTopicSetting, topicSettingText } from '../model/kafka/topic-setting-text.ts';
import { hasOwnKey } from '../model/terms/settings-terms.ts';
import { type Origin, type Setting, setting } from './setting.ts';

/** One setting of a topic. */
interface TopicConfigSetting<T> extends Setting<T> {
  /** Letter by letter as the cluster has it, where an import pinned it: the Topic Operator compares text. */
  readonly pinnedText?: string;
}

/** Kafka's topic configuration as typed values; what is not there is left to the brokers. */
export type TopicConfig = {
  readonly [K in TopicSettingName]?: TopicConfigSetting<TopicSettingValue<K>>;
};

/** One line of a topic's configuration as a manifest has it. */
export interface ConfigLine {
  readonly name: string;
  /** What Kafka reads: canonical, or pinned. */
  readonly text: string;
  /** What people read: `7d`. */
  readonly forPeople: string;
  readonly origin: Origin;
}

/** Settings that an import found, as typed values; what Kafka does not know or not allow stays text. */
export function readPins(
  pins: Readonly<Record<string, string>>,
  originOf: (name: string) => Origin,
): { readonly config: TopicConfig; readonly unread: Readonly<Record<string, Setting<string>>> } {
  const config: Record<string, TopicConfigSetting<TopicSettingValue>> = {};
  const unread: Record<string, Setting<string>> = {};
  for (const [name, text] of Object.entries(pins)) {
    const read = isTopicSetting(name) ? parseTopicSetting(name, text) : undefined;
    if (read?.ok === true) config[name] = { value: read.value, origin: originOf(name), pinnedText: text };
    else unread[name] = setting(text, originOf(name));
  }
  return { config, unread };
}

/** A topic's settings, for Kafka and for people. */
export function configLines(topic: {
  readonly config: TopicConfig;
  readonly unread: Readonly<Record<string, Setting<string>>>;
}): ConfigLine[] {
  return [
    ...settingsOf(topic.config).map(([name, one]) => ({
      name,
      text: textOf(name, one),
      forPeople: topicSettingForPeople(name, one.value),
      origin: one.origin,
    })),
    ...Object.entries(topic.unread).map(([name, { value, origin }]) => ({
      name,
      text: value,
      forPeople: value,
      origin,
    })),
  ];
}

/** Settings that have no key of their own in contracts and environments, and were written or found by somebody. */
export function extraSettings(topic: Parameters<typeof configLines>[0]): ConfigLine[] {
  return configLines(topic).filter(
    ({ name, origin }) => origin.kind !== 'derived' && !(isTopicSetting(name) && hasOwnKey(name)),
  );
}

/** A topic's configuration as Kafka reads it. */
export function configTexts({ config, unread }: Parameters<typeof configLines>[0]): Record<string, string> {
  const texts: Record<string, string> = {};
  for (const [name, one] of settingsOf(config)) texts[name] = textOf(name, one);
  for (const [name, { value }] of Object.entries(unread)) texts[name] = value;
  return texts;
}

function settingsOf(config: TopicConfig): [TopicSettingName, TopicConfigSetting<TopicSettingValue>][] {
  return Object.entries(config) as [TopicSettingName, TopicConfigSetting<TopicSettingValue>][];
}

/** The one place where a setting becomes text. */
function textOf(name: TopicSettingName, one: TopicConfigSetting<TopicSettingValue>): string {
  return one.pinnedText ?? topicSettingText(name, one.value);
}

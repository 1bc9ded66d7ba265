import { suggestion } from '../text/nearest.ts';
import {
  allowedText,
  isTopicSetting,
  type TopicSettingName,
  type TopicSettingValue,
  topicSettingNames,
} from './topic-setting.ts';
import { parseTopicSetting } from './topic-setting-text.ts';

/** One setting of a topic that Kafka does not take. */
export interface RefusedSetting {
  readonly name: string;
  /** `"7d"`, `above retention.ms` */
  readonly what: string;
  readonly fix: string;
  /** The other settings that it does not agree with. */
  readonly against?: readonly TopicSettingName[];
  /** Kafka looks at this only where tiered storage is on. */
  readonly tieredOnly?: true;
}

/**
 * The settings of a topic that Kafka refuses: those that it does not know, values that it does not allow, then what does
 * not agree (`LogConfig` of Kafka 4.2). What the brokers set for all topics is not seen here.
 */
export function refusedSettings(texts: ReadonlyMap<string, string>): RefusedSetting[] {
  return [...[...texts].flatMap(([name, text]) => single(name, text)), ...together(texts)];
}

function single(name: string, text: string): RefusedSetting[] {
  if (!isTopicSetting(name))
    return [{ name, what: 'no topic setting of Kafka', fix: suggestion(name, topicSettingNames) }];
  const read = parseTopicSetting(name, text);
  return read.ok ? [] : [{ name, what: `"${text}"`, fix: `write ${allowedText(name)}` }];
}

const tiering = 'remote.storage.enable';

function together(texts: ReadonlyMap<string, string>): RefusedSetting[] {
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
  const tiered = value(tiering) === true;
  const found: RefusedSetting[] = [];
  for (const unit of ['ms', 'bytes'] as const) {
    const [local, all] = [`local.retention.${unit}`, `retention.${unit}`] as const;
    if (above(local, all)) {
      const fix = 'lower it: what is gone is kept nowhere';
      found.push({ name: local, what: `above ${all}`, fix, against: [all, tiering], tieredOnly: true });
    } else if (value('remote.log.copy.disable') === true && differs(value(local), value(all))) {
      const what = `another than ${all}, while nothing is copied (remote.log.copy.disable)`;
      const against = [all, tiering, 'remote.log.copy.disable'] as const;
      found.push({ name: local, what, fix: 'remove it, or write the same', against, tieredOnly: true });
    }
  }
  if (above('min.compaction.lag.ms', 'max.compaction.lag.ms')) {
    const [what, fix] = ['above max.compaction.lag.ms', 'lower it, or raise the other'];
    found.push({ name: 'min.compaction.lag.ms', what, fix, against: ['max.compaction.lag.ms'] });
  }
  if (tiered && value('cleanup.policy')?.includes('compact') === true) {
    const [what, fix] = ['on a compacted topic', 'remove it, or write cleanup.policy: delete'];
    found.push({ name: tiering, what, fix, against: ['cleanup.policy'] });
  }
  return found;
}

function differs(local: unknown, all: unknown): boolean {
  return local !== undefined && local !== 'as-retention' && all !== undefined && local !== all;
}

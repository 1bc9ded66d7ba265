import { type TopicSettingName, topicSetting } from '../../model/kafka/topic-setting.ts';
import { parseTopicSetting, topicSettingText } from '../../model/kafka/topic-setting-text.ts';
import { formatDuration } from '../../model/text/duration.ts';
import type { Fact, Facts } from '../facts.ts';

/** Whether a number is less: below 0 is without end. Digit by digit: Kafka's numbers have 64 bits. */
export function isLess(a: Fact, b: Fact): boolean {
  const [one, other] = [wholeOf(a), wholeOf(b)];
  if (one === undefined || other === undefined) return Number(a) < Number(b);
  return one >= 0n && (other < 0n || one < other);
}

function wholeOf(value: Fact): bigint | undefined {
  return /^-?[0-9]{1,40}$/.test(String(value)) ? BigInt(value) : undefined;
}

/** `7d`, `for ever`. */
export function lengthText(name: TopicSettingName, value: Fact): string {
  const read = parseTopicSetting(name, String(value));
  if (!read.ok || typeof read.value === 'object') return String(value);
  if (read.value === 'endless') return 'for ever';
  return typeof read.value === 'number' ? formatDuration(read.value) : topicSettingText(name, read.value);
}

/** The items of `cleanup.policy` on one side; Kafka's default where the topic says nothing. */
export function policiesOf(facts: Facts): ReadonlySet<string> {
  const text = facts.get('spec.config.cleanup.policy') ?? topicSetting('cleanup.policy').default;
  return new Set(
    String(text)
      .split(',')
      .filter((one) => one !== ''),
  );
}

export function isTiered(facts: Facts): boolean {
  return facts.get('spec.config.remote.storage.enable') === 'true';
}

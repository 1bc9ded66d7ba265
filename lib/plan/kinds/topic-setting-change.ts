import { type TopicSettingName, topicSetting } from '../../model/kafka/topic-setting.ts';
import { parseTopicSetting } from '../../model/kafka/topic-setting-text.ts';
import type { Fact } from '../facts.ts';
import type { Changed, Scene } from './meaning.ts';
import { isLess } from './topic-numbers.ts';

/** One setting of a topic that changes, and what holds where a side says nothing. */
export interface SettingChange extends Changed {
  /** What held, Kafka's default where nothing was said. */
  readonly was: string;
  /** What holds from now on, likewise. */
  readonly is: string;
  /** Of numbers: whether it falls. */
  readonly less: boolean;
  /** Kafka would have taken what stood there. */
  readonly isWasKnown: boolean;
  readonly scene: Scene;
}

export function settingChange(name: TopicSettingName, change: Changed, scene: Scene): SettingChange {
  const { before, after } = change;
  const usual = topicSetting(name).default;
  const [was, is] = [String(before ?? usual), String(after ?? usual)];
  return {
    ...change,
    was,
    is,
    less: isLess(is, was),
    isWasKnown: parseTopicSetting(name, was).ok,
    scene,
  };
}

/** What stands behind a value that is only assumed. */
export function assumed(written: Fact | undefined): string {
  return written === undefined ? " (Kafka's default, unless the brokers set another)" : '';
}

/** What becomes of a topic of which Kafka refuses one setting: Strimzi sends those that change in one request. */
export const settingsRefused =
  'with it Kafka refuses every setting of the topic that changes; its other changes are applied all the same';

import type { Manifest } from '../../model/manifest.ts';
import { isTopicSetting, topicSetting } from '../../model/kafka/topic-setting.ts';
import {
  canonicalTopicSetting,
  isKafkaDefault,
  parseTopicSetting,
  settingText,
} from '../../model/kafka/topic-setting-text.ts';
import { at, textAt } from '../../model/plain-object.ts';
import type { Facts } from '../facts.ts';
import { destructive, impossible, otherChanges, review, safe, type Verdict } from '../risk.ts';
import { topicNameOf } from '../world.ts';
import type { Changed, Meaning, Scene, Worlds } from './meaning.ts';
import { judgeConfig, refusedIn, settingName } from './topic-config.ts';
import { judgeKey, morePartitions, refineKey } from './topic-key.ts';
import { isUnmanaged } from './topic-rename.ts';

const config = 'spec.config.';

function refine(facts: Facts, manifest: Manifest): void {
  facts.delete('spec.config');
  // Strimzi joins a list with commas, as `String` does.
  for (const [name, value] of Object.entries(at(manifest, 'spec', 'config') ?? {})) {
    const text = Array.isArray(value) ? settingText(value) : undefined;
    if (text !== undefined) facts.set(`${config}${name}`, text);
  }
  for (const [path, value] of facts) {
    if (!path.startsWith(config)) continue;
    const name = path.slice(config.length);
    const text = String(value);
    // What Kafka does not take (a long as 1e3) is not the same as what it takes.
    if (isTopicSetting(name) && !parseTopicSetting(name, text).ok) facts.set(path, text);
    // A default that no broker can change says nothing.
    else if (isTopicSetting(name) && topicSetting(name).broker.length === 0 && isKafkaDefault(name, text))
      facts.delete(path);
    else facts.set(path, canonicalTopicSetting(name, text));
  }
  facts.set('spec.topicName', topicNameOf(manifest));
  refineKey(facts);
  if (facts.get('metadata.annotations.strimzi.io/managed') === 'true')
    facts.delete('metadata.annotations.strimzi.io/managed');
}

function configOf(manifest: Manifest): Facts {
  const facts: Facts = new Map();
  for (const [name, value] of Object.entries(at(manifest, 'spec', 'config') ?? {})) {
    const text = settingText(value);
    if (text !== undefined) facts.set(`${config}${name}`, text);
  }
  return facts;
}

function judge(change: Changed, scene: Scene): Verdict | undefined {
  const { path } = change;
  if (path === 'spec.partitions') return partitions(change, scene);
  if (path === 'spec.replicas') return replicas(change, scene);
  if (path === 'spec.topicName') return topicName(change);
  if (path.startsWith('spec.config[')) return notSetting(change);
  if (path.startsWith(config)) return judgeConfig(path.slice(config.length), change, scene);
  if (path === 'metadata.labels.workstreams.io/class')
    return review('the topic is of another class: what it may keep and who may use it follows from that');
  return judgeKey(change, scene);
}

/** A map in the place of a setting. */
function notSetting({ path, after }: Changed): Verdict {
  const [, name = ''] = /^spec\.config\[([^\]]*)\]/.exec(path) ?? [];
  return after === undefined
    ? review(
        `${settingName(name)} is a map, which Strimzi does not take: without it the topic stays as it is`,
      )
    : impossible(`${settingName(name)} is a map: Strimzi takes text, numbers, true, false and lists`, [
        `write each setting with its whole name, for example ${name === '' ? 'retention.ms' : `${name}.ms`}: "604800000"`,
      ]);
}

function partitions({ before, after }: Changed, scene: Scene): Verdict {
  if (after === undefined)
    return review(
      `the topic keeps its ${String(before)} partitions; if it is ever created again the brokers decide how many`,
    );
  if (before === undefined) {
    const { risk, says } = morePartitions(after, scene);
    return {
      risk,
      says: `if the topic has fewer than ${String(after)} partitions today, ${says}. If it has more, Strimzi answers NotSupported and leaves them`,
    };
  }
  if (Number(after) > Number(before)) return morePartitions(after, scene);
  return impossible(
    `Kafka cannot take partitions away: Strimzi answers NotSupported and leaves ${String(before)}`,
    [
      `declare a new version of ${topicNameOf(scene.before)} with ${String(after)} partitions (a folder v<N+1>)`,
      'move to it by phases: write both (dual), write the new only (cutover), read the new only when the old is empty (drained)',
      'remove the old version with an approval (retired)',
    ],
    otherChanges.applied,
  );
}

function replicas({ before, after }: Changed, { after: topic, worlds }: Scene): Verdict {
  if (after === undefined)
    return review(
      `the topic keeps its ${String(before)} replicas; if it is ever created again the brokers decide how many`,
    );
  const kafka = worlds.after.kafkaOf(topic);
  if (kafka !== undefined && hasCruiseControl(kafka)) {
    return review(
      `Cruise Control copies every partition from ${String(before ?? '(unknown)')} to ${String(after)} replicas: brokers and network carry it beside the load`,
    );
  }
  if (before === undefined)
    return review(
      `if the topic has another number of replicas than ${String(after)} today, Strimzi answers NotSupported without Cruise Control and leaves them`,
    );
  return {
    ...impossible(
      'without Cruise Control Strimzi does not change replicas: it answers NotSupported and leaves them',
      [
        "either: let the cluster's owner turn on Cruise Control (spec.cruiseControl of the Kafka resource), which then carries this change out",
        `or: reassign the partitions to ${String(after)} replicas by hand (kafka-reassign-partitions), verify it, and approve this change: Strimzi finds what it wants and says Ready`,
      ],
      otherChanges.applied,
    ),
    liftable: true,
  };
}

function hasCruiseControl(kafka: Manifest): boolean {
  const spec = kafka['spec'];
  return typeof spec === 'object' && spec !== null && Object.hasOwn(spec, 'cruiseControl');
}

function topicName({ before, after }: Changed): Verdict {
  return impossible(
    `an object keeps its topic: Strimzi answers NotSupported, ${String(before)} stays as it is, and ${String(after)} is not created`,
    [
      `add a second object for ${String(after)}, under a name of its own`,
      'move producers, then consumers, when the old topic is empty',
      `remove the object of ${String(before)} with an approval`,
    ],
    'do not count on it that the other changes of this object are held back with it',
  );
}

function created(manifest: Manifest, worlds: Worlds): Verdict {
  const topic = topicNameOf(manifest);
  const holders = worlds.after.topics.get(topic) ?? [];
  if (holders.length > 1) {
    const others = holders.filter((one) => one !== manifest).map(({ metadata }) => metadata.name);
    return impossible(
      `${others.join(', ')} stands for the topic ${topic} already: Strimzi keeps the oldest and answers ResourceConflict to the other`,
      ['remove one of the two objects, or give one of them another topic'],
    );
  }
  const map = Object.entries(at(manifest, 'spec', 'config') ?? {}).find(
    ([, value]) => value !== null && settingText(value) === undefined,
  );
  if (map !== undefined)
    return notSetting({ path: `spec.config[${map[0]}]`, before: undefined, after: '{}' });
  const [refused] = refusedIn(configOf(manifest));
  if (refused !== undefined)
    return impossible(
      `Kafka refuses the setting ${settingName(refused.name)} (${refused.what}): the topic ${topic} is not created`,
      [`${settingName(refused.name)}: ${refused.fix}`],
    );
  if (textAt(manifest, 'metadata', 'labels', 'strimzi.io/cluster') === '')
    return review(
      `without the label strimzi.io/cluster Strimzi ignores the object: the topic ${topic} is not made`,
    );
  if (isUnmanaged(manifest)) return review(`the object is unmanaged: the topic ${topic} is not made by it`);
  return safe(`the topic ${topic} is made, empty; where it exists already it is taken over and set to this`);
}

function deleted(manifest: Manifest, worlds: Worlds): Verdict {
  const topic = topicNameOf(manifest);
  if (isUnmanaged(manifest)) return review(`the object goes; the topic ${topic} stays, for it is unmanaged`);
  const [other] = worlds.after.topics.get(topic) ?? [];
  if (other !== undefined) {
    return destructive(
      `the topic ${topic} is deleted with all its messages, although ${other.metadata.name} stands for it, too: that makes it again, empty`,
    );
  }
  return destructive(
    `the topic ${topic} is deleted with all its messages and the offsets of its groups; who still writes or reads fails. Whether a group lags is not seen here: look before`,
  );
}

export const kafkaTopic: Meaning = { refine, judge, created, deleted };

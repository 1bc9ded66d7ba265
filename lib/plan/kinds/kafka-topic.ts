import type { Manifest } from '../../model/manifest.ts';
import { isTopicSetting, topicSetting } from '../../model/kafka/topic-setting.ts';
import { canonicalTopicSetting, isKafkaDefault } from '../../model/kafka/topic-setting-text.ts';
import { textAt } from '../../model/plain-object.ts';
import type { Facts } from '../facts.ts';
import { destructive, impossible, review, safe, type Verdict } from '../risk.ts';
import { topicNameOf } from '../world.ts';
import type { Changed, Meaning, Scene, Worlds } from './meaning.ts';
import { judgeConfig } from './topic-config.ts';
import { isUnmanaged } from './topic-rename.ts';

const config = 'spec.config.';

function refine(facts: Facts, manifest: Manifest): void {
  facts.delete('spec.config');
  for (const [path, value] of facts) {
    if (!path.startsWith(config)) continue;
    const name = path.slice(config.length);
    // A default that no broker can change says nothing.
    if (isTopicSetting(name) && topicSetting(name).broker.length === 0 && isKafkaDefault(name, String(value)))
      facts.delete(path);
    else facts.set(path, canonicalTopicSetting(name, String(value)));
  }
  facts.set('spec.topicName', topicNameOf(manifest));
  if (facts.get('metadata.annotations.strimzi.io/managed') === 'true')
    facts.delete('metadata.annotations.strimzi.io/managed');
}

function judge(change: Changed, scene: Scene): Verdict | undefined {
  const { path } = change;
  if (path === 'spec.partitions') return partitions(change, topicNameOf(scene.before));
  if (path === 'spec.replicas') return replicas(change, scene);
  if (path === 'spec.topicName') return topicName(change);
  if (path.startsWith(config)) return judgeConfig(path.slice(config.length), change, scene);
  if (path === 'metadata.labels.workstreams.io/class')
    return review('the topic is of another class: what it may keep and who may use it follows from that');
  return undefined;
}

function partitions({ before, after }: Changed, topic: string): Verdict {
  if (typeof before !== 'number' || typeof after !== 'number') {
    return review("left out, the broker's default decides; the operator never takes partitions away");
  }
  if (after > before) {
    return review(
      `keys move: from now on a key may be written to another of the ${after} partitions than its earlier messages, so their order is not kept across the change; consumer groups rebalance, and it cannot be taken back`,
    );
  }
  return impossible(
    `Kafka cannot take partitions away: Strimzi would answer NotSupported and leave ${before}`,
    [
      `declare a new version of ${topic} with ${after} partitions (a folder v<N+1>)`,
      'move to it by phases: write both (dual), write the new only (cutover), read the new only when the old is empty (drained)',
      'remove the old version with an approval (retired)',
    ],
  );
}

function replicas({ before, after }: Changed, { worlds }: Scene): Verdict {
  const kafka = worlds.after.ofKind('Kafka')[0];
  if (kafka !== undefined && hasCruiseControl(kafka)) {
    return review(
      `Cruise Control copies every partition from ${String(before)} to ${String(after)} replicas: brokers and network carry it beside the load`,
    );
  }
  return {
    ...impossible(
      'without Cruise Control Strimzi does not change replicas: it would answer NotSupported and leave them',
      [
        "either: let the cluster's owner turn on Cruise Control (spec.cruiseControl of the Kafka resource), which then carries this change out",
        `or: reassign the partitions to ${String(after)} replicas by hand (kafka-reassign-partitions), verify it, and approve this change: Strimzi finds what it wants and says Ready`,
      ],
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
    `an object keeps its topic: Strimzi would answer NotSupported, go on with ${String(before)}, and ${String(after)} would not exist`,
    [
      `add a second object for ${String(after)}, under a name of its own`,
      'move producers, then consumers, when the old topic is empty',
      `remove the object of ${String(before)} with an approval`,
    ],
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

import { refusedSettings } from '../../model/kafka/refused-settings.ts';
import { isTopicSetting, type TopicSettingName, topicSetting } from '../../model/kafka/topic-setting.ts';
import { isKafkaDefault } from '../../model/kafka/topic-setting-text.ts';
import { at } from '../../model/plain-object.ts';
import type { Facts } from '../facts.ts';
import { destructive, impossible, review, safe, type Verdict } from '../risk.ts';
import type { Changed, Scene } from './meaning.ts';
import { isTiered, policiesOf } from './topic-numbers.ts';
import { retentionSettings } from './topic-retention.ts';
import { assumed, type SettingChange, settingChange, settingsRefused } from './topic-setting-change.ts';

const config = 'spec.config.';

/** What one setting of a topic means, by its name. */
export function judgeConfig(name: string, change: Changed, scene: Scene): Verdict {
  const refused = refusal(name, change, scene);
  if (refused !== undefined) return refused;
  if (!isTopicSetting(name))
    return review(
      'Kafka knows no such topic setting, and has not taken it: without it the topic stays as it is',
    );
  const verdict = leftToBrokers(name, change) ?? settings[name](settingChange(name, change, scene));
  // Strimzi sends with it what Kafka has refused so far: the topic takes neither.
  const [stuck] = refusedIn(scene.facts.after);
  return stuck === undefined
    ? verdict
    : {
        ...verdict,
        says: `once ${settingName(stuck.name)} is put right, which Kafka refuses: ${verdict.says}`,
      };
}

/** The name of a setting in a sentence: quoted where blanks or other characters of it would not be seen. */
export function settingName(name: string): string {
  return /^[\w.-]+$/.test(name) ? name : JSON.stringify(name);
}

/** Why Kafka does not take a setting as it is from now on; undefined where it does. */
function refusal(name: string, { before, after }: Changed, { facts }: Scene): Verdict | undefined {
  const found = refusedIn(facts.after).find(
    (one) =>
      (one.name === name && after !== undefined) || one.against?.some((other) => other === name) === true,
  );
  if (found === undefined) return undefined;
  const why = isTopicSetting(found.name)
    ? `refuses ${found.name} ${found.what}`
    : `knows no topic setting ${settingName(name)}`;
  const steps =
    found.against?.includes('cleanup.policy') === true
      ? [
          'keep one of the two: compaction, or tiered storage',
          'for the other: a topic of its own, filled from this one',
        ]
      : [
          `${settingName(found.name)}: ${found.fix}`,
          ...(before === undefined ? [`or leave ${settingName(name)} out`] : []),
        ];
  return impossible(`Kafka ${why}: Strimzi reports the error (KafkaError)`, steps, settingsRefused);
}

/** The settings of one side that Kafka refuses. */
export function refusedIn(facts: Facts): ReturnType<typeof refusedSettings> {
  const texts = new Map<string, string>();
  for (const [path, value] of facts)
    if (path.startsWith(config)) texts.set(path.slice(config.length), String(value));
  return refusedSettings(texts).filter(({ tieredOnly }) => tieredOnly !== true || isTiered(facts));
}

/** A setting that only one side writes, as Kafka's default has it: it changes where the brokers have another default. */
function leftToBrokers(name: TopicSettingName, { before, after }: Changed): Verdict | undefined {
  const written = before ?? after;
  if ((before === undefined) === (after === undefined) || written === undefined) return undefined;
  if (!isKafkaDefault(name, String(written))) return undefined;
  const [broker = ''] = topicSetting(name).broker;
  return review(
    `${String(written)} is Kafka's default: nothing changes unless the brokers set another ${broker}, which ${after === undefined ? 'holds for this topic from now on' : 'no longer holds for this topic'}`,
  );
}

type Judge = (change: SettingChange) => Verdict;

/** What is about compaction says nothing where none is. */
const ofCompaction =
  (judge: Judge): Judge =>
  (change) => {
    const { facts } = change.scene;
    return policiesOf(facts.after).has('compact') || policiesOf(facts.before).has('compact')
      ? judge(change)
      : safe('without effect: the topic is not compacted');
  };

const both =
  (more: string, less: string): Judge =>
  (change) =>
    review(change.less ? less : more);
const always =
  (says: string): Judge =>
  () =>
    review(says);

const compression = always(
  'brokers compress new messages harder, or lighter: it costs processor time, or disk',
);
const files = always(
  'files are closed at other times: expiry and compaction act on closed ones only, so both come earlier or later',
);
const compactedEarlier = ofCompaction(
  always('compaction comes earlier or later: how long older values of a key are seen changes'),
);
const throttle = always('copying between brokers is slowed down for these replicas, or is not any longer');
const flush = always(
  'brokers write messages to disk more or less often: what keeps them safe is replication, not this',
);

/** Every setting that Kafka has for topics. */
const settings: Readonly<Record<TopicSettingName, Judge>> = {
  ...retentionSettings,
  'compression.gzip.level': compression,
  'compression.lz4.level': compression,
  'compression.zstd.level': compression,
  'compression.type': always(
    'new messages are stored in another compression: brokers spend processor time where producers send another; readers need no change',
  ),
  'delete.retention.ms': ofCompaction(({ less }) =>
    less
      ? destructive(
          'a reader that lags further does not see that a key was deleted: it keeps the key for ever, and taking this back does not bring the deletions back',
        )
      : review('a reader may lag further and still see that a key was deleted'),
  ),
  'file.delete.delay.ms': both(
    'files that have expired stay on disk for longer',
    'files that have expired leave the disk earlier: a reader in the midst of one fails and tries again',
  ),
  'flush.messages': flush,
  'flush.ms': flush,
  'follower.replication.throttled.replicas': throttle,
  'leader.replication.throttled.replicas': throttle,
  'index.interval.bytes': always(
    'the index of new files is finer or coarser: reading from a place costs less or more',
  ),
  'max.compaction.lag.ms': ofCompaction(({ less }) =>
    less
      ? destructive(
          'compaction may wait less long: older values of keys are deleted earlier, and taking this back does not bring them back',
        )
      : review('compaction may wait longer: older values of keys stay for longer'),
  ),
  'max.message.bytes': largestMessage,
  'message.timestamp.after.max.ms': both(
    'messages with a time further ahead of the clock are taken',
    'messages with a time further ahead of the clock are refused (InvalidTimestamp): producers that send them fail',
  ),
  'message.timestamp.before.max.ms': both(
    'messages with an older time are taken',
    'messages with an older time are refused (InvalidTimestamp): producers that send them fail',
  ),
  'message.timestamp.type': ({ is }) =>
    is === 'CreateTime'
      ? review(
          'the time that producers write counts from now on: a message with an old time expires earlier, and one from the future later',
        )
      : review(
          'the time at which the broker takes a message counts from now on: the time of its producer is lost, and it expires by this one',
        ),
  'min.cleanable.dirty.ratio': compactedEarlier,
  'min.compaction.lag.ms': ofCompaction(({ less }) =>
    less
      ? destructive(
          'older values of keys are deleted earlier: a reader that lags further misses them, and taking this back does not bring them back',
        )
      : review('older values of keys are kept for longer before they are compacted'),
  ),
  'min.insync.replicas': minInSync,
  preallocate: always('new files take their whole size at once, or grow: disks fill in another way'),
  'segment.bytes': files,
  'segment.index.bytes': files,
  'segment.jitter.ms': files,
  'segment.ms': files,
  'unclean.leader.election.enable': ({ is }) =>
    is === 'true'
      ? destructive('a replica that lags may become leader: acknowledged messages are lost without a word')
      : review(
          'a partition whose replicas in sync are gone waits for one of them: safer, and unavailable for so long',
        ),
};

function largestMessage({ is, before, after, less }: SettingChange): Verdict {
  if (after === undefined)
    return review(
      `the brokers' default holds (${is} bytes in Kafka): where it is smaller, larger messages are refused (RecordTooLarge)`,
    );
  return less
    ? review(
        `messages above ${is} bytes are refused from now on (RecordTooLarge): producers that send larger ones fail; what is stored stays`,
      )
    : review(
        `messages up to ${is} bytes are taken${before === undefined ? ", whatever the brokers' default" : ''}: consumers and mirrors that fetch less at once need more memory`,
      );
}

function minInSync({ was, is, after, scene }: SettingChange): Verdict {
  const replicas = Number(at(scene.after, 'spec', 'replicas') ?? Number.NaN);
  const least = Number(is);
  if (least > replicas)
    return review(
      `above the ${counted(replicas)} Kafka counts it as ${replicas}${replicas > 1 ? ': one broker down, a rolling update included, stops every write with acks=all' : ''}`,
    );
  if (least === replicas && replicas > 1)
    return review(
      `equal to the ${replicas} replicas: one broker down, a rolling update included, stops every write with acks=all`,
    );
  return least < Number(was)
    ? review(
        `a write counts as done with ${counted(least)}${assumed(after)}: it is lost when those brokers are`,
      )
    : review(
        `writes wait for ${counted(least)}${assumed(after)}: where fewer are in sync, producers with acks=all fail`,
      );
}

function counted(replicas: number): string {
  return `${replicas} replica${replicas === 1 ? '' : 's'}`;
}

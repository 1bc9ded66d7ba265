import { at } from '../../model/plain-object.ts';
import { isTopicSetting, topicSetting, type TopicSettingName } from '../../model/kafka/topic-setting.ts';
import { isKafkaDefault, parseTopicSetting } from '../../model/kafka/topic-setting-text.ts';
import { formatDuration } from '../../model/text/duration.ts';
import type { Fact } from '../facts.ts';
import { destructive, impossible, review, safe, type Verdict } from '../risk.ts';
import type { Changed, Scene } from './meaning.ts';

/** What holds where neither topic nor broker says otherwise. */
const usualRetention = topicSetting('retention.ms').default;

/** What one setting of a topic means, by its key; undefined for those that are not known here. */
export function judgeConfig(key: string, change: Changed, scene: Scene): Verdict | undefined {
  const { before, after } = change;
  if (!isTopicSetting(key)) return undefined;
  const left = leftToBrokers(key, before, after);
  if (left !== undefined) return left;
  // oxlint-disable-next-line typescript/switch-exhaustiveness-check -- the others are for review
  switch (key) {
    case 'retention.ms':
      return retentionByTime(before, after, scene);
    case 'retention.bytes':
      return retentionByBytes(before, after);
    case 'local.retention.ms':
    case 'local.retention.bytes':
      return lessThan(after, before)
        ? review('older messages go from the brokers to remote storage only: reading them is slower')
        : review('the brokers keep more on their own disks');
    case 'cleanup.policy':
      return cleanupPolicy(listOf(before), listOf(after), scene);
    case 'remote.storage.enable':
      return tieredStorage(after, scene);
    case 'remote.log.copy.disable':
      return review(
        after === 'true'
          ? 'nothing more is copied to remote storage: local disks must hold what is new'
          : 'copying to remote storage goes on',
      );
    case 'min.insync.replicas':
      return minInSync(before, after, scene);
    case 'max.message.bytes':
      if (after === undefined) return review("the broker's default decides how large a message may be");
      return lessThan(after, before)
        ? review(
            `messages above ${String(after)} bytes are refused from now on (RecordTooLarge): producers that send larger ones fail; what is stored stays`,
          )
        : review(
            `messages up to ${String(after)} bytes are taken: consumers and mirrors that fetch less at once need more memory`,
          );
    case 'unclean.leader.election.enable':
      return after === 'true'
        ? destructive('a replica that lags may become leader: acknowledged messages are lost without a word')
        : review(
            'a partition whose replicas in sync are gone waits for one of them: safer, and unavailable for so long',
          );
    case 'compression.type':
      return review(
        'new messages are stored in another compression: brokers spend processor time where producers send another; readers need no change',
      );
    case 'delete.retention.ms':
      return lessThan(after, before)
        ? destructive(
            'a reader that lags further does not see that a key was deleted: it keeps the key for ever, and taking this back does not bring the deletions back',
          )
        : review('a reader may lag further and still see that a key was deleted');
    case 'min.compaction.lag.ms':
      return lessThan(after, before)
        ? destructive(
            'older values of keys are deleted earlier: a reader that lags further misses them, and taking this back does not bring them back',
          )
        : review('older values of keys are kept for longer before they are compacted');
    case 'message.timestamp.type':
      return review(
        'retention and readers go by another clock from now on: messages may expire earlier or later',
      );
    case 'segment.ms':
    case 'segment.bytes':
      return review(
        'files are closed at other times: expiry and compaction act on closed ones only, so both come earlier or later',
      );
    case 'max.compaction.lag.ms':
    case 'min.cleanable.dirty.ratio':
      return review('compaction comes earlier or later: how long older values of a key are seen changes');
    default:
      return undefined;
  }
}

/** A setting that only one side writes, as Kafka's default has it: it changes where the brokers have another default. */
function leftToBrokers(
  key: TopicSettingName,
  before: Fact | undefined,
  after: Fact | undefined,
): Verdict | undefined {
  const written = before ?? after;
  if ((before === undefined) === (after === undefined) || written === undefined) return undefined;
  if (!isKafkaDefault(key, String(written))) return undefined;
  const [broker = ''] = topicSetting(key).broker;
  return review(
    `${String(written)} is Kafka's default: nothing changes unless the brokers set another ${broker}, which ${after === undefined ? 'holds for this topic from now on' : 'no longer holds for this topic'}`,
  );
}

/** `7d`, `for ever`; what cannot be read as it stands. */
function kept(value: Fact): string {
  const read = parseTopicSetting('retention.ms', String(value));
  if (!read.ok) return `${String(value)}ms`;
  return read.value === 'endless' ? 'for ever' : formatDuration(read.value);
}

function retentionByTime(before: Fact | undefined, after: Fact | undefined, { facts }: Scene): Verdict {
  const policies = listOf(facts.after.get('spec.config.cleanup.policy'));
  if (policies.has('compact') && !policies.has('delete'))
    return safe('a topic that is only compacted expires nothing by time');
  if (isLess(after ?? usualRetention, before ?? usualRetention)) {
    return destructive(
      `what is older than ${kept(after ?? usualRetention)} is deleted within minutes, until now it is kept ${kept(before ?? usualRetention)}: a consumer that lags further loses messages`,
    );
  }
  if (before === undefined || after === undefined)
    return review(
      "the broker's default is left, or taken: how long messages are kept may change, and they may expire",
    );
  return safe(`messages are kept ${kept(after)}: disks fill further`);
}

function retentionByBytes(before: Fact | undefined, after: Fact | undefined): Verdict {
  if (isLess(after ?? -1, before ?? -1)) {
    return destructive(
      `each partition keeps ${String(after)} bytes at the most: what is above, the oldest first, is deleted within minutes`,
    );
  }
  return after === undefined
    ? review("the broker's default decides how many bytes are kept")
    : safe('partitions keep more bytes: disks fill further');
}

function cleanupPolicy(before: ReadonlySet<string>, after: ReadonlySet<string>, { facts }: Scene): Verdict {
  const compacted = after.has('compact') && !before.has('compact');
  if (compacted && facts.after.get('spec.config.remote.storage.enable') === 'true') return compactedTiered;
  if (compacted) {
    return destructive(
      'compaction is switched on: of each key all but the newest message are deleted, and messages without a key are refused',
    );
  }
  if (after.has('delete') && !before.has('delete') && before.size > 0) {
    return destructive(
      'what was kept for ever by its key expires with the retention from now on: the newest value of a key that is not written again is lost',
    );
  }
  if (before.has('compact') && !after.has('compact'))
    return review(
      'compaction is switched off: all messages of a key are kept until they expire; readers see older values again',
    );
  return review('nothing expires by time any more: the topic grows with the number of its keys');
}

const compactedTiered = impossible(
  'Kafka refuses tiered storage together with compaction: Strimzi would report the error and change nothing',
  [
    'keep one of the two: compaction, or tiered storage',
    'for the other: a topic of its own, filled from this one',
  ],
);

function tieredStorage(after: Fact | undefined, { facts }: Scene): Verdict {
  if (after === 'true') {
    if (listOf(facts.after.get('spec.config.cleanup.policy')).has('compact')) return compactedTiered;
    return review(
      'closed files are copied to remote storage, and go from the brokers after local.retention.ms: older messages are read slower',
    );
  }
  if (facts.after.get('spec.config.remote.log.delete.on.disable') === 'true')
    return destructive(
      "all that lies in remote storage is deleted: only what is on the brokers' own disks is left",
    );
  return impossible(
    'Kafka refuses to switch tiered storage off while data lie there: Strimzi would report the error and change nothing',
    [
      'to keep the data: set remote.log.copy.disable to true; they stay readable and expire with the retention',
      'when all has expired, or to give it up: set remote.log.delete.on.disable to true together with remote.storage.enable false',
    ],
  );
}

function minInSync(before: Fact | undefined, after: Fact | undefined, scene: Scene): Verdict {
  const replicas = at(scene.after, 'spec', 'replicas');
  const is = Number(after ?? 1);
  if (typeof replicas === 'number' && is > replicas) {
    return impossible(
      `no write with acks=all would ever succeed: ${is} replicas in sync are wanted, and there are ${replicas}`,
      [`write ${Math.max(1, replicas - 1)} or less`, 'or raise the replication factor first'],
    );
  }
  if (is === replicas && replicas > 1) {
    return review(
      `equal to the ${replicas} replicas: one broker down, a rolling update included, stops every write with acks=all`,
    );
  }
  return is < Number(before ?? 1)
    ? review(`a write counts as done with ${counted(is)}: it is lost when those brokers are`)
    : review(`writes wait for ${counted(is)}: where fewer are in sync, producers with acks=all fail`);
}

/** Whether fewer messages are kept: below 0 is without end. Digit by digit: Kafka's numbers have 64 bits. */
function isLess(a: Fact, b: Fact): boolean {
  const [one, other] = [wholeOf(a), wholeOf(b)];
  if (one === undefined || other === undefined) return Number(a) < Number(b);
  return one >= 0n && (other < 0n || one < other);
}

function wholeOf(value: Fact): bigint | undefined {
  return /^-?[0-9]{1,40}$/.test(String(value)) ? BigInt(value) : undefined;
}

function lessThan(a: Fact | undefined, b: Fact | undefined): boolean {
  return isLess(a ?? -1, b ?? -1);
}

function listOf(value: Fact | undefined): Set<string> {
  return new Set((typeof value === 'string' ? value : 'delete').split(','));
}

function counted(replicas: number): string {
  return `${replicas} replica${replicas === 1 ? '' : 's'}`;
}

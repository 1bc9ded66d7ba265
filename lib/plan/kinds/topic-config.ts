import { at } from '../../model/plain-object.ts';
import { formatDuration } from '../../model/text/duration.ts';
import type { Fact } from '../facts.ts';
import { destructive, impossible, review, safe, type Verdict } from '../risk.ts';
import type { Changed, Scene } from './meaning.ts';

/** One spelling for what Kafka takes for the same: numbers, booleans, and lists in any order. */
export function canonicalConfig(key: string, value: Fact): string {
  const text = String(value).trim();
  if (/^[+-]?(?:[0-9]+\.?[0-9]*|\.[0-9]+)(?:[eE][+-]?[0-9]+)?$/.test(text)) return numberText(text);
  if (/^(?:true|false)$/i.test(text)) return text.toLowerCase();
  if (key === 'cleanup.policy' || key.endsWith('.replicas')) {
    return [...new Set(text.split(',').map((one) => one.trim()))].sort().join(',');
  }
  return text;
}

function numberText(text: string): string {
  // Above this a double loses digits; whole numbers are kept as they stand.
  if (/^[+-]?[0-9]+$/.test(text)) return String(BigInt(text.replace('+', '')));
  const number = Number(text);
  return Number.isSafeInteger(number) ? String(number) : String(number);
}

/** Kafka's own default of retention.ms: what holds where neither topic nor broker says otherwise. */
const usualRetention = 604_800_000;

/** What one setting of a topic means, by its key; undefined for those that are not known here. */
export function judgeConfig(key: string, change: Changed, scene: Scene): Verdict | undefined {
  const { before, after } = change;
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
    case 'remote.copy.disable':
      return review(
        after === 'true'
          ? 'nothing more is copied to remote storage: local disks must hold what is new'
          : 'copying to remote storage goes on',
      );
    case 'min.insync.replicas':
      return minInSync(before, after, scene);
    case 'max.message.bytes':
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
      return review('how long a reader may lag and still see that a key was deleted changes');
    case 'message.timestamp.type':
      return review(
        'retention and readers go by another clock from now on: messages may expire earlier or later',
      );
    case 'segment.ms':
    case 'segment.bytes':
      return review(
        'files are closed at other times: expiry and compaction act on closed ones only, so both come earlier or later',
      );
    case 'min.compaction.lag.ms':
    case 'max.compaction.lag.ms':
    case 'min.cleanable.dirty.ratio':
      return review('compaction comes earlier or later: how long older values of a key are seen changes');
    default:
      return undefined;
  }
}

const days = (milliseconds: number): string =>
  milliseconds < 0
    ? 'for ever'
    : Number.isSafeInteger(milliseconds) && milliseconds > 0
      ? formatDuration(milliseconds)
      : `${milliseconds}ms`;

function retentionByTime(before: Fact | undefined, after: Fact | undefined, { facts }: Scene): Verdict {
  const policies = listOf(facts.after.get('spec.config.cleanup.policy'));
  if (policies.has('compact') && !policies.has('delete'))
    return safe('a topic that is only compacted expires nothing by time');
  const [was, is] = [endless(before ?? usualRetention), endless(after ?? usualRetention)];
  if (is < was) {
    return destructive(
      `what is older than ${days(Number(after ?? usualRetention))} is deleted within minutes, until now it is kept ${Number(before) < 0 ? 'for ever' : days(Number(before ?? usualRetention))}: a consumer that lags further loses messages`,
    );
  }
  if (before === undefined || after === undefined)
    return review(
      "the broker's default is left, or taken: how long messages are kept may change, and they may expire",
    );
  return safe(`messages are kept ${days(Number(after))}: disks fill further`);
}

function retentionByBytes(before: Fact | undefined, after: Fact | undefined): Verdict {
  if (endless(after ?? -1) < endless(before ?? -1)) {
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
      'to keep the data: set remote.copy.disable to true; they stay readable and expire with the retention',
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
  if (typeof replicas === 'number' && is === replicas && replicas > 1) {
    return review(
      `equal to the ${replicas} replicas: one broker down, a rolling update included, stops every write with acks=all`,
    );
  }
  return is < Number(before ?? 1)
    ? review(`a write counts as done with ${counted(is)}: it is lost when those brokers are`)
    : review(`writes wait for ${counted(is)}: where fewer are in sync, producers with acks=all fail`);
}

/** For comparing: below 0 is without end. */
function endless(value: Fact): number {
  const number = Number(value);
  return number < 0 ? Number.POSITIVE_INFINITY : number;
}

function lessThan(a: Fact | undefined, b: Fact | undefined): boolean {
  return endless(a ?? -1) < endless(b ?? -1);
}

function listOf(value: Fact | undefined): Set<string> {
  return new Set((typeof value === 'string' ? value : 'delete').split(','));
}

function counted(replicas: number): string {
  return `${replicas} replica${replicas === 1 ? '' : 's'}`;
}

import type { TopicSettingName } from '../../model/kafka/topic-setting.ts';
import { at } from '../../model/plain-object.ts';
import { destructive, impossible, review, safe, type Verdict } from '../risk.ts';
import type { Scene } from './meaning.ts';
import { isTiered, lengthText, policiesOf } from './topic-numbers.ts';
import { assumed, type SettingChange, settingsRefused } from './topic-setting-change.ts';

function retentionByTime(change: SettingChange): Verdict {
  const { was, is, before, after, less, scene, isWasKnown } = change;
  const unused = neverExpires(scene, 'time');
  if (unused !== undefined) return unused;
  const text = (value: string) => lengthText('retention.ms', value);
  if (!isWasKnown)
    return destructive(
      `what is older than ${text(is)}${assumed(after)} is deleted within minutes; how long it is kept until now is not known, for Kafka never took ${was}`,
    );
  if (less)
    return destructive(
      `what is older than ${text(is)}${assumed(after)} is deleted within minutes, until now it is kept ${text(was)}${assumed(before)}: a consumer that lags further loses messages`,
    );
  if (after === undefined)
    return review(
      `the brokers' default holds from now on: where that is shorter than ${text(was)}, older messages are deleted`,
    );
  if (before === undefined)
    return review(
      `the brokers' default no longer holds: where that is longer than ${text(is)}, older messages are deleted`,
    );
  return safe(`messages are kept ${text(is)}: disks fill further`);
}

function retentionByBytes({ is, less, scene, after, isWasKnown }: SettingChange): Verdict {
  const unused = neverExpires(scene, 'size');
  if (unused !== undefined) return unused;
  if (less || (!isWasKnown && is !== '-1'))
    return destructive(
      `each partition keeps ${is} bytes at the most: what is above, the oldest first, is deleted within minutes`,
    );
  return after === undefined
    ? review(
        "the brokers' default decides how many bytes are kept: if they set one, what is above is deleted",
      )
    : safe('partitions keep more bytes: disks fill further');
}

/** Without `delete` among the policies nothing expires, neither by time nor by size. */
function neverExpires({ facts }: Scene, by: string): Verdict | undefined {
  const policies = policiesOf(facts.after);
  if (policies.has('delete')) return undefined;
  return policies.has('compact')
    ? safe(`a topic that is only compacted expires nothing by ${by}`)
    : safe(`a topic without a cleanup policy expires nothing by ${by}`);
}

function localRetention({ less, scene }: SettingChange): Verdict {
  if (!isTiered(scene.facts.after)) return safe('without effect: tiered storage is off for this topic');
  return less
    ? review('older messages go from the brokers to remote storage only: reading them is slower')
    : review('the brokers keep more on their own disks');
}

function cleanupPolicy({ scene: { facts } }: SettingChange): Verdict {
  const [before, after] = [policiesOf(facts.before), policiesOf(facts.after)];
  if (after.has('compact') && !before.has('compact')) {
    return destructive(
      'compaction is switched on: of each key all but the newest message are deleted, and messages without a key are refused',
    );
  }
  if (after.has('delete') && !before.has('delete')) {
    return destructive(
      before.has('compact')
        ? 'what was kept for ever by its key expires with the retention from now on: the newest value of a key that is not written again is lost'
        : 'what was kept for ever expires with the retention from now on: older messages are deleted within minutes',
    );
  }
  if (before.has('compact') && !after.has('compact'))
    return review(
      `compaction is switched off: all messages of a key are kept${after.has('delete') ? ' until they expire' : ''}; readers see older values again`,
    );
  return after.has('compact')
    ? review('nothing expires by time or size any longer: the topic grows with the number of its keys')
    : review('nothing is deleted any longer: disks fill further');
}

function tieredStorage({ after, scene }: SettingChange): Verdict {
  if (after === 'true') {
    const kafka = scene.worlds.after.kafkaOf(scene.after);
    if (kafka !== undefined && at(kafka, 'spec', 'kafka', 'tieredStorage') === undefined)
      return impossible(
        'the brokers have no tiered storage: Kafka refuses it ("Tiered Storage functionality is disabled in the broker")',
        ['set spec.kafka.tieredStorage of the Kafka resource, and wait until the brokers have restarted'],
        settingsRefused,
      );
    return review(
      'closed files are copied to remote storage, and go from the brokers after local.retention.ms: older messages are read slower. Brokers without tiered storage refuse it',
    );
  }
  if (scene.facts.after.get('spec.config.remote.log.delete.on.disable') === 'true')
    return destructive(
      "all that lies in remote storage is deleted: only what is on the brokers' own disks is left",
    );
  return impossible(
    'Kafka refuses to switch tiered storage off while data lie there: Strimzi reports the error (KafkaError)',
    [
      'to keep the data: set remote.log.copy.disable to true; they stay readable and expire with the retention',
      'when all has expired, or to give it up: set remote.log.delete.on.disable to true together with remote.storage.enable false',
    ],
    settingsRefused,
  );
}

function remoteCopy({ after, scene }: SettingChange): Verdict {
  if (!isTiered(scene.facts.after)) return safe('without effect: tiered storage is off for this topic');
  return review(
    after === 'true'
      ? 'nothing more is copied to remote storage: local disks must hold what is new'
      : 'copying to remote storage goes on',
  );
}

export const retentionSettings = {
  'retention.ms': retentionByTime,
  'retention.bytes': retentionByBytes,
  'local.retention.ms': localRetention,
  'local.retention.bytes': localRetention,
  'cleanup.policy': cleanupPolicy,
  'remote.storage.enable': tieredStorage,
  'remote.log.copy.disable': remoteCopy,
  'remote.log.delete.on.disable': ({ after }: SettingChange) =>
    review(
      after === 'true'
        ? 'once tiered storage is switched off for this topic, all that lies in remote storage is deleted'
        : 'tiered storage of this topic cannot be switched off while data lie there',
    ),
} satisfies Partial<Record<TopicSettingName, (change: SettingChange) => Verdict>>;

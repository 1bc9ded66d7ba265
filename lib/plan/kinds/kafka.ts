import { at } from '../../model/plain-object.ts';
import { type Fact, type Facts, quantityOf } from '../facts.ts';
import { destructive, impossible, review, safe, type Verdict } from '../risk.ts';
import type { Changed, Meaning, Scene } from './meaning.ts';

const rolls = 'the brokers are restarted one by one';

function refineKafka(facts: Facts): void {
  for (const [path, value] of facts) {
    if (path.startsWith('spec.kafka.config.')) facts.set(path, String(value));
  }
  if (facts.get('spec.kafka.resources') === '{}') facts.delete('spec.kafka.resources');
}

function judgeKafka(change: Changed, scene: Scene): Verdict | undefined {
  const { path, before, after } = change;
  if (path === 'spec.kafka.version') return version(change, scene);
  if (path === 'spec.kafka.metadataVersion')
    return review(
      'the format of the metadata changes: an older Kafka does not read it, so there is no way back to one',
    );
  const listener = /^spec\.kafka\.listeners\[([^\]]+)\]\.?(.*)$/.exec(path);
  if (listener) return listenerField(listener[1] ?? '', listener[2] ?? '', scene);
  if (path.startsWith('spec.kafka.authorization')) {
    return at(scene.after, 'spec', 'kafka', 'authorization') === undefined
      ? destructive(
          'rights are not enforced any more: everyone who can connect may read, write and delete everything',
        )
      : review('who may do what is decided in another way: what no right allows is refused');
  }
  if (path.startsWith('spec.kafka.tieredStorage')) {
    return at(scene.after, 'spec', 'kafka', 'tieredStorage') === undefined
      ? destructive('the brokers do not reach remote storage any more: what lies there cannot be read')
      : review(
          `remote storage is reached in another way, and ${rolls}: what lies under the old settings may not be found`,
        );
  }
  const config = /^spec\.kafka\.config\.(.+)$/.exec(path)?.[1];
  if (config !== undefined) return brokerConfig(config, before, after);
  if (path.startsWith('spec.cruiseControl'))
    return review(
      'Cruise Control comes, goes or works in another way: it alone can change replicas of topics',
    );
  if (path.startsWith('spec.kafkaExporter'))
    return review('the exporter restarts: which groups have a measured lag may change');
  if (path.startsWith('spec.entityOperator'))
    return review('the operators of topics and users restart: nothing is reconciled for so long');
  if (path.startsWith('spec.clusterCa') || path.startsWith('spec.clientsCa'))
    return review(
      'certificates are issued in another way: clients that trust the old ones only are refused after the next renewal',
    );
  return path.startsWith('spec.kafka') ? review(`the brokers run in another way; ${rolls}`) : undefined;
}

function version({ before, after }: Changed, { after: kafka }: Scene): Verdict {
  const numbers = (text: Fact | undefined) => String(text).split(/[.-]/).slice(0, 3).map(Number);
  const [was, is] = [numbers(before), numbers(after)];
  const step = is.map((number, index) => number - (was[index] ?? 0)).find((one) => one !== 0) ?? 0;
  if (step < 0 && at(kafka, 'spec', 'kafka', 'metadataVersion') === undefined) {
    return impossible(
      `an older Kafka does not read the metadata that ${String(before)} has written: Strimzi refuses to go back to ${String(after)}`,
      [
        `set spec.kafka.metadataVersion to one that ${String(after)} knows, while ${String(before)} runs, if the present one allows it`,
        'then change the version',
        'where the metadata are newer already: a second cluster, and mirroring',
      ],
    );
  }
  const metadata = at(kafka, 'spec', 'kafka', 'metadataVersion');
  if (typeof metadata === 'string' && isBelow(is, numbers(metadata))) {
    return impossible(
      `Kafka ${String(after)} does not read metadata of ${metadata}: Strimzi refuses it and changes nothing`,
      [`write a version of ${metadata} or above, or a metadataVersion that ${String(after)} knows`],
    );
  }
  return review(`Kafka ${orDefault(before)} becomes ${orDefault(after)}: ${rolls}; clients reconnect`);
}

/** Whether a version is below a metadata version, as far as both say: `4.0-IV3` is of 4.0. */
function isBelow(kafkaVersion: readonly number[], metadata: readonly number[]): boolean {
  for (const [index, number] of metadata.slice(0, 2).entries()) {
    const own = kafkaVersion[index] ?? 0;
    if (own !== number) return own < number;
  }
  return false;
}

function orDefault(value: Fact | undefined): string {
  return value === undefined ? '(default)' : String(value);
}

function listenerField(name: string, field: string, { before, after }: Scene): Verdict {
  const has = (kafka: unknown) => {
    const listeners = at(kafka, 'spec', 'kafka', 'listeners');
    return Array.isArray(listeners) && listeners.some((one) => at(one, 'name') === name);
  };
  if (!has(after))
    return review(`the listener ${name} goes: every client that connects by it is cut off; ${rolls}`);
  if (!has(before)) return review(`a new listener ${name}; ${rolls}`);
  if (field.startsWith('networkPolicyPeers'))
    return review(`other pods may connect to the listener ${name}: those that are not named are cut off`);
  return review(
    `the listener ${name} takes connections in another way: clients that come in the old one are refused; ${rolls}`,
  );
}

function brokerConfig(key: string, before: Fact | undefined, after: Fact | undefined): Verdict {
  if (key === 'unclean.leader.election.enable' && after === 'true')
    return destructive(
      'a replica that lags may become leader in every topic: acknowledged messages are lost without a word',
    );
  if (key === 'allow.everyone.if.no.acl.found' && after === 'true')
    return destructive(
      'everyone who can connect may read, write and delete every topic, group and transactional id that no right names',
    );
  if (/^log\.(?:retention|local\.retention)/.test(key) || key === 'log.cleanup.policy') {
    return destructive(
      `topics that do not set it themselves keep their messages by another rule (${orDefault(before)} becomes ${orDefault(after)}): what is older or above is deleted`,
    );
  }
  if (key === 'offsets.retention.minutes' && Number(after) < Number(before))
    return destructive('groups that stand still forget their offsets earlier, and begin anew');
  return review(`${key} holds for every topic that does not set it; ${rolls}`);
}

const clusterGone = 'the brokers are deleted with every topic, message, user and offset of the cluster';

/** What restarts a cluster whose only node forgets its disk with its pod costs more than a pause. */
function judgeRestart(change: Changed, scene: Scene): Verdict | undefined {
  const verdict = judgeKafka(change, scene);
  const forgets = scene.worlds.before
    .ofKind('KafkaNodePool')
    .some(
      (pool) => at(pool, 'spec', 'storage', 'type') === 'ephemeral' && at(pool, 'spec', 'replicas') === 1,
    );
  return verdict?.risk === 'review' && verdict.says.includes(rolls) && forgets
    ? destructive(
        `${verdict.says}; a node that is alone and keeps nothing beyond its pod forgets every message with that`,
      )
    : verdict;
}

export const kafka: Meaning = {
  refine: refineKafka,
  judge: judgeRestart,
  deleted: () => destructive(clusterGone),
};

function refinePool(facts: Facts): void {
  for (const [path, value] of facts) {
    if (/^spec\.storage\.(?:volumes\[[^\]]+\]\.)?size$/.test(path))
      facts.set(path, quantityOf(value) ?? value);
    if (path.endsWith('.deleteClaim') && value === false) facts.delete(path);
  }
}

function judgePool({ path, before, after }: Changed, { after: pool }: Scene): Verdict | undefined {
  if (path === 'spec.replicas') {
    return Number(after) < Number(before)
      ? review('nodes go: Strimzi refuses while they hold partitions, which are moved off first')
      : review('nodes come: they hold nothing until partitions are moved to them');
  }
  if (path.startsWith('spec.roles'))
    return review('nodes take another part in the cluster: without enough controllers it stands still');
  if (!path.startsWith('spec.storage')) return undefined;
  if (path.endsWith('.deleteClaim')) {
    return after === true
      ? destructive('with the node pool its disks are deleted from now on, and all messages on them')
      : safe('the disks stay when the node pool goes');
  }
  if (path.endsWith('.size') && typeof before === 'number' && typeof after === 'number') {
    return after > before
      ? review('the disks grow, where their storage class can do that')
      : impossible(
          'a disk does not shrink: Strimzi refuses and keeps the old size',
          newPool(pool.metadata.name),
        );
  }
  if (path.endsWith('.kraftMetadata')) return review('the metadata go to another disk; the nodes restart');
  return impossible(
    'nodes keep their storage: Strimzi refuses another type, class or set of disks, and keeps the old',
    newPool(pool.metadata.name),
  );
}

function newPool(name: string): string[] {
  return [
    'add a node pool with another name and the storage that is wanted',
    `move the partitions from ${name} to it (Cruise Control, or kafka-reassign-partitions)`,
    `remove ${name} when it is empty, with an approval`,
  ];
}

export const kafkaNodePool: Meaning = {
  refine: refinePool,
  judge: judgePool,
  deleted: ({ metadata }) =>
    destructive(`the nodes of ${metadata.name} are deleted, with the partitions that are on them alone`),
};

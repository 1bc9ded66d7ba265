import type { Manifest } from '../../model/manifest.ts';
import { at, itemsAt } from '../../model/plain-object.ts';
import type { Fact, Facts } from '../facts.ts';
import { destructive, impossible, review, type Verdict } from '../risk.ts';
import type { World } from '../world.ts';
import { brokerConfig } from './broker-config.ts';
import { rolls, withRestart } from './broker-restart.ts';
import type { Changed, Meaning, Scene } from './meaning.ts';

function refineKafka(facts: Facts): void {
  for (const [path, value] of facts) {
    if (path.startsWith('spec.kafka.config.')) facts.set(path, String(value));
  }
  if (facts.get('spec.kafka.resources') === '{}') facts.delete('spec.kafka.resources');
}

function judgeKafka(change: Changed, scene: Scene): Verdict | undefined {
  const { path } = change;
  if (path === 'spec.kafka.version') return version(change, scene);
  if (path === 'spec.kafka.metadataVersion') return metadataVersion(change, scene);
  const listener = /^spec\.kafka\.listeners\[([^\]]+)\]\.?(.*)$/.exec(path);
  if (listener) return listenerField(listener[1] ?? '', listener[2] ?? '', scene);
  if (path.startsWith('spec.kafka.authorization')) {
    return at(scene.after, 'spec', 'kafka', 'authorization') === undefined
      ? destructive(
          'rights are no longer enforced: everyone who can connect may read, write and delete everything',
        )
      : authorization(change);
  }
  if (path.startsWith('spec.kafka.tieredStorage')) {
    return at(scene.after, 'spec', 'kafka', 'tieredStorage') === undefined
      ? destructive('the brokers no longer reach remote storage: what lies there cannot be read')
      : review(
          `remote storage is reached in another way, and ${rolls}: what lies under the old settings may not be found`,
        );
  }
  const config = /^spec\.kafka\.config\.(.+)$/.exec(path)?.[1];
  if (config !== undefined) return brokerConfig(config, change, scene.facts.after, rolls);
  if (path.startsWith('spec.cruiseControl'))
    return review(
      'Cruise Control comes, goes or works in another way: it alone can change replicas of topics',
    );
  if (path.startsWith('spec.kafkaExporter'))
    return review('the exporter restarts: which groups have a measured lag may change');
  if (path.startsWith('spec.entityOperator')) return operators(path, scene);
  if (path.startsWith('spec.clusterCa') || path.startsWith('spec.clientsCa'))
    return review(
      'certificates are issued in another way: clients that trust the old ones only are refused after the next renewal',
    );
  return path.startsWith('spec.kafka') ? review(`the brokers run in another way; ${rolls}`) : undefined;
}

/** Operators that restart, or that are there no more. */
function operators(path: string, { after }: Scene): Verdict {
  const names = { topicOperator: 'topics', userOperator: 'users' } as const;
  for (const [name, what] of Object.entries(names))
    if (
      path.startsWith(`spec.entityOperator.${name}`) &&
      at(after, 'spec', 'entityOperator', name) === undefined
    )
      return review(
        `the operator of ${what} goes: what is created, changed or deleted of them no longer reaches Kafka`,
      );
  return path.endsWith('.watchedNamespace')
    ? review('the operator looks into another namespace: objects in the old one no longer reach Kafka')
    : review('the operators of topics and users restart: nothing is reconciled for so long');
}

function authorization({ path, before, after }: Changed): Verdict {
  if (!path.endsWith('.superUsers'))
    return review('who may do what is decided in another way: what no right allows is refused');
  const users = (fact: Fact | undefined) =>
    fact === undefined ? [] : (JSON.parse(String(fact)) as string[]);
  const more = users(after).filter((one) => !users(before).includes(one));
  const fewer = users(before).filter((one) => !users(after).includes(one));
  return review(
    [
      ...(more.length === 0
        ? []
        : [`${more.join(', ')} may do everything in the cluster, whatever rights say`]),
      ...(fewer.length === 0 ? [] : [`${fewer.join(', ')} may do no more than its rights say`]),
    ].join('; ') || 'the same super users in another order',
  );
}

function metadataVersion({ before, after }: Changed, { after: kafka }: Scene): Verdict {
  const own = at(kafka, 'spec', 'kafka', 'version');
  const numbers = (text: unknown) => String(text).split(/[.-]/).slice(0, 3).map(Number);
  if (typeof own === 'string' && after !== undefined && isBelow(numbers(own), numbers(after)))
    return impossible(
      `Kafka ${own} does not know metadata of ${String(after)}: Strimzi refuses it and changes nothing`,
      [`write a metadataVersion that ${own} knows, or a version of ${String(after)} or above first`],
    );
  if (before !== undefined && after !== undefined && isBelow(numbers(after), numbers(before)))
    return review(
      `Kafka goes back to metadata of ${String(after)} only where that loses nothing: else Strimzi warns, and ${String(before)} stays`,
    );
  return review(
    'the format of the metadata changes: an older Kafka does not read it, so there is no way back to one',
  );
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

function listenerOf(kafka: unknown, name: string): unknown {
  return itemsAt(kafka, 'spec', 'kafka', 'listeners').find(({ item }) => at(item, 'name') === name)?.item;
}

function listenerField(name: string, field: string, { before, after }: Scene): Verdict {
  if (listenerOf(after, name) === undefined)
    return review(`the listener ${name} goes: every client that connects by it is cut off; ${rolls}`);
  if (listenerOf(before, name) === undefined) return review(`a new listener ${name}; ${rolls}`);
  const type = at(listenerOf(after, name), 'type');
  if (field === 'type' && type !== 'internal' && type !== 'cluster-ip')
    return review(`the listener ${name} can be reached from outside of Kubernetes; ${rolls}`);
  if (/^tls$/.test(field) && at(listenerOf(after, name), 'tls') !== true)
    return review(
      `passwords and messages cross the network unencrypted by the listener ${name}: clients that expect TLS are refused; ${rolls}`,
    );
  if (field.startsWith('authentication') && at(listenerOf(after, name), 'authentication') === undefined)
    return review(`whoever reaches the listener ${name} connects without proof, as User:ANONYMOUS; ${rolls}`);
  if (field.startsWith('networkPolicyPeers'))
    return review(`other pods may connect to the listener ${name}: those that are not named are cut off`);
  return review(
    `the listener ${name} takes connections in another way: clients that come in the old one are refused; ${rolls}`,
  );
}

export const kafka: Meaning = {
  refine: refineKafka,
  judge: (change, scene) =>
    withRestart(judgeKafka(change, scene), scene.worlds.before.ofKind('KafkaNodePool')),
  created: ({ metadata }) => review(`Strimzi makes a cluster ${metadata.name} of its node pools`),
  deleted: (manifest, { before }) => destructive(clusterGone(manifest, before)),
};

/** Disks outlive their cluster where nothing says otherwise. */
function clusterGone({ metadata }: Manifest, world: World): string {
  const pools = world
    .ofKind('KafkaNodePool')
    .filter((pool) => pool.metadata.labels?.['strimzi.io/cluster'] === metadata.name);
  const keeps = (storage: unknown): boolean =>
    at(storage, 'type') === 'persistent-claim' && at(storage, 'deleteClaim') !== true;
  const some = pools.some((pool) => {
    const storage = at(pool, 'spec', 'storage');
    return keeps(storage) || itemsAt(storage, 'volumes').some(({ item }) => keeps(item));
  });
  return some
    ? 'the brokers and the authorities of their certificates are deleted: no client can read or write after that; the disks stay, and nothing reads them until a cluster takes them over'
    : 'the brokers are deleted with every topic, message, user and offset of the cluster';
}

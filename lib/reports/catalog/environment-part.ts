import { accessMatrix } from '../../policies/access-matrix.ts';
import { capacityOf } from '../../policies/capacity.ts';
import { bootstrapServers, type Environment } from '../../model/environment.ts';
import { formatDuration } from '../../model/duration.ts';
import { formatSize } from '../../model/size.ts';
import { brokerPrincipal } from '../../naming/principal.ts';
import type { ResolvedPrincipal } from '../../policies/principals.ts';
import type { ResolvedQueue } from '../../policies/queue-settings.ts';
import { principalsOf, type Resolved } from '../../policies/resolve.ts';
import type { ResolvedFamily } from '../../policies/topic-settings.ts';
import type {
  AccessEntry,
  Capacity,
  Config,
  EnvironmentHead,
  EnvironmentPart,
  Fact,
  FamilyRow,
  NamedCapacity,
  PrincipalRow,
  Right,
  TopicFamily,
  TopicInEnvironment,
} from './model.ts';
import { Pool } from './text.ts';

/** One environment: what lists and sums want of it, all of it, and each contract's share. */
interface EnvironmentView {
  readonly head: EnvironmentHead;
  readonly part: EnvironmentPart;
  /** By the contract's place. */
  readonly byTopic: ReadonlyMap<number, TopicInEnvironment>;
}

/** @param place of each contract in the catalogue, by its address */
export function environmentView(resolved: Resolved, place: ReadonlyMap<string, number>): EnvironmentView {
  const { environment } = resolved;
  const configs = new Pool<Config>();
  const sums = { all: new Sums(), system: new Sums(), owner: new Sums() };
  const byTopic = new Map<number, { families: TopicFamily[]; rights: Right[] }>();
  const families = resolved.systems.flatMap((system) => {
    const queues = new Map(system.queues.map((queue) => [queue.family, queue]));
    return system.families.map((family): FamilyRow => {
      const of = place.get(family.address);
      if (of === undefined) throw new Error(`${family.address} is not in the catalogue`);
      const topics = physicalTopics(family, environment, (taken) => {
        sums.all.add('', taken);
        sums.system.add(system.declaration.id, taken);
        sums.owner.add(family.contract.terms.owner.team, taken);
      });
      const own = byTopic.get(of) ?? { families: [], rights: [] };
      byTopic.set(of, own);
      const queue = queues.get(family);
      const tenant = family.tenant ?? null;
      own.families.push({ tenant, topics, scaling: queue === undefined ? null : scalingFacts(queue) });
      return {
        of,
        tenant,
        topics: topics.map((topic) => ({ ...topic, config: configs.place(topic.config) })),
      };
    });
  });
  const access = accessOf(resolved, families);
  const owners = families.flatMap(({ of, topics }) => topics.map(({ name }) => ({ of, name })));
  for (const [topic, principal, operations, roles] of access.access) {
    const owner = owners[topic];
    const row = access.principals[principal];
    if (owner === undefined || row === undefined)
      throw new Error('a right on a topic of nobody, or of nobody');
    byTopic.get(owner.of)?.rights.push({
      topic: owner.name,
      principal: row,
      operations: access.operations[operations] ?? '',
      roles: access.roles[roles] ?? '',
    });
  }
  const capacity = sums.all.rows()[0] ?? nothing;
  return {
    head: {
      name: environment.environment,
      namespace: environment.kafka.namespace,
      cluster: environment.kafka.cluster,
      listeners: environment.kafka.listeners.map(({ name, tls, authentication }) => ({
        name,
        bootstrap: bootstrapServers(withListener(environment, name)),
        tls,
        authentication,
      })),
      clientListener: listenerIndex(environment),
      facts: environmentFacts(environment),
      partitionBudget: environment.topics.partitionBudget,
      storageBudget: environment.topics.storageBudget,
      capacity,
      bySystem: sums.system.rows(),
      byOwner: sums.owner.rows(),
    },
    part: { families, configs: configs.items, ...access },
    byTopic,
  };
}

function physicalTopics(
  family: ResolvedFamily,
  environment: Environment,
  count: (taken: Capacity) => void,
): TopicFamily['topics'] {
  const capacities = capacityOf(family, environment);
  return family.topics.map((topic, index) => {
    const capacity = capacities[index];
    if (capacity === undefined) throw new Error(`${topic.name.value} has no capacity`);
    const { localBytes: local, remoteBytes: remote, written, fetched, replicas } = capacity;
    const partitions = topic.partitions.value;
    count({ topics: 1, partitions, replicas, local, remote, written, fetched });
    return {
      name: topic.name.value,
      object: topic.object.value,
      role: topic.role,
      partitions,
      replicas: topic.replicas.value,
      config: Object.fromEntries(Object.entries(topic.config).map(([key, { value }]) => [key, value])),
      deprecated: topic.deprecated ?? null,
      local,
      remote,
    };
  });
}

function accessOf(
  resolved: Resolved,
  families: readonly FamilyRow[],
): Pick<EnvironmentPart, 'principals' | 'operations' | 'roles' | 'access'> {
  const listeners = new Map<ResolvedPrincipal, number>();
  for (const { services } of resolved.systems) {
    for (const { principal, environment } of services) {
      if (principal !== undefined) listeners.set(principal, listenerIndex(environment));
    }
  }
  const all = principalsOf(resolved);
  const principals = all.map(
    (one): PrincipalRow => ({
      name: brokerPrincipal(one.name, one.authentication),
      object: one.name,
      service: one.service,
      purpose: one.purpose,
      listener: listeners.get(one) ?? listenerIndex(resolved.environment),
    }),
  );
  const places = new Map(principals.map(({ name }, index) => [name, index]));
  const operations = new Pool<string>();
  const roles = new Pool<string>();
  const names = families.flatMap(({ topics }) => topics.map(({ name }) => name));
  const topics = new Map(names.map((name, index) => [name, index]));
  const access = accessMatrix(all, names).map(
    (row): AccessEntry => [
      topics.get(row.topic) ?? -1,
      places.get(row.principal) ?? -1,
      operations.place(row.operations.join(', ')),
      roles.place(row.roles.join(', ')),
    ],
  );
  return { principals, operations: operations.items, roles: roles.items, access };
}

function listenerIndex({ kafka }: Environment): number {
  return kafka.listeners.findIndex(({ name }) => name === kafka.clientListener);
}

function withListener(environment: Environment, clientListener: string): Environment {
  return { ...environment, kafka: { ...environment.kafka, clientListener } };
}

function scalingFacts(queue: ResolvedQueue): Fact[] {
  return [
    ['Consumer group', queue.group.value],
    ...queue.readers.map(
      ({ scaledJob, topic }): Fact => [
        'ScaledJob',
        `${queue.executorClass.namespace}/${scaledJob} reads ${topic.name.value}`,
      ],
    ),
    ...(queue.readers.length === 0 ? [['ScaledJob', 'none here'] as const] : []),
    ['Messages a job', String(queue.lagThreshold.value)],
    ['Jobs at most', String(queue.maxJobs.value)],
    ['Job deadline', formatDuration(queue.deadline.value)],
    ['Image', queue.placeholder ? `${queue.image.value} (placeholder)` : queue.image.value],
  ];
}

function environmentFacts({
  topics,
  kafka,
  gitops,
  alerts,
  mirror,
  tenants,
  workrequests,
}: Environment): Fact[] {
  const { retentionCap } = topics;
  return [
    ['Kafka', `${kafka.cluster} in ${kafka.namespace}`],
    ['Brokers', String(kafka.brokers)],
    ['Replicas', `${kafka.replication}, ${kafka.minInSync} in sync`],
    ['Tiered storage', kafka.tieredStorage ? 'yes' : 'no'],
    ['Authorization', kafka.authorization],
    ['Topic prefix', topics.prefix],
    ['Tenants', tenants.join(', ')],
    ['Retention cap', retentionCap === 'none' ? 'none' : formatDuration(retentionCap)],
    ['Partition budget', String(topics.partitionBudget)],
    ['Storage budget', formatSize(topics.storageBudget)],
    ['Share of the load', `${topics.loadShare * 100} %`],
    ['Deletion', topics.deletion],
    ['Scaled jobs', workrequests.scaledJobs ? 'yes' : 'no'],
    ['Rename phase', workrequests.rename],
    ['GitOps', gitops === 'none' ? 'none' : gitops.controller],
    ['Alerts', alerts],
    [
      'Mirror',
      mirror === 'none'
        ? 'none'
        : `region ${mirror.region}, with ${mirror.peers.map(({ region }) => region).join(', ')}`,
    ],
  ];
}

const nothing: Capacity = {
  topics: 0,
  partitions: 0,
  replicas: 0,
  local: 0,
  remote: 0,
  written: 0,
  fetched: 0,
};

/** Capacities added up by a name. */
class Sums {
  readonly #byName = new Map<string, Capacity>();

  add(name: string, more: Capacity): void {
    const sum = this.#byName.get(name) ?? nothing;
    this.#byName.set(name, {
      topics: sum.topics + more.topics,
      partitions: sum.partitions + more.partitions,
      replicas: sum.replicas + more.replicas,
      local: sum.local + more.local,
      remote: sum.remote + more.remote,
      written: sum.written + more.written,
      fetched: sum.fetched + more.fetched,
    });
  }

  /** Who takes most first. */
  rows(): NamedCapacity[] {
    return [...this.#byName].map(([name, sum]) => ({ name, ...sum })).sort((a, b) => b.local - a.local);
  }
}

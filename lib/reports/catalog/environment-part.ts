import { addTo, groupBy } from '../../model/groups.ts';
import { accessMatrix, principalId } from '../../policies/access-matrix.ts';
import { capacityOf } from '../../policies/capacity.ts';
import type { Amounts } from '../../policies/demand.ts';
import { capacityReport } from '../capacity.ts';
import { mechanisms } from '../../model/authentication/index.ts';
import {
  authenticates,
  bootstrapServers,
  type Environment,
  type Listener,
  onListener,
  securityProtocol,
} from '../../model/terms/environment.ts';
import { formatDuration } from '../../model/text/duration.ts';
import { formatSize } from '../../model/text/size.ts';
import type { ResolvedQueue } from '../../policies/queue-settings.ts';
import { principalsOf, type Resolved, type ResolvedSystem } from '../../policies/resolve.ts';
import type { ResolvedScaledConsumer } from '../../policies/resolved-scaler.ts';
import type { ResolvedFamily, ResolvedTopic } from '../../policies/resolved-topic.ts';
import { configTexts, extraSettings } from '../../policies/topic-config.ts';
import type {
  AccessEntry,
  Capacity,
  Config,
  EnvironmentHead,
  EnvironmentPart,
  Fact,
  FamilyRow,
  NamedCapacity,
  PhysicalTopic,
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
  const byTopic = new Map<number, { families: TopicFamily[]; rights: Right[] }>();
  const families = resolved.systems.flatMap((system) => {
    const queues = new Map(system.queues.map((queue) => [queue.family, queue]));
    const scaled = scaledByFamily(system);
    return system.families.map((family): FamilyRow => {
      const of = place.get(family.address);
      if (of === undefined) throw new Error(`${family.address} is not in the catalogue`);
      const topics = physicalTopics(family, environment);
      const own = byTopic.get(of) ?? { families: [], rights: [] };
      byTopic.set(of, own);
      const queue = queues.get(family);
      const tenant = family.tenant ?? null;
      const scaling = [
        ...(queue === undefined ? [] : scalingFacts(queue)),
        ...(scaled.get(family) ?? []).flatMap((consumer) =>
          deploymentFacts(system.namespace, family, consumer),
        ),
      ];
      own.families.push({
        tenant,
        topics: topics.map((topic, row) => ({ ...topic, settings: settingRows(family.topics[row]) })),
        scaling: scaling.length === 0 ? null : scaling,
      });
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
      throw new Error('a right on a topic of no one, or of no one');
    byTopic.get(owner.of)?.rights.push({
      topic: owner.name,
      principal: row,
      operations: access.operations[operations] ?? '',
      roles: access.roles[roles] ?? '',
    });
  }
  const { total, bySystem, byOwner } = capacityReport(resolved);
  return {
    head: {
      name: environment.environment,
      namespace: environment.kafka.namespace,
      cluster: environment.kafka.cluster,
      listeners: environment.kafka.listeners.map((listener) => listenerHead(environment, listener)),
      clientListener: listenerIndex(environment),
      facts: environmentFacts(environment),
      partitionBudget: environment.topics.partitionBudget,
      storageBudget: environment.topics.storageBudget,
      capacity: capacity(total),
      bySystem: largestFirst(bySystem),
      byOwner: largestFirst(byOwner),
    },
    part: { families, configs: configs.items, ...access },
    byTopic,
  };
}

function settingRows(topic: ResolvedTopic | undefined) {
  return (topic === undefined ? [] : extraSettings(topic)).map(({ name, forPeople, origin }) => ({
    name,
    value: forPeople,
    from: origin.kind,
  }));
}

function physicalTopics(
  family: ResolvedFamily,
  environment: Environment,
): (PhysicalTopic & { readonly config: Config })[] {
  const capacities = capacityOf(family, environment);
  return family.topics.map((topic, index) => {
    const taken = capacities[index];
    if (taken === undefined) throw new Error(`${topic.name.value} has no capacity`);
    return {
      name: topic.name.value,
      object: topic.object.value,
      role: topic.role,
      partitions: topic.partitions.value,
      replicas: topic.replicas.value,
      config: configTexts(topic),
      deprecated: topic.deprecated ?? null,
      local: taken.localBytes,
      remote: taken.remoteBytes,
    };
  });
}

function accessOf(
  resolved: Resolved,
  families: readonly FamilyRow[],
): Pick<EnvironmentPart, 'principals' | 'operations' | 'roles' | 'access'> {
  const all = principalsOf(resolved);
  const principals = all.map(
    (one): PrincipalRow => ({
      name: principalId(one),
      object: one.name,
      service: one.service,
      purpose: one.purpose,
      listener: resolved.environment.kafka.listeners.findIndex(({ name }) => name === one.listener),
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

/** How clients of a listener connect. */
export function listenerHead(
  environment: Environment,
  listener: Listener,
): EnvironmentHead['listeners'][number] {
  const seen = onListener(environment, listener.name);
  const { secrets, options } = mechanisms[listener.authentication].kcat(listener);
  return {
    name: listener.name,
    bootstrap: bootstrapServers(seen),
    tls: listener.tls,
    authenticates: authenticates(listener),
    protocol: securityProtocol(seen),
    secrets: secrets.map(({ property, ...one }) => ({ ...one, property: property ?? null })),
    options,
  };
}

function scalingFacts(queue: ResolvedQueue): Fact[] {
  return [
    ['Consumer group', queue.group.value],
    ...queue.readers.map(
      ({ scaledJob, namespace, topic }): Fact => [
        'ScaledJob',
        `${namespace}/${scaledJob} reads ${topic.name.value}`,
      ],
    ),
    ...(queue.readers.length === 0 ? [['ScaledJob', 'none here'] as const] : []),
    ['Messages a job', String(queue.messagesPerJob.value)],
    ['Jobs at most', String(queue.maxJobs.value)],
    ['Job deadline', formatDuration(queue.deadline.value)],
    ['Image', queue.placeholder ? `${queue.image.value} (placeholder)` : queue.image.value],
  ];
}

/** Looked up by family: a system may have thousands. */
function scaledByFamily({ scalers }: ResolvedSystem): Map<ResolvedFamily, ResolvedScaledConsumer[]> {
  const found = new Map<ResolvedFamily, ResolvedScaledConsumer[]>();
  for (const { consumers } of scalers) {
    for (const consumer of consumers) {
      for (const family of new Set(consumer.topics.map((one) => one.family))) addTo(found, family, consumer);
    }
  }
  return found;
}

function deploymentFacts(
  namespace: string,
  family: ResolvedFamily,
  { name, deployment, topics, minReplicas, maxReplicas }: ResolvedScaledConsumer,
): Fact[] {
  return [
    ['Deployment', `${namespace}/${deployment.value}`],
    ['ScaledObject', `${namespace}/${name}`],
    ['Replicas', `${minReplicas.value} to ${maxReplicas.value}`],
    ...topics
      .filter((one) => one.family === family)
      .map(
        ({ topic, group, lagPerReplica }): Fact => [
          'Messages a replica',
          `${lagPerReplica.value} unread by ${group.value} on ${topic.name.value}`,
        ],
      ),
  ];
}

function environmentFacts({
  topics,
  kafka,
  gitops,
  alerts,
  mirror,
  tenants,
  queues,
  renames,
}: Environment): Fact[] {
  const { retentionCap } = topics;
  return [
    ['Kafka', `${kafka.cluster} in ${kafka.namespace}`],
    ['Brokers', String(kafka.brokers)],
    ['Replicas', `${kafka.replication}, ${kafka.minInSync} in sync`],
    ['Tiered storage', kafka.tieredStorage ? 'yes' : 'no'],
    ['Authorization', kafka.authorization],
    ['Environment in topic names', topics.env],
    ['Tenants', tenants.length === 0 ? 'none' : tenants.join(', ')],
    ['Retention cap', retentionCap === 'none' ? 'none' : formatDuration(retentionCap)],
    ['Partition budget', String(topics.partitionBudget)],
    ['Storage budget', formatSize(topics.storageBudget)],
    ['Load factor', String(topics.loadFactor)],
    ['Deletion', topics.deletion],
    ['Jobs for queues', queues.jobs ? 'yes' : 'no'],
    ['Renames', renamesText(renames)],
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

/** How many topics are in each phase of their rename: `3 dual`. */
function renamesText(renames: Environment['renames']): string {
  const phases = groupBy(Object.values(renames), (phase) => phase);
  return phases.size === 0 ? 'none' : [...phases].map(([phase, all]) => `${all.length} ${phase}`).join(', ');
}

function capacity({
  topics,
  partitions,
  replicas,
  localBytes,
  tieredBytes,
  written,
  fetched,
}: Amounts): Capacity {
  return { topics, partitions, replicas, local: localBytes, remote: tieredBytes, written, fetched };
}

/** Who takes most first. */
function largestFirst(rows: readonly (Amounts & { readonly name: string })[]): NamedCapacity[] {
  return rows.map((row) => ({ name: row.name, ...capacity(row) })).sort((a, b) => b.local - a.local);
}

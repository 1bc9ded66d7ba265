import { clientsOf } from '../model/contract-clients.ts';
import { bootstrapServers, clientListener } from '../model/terms/environment.ts';
import { formatDuration } from '../model/text/duration.ts';
import { hasPart } from '../model/text/nearest.ts';
import { replayText } from '../model/terms/replay-terms.ts';
import type { Path } from '../model/text/yaml-source.ts';
import { accessMatrix } from '../policies/access-matrix.ts';
import type { ResolvedQueue } from '../policies/queue-settings.ts';
import type { Resolved, ResolvedSystem } from '../policies/resolve.ts';
import { fromFile, type Origin } from '../policies/setting.ts';
import type { ResolvedFamily, ResolvedTopic } from '../policies/resolved-topic.ts';
import { configLines } from '../policies/topic-config.ts';
import { originText } from './origin-text.ts';
import type { ExplainOutput } from './outputs/explain.ts';

/** One fact of a topic: what, how much, who decided it, and where that is said. */
export type Fact = ExplainOutput['facts'][number];

export interface Explanation {
  /** Undefined when no topic of the environment has the name. */
  readonly facts: Fact[] | undefined;
  /** Names of all topics of the environment, for a suggestion. */
  readonly known: string[];
}

/**
 * Every fact of one topic in one environment.
 * @param wanted the topic's name, its object's name, its contract's folder (which stands for the source), or a part of the name that
 *   only one topic has
 */
export function explainTopic(resolved: Resolved, wanted: string): Explanation {
  const address = wanted.replace(/^contracts\//, '').replace(/\/(?:contract\.yaml)?$/, '');
  const all = resolved.systems.flatMap((system) =>
    system.families.flatMap((family) => family.topics.map((topic) => ({ system, family, topic }))),
  );
  const found =
    all.find(({ topic }) => topic.name.value === wanted) ??
    all.find(({ topic }) => topic.object.value === wanted) ??
    all.find(({ family, topic }) => family.address === address && topic.role === 'source') ??
    all.find(({ family }) => family.address === address) ??
    onlyOne(all.filter(({ topic }) => topic.role === 'source' && hasPart(topic.name.value, wanted)));
  return {
    facts: found && factsOf(resolved, found.system, found.family, found.topic),
    known: all.map(({ topic }) => topic.name.value),
  };
}

/** What several could be meant by is not guessed. */
function onlyOne<T>(found: readonly T[]): T | undefined {
  return found.length === 1 ? found[0] : undefined;
}

function factsOf(
  { environment }: Resolved,
  system: ResolvedSystem,
  family: ResolvedFamily,
  topic: ResolvedTopic,
): Fact[] {
  const { contract } = family;
  const { terms, source } = contract;
  const said = (name: string, value: string, path: Path) =>
    fact(name, value, fromFile('contract', source, path));
  const set = (name: string, value: string, path: Path) =>
    fact(name, value, fromFile('environment', environment.source, path));
  return [
    fact('topic', topic.name.value, topic.name.origin),
    fact('KafkaTopic', `${environment.kafka.namespace}/${topic.object.value}`, topic.object.origin),
    derived(
      'role',
      topic.deprecated === undefined ? topic.role : `${topic.role}, ${topic.deprecated}`,
      family.address,
    ),
    derived('contract', source.file, 'the folder is the address'),
    said('purpose', terms.purpose, ['purpose']),
    derived(
      'class',
      topic.class,
      topic.class === contract.address.class
        ? family.address
        : `${topic.role} of ${family.source.name.value}`,
    ),
    said('owner', `${terms.owner.team}, on call ${terms.owner.onCall}, ${terms.owner.channel}`, ['owner']),
    said('classification', terms.classification, ['classification']),
    said('pii', terms.pii, ['pii']),
    said('key', `${terms.key.field}: ${terms.key.why}`, ['key']),
    fact('partitions', String(topic.partitions.value), topic.partitions.origin),
    fact('replicas', String(topic.replicas.value), topic.replicas.origin),
    ...configLines(topic).map(({ name, text, forPeople, origin }) =>
      fact(name, forPeople === 'endless' ? `${text} (endless)` : text, origin),
    ),
    said('load', `${terms.load.messagesPerSecond} messages/s of ${terms.load.bytesPerMessage} bytes`, [
      'load',
    ]),
    said('produce within', formatDuration(terms.serviceLevels.produceWithin), [
      'serviceLevels',
      'produceWithin',
    ]),
    said('consume within', formatDuration(terms.serviceLevels.consumeWithin), [
      'serviceLevels',
      'consumeWithin',
    ]),
    said('alert lag', String(terms.serviceLevels.alertLag), ['serviceLevels', 'alertLag']),
    said('schema', `${terms.schema.format}, ${terms.schema.compatibility} compatible`, ['schema']),
    ...(terms.bridge === undefined ? [] : [said('bridge', terms.bridge, ['bridge'])]),
    ...(terms.replay === undefined ? [] : [said('replay', replayText(terms.replay), ['replay'])]),
    derived('schema file', contract.valueSchema.file, family.address),
    ...family.migrations.map(({ from, to, phase }) =>
      fact(
        'migration',
        `v${from.address.version} to v${to.address.version}: phase ${phase.value}`,
        phase.origin,
      ),
    ),
    said('lifecycle', terms.lifecycle.state, ['lifecycle', 'state']),
    ...clientsOf(family.contract).map(({ service, as, path }) =>
      said(as === 'source' || as === 'sink' ? `processor (${as})` : as, service, [...path, 'service']),
    ),
    ...terms.exceptions.map(({ rule, reason, until }, index) =>
      said('exception', `${rule} until ${until}: ${reason}`, ['exceptions', index]),
    ),
    set('bootstrap servers', bootstrapServers(environment), ['kafka', 'listeners']),
    set('client authentication', clientListener(environment).authentication, ['kafka', 'clientListener']),
    ...access(system, topic),
    ...system.queues.filter((queue) => queue.family === family).flatMap((queue) => queueFacts(queue, topic)),
    ...scaledFacts(system, topic),
  ];
}

function access(system: ResolvedSystem, topic: ResolvedTopic): Fact[] {
  return accessMatrix(system.principals, [topic.name.value]).map(
    ({ principal, operations, roles, service }) =>
      derived('may', `${principal}: ${operations.join(', ')}`, `${roles.join(', ')} (${service})`),
  );
}

function queueFacts(queue: ResolvedQueue, topic: ResolvedTopic): Fact[] {
  if (topic.role !== 'source' && topic.role !== 'former') return [];
  const readers = queue.readers.filter((reader) => reader.topic === topic);
  const facts = [fact('consumer group', queue.group.value, queue.group.origin)];
  if (readers.length === 0) return facts;
  return [
    ...facts,
    ...readers.map(({ scaledJob, namespace }) =>
      derived('ScaledJob', `${namespace}/${scaledJob}`, queue.family.address),
    ),
    fact('messagesPerJob', String(queue.messagesPerJob.value), queue.messagesPerJob.origin),
    fact('maxReplicaCount', String(queue.maxJobs.value), queue.maxJobs.origin),
    fact('pollingInterval', formatDuration(queue.pollingInterval.value), queue.pollingInterval.origin),
    fact('activeDeadline', formatDuration(queue.deadline.value), queue.deadline.origin),
    fact('backoffLimit', String(queue.retries.value), queue.retries.origin),
    fact(
      'image',
      queue.placeholder ? `${queue.image.value} (placeholder)` : queue.image.value,
      queue.image.origin,
    ),
    derived(
      'offsetResetPolicy',
      'earliest',
      'docs/decisions: latest would skip what was written before the first commit',
    ),
  ];
}

/** The Deployments that KEDA scales by the lag on a topic. */
function scaledFacts({ namespace, scalers }: ResolvedSystem, topic: ResolvedTopic): Fact[] {
  return scalers.flatMap(({ consumers, service }) =>
    consumers.flatMap((consumer) =>
      consumer.topics
        .filter((one) => one.topic === topic)
        .flatMap(({ group, lagPerReplica }) => [
          fact('scaled Deployment', `${namespace}/${consumer.deployment.value}`, consumer.deployment.origin),
          derived('ScaledObject', `${namespace}/${consumer.name}`, `for ${service.service.id}`),
          fact('scaled by the lag of', group.value, group.origin),
          fact('lagPerReplica', String(lagPerReplica.value), lagPerReplica.origin),
          fact('minReplicas', String(consumer.minReplicas.value), consumer.minReplicas.origin),
          fact('maxReplicas', String(consumer.maxReplicas.value), consumer.maxReplicas.origin),
          fact('cooldown', formatDuration(consumer.cooldown.value), consumer.cooldown.origin),
          ...(consumer.minReplicas.value === 0
            ? [
                fact(
                  'pollingInterval',
                  formatDuration(consumer.pollingInterval.value),
                  consumer.pollingInterval.origin,
                ),
              ]
            : []),
        ]),
    ),
  );
}

function fact(name: string, value: string, origin: Origin): Fact {
  return { fact: name, value, from: origin.kind, where: originText(origin) };
}

function derived(name: string, value: string, where: string): Fact {
  return { fact: name, value, from: 'derived', where };
}

import { isTransactional, writersOf } from '../../model/contract-clients.ts';
import { thresholdMetrics } from '../../model/metrics.ts';
import { type Duration, duration, secondsOf } from '../../model/text/duration.ts';
import { scrapeSeconds } from '../../model/metrics.ts';
import { failing } from '../capacity.ts';
import type { ResolvedQueue } from '../queue-settings.ts';
import type { ResolvedSystem } from '../resolve.ts';
import type { ResolvedFamily, ResolvedTopic } from '../resolved-topic.ts';
import { readersIn } from '../roles/readers.ts';
import { serviceName } from '../service-name.ts';
import { type AlertOwner, gravestOf, type ResolvedRules } from './alert.ts';
import { dispatcherAlertNames } from './dispatcher-alerts.ts';
import { jobThresholds } from './queue-thresholds.ts';
import { range } from './promql.ts';
import { thresholdInterval, recordingOf, routingOf, type Threshold } from './threshold.ts';

/** What is known of a family and of who reads it. */
interface Subject {
  readonly system: ResolvedSystem;
  readonly family: ResolvedFamily;
  readonly queue: ResolvedQueue | undefined;
  readonly owner: AlertOwner;
  /** Kafka's namespace. */
  readonly namespace: string;
}

/**
 * The thresholds of one contract's topics, as a PrometheusRule; it is in the contract's unit.
 * @param queue where jobs drain it
 * @returns undefined where the environment has no alerts
 */
export function topicRules(
  system: ResolvedSystem,
  family: ResolvedFamily,
  queue?: ResolvedQueue,
): ResolvedRules | undefined {
  if (system.environment.alerts === 'off') return undefined;
  const rules = topicThresholds(system, family, queue).map((one) =>
    recordingOf(thresholdMetrics[one.kind], one),
  );
  const group = { name: family.source.name.value, interval: thresholdInterval, rules };
  return { object: family.unit, groups: [group] };
}

/** A family is of one environment: its file and the rules of all topics ask for the same. */
const known = new WeakMap<ResolvedFamily, readonly Threshold[]>();

/** Of one contract's topics, whether or not the environment has alerts. */
export function topicThresholds(
  system: ResolvedSystem,
  family: ResolvedFamily,
  queue: ResolvedQueue | undefined,
): readonly Threshold[] {
  const kept = known.get(family) ?? thresholdsOf(system, family, queue);
  known.set(family, kept);
  return kept;
}

function thresholdsOf(
  system: ResolvedSystem,
  family: ResolvedFamily,
  queue: ResolvedQueue | undefined,
): Threshold[] {
  const { environment, declaration } = system;
  const { terms, address } = family.contract;
  const subject: Subject = {
    system,
    family,
    queue,
    namespace: environment.kafka.namespace,
    owner: {
      environment,
      system: declaration.id,
      owner: terms.owner.team,
      topic: family.source.name.value,
      gravest: gravestOf(address.class),
    },
  };
  return [
    ...writingThresholds(subject),
    ...readingThresholds(subject),
    ...passingOnThresholds(subject),
    ...deadLetterOperators(subject),
    ...canaryThresholds(subject),
    ...(queue === undefined ? [] : jobThresholds(subject.owner, queue)),
  ];
}

/** A topic each, also where nothing but the errors of its producers is watched. */
function writingThresholds({ system, family, owner, namespace }: Subject): Threshold[] {
  const { terms, address } = family.contract;
  const { onCall, channel } = terms.owner;
  const isDispatched = system.dispatchers.some(({ families: all }) => all.includes(family));
  return family.topics.map((topic, index): Threshold => {
    const byDispatcher = topic.role === 'retry' && isDispatched;
    const name = topic.name.value;
    // Some releases of the brokers' reporter write `_` for `.`; our topics stay distinct by that too.
    const folded = name.replaceAll('.', '_');
    return {
      kind: 'topic',
      value: mostWritten(system, family, topic),
      labels: {
        ...routingOf(owner),
        namespace,
        topic: name,
        name: topic.object.value,
        workloads: system.namespace,
        context: address.context,
        ...(family.tenant === undefined ? {} : { tenant: family.tenant }),
        ...(isForFailures(topic) ? { role: topic.role } : {}),
        ...(byDispatcher ? { dispatched: 'true' } : {}),
        ...(folded === name ? {} : { folded }),
        ...(index === 0 ? { contact: `${onCall}, ${channel}` } : {}),
        ...(topic.role === 'dead-letter' && terms.deadLetter !== undefined
          ? { triage: terms.deadLetter.triage }
          : {}),
      },
      alerts: [
        'KafkaProducerErrors',
        ...(topic.role === 'retry' ? (['KafkaRetriesStorming'] as const) : []),
        ...(byDispatcher ? dispatcherAlertNames : []),
        ...(topic.role === 'dead-letter'
          ? (['KafkaDeadLettersPresent', 'KafkaDeadLettersGrowing'] as const)
          : []),
      ],
    };
  });
}

/** Whether what is written to it is a failure: the topic's own writers may write as much as they like. */
function isForFailures({ role }: ResolvedTopic): boolean {
  return role === 'retry' || role === 'dead-letter';
}

/** More than one in ten that is tried again within 10 minutes, or more than one in a hundred that is given up in 15. */
function mostWritten({ environment }: ResolvedSystem, { contract }: ResolvedFamily, { role }: ResolvedTopic) {
  const expected = (contract.terms.load.messagesPerSecond * environment.topics.loadFactor) / 1000;
  if (role === 'retry') return Math.max(20, Math.ceil((expected * duration('10m')) / 10));
  return role === 'dead-letter' ? Math.max(5, Math.ceil((expected * duration('15m') * failing) / 100)) : 0;
}

/** A group each that reads it; none where the contract names none. */
function readingThresholds({ system, family, queue, owner }: Subject): Threshold[] {
  const { alertLag, consumeWithin } = family.contract.terms.serviceLevels;
  // A queue that no job drains here has no reader: its lag is no news.
  const topics = queue === undefined ? [family.source] : queue.readers.map(({ topic }) => topic);
  const groups =
    queue === undefined
      ? readersIn(system.declaration, family).map(({ group }) => group)
      : [queue.group.value];
  return topics.flatMap(({ name }) =>
    [...new Set(groups)].map(
      (consumergroup): Threshold => ({
        kind: 'reading',
        value: alertLag,
        labels: {
          ...routingOf(owner),
          topic: name.value,
          consumergroup,
          within: ageOf(consumeWithin),
          window: range(stallWindow(consumeWithin, queue?.deadline.value)),
          ...marksOf(system, family),
        },
        alerts: [
          'KafkaConsumerLagHigh',
          'KafkaConsumerLate',
          'KafkaConsumerStalled',
          'KafkaTopicNeverConsumed',
        ],
      }),
    ),
  );
}

/** What is seen is up to a scrape old, so an age is reported a scrape late rather than too early. */
function ageOf(promised: Duration): string {
  return range(Math.ceil(promised / 1000) * 1000 + scrapeSeconds * 1000);
}

/** Longer than a message may take, and than what was promised: a group that works is not taken for a dead one. */
function stallWindow(consumeWithin: Duration, deadline: Duration | undefined): number {
  const least = duration('30m');
  return Math.max(least, 2 * consumeWithin, deadline === undefined ? 0 : deadline + least);
}

/** Marks of transactions take offsets that no reader commits past: a lag of one in each partition stays. */
function marksOf({ declaration }: ResolvedSystem, { contract }: ResolvedFamily): Record<string, string> {
  return isTransactional(contract, declaration.services) ? { transactions: 'true' } : {};
}

/** The records that a producer of this topic must pass on in time, as its group on theirs shows. */
function passingOnThresholds({ system, family, owner }: Subject): Threshold[] {
  const { produceFrom, produceWithin } = family.contract.terms.serviceLevels;
  const from = produceFrom === undefined ? undefined : familyOf(system, produceFrom, family.tenant);
  if (from === undefined) return [];
  const writers = new Set(writersOf(family.contract).map(({ service }) => service));
  const groups = readersIn(system.declaration, from)
    .filter(({ service }) => writers.has(service))
    .map(({ group }) => group);
  return [...new Set(groups)].map(
    (consumergroup): Threshold => ({
      kind: 'passingOn',
      value: secondsOf(produceWithin),
      labels: {
        ...routingOf(owner),
        topic: from.source.name.value,
        consumergroup,
        within: ageOf(produceWithin),
        ...marksOf(system, from),
      },
      alerts: ['KafkaProducedLate'],
    }),
  );
}

const families = new WeakMap<ResolvedSystem, Map<string, ResolvedFamily>>();

/** A system's family by its contract's topic and its tenant; looked for once a topic, it would be a walk over all. */
function familyOf(system: ResolvedSystem, topic: string, tenant: string | undefined) {
  const key = (of: string, whose: string | undefined) => JSON.stringify([of, whose ?? null]);
  let byKey = families.get(system);
  if (byKey === undefined) {
    byKey = new Map();
    for (const family of system.families) {
      const own = key(family.contract.address.topic, family.tenant);
      if (!byKey.has(own)) byKey.set(own, family);
    }
    families.set(system, byKey);
  }
  return byKey.get(key(topic, tenant));
}

/** Dead letters that one of these has read are seen; where there are none, all that are kept count. */
function deadLetterOperators({ system, family }: Subject): Threshold[] {
  const { deadLetter, contract, tenant } = family;
  if (deadLetter === undefined) return [];
  const { topic } = contract.address;
  const { declaration, environment } = system;
  return declaration.services
    .filter(({ duties }) =>
      duties?.some(
        ({ duty, topics }) => duty === 'dead letter operator' && (topics === 'all' || topics.includes(topic)),
      ),
    )
    .map(
      ({ id }): Threshold => ({
        kind: 'deadLetterOperator',
        value: 1,
        labels: {
          environment: environment.environment,
          topic: deadLetter.name.value,
          // The group of a service that has none by contract is called as the service is here.
          consumergroup: serviceName(declaration.id, tenant, id),
        },
        alerts: [],
      }),
    );
}

/** Three rounds without one that ends well are no accident. */
function canaryThresholds({ system, family, owner }: Subject): Threshold[] {
  return system.canaries
    .filter((canary) => canary.family === family)
    .map(
      ({ name, every }): Threshold => ({
        kind: 'canary',
        value: Math.max(duration('30m'), 3 * every) / 1000,
        labels: { ...routingOf(owner), namespace: system.namespace, cronjob: name },
        alerts: ['KafkaCanarySilent'],
      }),
    );
}

import { isTransactional, writersOf } from '../../model/contract-clients.ts';
import { duration } from '../../model/text/duration.ts';
import { heldMetric, committedMetric, writtenMetric } from '../../model/metrics.ts';
import { failing } from '../capacity.ts';
import type { ResolvedQueue } from '../queue-settings.ts';
import type { ResolvedSystem } from '../resolve.ts';
import { readersIn } from '../roles/readers.ts';
import { serviceName } from '../service-name.ts';
import type { ResolvedFamily, ResolvedTopic } from '../resolved-topic.ts';
import { alert, type AlertOwner, gravestOf, type ResolvedAlert, type ResolvedRules } from './alert.ts';
import { consumerAlerts, overdue } from './consumer-alerts.ts';
import { matches, range, series } from './promql.ts';
import { jobAlerts } from './queue-alerts.ts';

/** What is known of a family and of who reads it. */
interface Subject {
  readonly system: ResolvedSystem;
  readonly family: ResolvedFamily;
  readonly queue: ResolvedQueue | undefined;
  readonly owner: AlertOwner;
  readonly namespace: string;
}

/**
 * The rules of one contract's topics; they stand in the contract's unit.
 * @param queue where jobs drain it
 * @returns undefined where the environment has no alerts
 */
export function topicRules(
  system: ResolvedSystem,
  family: ResolvedFamily,
  queue?: ResolvedQueue,
): ResolvedRules | undefined {
  const { environment, declaration } = system;
  if (environment.alerts === 'off') return undefined;
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
      contact: `${terms.owner.onCall}, ${terms.owner.channel}`,
      topic: family.source.name.value,
      gravest: gravestOf(address.class),
    },
  };
  const rules = [
    ...readingAlerts(subject),
    ...producedLate(subject),
    ...producerErrors(subject),
    ...failureAlerts(subject),
    ...canarySilent(subject),
    ...(queue === undefined ? [] : jobAlerts(subject.owner, queue)),
  ];
  return { object: family.unit, groups: [{ name: family.source.name.value, rules }] };
}

function readingAlerts({ system, family, queue, owner, namespace }: Subject): ResolvedAlert[] {
  const { serviceLevels } = family.contract.terms;
  const { alertLag, consumeWithin } = serviceLevels;
  return consumerAlerts(owner, {
    namespace,
    alertLag,
    consumeWithin,
    // A queue that no job drains here has no reader: its lag is no news.
    topics: names(queue === undefined ? [family.source] : queue.readers.map(({ topic }) => topic)),
    groups:
      queue === undefined
        ? readersIn(system.declaration, family).map(({ group }) => group)
        : [queue.group.value],
    ...(queue === undefined ? {} : { deadline: queue.deadline.value }),
    slack: leavesMarks(system, family) ? 1 : 0,
  });
}

/** The records that a producer of this topic must pass on in time, as its group on theirs shows. */
function producedLate({ system, family, owner, namespace }: Subject): ResolvedAlert[] {
  const { serviceLevels } = family.contract.terms;
  const { produceFrom, produceWithin } = serviceLevels;
  const from = produceFrom === undefined ? undefined : familyOf(system, produceFrom, family.tenant);
  if (from === undefined) return [];
  const writers = new Set(writersOf(family.contract).map(({ service }) => service));
  const groups = readersIn(system.declaration, from)
    .filter(({ service }) => writers.has(service))
    .map(({ group }) => group);
  if (groups.length === 0) return [];
  const expr = overdue({
    namespace,
    topics: names([from.source]),
    groups,
    after: produceWithin,
    slack: leavesMarks(system, from) ? 1 : 0,
  });
  return [alert(owner, 'KafkaProducedLate', expr)];
}

const families = new WeakMap<ResolvedSystem, Map<string, ResolvedFamily>>();

/** A system's family by its contract's topic and its tenant; looked for once a topic, it would be a walk over all. */
function familyOf(system: ResolvedSystem, topic: string, tenant: string | undefined) {
  const key = (of: string, whose: string | undefined) => JSON.stringify([of, whose ?? null]);
  let known = families.get(system);
  if (known === undefined) {
    known = new Map();
    for (const family of system.families) {
      const own = key(family.contract.address.topic, family.tenant);
      if (!known.has(own)) known.set(own, family);
    }
    families.set(system, known);
  }
  return known.get(key(topic, tenant));
}

/** Brokers name topics with `_` for `.` by some versions of their reporter; our topics stay distinct by that too. */
function producerErrors({ system, family, owner, namespace }: Subject): ResolvedAlert[] {
  const topics = names(family.topics);
  const byBrokers = series(
    'kafka_server_brokertopicmetrics_failedproducerequestspersec_total',
    matches('namespace', [namespace]),
    matches('topic', [...topics, ...topics.map((name) => name.replaceAll('.', '_'))]),
  );
  const byClients = series(
    'kafka_producer_errors_total',
    matches('namespace', [system.namespace]),
    matches('topic', topics),
  );
  return [
    alert(
      owner,
      'KafkaProducerErrors',
      [byBrokers, byClients]
        .map((counter) => `sum by (namespace, topic) (rate(${counter}[5m])) > 0`)
        .join('\nor '),
    ),
  ];
}

function failureAlerts({ system, family, owner, namespace }: Subject): ResolvedAlert[] {
  const { load, deadLetter } = family.contract.terms;
  const expected = (load.messagesPerSecond * system.environment.topics.loadFactor) / 1000;
  const here = matches('namespace', [namespace]);
  const found: ResolvedAlert[] = [];
  if (family.retries.length > 0) {
    const written = series(writtenMetric, here, matches('topic', names(family.retries)));
    const most = Math.max(20, Math.ceil((expected * duration('10m')) / 10));
    found.push(alert(owner, 'KafkaRetriesStorming', `delta(${written}[10m]) > ${most}`));
  }
  if (family.deadLetter !== undefined && deadLetter !== undefined) {
    const where = [here, matches('topic', names([family.deadLetter]))];
    const most = Math.max(5, Math.ceil((expected * duration('15m') * failing) / 100));
    const triage = { triage: deadLetter.triage };
    found.push(
      alert(owner, 'KafkaDeadLettersPresent', `${unseen(system, family, where)} > 0`, triage),
      alert(
        owner,
        'KafkaDeadLettersGrowing',
        `delta(${series(writtenMetric, ...where)}[15m]) > ${most}`,
        triage,
      ),
    );
  }
  return found;
}

/** Dead letters that no operator has read; where none has ever read any, all that are kept. */
function unseen(system: ResolvedSystem, family: ResolvedFamily, where: readonly string[]): string {
  const { topic } = family.contract.address;
  const groups = system.declaration.services
    .filter(({ duties }) =>
      duties?.some(
        ({ duty, topics }) => duty === 'dead letter operator' && (topics === 'all' || topics.includes(topic)),
      ),
    )
    .map(({ id }) => groupOf(system, family, id));
  const held = series(heldMetric, ...where);
  if (groups.length === 0) return held;
  const seen = series(committedMetric, ...where, matches('consumergroup', groups));
  return `(\n  ${series(writtenMetric, ...where)} - on (namespace, topic) max by (namespace, topic) (${seen})\n  or ${held}\n)`;
}

/**
 * A round that ends well is a job that ends well: three without are no accident. Its group says less, for each round
 * moves it to the end, past what others have written since.
 */
function canarySilent({ system, family, owner }: Subject): ResolvedAlert[] {
  return system.canaries
    .filter((canary) => canary.family === family)
    .map(({ name, every }) => {
      const succeeded = series(
        'kube_cronjob_status_last_successful_time',
        matches('namespace', [system.namespace]),
        matches('cronjob', [name]),
      );
      const rounds = Math.max(duration('30m'), 3 * every);
      return alert(
        owner,
        'KafkaCanarySilent',
        `time() - max by (namespace, cronjob) (${succeeded}) > ${rounds / 1000}\nor absent_over_time(${succeeded}[${range(rounds)}])`,
      );
    });
}

/** Marks of transactions take offsets that no reader commits past: a lag of one in each partition stays. */
function leavesMarks({ declaration }: ResolvedSystem, { contract }: ResolvedFamily): boolean {
  return isTransactional(contract, declaration.services);
}

/** The group of a service that has none by contract is called as the service is here. */
function groupOf({ declaration }: ResolvedSystem, { tenant }: ResolvedFamily, service: string): string {
  return serviceName(declaration.id, tenant, service);
}

function names(topics: readonly ResolvedTopic[]): string[] {
  return topics.map(({ name }) => name.value);
}

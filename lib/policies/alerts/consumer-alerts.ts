import { type Duration, duration } from '../../model/text/duration.ts';
import { committedMetric, heldMetric, lagMetric, scrapeSeconds } from '../../model/metrics.ts';
import { alert, type AlertOwner, type ResolvedAlert } from './alert.ts';
import { matches, range, series } from './promql.ts';

/** Who reads what, and what was promised of it. */
export interface Reading {
  /** Kafka's namespace. */
  readonly namespace: string;
  readonly topics: readonly string[];
  readonly groups: readonly string[];
  readonly alertLag: number;
  readonly consumeWithin: Duration;
  /** How long one message may take to be worked on, where that is said. */
  readonly deadline?: Duration;
  /** Offsets that stay behind in every partition although all is read: the marks of transactions. */
  readonly slack: 0 | 1;
}

/** Alerts on the groups that a contract names; none where it names none. */
export function consumerAlerts(owner: AlertOwner, reading: Reading): ResolvedAlert[] {
  const { namespace, topics, groups, alertLag, consumeWithin, slack } = reading;
  if (groups.length === 0 || topics.length === 0) return [];
  const where = [matches('namespace', [namespace]), matches('topic', topics)];
  const who = matches('consumergroup', groups);
  const lag = series(lagMetric, ...where, who);
  const window = range(stallWindow(reading));
  const never = groups.map(
    (one) =>
      `label_replace(${series(heldMetric, ...where)} > 0, "consumergroup", ${JSON.stringify(one)}, "", "")`,
  );
  return [
    alert(owner, 'KafkaConsumerLagHigh', `${lag} > ${alertLag}`),
    alert(owner, 'KafkaConsumerLate', overdue({ namespace, topics, groups, after: consumeWithin, slack })),
    alert(
      owner,
      'KafkaConsumerStalled',
      slack === 0
        ? `min_over_time(${lag}[${window}]) > 0\n  and changes(${series(committedMetric, ...where, who)}[${window}]) == 0`
        : `min_over_time(${lag}[${window}]) > on (namespace, topic) group_left count by (namespace, topic) (${series('kafka_topic_partition_current_offset', ...where)})\n  and changes(${series(committedMetric, ...where, who)}[${window}]) == 0`,
    ),
    alert(
      owner,
      'KafkaTopicNeverConsumed',
      `(\n  ${never.join('\n  or ')}\n)\nunless on (namespace, consumergroup, topic) ${series(committedMetric, ...where, who)}`,
    ),
  ];
}

/**
 * Messages that were there `after` ago and are not read yet, of the worst partition: its oldest unread record is older
 * than that. What is seen is up to a scrape old, so an age is told a scrape late rather than too early.
 */
export function overdue({
  namespace,
  topics,
  groups,
  after,
  slack,
}: Pick<Reading, 'namespace' | 'topics' | 'groups' | 'slack'> & { readonly after: Duration }): string {
  const where = [matches('namespace', [namespace]), matches('topic', topics)];
  const written = series('kafka_topic_partition_current_offset', ...where);
  const read = series('kafka_consumergroup_current_offset', ...where, matches('consumergroup', groups));
  return `max by (namespace, consumergroup, topic) (
  max by (namespace, topic, partition) (${written} offset ${range(Math.ceil(after / 1000) * 1000 + scrapeSeconds * 1000)})
  - on (namespace, topic, partition) group_right
  max by (namespace, consumergroup, topic, partition) (${read})
) > ${slack}`;
}

/** Longer than a message may take, and than what was promised: a group that works is not taken for a dead one. */
function stallWindow({ consumeWithin, deadline }: Reading): number {
  const least = duration('30m');
  return Math.max(least, 2 * consumeWithin, deadline === undefined ? 0 : deadline + least);
}

import { committedMetric, heldMetric, lagMetric } from '../../model/metrics.ts';
import type { Environment } from '../../model/terms/environment.ts';
import type { ResolvedAlert } from './alert.ts';
import { above, indented, joined, lookedUp, thresholds } from './joined.ts';
import { matches, series } from './promql.ts';

const subject = ['namespace', 'consumergroup', 'topic'];

/** The ages and windows that thresholds of an environment name, each once, the shortest first. */
export interface Windows {
  /** Ages of the oldest unread record that readers may let it reach. */
  readonly within: readonly string[];
  /** Ages that a producer's reading may let it reach. */
  readonly passedOnWithin: readonly string[];
  /** In which a group that lags must commit something. */
  readonly stalled: readonly string[];
}

/**
 * Alerts on the groups that contracts name. A range and an offset cannot be a series' value: a rule has a part for
 * each that is in use.
 */
export function readingAlerts(environment: Environment, windows: Windows): ResolvedAlert[] {
  const here = matches('namespace', [environment.kafka.namespace]);
  const lag = series(lagMetric, here);
  const committed = series(committedMetric, here);
  const contact = lookedUp(environment, 'topic', 'contact', 'source_topic');
  const props = { environment, by: subject, more: { contact } };
  return [
    joined('KafkaConsumerLagHigh', {
      ...props,
      expr: aboveReading(lag, thresholds(environment, 'reading')),
    }),
    joined('KafkaConsumerLate', { ...props, expr: overdue(environment, 'reading', windows.within) }),
    joined('KafkaConsumerStalled', {
      ...props,
      expr: windows.stalled
        .map((window) =>
          aboveReading(
            `(min_over_time(${lag}[${window}]) > 0 and changes(${committed}[${window}]) == 0)`,
            mayStay(
              environment,
              'reading',
              [matches('window', [window])],
              `0 * ${thresholds(environment, 'reading', matches('window', [window]), 'transactions="true"')} + on (topic) group_left () count by (topic) (max by (topic, partition) (${series('kafka_topic_partition_current_offset', here)}))`,
            ),
          ),
        )
        .join('\nor\n'),
    }),
    joined('KafkaTopicNeverConsumed', {
      ...props,
      expr: `(\n${indented(above(series(heldMetric, here), ['topic'], `0 * ${thresholds(environment, 'reading')}`, { copied: ['namespace'] }))}\n)\nunless on (${subject.join(', ')}) ${committed}`,
    }),
    ...(windows.passedOnWithin.length === 0
      ? []
      : [
          joined('KafkaProducedLate', {
            ...props,
            expr: overdue(environment, 'passingOn', windows.passedOnWithin),
          }),
        ]),
  ];
}

/**
 * Messages that were there that long ago and are not read yet, of the worst partition: its oldest unread record is
 * older than that.
 */
function overdue(environment: Environment, kind: 'reading' | 'passingOn', ages: readonly string[]): string {
  const here = matches('namespace', [environment.kafka.namespace]);
  const written = series('kafka_topic_partition_current_offset', here);
  const read = series('kafka_consumergroup_current_offset', here);
  return ages
    .map((age) => {
      const unread = `max by (namespace, consumergroup, topic) (
  max by (namespace, topic, partition) (${written} offset ${age})
  - on (namespace, topic, partition) group_right ()
  max by (namespace, consumergroup, topic, partition) (${read})
)`;
      const within = matches('within', [age]);
      const one = `0 * ${thresholds(environment, kind, within, 'transactions="true"')} + 1`;
      return aboveReading(unread, mayStay(environment, kind, [within], one));
    })
    .join('\nor\n');
}

/** Unread messages that are none: 0, or as many as marks of transactions leave behind. */
function mayStay(
  environment: Environment,
  kind: 'reading' | 'passingOn',
  matchers: readonly string[],
  marks: string,
): string {
  return `(\n  0 * ${thresholds(environment, kind, ...matchers, 'transactions=""')}\n  or ${marks}\n)`;
}

/**
 * What a group has more of, on a topic, than its threshold, which says nothing of Kafka's namespace: all metrics here
 * are of the environment's.
 */
export function aboveReading(value: string, threshold: string): string {
  return above(value, ['consumergroup', 'topic'], threshold, { copied: ['namespace'] });
}

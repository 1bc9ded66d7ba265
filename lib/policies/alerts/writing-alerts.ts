import { committedMetric, heldMetric, writtenMetric } from '../../model/metrics.ts';
import type { Environment } from '../../model/terms/environment.ts';
import type { ResolvedAlert } from './alert.ts';
import { above, joined, lookedUp, thresholds } from './joined.ts';
import { matches, series } from './promql.ts';

const subject = ['namespace', 'topic'];

/** What there is to watch beside the errors of producers. */
export interface Failures {
  readonly retries: boolean;
  readonly deadLetters: boolean;
  /** Namespaces of programs that may count their own errors. */
  readonly workloads: readonly string[];
}

/** Alerts on what is written to topics, to their retries and to their dead letters. */
export function writingAlerts(
  environment: Environment,
  { retries, deadLetters, workloads }: Failures,
): ResolvedAlert[] {
  const here = matches('namespace', [environment.kafka.namespace]);
  const contact = lookedUp(environment, 'topic', 'contact', 'source_topic');
  const triage = lookedUp(environment, 'topic', 'triage', 'topic');
  const props = { environment, by: subject };
  const withRole = (role: string) => thresholds(environment, 'topic', matches('role', [role]));
  const written = series(writtenMetric, here);
  const held = series(heldMetric, here);
  const seen = `max by (namespace, topic) (${series(committedMetric, here)} and on (topic, consumergroup) ${thresholds(environment, 'deadLetterOperator')})`;
  return [
    joined('KafkaProducerErrors', {
      ...props,
      more: { contact },
      expr: producerErrors(environment, workloads),
    }),
    ...(retries
      ? [
          joined('KafkaRetriesStorming', {
            ...props,
            more: { contact },
            expr: above(`delta(${written}[10m])`, subject, withRole('retry')),
          }),
        ]
      : []),
    ...(deadLetters
      ? [
          // Where no operator has ever read any, all that are kept.
          joined('KafkaDeadLettersPresent', {
            ...props,
            more: { contact, triage },
            expr: above(
              `(\n  ${written} - on (namespace, topic) ${seen}\n  or ${held}\n)`,
              subject,
              `0 * ${withRole('dead-letter')}`,
            ),
          }),
          joined('KafkaDeadLettersGrowing', {
            ...props,
            more: { contact, triage },
            expr: above(`delta(${written}[15m])`, subject, withRole('dead-letter')),
          }),
        ]
      : []),
  ];
}

/** Some releases of the brokers' reporter write `_` for `.` in a topic's name. */
function producerErrors(environment: Environment, workloads: readonly string[]): string {
  const { namespace } = environment.kafka;
  const topics = `0 * ${thresholds(environment, 'topic')}`;
  const rate = (metric: string, namespaces: readonly string[]) =>
    `sum by (namespace, topic) (rate(${series(metric, matches('namespace', namespaces))}[5m]))`;
  const byBrokers = rate('kafka_server_brokertopicmetrics_failedproducerequestspersec_total', [namespace]);
  const byClients = rate('kafka_producer_errors_total', workloads);
  const replaced = (expr: string, label: string, from: string) =>
    `label_replace(${expr}, "${label}", "$1", "${from}", "(.+)")`;
  return [
    above(byBrokers, subject, topics),
    above(replaced(byBrokers, 'folded', 'topic'), ['namespace', 'folded'], topics),
    above(byClients, ['namespace', 'topic'], replaced(topics, 'namespace', 'workloads')),
  ].join('\nor\n');
}

import type { thresholdMetrics } from '../../model/metrics.ts';
import { type AlertOwner, type ResolvedRecording, severityOf } from './alert.ts';

export type ThresholdKind = keyof typeof thresholdMetrics;

/** The alerts that join thresholds. */
export type JoinedAlert =
  | 'KafkaConsumerLagHigh'
  | 'KafkaConsumerLate'
  | 'KafkaConsumerStalled'
  | 'KafkaTopicNeverConsumed'
  | 'KafkaProducedLate'
  | 'KafkaProducerErrors'
  | 'KafkaRetriesStorming'
  | 'KafkaRetriesBehind'
  | 'KafkaRetriesStuck'
  | 'KafkaRetriesFailing'
  | 'KafkaDeadLettersPresent'
  | 'KafkaDeadLettersGrowing'
  | 'KafkaCanarySilent'
  | 'KedaScalerErrors'
  | 'KedaJobsFailing'
  | 'KedaJobsAtMaximum'
  | 'KedaScaledObjectErrors'
  | 'KedaReplicasAtMaximum';

/** A number that alerts join, with the labels by which they join it and by which whoever is told is found. */
export interface Threshold {
  readonly kind: ThresholdKind;
  readonly value: number;
  readonly labels: Readonly<Record<string, string>>;
  /** The alerts that this one decides on; none where it only helps another. */
  readonly alerts: readonly JoinedAlert[];
}

/**
 * How often thresholds are evaluated: at 10,000 topics they are most of what Prometheus evaluates. One evaluation may be
 * missed before a series is stale, after 5 minutes.
 */
export const thresholdInterval = '2m';

/** Labels of every alert that joins the threshold. */
export function routingOf(owner: AlertOwner): Record<string, string> {
  const { environment, system, owner: team, topic } = owner;
  return {
    environment: environment.environment,
    owner: team,
    severity: severityOf(owner),
    ...(topic === undefined ? {} : { source_topic: topic }),
    system,
  };
}

export function recordingOf(record: string, { value, labels }: Threshold): ResolvedRecording {
  return { record, expr: `vector(${value})`, labels };
}

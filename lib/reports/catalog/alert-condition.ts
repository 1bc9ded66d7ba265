import { failedWrites, lateSeconds } from '../../policies/alerts/dispatcher-alerts.ts';
import type { JoinedAlert, Threshold } from '../../policies/alerts/threshold.ts';

/** When an alert on a topic fires, in words, with the number of its threshold. */
export function conditionOf(alert: JoinedAlert, { value, labels }: Threshold): string {
  const {
    topic = '',
    consumergroup = '',
    owner_name = '',
    cronjob = '',
    deployment = '',
    within = '',
    window = '',
  } = labels;
  switch (alert) {
    case 'KafkaConsumerLagHigh':
      return `more than ${value} messages of ${topic} are unread by ${consumergroup}`;
    case 'KafkaConsumerLate':
      return `a message of ${topic} is unread by ${consumergroup} after ${within}`;
    case 'KafkaConsumerStalled':
      return `${consumergroup} has unread messages of ${topic} and commits nothing for ${window}`;
    case 'KafkaTopicNeverConsumed':
      return `${topic} has messages and ${consumergroup} has no offset`;
    case 'KafkaProducedLate':
      return `a message of ${topic} that this topic follows from is unread by ${consumergroup} after ${within}`;
    case 'KafkaProducerErrors':
      return `writes to ${topic} fail`;
    case 'KafkaRetriesStorming':
      return `more than ${value} messages are written to ${topic} within 10m`;
    case 'KafkaRetriesBehind':
      return `a message of ${topic} comes back more than ${lateSeconds.behind} seconds behind its time`;
    case 'KafkaRetriesStuck':
      return `no message of ${topic} comes back, though some are ${lateSeconds.stuck} seconds behind their time`;
    case 'KafkaRetriesFailing':
      return `more than ${failedWrites} writes back from ${topic} and its other tiers fail within 10m`;
    case 'KafkaDeadLettersPresent':
      return `${topic} has messages that no operator has read`;
    case 'KafkaDeadLettersGrowing':
      return `more than ${value} messages are written to ${topic} within 15m`;
    case 'KafkaCanarySilent':
      return `no round of ${cronjob} ends well for ${value / 60}m`;
    case 'KedaScalerErrors':
      return `KEDA cannot measure the lag for ${owner_name}`;
    case 'KedaJobsFailing':
      return `3 jobs of ${owner_name} or more fail`;
    case 'KedaJobsAtMaximum':
      return `${owner_name} runs ${value} jobs and more than ${value} messages wait`;
    case 'KedaScaledObjectErrors':
      return `KEDA cannot measure the lag for ${deployment}`;
    case 'KedaReplicasAtMaximum':
      return `${deployment} has all of its ${value} replicas and more messages wait`;
  }
}

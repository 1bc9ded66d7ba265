import type { AlertKind } from './alert-kind.ts';

const topic = '{{ $labels.topic }}';
const value = '{{ $value | humanize }}';

/** The alerts on programs of ours. */
export const programKinds = {
  KafkaRetriesBehind: {
    gravity: 'ticket',
    after: '5m',
    summary: `Messages of ${topic} come back ${value} seconds behind their time`,
    meaning: 'The dispatcher writes later than the tier says: it is too slow, or is held up.',
    steps: [
      'Does the dispatcher run, and does each replica have partitions? (kubectl get pods, its log)',
      'Does its log show writes that fail? Then go on as with KafkaRetriesFailing.',
      'Throttled by its quota or its processor? Add replicas, at most one a partition.',
    ],
  },
  KafkaRetriesStuck: {
    gravity: 'page',
    after: '5m',
    summary: `No message of ${topic} comes back`,
    meaning:
      'Messages are due and the dispatcher writes none of them, or no dispatcher says anything of the topic.',
    steps: [
      'kubectl get pods: are there dispatchers, and are they ready?',
      'Read the log: it names the right that is missing, or the topic that takes no writes.',
      'Running, and no metrics? Look at the PodMonitor and monitoring.namespace.',
    ],
  },
  KafkaRetriesFailing: {
    gravity: 'page',
    after: '5m',
    summary: `The dispatcher fails to write to {{ $labels.source_topic }}: ${value} times in 10 minutes`,
    meaning: 'Its messages wait in their retry topics and are tried again; nothing is lost.',
    steps: [
      'Read its log: the error names the topic and what is wrong.',
      'A right is missing? Is its KafkaUser as it was rendered?',
      'Under min in-sync or offline partitions? Then that comes first.',
    ],
  },
  KafkaAnalysisSilent: {
    gravity: 'ticket',
    after: '15m',
    summary: 'The analysis of dead letters {{ $labels.cronjob }} has not ended well for long',
    meaning:
      'Two runs failed or were left out, or the CronJob is gone: audit and metrics say nothing of dead letters.',
    steps: [
      'kubectl get cronjob, jobs: is it suspended, did it run, did it fail?',
      'Read the log of its last pod: it names the right, the topic or the schema that is missing.',
      'Ended by its deadline? Then more dead letters lie there than it reads in that time: work them off.',
    ],
  },
} satisfies Readonly<Record<string, AlertKind>>;

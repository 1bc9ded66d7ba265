import type { AlertKind } from './alert-kind.ts';
import { programKinds } from './program-kinds.ts';

const group = '{{ $labels.consumergroup }}';
const topic = '{{ $labels.topic }}';
const value = '{{ $value | humanize }}';

/** Every alert that there is; each has a runbook `docs/runbooks/<name>.md`. */
export const alertKinds = {
  KafkaConsumerLagHigh: {
    gravity: 'ticket',
    after: '5m',
    summary: `${group} is ${value} messages behind on ${topic}`,
    meaning: 'More waits than the contract allows (alertLag): the group is slow, too small, or gone.',
    steps: [
      'Is lag growing or falling, and in one partition or in all? (dashboard, lag)',
      'Do all members of the group run, and do their logs show errors or rebalances?',
      'More written than expected? Add members, at most one a partition.',
    ],
  },
  KafkaConsumerLate: {
    gravity: 'page',
    after: '2m',
    summary: `${group} has ${value} messages on ${topic} that wait for too long`,
    meaning: 'The oldest unread record is older than the contract promises (consumeWithin).',
    steps: [
      'Look whether the group moves at all: committed offsets, members, logs.',
      'One partition only? Look for one slow or poisonous message there.',
      'All partitions? Look at what the consumer depends on, and at the load.',
    ],
  },
  KafkaConsumerStalled: {
    gravity: 'page',
    after: '5m',
    summary: `${group} has stopped on ${topic} with ${value} messages unread`,
    meaning: 'Messages wait and the group has committed nothing for the whole window: it is down or stuck.',
    steps: [
      'Are there members? (kafka-consumer-groups --describe --members)',
      'None: look at the pods. Some: look for one message that fails again and again.',
      'Restart one member; skip nothing before it is in the dead letter topic.',
    ],
  },
  KafkaTopicNeverConsumed: {
    gravity: 'ticket',
    after: '1h',
    summary: `${group} has never read ${topic}, where ${value} messages lie`,
    meaning:
      'The contract names the group and it has no offset: never started, another group id, or idle for too long.',
    steps: [
      'Is the consumer deployed here, and with the group id of the contract?',
      'May it read? (workstreams access <topic> --env <environment>)',
      'Decide before it starts whether it begins at the earliest message.',
    ],
  },
  KafkaProducedLate: {
    gravity: 'page',
    after: '2m',
    summary: `${group} lets ${value} messages of ${topic} wait longer than it may take to pass them on`,
    meaning: 'What follows from these records does not reach its topic in time (produceWithin).',
    steps: [
      'The group that is named is the bottleneck: look at its pods and logs.',
      'Does it wait for something on purpose (limits, priorities)?',
      'Does it fail to write? Look for KafkaProducerErrors.',
    ],
  },
  KafkaDeadLettersPresent: {
    gravity: 'ticket',
    after: '15m',
    summary: `${value} dead letters lie in ${topic}`,
    meaning: 'Messages were given up and no one has looked at them yet.',
    steps: [
      'Read the newest with their headers (kcat, runbook).',
      'Group by x-failure-class: one cause or many?',
      'Do what the triage below says.',
    ],
  },
  KafkaDeadLettersGrowing: {
    gravity: 'page',
    after: '5m',
    summary: `${value} more dead letters in ${topic} within 15 minutes`,
    meaning: 'More fails than capacity is planned for: a defect or an outage, and work is being lost now.',
    steps: [
      'What was deployed last, consumer or producer? Roll it back.',
      'Read the newest dead letter: its reason tells which side is wrong.',
      'If a dependency is down, pause the consumer: messages keep in the source topic.',
    ],
  },
  KafkaRetriesStorming: {
    gravity: 'ticket',
    after: '10m',
    summary: `${value} messages went to ${topic} within 10 minutes`,
    meaning: 'One message in ten or more is tried again: what the consumer depends on is failing.',
    steps: [
      'Which dependency fails? The consumer logs it with x-failure-class.',
      'Is the first tier falling while the next one fills? Then it does not heal by itself.',
      'Fix the dependency; pause the consumer rather than let all end as dead letters.',
    ],
  },
  ...programKinds,
  KafkaTopicNotReady: {
    gravity: 'ticket',
    after: '15m',
    summary: 'The topic of KafkaTopic {{ $labels.name }} is not as it is declared',
    meaning: 'Strimzi could not make or change the topic; what is declared does not hold.',
    steps: [
      'kubectl describe kafkatopic: the condition says why.',
      'NotSupported: the change cannot be made, take it back.',
      'ResourceConflict: two objects claim one topic, the older one holds it.',
    ],
  },
  KafkaProducerErrors: {
    gravity: 'page',
    after: '5m',
    summary: `Writing to ${topic} fails, {{ $value | humanize }} times a second`,
    meaning: 'Brokers, or the producers that count for themselves, report messages that were not written.',
    steps: [
      'Under min in-sync or offline partitions? Then that comes first.',
      'Only one producer? Its log names the error: rights, size, quota.',
      'Is a message too large for the topic, or a certificate expired?',
    ],
  },
  KafkaCanarySilent: {
    gravity: 'ticket',
    after: '15m',
    summary: '{{ $labels.cronjob }} has read nothing back for three rounds',
    meaning: 'No test message passed: the topic, its rights, or the canary itself is broken.',
    steps: [
      'Does the canary run? (kubectl get pods, jobs)',
      'Its log: could it not write, or not read back?',
      'Many topics at once? Look at the brokers and the listener first.',
    ],
  },
  KedaScalerErrors: {
    gravity: 'page',
    after: '5m',
    summary: 'KEDA cannot measure the lag of {{ $labels.scaledJob }}',
    meaning: 'No job is started while it lasts, whatever waits in the queue.',
    steps: [
      'kubectl describe scaledjob, and the log of keda-operator.',
      'Authentication or TLS? Look at the scaler’s Secret and the cluster CA in its namespace.',
      'Connection refused? NetworkPolicy and the listener’s peers.',
    ],
  },
  KedaJobsFailing: {
    gravity: 'page',
    after: '1m',
    summary: `${value} jobs of {{ $labels.owner_name }} have failed lately`,
    meaning: 'Jobs end with an error after all retries; the messages stay and start the next ones.',
    steps: [
      'kubectl logs of the newest failed job.',
      'DeadlineExceeded: the work takes longer than the contract’s deadline.',
      'Always the same message? It belongs into the dead letter topic.',
    ],
  },
  KedaJobsAtMaximum: {
    gravity: 'ticket',
    after: '30m',
    summary: `{{ $labels.owner_name }} runs all of its ${value} jobs and more waits`,
    meaning: 'The queue has as many jobs as it may have, and does not catch up.',
    steps: [
      'How fast does lag fall? (dashboard) Perhaps it is a burst and enough.',
      'Do jobs work or hang? Compare their age with the usual.',
      'More partitions, maxJobs and quota together, by pull request.',
    ],
  },
  KedaScaledObjectErrors: {
    gravity: 'page',
    after: '5m',
    summary: 'KEDA cannot measure the lag of {{ $labels.scaledObject }}',
    meaning:
      'The Deployment keeps the replicas that it has, whatever waits; one that is stopped stays stopped.',
    steps: [
      'kubectl describe scaledobject, and the log of keda-operator.',
      'Authentication or TLS? Look at the scaler’s Secret and the cluster CA in its namespace.',
      'Connection refused? NetworkPolicy and the listener’s peers.',
    ],
  },
  KedaReplicasAtMaximum: {
    gravity: 'ticket',
    after: '30m',
    summary: `{{ $labels.deployment }} has all of its ${value} replicas and more waits`,
    meaning: 'The Deployment has as many replicas as it may have, and does not catch up.',
    steps: [
      'How fast does lag fall? (dashboard) Perhaps it is a burst and enough.',
      'Are all replicas ready, and does each have partitions? (kafka-consumer-groups --describe --members)',
      'More partitions and maxReplicas together, by pull request.',
    ],
  },
  KafkaOfflinePartitions: {
    gravity: 'page',
    after: '1m',
    summary: `${value} partitions have no leader`,
    meaning: 'They can be neither written nor read until a replica of theirs is back.',
    steps: [
      'kubectl get pods of the cluster: which brokers are down?',
      'Why: node, disk, memory, certificate? (describe, logs --previous)',
      'Bring brokers back one by one; never delete a claim.',
    ],
  },
  KafkaUnderMinInSync: {
    gravity: 'page',
    after: '2m',
    summary: `${value} partitions have fewer in-sync replicas than writing asks for`,
    meaning: 'Producers with acks=all are refused there; one more broker down may lose data.',
    steps: [
      'Which broker is down or behind? (pods, logs)',
      'Is a rolling restart going on? Wait for it, and stop the next one.',
      'Disk or network saturated on one broker?',
    ],
  },
  KafkaTopicUnavailable: {
    gravity: 'page',
    after: '5m',
    summary: 'Kafka is not seen whole: brokers are gone, or no one sees them',
    meaning:
      'Fewer brokers than there should be answer, or the Kafka exporter is gone and all alerts on lag are blind.',
    steps: [
      'kubectl get pods -l strimzi.io/cluster: brokers and exporter.',
      'Brokers down: go on as with KafkaOfflinePartitions.',
      'Exporter down: restart it; until then look at lag by hand.',
    ],
  },
  KafkaProduceSlow: {
    gravity: 'ticket',
    after: '10m',
    summary: `A broker takes ${value} ms to write (99 of 100 are quicker)`,
    meaning: 'That alone is longer than the strictest contract allows from a producer to the topic.',
    steps: [
      'One broker or all? One: its disk, its node.',
      'Is a replica behind? acks=all waits for it.',
      'Who writes most? (dashboard, bytes in)',
    ],
  },
  KafkaMirrorBehind: {
    gravity: 'ticket',
    after: '10m',
    summary: 'The mirror is behind, or does not run',
    meaning:
      'Copies of the other region are minutes old or stand still: after a disaster now that much would be missing.',
    steps: [
      'kubectl describe kafkamirrormaker2: are connectors and tasks running?',
      'Is the other region reachable, its user and CA still valid?',
      'Does its user hit a quota? (dashboard of the other region)',
    ],
  },
  KafkaMetricsMissing: {
    gravity: 'ticket',
    after: '15m',
    summary: 'No metrics come from {{ $labels.exporter }}',
    meaning: 'Alerts that ask for them keep silent, whatever happens.',
    steps: [
      'Prometheus, Status, Targets: is it found, is it up?',
      'Not found: the monitor or its labels (docs/alerts.md, what must be scraped).',
      'Found and up: is the metric among what it gives?',
    ],
  },
  KafkaThresholdMissing: {
    gravity: 'ticket',
    after: '15m',
    summary: 'No alert can fire for {{ $labels.name }}: it has no thresholds',
    meaning:
      'The KafkaTopic or the Deployment is there, and the series that its alerts are joined with are not: they keep silent.',
    steps: [
      'kubectl get prometheusrule: is the object with the name of the KafkaTopic there?',
      'It is: has it the labels by which Prometheus selects rules? (monitoring.labels)',
      'It is not: is the system’s folder synced as a whole?',
    ],
  },
  KafkaThresholdDoubled: {
    gravity: 'ticket',
    after: '15m',
    summary: `${value} thresholds say when the same alert fires, for {{ $labels.topic }}{{ $labels.cronjob }}{{ $labels.owner_name }}{{ $labels.deployment }}`,
    meaning: 'Each of them fires by itself: the alert may reach the wrong team, and by the wrong number.',
    steps: [
      'Ask Prometheus for the series: which label differs?',
      'Find the two objects: kubectl get prometheusrule -A, and search for the topic.',
      'Delete the one that no folder of GitOps has.',
    ],
  },
  KafkaThresholdUnused: {
    gravity: 'ticket',
    after: '15m',
    summary: `${value} thresholds of {{ $labels.source_topic }} are not asked for by any rule`,
    meaning:
      'A contract has a new age, a new window or the first threshold of its kind, and the rules of the platform are older.',
    steps: [
      'Is the folder platform synced as far as the system’s?',
      'kubectl get prometheusrule of the platform: does its text name the age of the threshold (within, window)?',
      'Sync the platform.',
    ],
  },
  KafkaRulesFailing: {
    gravity: 'page',
    after: '5m',
    summary: 'Prometheus fails to evaluate rules of {{ $labels.rule_group }}',
    meaning: 'An alert whose rule fails does not fire, for any topic.',
    steps: [
      'Prometheus, Status, Rules: the error is beside the rule.',
      'many-to-many or duplicate series: which exporter is there twice, or in two clusters?',
      'Too many samples, or a timeout: is Prometheus at its limits?',
    ],
  },
} satisfies Readonly<Record<string, AlertKind>>;

export type AlertName = keyof typeof alertKinds;

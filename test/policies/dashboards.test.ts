import { describe, expect, test } from '@jest/globals';
import { uidOf } from '../../lib/policies/dashboards/dashboard.ts';
import { environmentDashboard } from '../../lib/policies/dashboards/environment-dashboard.ts';
import { jobsRow, replicasRow } from '../../lib/policies/dashboards/rows.ts';
import { systemDashboard } from '../../lib/policies/dashboards/system-dashboard.ts';
import { shown } from '../support/dashboards.ts';
import { mirror, watchedShop } from '../support/watched-shop.ts';

const monitoring = {
  runbooks: 'https://runbooks.example',
  catalogue: 'https://catalogue.example/page.html',
  labels: {},
};
const shop = watchedShop({ monitoring });

describe('dashboards', () => {
  test('of a system', () => {
    expect(
      shop.systems.map(systemDashboard).map(shown).join('\n'),
    ).toBe(`kafka-dashboard-shop qa-shop: shop in qa [workstreams qa shop]
firing: ALERTS{alertstate="firing",environment="qa",system="shop",owner=~"\${owner}"}
choose owner (Owner): label_values(workstreams:topic:alert_written{environment="qa",system="shop"}, owner)
choose context (Context): label_values(workstreams:topic:alert_written{environment="qa",system="shop"}, context)
choose topic (Topic): label_values(workstreams:topic:alert_written{environment="qa",system="shop",owner=~"\${owner}",context=~"\${context}"}, source_topic)
choose group (Group): label_values(workstreams:reading:alert_lag{environment="qa",system="shop",owner=~"\${owner}",source_topic=~"\${topic}"}, consumergroup)
# Promises
Groups over their threshold (stat, short): Groups with more unread messages than \`alertLag\`, by topic.
    Groups over their threshold: sum(max by (consumergroup, topic) (namespace_consumergroup_topic:kafka_consumergroup_lag:sum{namespace="kafka"} > bool on (consumergroup, topic) group_right (namespace) (workstreams:reading:alert_lag{environment="qa",system="shop",owner=~"\${owner}",consumergroup=~"\${group}"} and on (source_topic) <topics>)))
Groups late (stat, short): Groups whose oldest unread message is older than \`consumeWithin\`, by topic.
    Groups late: count(max by (consumergroup, topic) (ALERTS{alertname="KafkaConsumerLate",consumergroup=~"\${group}",environment="qa",system="shop",owner=~"\${owner}"} and on (source_topic) <topics>)) or vector(0)
Dead letters (stat, short): Messages in dead letter topics, read by an operator or not.
    Dead letters: sum(namespace_topic:kafka_topic_partition_held:sum{namespace="kafka"} and on (topic) <topics role="dead-letter">)
Partition budget (stat, percentunit): Partitions of the chosen topics, as a share of \`topics.partitionBudget\`.
    Partition budget: sum(kafka_topic_partitions{namespace="kafka"} and on (topic) <topics>) / 40
Under-replicated partitions (stat, short): Partitions with fewer in-sync replicas than replicas.
    Under-replicated partitions: sum(kafka_topic_partition_under_replicated_partition{namespace="kafka"} and on (topic) <topics>)
Alerts firing (stat, short): Alerts of the chosen topics.
    Alerts firing: count(ALERTS{alertstate="firing",environment="qa",system="shop",owner=~"\${owner}"} and on (source_topic) <topics>) or vector(0)
# Reading
Lag by group (table, short): The 20 groups that are furthest behind now, and what their contracts allow.
    : topk(20, max by (consumergroup, topic, owner, source_topic) (namespace_consumergroup_topic:kafka_consumergroup_lag:sum{namespace="kafka"} + on (consumergroup, topic) group_right () (0 * (workstreams:reading:alert_lag{environment="qa",system="shop",owner=~"\${owner}",consumergroup=~"\${group}"} and on (source_topic) <topics>))))
    : max by (consumergroup, topic, owner, source_topic) ((workstreams:reading:alert_lag{environment="qa",system="shop",owner=~"\${owner}",consumergroup=~"\${group}"} and on (source_topic) <topics>)) and on (consumergroup, topic, owner, source_topic) topk(20, max by (consumergroup, topic, owner, source_topic) (namespace_consumergroup_topic:kafka_consumergroup_lag:sum{namespace="kafka"} + on (consumergroup, topic) group_right () (0 * (workstreams:reading:alert_lag{environment="qa",system="shop",owner=~"\${owner}",consumergroup=~"\${group}"} and on (source_topic) <topics>))))
    | Unread https://runbooks.example/kafka-consumer-lag-high.md
    | Allowed
    | Group
    | Topic
    | Contract https://catalogue.example/page.html#/t/\${__value.raw}
    | Owner
Lag (lines, short): Unread messages of a group. Dashed: \`alertLag\`.
    {{consumergroup}} {{topic}}: (namespace_consumergroup_topic:kafka_consumergroup_lag:sum{namespace="kafka",consumergroup=~"\${group}"} and on (topic) <topics>) and on (consumergroup, topic) topk(10, max by (consumergroup, topic) (namespace_consumergroup_topic:kafka_consumergroup_lag:sum{namespace="kafka",consumergroup=~"\${group}"} @ end() and on (topic) <topics>))
    - - allowed {{consumergroup}} {{topic}}: max by (consumergroup, topic) ((workstreams:reading:alert_lag{environment="qa",system="shop",owner=~"\${owner}",consumergroup=~"\${group}"} and on (source_topic) <topics>)) and on (consumergroup, topic) topk(10, max by (consumergroup, topic) (namespace_consumergroup_topic:kafka_consumergroup_lag:sum{namespace="kafka",consumergroup=~"\${group}"} @ end() and on (topic) <topics>))
Read (lines, mps): Messages a second that a group commits.
    {{consumergroup}} {{topic}}: (rate(namespace_consumergroup_topic:kafka_consumergroup_current_offset:sum{namespace="kafka",consumergroup=~"\${group}"}[$__rate_interval]) and on (topic) <topics>) and on (consumergroup, topic) topk(20, max by (consumergroup, topic) (rate(namespace_consumergroup_topic:kafka_consumergroup_current_offset:sum{namespace="kafka",consumergroup=~"\${group}"}[$__rate_interval] @ end()) and on (topic) <topics>))
# Throughput
Written (lines, mps): Messages a second.
    {{topic}}: (rate(namespace_topic:kafka_topic_partition_current_offset:sum{namespace="kafka"}[$__rate_interval]) and on (topic) <topics>) and on (topic) topk(20, max by (topic) (rate(namespace_topic:kafka_topic_partition_current_offset:sum{namespace="kafka"}[$__rate_interval] @ end()) and on (topic) <topics>))
Failed writes (lines, wps): Writes a second that brokers, or producers that count for themselves, failed on.
    brokers {{topic}}: (sum by (topic) (rate(kafka_server_brokertopicmetrics_failedproducerequestspersec_total{namespace="kafka",topic!=""}[$__rate_interval])) and on (topic) <topics> or label_replace(sum by (topic) (rate(kafka_server_brokertopicmetrics_failedproducerequestspersec_total{namespace="kafka",topic!=""}[$__rate_interval])), "folded", "$1", "topic", "(.+)") and on (folded) <topics folded!="">) and on (topic) topk(10, max by (topic) (sum by (topic) (rate(kafka_server_brokertopicmetrics_failedproducerequestspersec_total{namespace="kafka",topic!=""}[$__rate_interval] @ end())) and on (topic) <topics> or label_replace(sum by (topic) (rate(kafka_server_brokertopicmetrics_failedproducerequestspersec_total{namespace="kafka",topic!=""}[$__rate_interval] @ end())), "folded", "$1", "topic", "(.+)") and on (folded) <topics folded!="">))
    producers {{topic}}: (sum by (topic) (rate(kafka_producer_errors_total{namespace="kafka"}[$__rate_interval])) and on (topic) <topics>) and on (topic) topk(10, max by (topic) (sum by (topic) (rate(kafka_producer_errors_total{namespace="kafka"}[$__rate_interval] @ end())) and on (topic) <topics>))
# Failure
Reprocessing (lines, mps): Messages a second that are tried again, by tier.
    {{topic}}: (rate(namespace_topic:kafka_topic_partition_current_offset:sum{namespace="kafka"}[$__rate_interval]) and on (topic) <topics role="retry">) and on (topic) topk(20, max by (topic) (rate(namespace_topic:kafka_topic_partition_current_offset:sum{namespace="kafka"}[$__rate_interval] @ end()) and on (topic) <topics role="retry">))
Dead letters (lines, short): That are kept, read by an operator or not.
    {{topic}}: (namespace_topic:kafka_topic_partition_held:sum{namespace="kafka"} and on (topic) <topics role="dead-letter">) and on (topic) topk(20, max by (topic) (namespace_topic:kafka_topic_partition_held:sum{namespace="kafka"} @ end() and on (topic) <topics role="dead-letter">))
New dead letters (lines, short): Within the 15 minutes before. Dashed: more than that is an alert.
    {{topic}}: (delta(namespace_topic:kafka_topic_partition_current_offset:sum{namespace="kafka"}[15m]) and on (topic) <topics role="dead-letter">) and on (topic) topk(10, max by (topic) (delta(namespace_topic:kafka_topic_partition_current_offset:sum{namespace="kafka"}[15m] @ end()) and on (topic) <topics role="dead-letter">))
    - - allowed {{topic}}: max by (topic) (<topics role="dead-letter">) and on (topic) topk(10, max by (topic) (delta(namespace_topic:kafka_topic_partition_current_offset:sum{namespace="kafka"}[15m] @ end()) and on (topic) <topics role="dead-letter">))
# Jobs
Pending (lines, short): Jobs whose pod has no place yet, or no image.
    {{owner_name}}: (sum by (namespace, owner_name) (label_replace(kube_pod_status_phase{namespace="kafka",phase="Pending"}, "owner_name", "$1", "pod", "(.+)-[^-]+-[^-]+")) and on (namespace, owner_name) (workstreams:jobs:max{environment="qa",system="shop",owner=~"\${owner}"} and on (source_topic) <topics>)) and on (namespace, owner_name) topk(20, max by (namespace, owner_name) (sum by (namespace, owner_name) (label_replace(kube_pod_status_phase{namespace="kafka",phase="Pending"} @ end(), "owner_name", "$1", "pod", "(.+)-[^-]+-[^-]+")) and on (namespace, owner_name) (workstreams:jobs:max{environment="qa",system="shop",owner=~"\${owner}"} and on (source_topic) <topics>)))
Running (lines, short): Jobs at work. Dashed: \`scaling.maxJobs\`.
    {{owner_name}}: (sum by (namespace, owner_name) (label_replace(kube_pod_status_phase{namespace="kafka",phase="Running"}, "owner_name", "$1", "pod", "(.+)-[^-]+-[^-]+")) and on (namespace, owner_name) (workstreams:jobs:max{environment="qa",system="shop",owner=~"\${owner}"} and on (source_topic) <topics>)) and on (namespace, owner_name) topk(10, max by (namespace, owner_name) (sum by (namespace, owner_name) (label_replace(kube_pod_status_phase{namespace="kafka",phase="Running"} @ end(), "owner_name", "$1", "pod", "(.+)-[^-]+-[^-]+")) and on (namespace, owner_name) (workstreams:jobs:max{environment="qa",system="shop",owner=~"\${owner}"} and on (source_topic) <topics>)))
    - - at most {{owner_name}}: max by (namespace, owner_name) ((workstreams:jobs:max{environment="qa",system="shop",owner=~"\${owner}"} and on (source_topic) <topics>)) and on (namespace, owner_name) topk(10, max by (namespace, owner_name) (sum by (namespace, owner_name) (label_replace(kube_pod_status_phase{namespace="kafka",phase="Running"} @ end(), "owner_name", "$1", "pod", "(.+)-[^-]+-[^-]+")) and on (namespace, owner_name) (workstreams:jobs:max{environment="qa",system="shop",owner=~"\${owner}"} and on (source_topic) <topics>)))
Scaler errors of jobs (lines, short): Times within the hour before that KEDA could not measure.
    {{scaledJob}}: (sum by (scaledJob) (increase(keda_scaled_job_errors_total[1h])) and on (scaledJob) label_replace((workstreams:jobs:max{environment="qa",system="shop",owner=~"\${owner}"} and on (source_topic) <topics>), "scaledJob", "$1", "owner_name", "(.+)")) and on (scaledJob) topk(20, max by (scaledJob) (sum by (scaledJob) (increase(keda_scaled_job_errors_total[1h] @ end())) and on (scaledJob) label_replace((workstreams:jobs:max{environment="qa",system="shop",owner=~"\${owner}"} and on (source_topic) <topics>), "scaledJob", "$1", "owner_name", "(.+)")))
# Deployments scaled by lag
Replicas (lines, short): That KEDA and its autoscaler ask for. Dashed: \`maxReplicas\`.
    {{deployment}}: (max by (namespace, deployment) (kube_deployment_spec_replicas{namespace="kafka"}) and on (namespace, deployment) workstreams:deployment:max_replicas{environment="qa",system="shop",owner=~"\${owner}"}) and on (namespace, deployment) topk(10, max by (namespace, deployment) (max by (namespace, deployment) (kube_deployment_spec_replicas{namespace="kafka"} @ end()) and on (namespace, deployment) workstreams:deployment:max_replicas{environment="qa",system="shop",owner=~"\${owner}"}))
    - - at most {{deployment}}: max by (namespace, deployment) (workstreams:deployment:max_replicas{environment="qa",system="shop",owner=~"\${owner}"}) and on (namespace, deployment) topk(10, max by (namespace, deployment) (max by (namespace, deployment) (kube_deployment_spec_replicas{namespace="kafka"} @ end()) and on (namespace, deployment) workstreams:deployment:max_replicas{environment="qa",system="shop",owner=~"\${owner}"}))
Scaler errors (lines, short): Times within the hour before that KEDA could not measure.
    {{scaledObject}}: (sum by (scaledObject) (increase(keda_scaled_object_errors_total[1h])) and on (scaledObject) workstreams:deployment:max_replicas{environment="qa",system="shop",owner=~"\${owner}"}) and on (scaledObject) topk(20, max by (scaledObject) (sum by (scaledObject) (increase(keda_scaled_object_errors_total[1h] @ end())) and on (scaledObject) workstreams:deployment:max_replicas{environment="qa",system="shop",owner=~"\${owner}"}))
# Budget
Partitions (lines, short): What the chosen topics take of the partition budget.
    partitions: sum(kafka_topic_partitions{namespace="kafka"} and on (topic) <topics>)
    - - budget: vector(40)
Storage by topic (lines, bytes): On the brokers’ disks, replicas counted.
    {{topic}}: (sum by (topic) (kafka_log_log_size{namespace="kafka",topic!=""}) and on (topic) <topics> or label_replace(sum by (topic) (kafka_log_log_size{namespace="kafka",topic!=""}), "folded", "$1", "topic", "(.+)") and on (folded) <topics folded!="">) and on (topic) topk(20, max by (topic) (sum by (topic) (kafka_log_log_size{namespace="kafka",topic!=""} @ end()) and on (topic) <topics> or label_replace(sum by (topic) (kafka_log_log_size{namespace="kafka",topic!=""} @ end()), "folded", "$1", "topic", "(.+)") and on (folded) <topics folded!="">))`);
  });

  test('of the environment', () => {
    expect(shown(environmentDashboard(shop))).toBe(`kafka-dashboard qa-kafka: Kafka in qa [workstreams qa]
firing: ALERTS{alertstate="firing",environment="qa",system=~"\${system}",owner=~"\${owner}"}
choose system (System): label_values(workstreams:topic:alert_written{environment="qa"}, system)
choose owner (Owner): label_values(workstreams:topic:alert_written{environment="qa",system=~"\${system}"}, owner)
choose context (Context): label_values(workstreams:topic:alert_written{environment="qa",system=~"\${system}"}, context)
choose topic (Topic): label_values(workstreams:topic:alert_written{environment="qa",system=~"\${system}",owner=~"\${owner}",context=~"\${context}"}, source_topic)
choose group (Group): label_values(workstreams:reading:alert_lag{environment="qa",system=~"\${system}",owner=~"\${owner}",source_topic=~"\${topic}"}, consumergroup)
# Promises
Groups over their threshold (stat, short): Groups with more unread messages than \`alertLag\`, by topic.
    Groups over their threshold: sum(max by (consumergroup, topic) (namespace_consumergroup_topic:kafka_consumergroup_lag:sum{namespace="kafka"} > bool on (consumergroup, topic) group_right (namespace) (workstreams:reading:alert_lag{environment="qa",system=~"\${system}",owner=~"\${owner}",consumergroup=~"\${group}"} and on (source_topic) <topics>)))
Groups late (stat, short): Groups whose oldest unread message is older than \`consumeWithin\`, by topic.
    Groups late: count(max by (consumergroup, topic) (ALERTS{alertname="KafkaConsumerLate",consumergroup=~"\${group}",environment="qa",system=~"\${system}",owner=~"\${owner}"} and on (source_topic) <topics>)) or vector(0)
Dead letters (stat, short): Messages in dead letter topics, read by an operator or not.
    Dead letters: sum(namespace_topic:kafka_topic_partition_held:sum{namespace="kafka"} and on (topic) <topics role="dead-letter">)
Partition budget (stat, percentunit): Partitions of the chosen topics, as a share of \`topics.partitionBudget\`.
    Partition budget: sum(kafka_topic_partitions{namespace="kafka"} and on (topic) <topics>) / 40
Under-replicated partitions (stat, short): Partitions with fewer in-sync replicas than replicas.
    Under-replicated partitions: sum(kafka_topic_partition_under_replicated_partition{namespace="kafka"} and on (topic) <topics>)
Alerts firing (stat, short): Alerts of the chosen topics.
    Alerts firing: count(ALERTS{alertstate="firing",environment="qa",system=~"\${system}",owner=~"\${owner}"} and on (source_topic) <topics>) or vector(0)
# Brokers
Health (lines, short): Brokers that answer, partitions without a leader, partitions below min in-sync.
    brokers: max(kafka_brokers{namespace="kafka"})
    offline partitions: max(kafka_controller_kafkacontroller_offlinepartitionscount{namespace="kafka"})
    under min in-sync: sum(kafka_server_replicamanager_underminisrpartitioncount{namespace="kafka"})
Time to write (lines, ms): What 99 of 100 writes take at most.
    {{pod}}: max by (pod) (kafka_network_requestmetrics_totaltimems{namespace="kafka",request="Produce",quantile="0.99"})
# Reading
Lag by group (table, short): The 20 groups that are furthest behind now, and what their contracts allow.
    : topk(20, max by (consumergroup, topic, owner, source_topic) (namespace_consumergroup_topic:kafka_consumergroup_lag:sum{namespace="kafka"} + on (consumergroup, topic) group_right () (0 * (workstreams:reading:alert_lag{environment="qa",system=~"\${system}",owner=~"\${owner}",consumergroup=~"\${group}"} and on (source_topic) <topics>))))
    : max by (consumergroup, topic, owner, source_topic) ((workstreams:reading:alert_lag{environment="qa",system=~"\${system}",owner=~"\${owner}",consumergroup=~"\${group}"} and on (source_topic) <topics>)) and on (consumergroup, topic, owner, source_topic) topk(20, max by (consumergroup, topic, owner, source_topic) (namespace_consumergroup_topic:kafka_consumergroup_lag:sum{namespace="kafka"} + on (consumergroup, topic) group_right () (0 * (workstreams:reading:alert_lag{environment="qa",system=~"\${system}",owner=~"\${owner}",consumergroup=~"\${group}"} and on (source_topic) <topics>))))
    | Unread https://runbooks.example/kafka-consumer-lag-high.md
    | Allowed
    | Group
    | Topic
    | Contract https://catalogue.example/page.html#/t/\${__value.raw}
    | Owner
Lag (lines, short): Unread messages of a group. Dashed: \`alertLag\`.
    {{consumergroup}} {{topic}}: (namespace_consumergroup_topic:kafka_consumergroup_lag:sum{namespace="kafka",consumergroup=~"\${group}"} and on (topic) <topics>) and on (consumergroup, topic) topk(10, max by (consumergroup, topic) (namespace_consumergroup_topic:kafka_consumergroup_lag:sum{namespace="kafka",consumergroup=~"\${group}"} @ end() and on (topic) <topics>))
    - - allowed {{consumergroup}} {{topic}}: max by (consumergroup, topic) ((workstreams:reading:alert_lag{environment="qa",system=~"\${system}",owner=~"\${owner}",consumergroup=~"\${group}"} and on (source_topic) <topics>)) and on (consumergroup, topic) topk(10, max by (consumergroup, topic) (namespace_consumergroup_topic:kafka_consumergroup_lag:sum{namespace="kafka",consumergroup=~"\${group}"} @ end() and on (topic) <topics>))
Read (lines, mps): Messages a second that a group commits.
    {{consumergroup}} {{topic}}: (rate(namespace_consumergroup_topic:kafka_consumergroup_current_offset:sum{namespace="kafka",consumergroup=~"\${group}"}[$__rate_interval]) and on (topic) <topics>) and on (consumergroup, topic) topk(20, max by (consumergroup, topic) (rate(namespace_consumergroup_topic:kafka_consumergroup_current_offset:sum{namespace="kafka",consumergroup=~"\${group}"}[$__rate_interval] @ end()) and on (topic) <topics>))
# Throughput
Messages (lines, mps): Written and read, a second.
    written: sum(rate(namespace_topic:kafka_topic_partition_current_offset:sum{namespace="kafka"}[$__rate_interval]))
    read: sum(rate(namespace_consumergroup_topic:kafka_consumergroup_current_offset:sum{namespace="kafka"}[$__rate_interval]))
Bytes (lines, Bps): In from producers, out to consumers, a second.
    in: sum(rate(kafka_server_brokertopicmetrics_bytesinpersec_total{namespace="kafka",topic=""}[$__rate_interval]))
    out: sum(rate(kafka_server_brokertopicmetrics_bytesoutpersec_total{namespace="kafka",topic=""}[$__rate_interval]))
Error rate (lines, percentunit): Share of writes that the brokers failed on.
    failed: sum(rate(kafka_server_brokertopicmetrics_failedproducerequestspersec_total{namespace="kafka",topic=""}[$__rate_interval])) / sum(rate(kafka_server_brokertopicmetrics_totalproducerequestspersec_total{namespace="kafka",topic=""}[$__rate_interval]))
# Failure
Reprocessing (lines, mps): Messages a second that are tried again, by tier.
    {{topic}}: (rate(namespace_topic:kafka_topic_partition_current_offset:sum{namespace="kafka"}[$__rate_interval]) and on (topic) <topics role="retry">) and on (topic) topk(20, max by (topic) (rate(namespace_topic:kafka_topic_partition_current_offset:sum{namespace="kafka"}[$__rate_interval] @ end()) and on (topic) <topics role="retry">))
Dead letters (lines, short): That are kept, read by an operator or not.
    {{topic}}: (namespace_topic:kafka_topic_partition_held:sum{namespace="kafka"} and on (topic) <topics role="dead-letter">) and on (topic) topk(20, max by (topic) (namespace_topic:kafka_topic_partition_held:sum{namespace="kafka"} @ end() and on (topic) <topics role="dead-letter">))
New dead letters (lines, short): Within the 15 minutes before. Dashed: more than that is an alert.
    {{topic}}: (delta(namespace_topic:kafka_topic_partition_current_offset:sum{namespace="kafka"}[15m]) and on (topic) <topics role="dead-letter">) and on (topic) topk(10, max by (topic) (delta(namespace_topic:kafka_topic_partition_current_offset:sum{namespace="kafka"}[15m] @ end()) and on (topic) <topics role="dead-letter">))
    - - allowed {{topic}}: max by (topic) (<topics role="dead-letter">) and on (topic) topk(10, max by (topic) (delta(namespace_topic:kafka_topic_partition_current_offset:sum{namespace="kafka"}[15m] @ end()) and on (topic) <topics role="dead-letter">))
# Jobs
Pending (lines, short): Jobs whose pod has no place yet, or no image.
    {{owner_name}}: (sum by (namespace, owner_name) (label_replace(kube_pod_status_phase{namespace="kafka",phase="Pending"}, "owner_name", "$1", "pod", "(.+)-[^-]+-[^-]+")) and on (namespace, owner_name) (workstreams:jobs:max{environment="qa",system=~"\${system}",owner=~"\${owner}"} and on (source_topic) <topics>)) and on (namespace, owner_name) topk(20, max by (namespace, owner_name) (sum by (namespace, owner_name) (label_replace(kube_pod_status_phase{namespace="kafka",phase="Pending"} @ end(), "owner_name", "$1", "pod", "(.+)-[^-]+-[^-]+")) and on (namespace, owner_name) (workstreams:jobs:max{environment="qa",system=~"\${system}",owner=~"\${owner}"} and on (source_topic) <topics>)))
Running (lines, short): Jobs at work. Dashed: \`scaling.maxJobs\`.
    {{owner_name}}: (sum by (namespace, owner_name) (label_replace(kube_pod_status_phase{namespace="kafka",phase="Running"}, "owner_name", "$1", "pod", "(.+)-[^-]+-[^-]+")) and on (namespace, owner_name) (workstreams:jobs:max{environment="qa",system=~"\${system}",owner=~"\${owner}"} and on (source_topic) <topics>)) and on (namespace, owner_name) topk(10, max by (namespace, owner_name) (sum by (namespace, owner_name) (label_replace(kube_pod_status_phase{namespace="kafka",phase="Running"} @ end(), "owner_name", "$1", "pod", "(.+)-[^-]+-[^-]+")) and on (namespace, owner_name) (workstreams:jobs:max{environment="qa",system=~"\${system}",owner=~"\${owner}"} and on (source_topic) <topics>)))
    - - at most {{owner_name}}: max by (namespace, owner_name) ((workstreams:jobs:max{environment="qa",system=~"\${system}",owner=~"\${owner}"} and on (source_topic) <topics>)) and on (namespace, owner_name) topk(10, max by (namespace, owner_name) (sum by (namespace, owner_name) (label_replace(kube_pod_status_phase{namespace="kafka",phase="Running"} @ end(), "owner_name", "$1", "pod", "(.+)-[^-]+-[^-]+")) and on (namespace, owner_name) (workstreams:jobs:max{environment="qa",system=~"\${system}",owner=~"\${owner}"} and on (source_topic) <topics>)))
Scaler errors of jobs (lines, short): Times within the hour before that KEDA could not measure.
    {{scaledJob}}: (sum by (scaledJob) (increase(keda_scaled_job_errors_total[1h])) and on (scaledJob) label_replace((workstreams:jobs:max{environment="qa",system=~"\${system}",owner=~"\${owner}"} and on (source_topic) <topics>), "scaledJob", "$1", "owner_name", "(.+)")) and on (scaledJob) topk(20, max by (scaledJob) (sum by (scaledJob) (increase(keda_scaled_job_errors_total[1h] @ end())) and on (scaledJob) label_replace((workstreams:jobs:max{environment="qa",system=~"\${system}",owner=~"\${owner}"} and on (source_topic) <topics>), "scaledJob", "$1", "owner_name", "(.+)")))
# Deployments scaled by lag
Replicas (lines, short): That KEDA and its autoscaler ask for. Dashed: \`maxReplicas\`.
    {{deployment}}: (max by (namespace, deployment) (kube_deployment_spec_replicas{namespace="kafka"}) and on (namespace, deployment) workstreams:deployment:max_replicas{environment="qa",system=~"\${system}",owner=~"\${owner}"}) and on (namespace, deployment) topk(10, max by (namespace, deployment) (max by (namespace, deployment) (kube_deployment_spec_replicas{namespace="kafka"} @ end()) and on (namespace, deployment) workstreams:deployment:max_replicas{environment="qa",system=~"\${system}",owner=~"\${owner}"}))
    - - at most {{deployment}}: max by (namespace, deployment) (workstreams:deployment:max_replicas{environment="qa",system=~"\${system}",owner=~"\${owner}"}) and on (namespace, deployment) topk(10, max by (namespace, deployment) (max by (namespace, deployment) (kube_deployment_spec_replicas{namespace="kafka"} @ end()) and on (namespace, deployment) workstreams:deployment:max_replicas{environment="qa",system=~"\${system}",owner=~"\${owner}"}))
Scaler errors (lines, short): Times within the hour before that KEDA could not measure.
    {{scaledObject}}: (sum by (scaledObject) (increase(keda_scaled_object_errors_total[1h])) and on (scaledObject) workstreams:deployment:max_replicas{environment="qa",system=~"\${system}",owner=~"\${owner}"}) and on (scaledObject) topk(20, max by (scaledObject) (sum by (scaledObject) (increase(keda_scaled_object_errors_total[1h] @ end())) and on (scaledObject) workstreams:deployment:max_replicas{environment="qa",system=~"\${system}",owner=~"\${owner}"}))
# Budget
Partitions (lines, short): Of all topics, Kafka’s own too, and what contracts may take.
    partitions: sum(kafka_topic_partitions{namespace="kafka"})
    - - budget: vector(40)
Storage (lines, bytes): On the brokers’ disks, replicas counted, and what contracts may take.
    used: sum(kafka_log_log_size{namespace="kafka"})
    - - budget: vector(1073741824)`);
  });

  test('link to nothing where there is neither a catalogue page nor a runbook', () => {
    const plain = watchedShop({ monitoring: { runbooks: 'none', labels: {} } });
    const columns = plain.systems
      .flatMap((system) => systemDashboard(system)?.rows ?? [])
      .flatMap(({ panels }) => panels)
      .flatMap(({ drawing }) => (drawing.as === 'table' ? drawing.columns : []));
    expect(columns.map(({ title, link }) => [title, link])).toEqual([
      ['Unread', undefined],
      ['Allowed', undefined],
      ['Group', undefined],
      ['Topic', undefined],
      ['Contract', undefined],
      ['Owner', undefined],
    ]);
  });

  test('are chosen by tenant where there are tenants', () => {
    const systems = shop.systems.map((system) => ({
      ...system,
      families: system.families.map((family) => ({ ...family, tenant: 'acme' })),
    }));
    const [dashboard] = systems.map(systemDashboard);
    expect(
      dashboard?.variables.map(({ name, query }) => [name, query.includes('tenant=~"${tenant}"')]),
    ).toEqual([
      ['owner', false],
      ['context', false],
      ['tenant', false],
      ['topic', true],
      ['group', false],
    ]);
    const [over] = dashboard?.rows[0]?.panels ?? [];
    expect(over?.queries[0]?.expr).toContain(
      'context=~"${context}",tenant=~"${tenant}",source_topic=~"${topic}"',
    );
  });

  test('of an environment with a mirror show how old its copies are', () => {
    const mirrored = watchedShop({ mirror });
    const panels = environmentDashboard(mirrored)?.rows.find(({ title }) => title === 'Mirror')?.panels ?? [];
    expect(
      panels.map(
        ({ title, unit, queries }) =>
          `${title} (${unit}): ${queries.map(({ expr, legend }) => `${legend}: ${expr}`).join()}`,
      ),
    ).toEqual([
      'Latency (ms): {{source}}: max by (source) (kafka_connect_mirror_mirrorsourceconnector_replication_latency_ms_avg{namespace="kafka"})',
      'Copied (mps): {{source}}: sum by (source) (kafka_connect_mirror_mirrorsourceconnector_record_rate{namespace="kafka"})',
    ]);
  });

  test('are none where there are no alerts, or no topics', () => {
    const off = watchedShop({ alerts: 'off' });
    expect([shown(environmentDashboard(off)), ...off.systems.map(systemDashboard)]).toEqual([
      '(none)',
      undefined,
    ]);
    expect(shop.systems.map((system) => systemDashboard({ ...system, families: [] }))).toEqual([undefined]);
  });

  test('show neither jobs nor replicas where nothing is scaled', () => {
    const { environment } = shop;
    const scope = (systems: typeof shop.systems) => ({ environment, systems });
    const titles = (systems: typeof shop.systems) =>
      [...jobsRow(scope(systems)), ...replicasRow(scope(systems))].map(({ title }) => title);
    expect(titles(shop.systems)).toEqual(['Jobs', 'Deployments scaled by lag']);
    const resting = shop.systems.map((system) => ({
      ...system,
      queues: [],
      scalers: system.scalers.map((scaler) => ({
        ...scaler,
        consumers: scaler.consumers.map((consumer) => ({ ...consumer, topics: [] })),
      })),
    }));
    expect(titles(resting)).toEqual([]);
  });

  test('have a uid that Grafana takes, and that differs', () => {
    expect(uidOf('qa', 'shop')).toBe('qa-shop');
    const [one, other] = [uidOf('qa', `${'x'.repeat(40)}a`), uidOf('qa', `${'x'.repeat(40)}b`)];
    expect([one.length, other.length, one === other]).toEqual([40, 40, false]);
    expect(uidOf('x'.repeat(40))).toBe('x'.repeat(40));
  });
});

import { describe, expect, test } from '@jest/globals';
import { objectNameOf } from '../../lib/naming/object-name.ts';
import { alertKinds } from '../../lib/policies/alerts/kinds.ts';
import { platformRules } from '../../lib/policies/alerts/platform-alerts.ts';
import type { Resolved } from '../../lib/policies/resolve.ts';
import { alertsOf, ruleOf, textOf } from '../support/rule-text.ts';
import {
  plainSystem,
  resolved as resolvedStack,
  smallContract,
  smallEnvironment,
} from '../support/small-stack.ts';
import { mirror, watchedShop } from '../support/watched-shop.ts';

const shop = watchedShop();

describe('alerts on topics', () => {
  test('are one rule a kind, joined with the thresholds', () => {
    const { groups = [] } = platformRules(shop) ?? {};
    expect(textOf({ object: objectNameOf('topics'), groups: groups.slice(2) })).toBe(`topics
# topics
KafkaConsumerLagHigh for 5m, qa ticket
    max by (namespace, consumergroup, topic, owner, source_topic, system) (
      namespace_consumergroup_topic:kafka_consumergroup_lag:sum{namespace="kafka"}
      > on (consumergroup, topic) group_right (namespace)
      workstreams:reading:alert_lag{environment="qa"}
    )
KafkaConsumerLate for 2m, qa
    max by (namespace, consumergroup, topic, owner, source_topic, system, severity) (
      max by (namespace, consumergroup, topic) (
        max by (namespace, topic, partition) (kafka_topic_partition_current_offset{namespace="kafka"} offset 90s)
        - on (namespace, topic, partition) group_right ()
        max by (namespace, consumergroup, topic, partition) (kafka_consumergroup_current_offset{namespace="kafka"})
      )
      > on (consumergroup, topic) group_right (namespace)
      (
        0 * workstreams:reading:alert_lag{environment="qa",within="90s",transactions=""}
        or 0 * workstreams:reading:alert_lag{environment="qa",within="90s",transactions="true"} + 1
      )
      or
      max by (namespace, consumergroup, topic) (
        max by (namespace, topic, partition) (kafka_topic_partition_current_offset{namespace="kafka"} offset 2m)
        - on (namespace, topic, partition) group_right ()
        max by (namespace, consumergroup, topic, partition) (kafka_consumergroup_current_offset{namespace="kafka"})
      )
      > on (consumergroup, topic) group_right (namespace)
      (
        0 * workstreams:reading:alert_lag{environment="qa",within="2m",transactions=""}
        or 0 * workstreams:reading:alert_lag{environment="qa",within="2m",transactions="true"} + 1
      )
    )
KafkaConsumerStalled for 5m, qa
    max by (namespace, consumergroup, topic, owner, source_topic, system, severity) (
      (min_over_time(namespace_consumergroup_topic:kafka_consumergroup_lag:sum{namespace="kafka"}[30m]) > 0 and changes(namespace_consumergroup_topic:kafka_consumergroup_current_offset:sum{namespace="kafka"}[30m]) == 0)
      > on (consumergroup, topic) group_right (namespace)
      (
        0 * workstreams:reading:alert_lag{environment="qa",window="30m",transactions=""}
        or 0 * workstreams:reading:alert_lag{environment="qa",window="30m",transactions="true"} + on (topic) group_left () count by (topic) (max by (topic, partition) (kafka_topic_partition_current_offset{namespace="kafka"}))
      )
      or
      (min_over_time(namespace_consumergroup_topic:kafka_consumergroup_lag:sum{namespace="kafka"}[70m]) > 0 and changes(namespace_consumergroup_topic:kafka_consumergroup_current_offset:sum{namespace="kafka"}[70m]) == 0)
      > on (consumergroup, topic) group_right (namespace)
      (
        0 * workstreams:reading:alert_lag{environment="qa",window="70m",transactions=""}
        or 0 * workstreams:reading:alert_lag{environment="qa",window="70m",transactions="true"} + on (topic) group_left () count by (topic) (max by (topic, partition) (kafka_topic_partition_current_offset{namespace="kafka"}))
      )
    )
KafkaProducedLate for 2m, qa
    max by (namespace, consumergroup, topic, owner, source_topic, system, severity) (
      max by (namespace, consumergroup, topic) (
        max by (namespace, topic, partition) (kafka_topic_partition_current_offset{namespace="kafka"} offset 40s)
        - on (namespace, topic, partition) group_right ()
        max by (namespace, consumergroup, topic, partition) (kafka_consumergroup_current_offset{namespace="kafka"})
      )
      > on (consumergroup, topic) group_right (namespace)
      (
        0 * workstreams:passing_on:within_seconds{environment="qa",within="40s",transactions=""}
        or 0 * workstreams:passing_on:within_seconds{environment="qa",within="40s",transactions="true"} + 1
      )
    )
KafkaProducerErrors for 5m, qa
    max by (namespace, topic, owner, source_topic, system, severity) (
      sum by (namespace, topic) (rate(kafka_server_brokertopicmetrics_failedproducerequestspersec_total{namespace="kafka"}[5m]))
      > on (namespace, topic) group_right ()
      0 * workstreams:topic:alert_written{environment="qa"}
      or
      label_replace(sum by (namespace, topic) (rate(kafka_server_brokertopicmetrics_failedproducerequestspersec_total{namespace="kafka"}[5m])), "folded", "$1", "topic", "(.+)")
      > on (namespace, folded) group_right ()
      0 * workstreams:topic:alert_written{environment="qa"}
      or
      sum by (namespace, topic) (rate(kafka_producer_errors_total{namespace="kafka"}[5m]))
      > on (namespace, topic) group_right ()
      label_replace(0 * workstreams:topic:alert_written{environment="qa"}, "namespace", "$1", "workloads", "(.+)")
    )
KafkaDeadLettersGrowing for 5m, qa
    max by (namespace, topic, owner, source_topic, system, severity) (
      delta(namespace_topic:kafka_topic_partition_current_offset:sum{namespace="kafka"}[15m])
      > on (namespace, topic) group_right ()
      workstreams:topic:alert_written{environment="qa",role="dead-letter"}
    )
KedaScalerErrors for 5m, qa
    max by (scaledJob, owner, source_topic, system, severity) (
      sum by (namespace, scaledJob) (
        increase(keda_scaled_job_errors_total{namespace="kafka",exported_namespace=""}[10m])
        or label_replace(increase(keda_scaled_job_errors_total{exported_namespace="kafka"}[10m]), "namespace", "$1", "exported_namespace", "(.+)")
      )
      > on (namespace, scaledJob) group_right ()
      label_replace(0 * workstreams:jobs:max{environment="qa"}, "scaledJob", "$1", "owner_name", "(.+)")
    )
KedaJobsFailing for 1m, qa
    max by (namespace, owner_name, owner, source_topic, system, severity) (
      count by (namespace, owner_name) (
        (time() - max by (namespace, job_name) (kube_job_status_start_time{namespace="kafka"})) * on (namespace, job_name) group_left (owner_name)
        max by (namespace, job_name, owner_name) (kube_job_owner{namespace="kafka",owner_kind="ScaledJob"})
        < on (namespace, owner_name) group_left () max by (namespace, owner_name) (workstreams:jobs:failed_within_seconds{environment="qa"})
        and on (namespace, job_name) kube_job_failed{namespace="kafka",condition="true"} == 1
      )
      >= on (namespace, owner_name) group_right ()
      0 * workstreams:jobs:max{environment="qa"} + 3
    )
KedaScaledObjectErrors for 5m, qa
    max by (scaledObject, owner, source_topic, system, severity) (
      sum by (namespace, scaledObject) (
        increase(keda_scaled_object_errors_total{namespace="kafka",exported_namespace=""}[10m])
        or label_replace(increase(keda_scaled_object_errors_total{exported_namespace="kafka"}[10m]), "namespace", "$1", "exported_namespace", "(.+)")
      )
      > on (namespace, scaledObject) group_right ()
      0 * workstreams:deployment:max_replicas{environment="qa"}
    )
KafkaRulesFailing for 5m, qa platform page platform
    sum by (rule_group) (increase(prometheus_rule_evaluation_failures_total{rule_group=~".*/kafka-kafka-platform-[^/]*;.+"}[10m])) > 0
# topics-slow
KafkaTopicNeverConsumed for 1h, qa ticket
    max by (namespace, consumergroup, topic, owner, source_topic, system) (
      (
        namespace_topic:kafka_topic_partition_held:sum{namespace="kafka"}
        > on (topic) group_right (namespace)
        0 * workstreams:reading:alert_lag{environment="qa"}
      )
      unless on (namespace, consumergroup, topic) namespace_consumergroup_topic:kafka_consumergroup_current_offset:sum{namespace="kafka"}
    )
KafkaRetriesStorming for 10m, qa ticket
    max by (namespace, topic, owner, source_topic, system) (
      delta(namespace_topic:kafka_topic_partition_current_offset:sum{namespace="kafka"}[10m])
      > on (namespace, topic) group_right ()
      workstreams:topic:alert_written{environment="qa",role="retry"}
    )
KafkaDeadLettersPresent for 15m, qa ticket
    max by (namespace, topic, owner, source_topic, system) (
      (
        namespace_topic:kafka_topic_partition_current_offset:sum{namespace="kafka"} - on (namespace, topic) max by (namespace, topic) (namespace_consumergroup_topic:kafka_consumergroup_current_offset:sum{namespace="kafka"} and on (topic, consumergroup) workstreams:dead_letter:operator{environment="qa"})
        or namespace_topic:kafka_topic_partition_held:sum{namespace="kafka"}
      )
      > on (namespace, topic) group_right ()
      0 * workstreams:topic:alert_written{environment="qa",role="dead-letter"}
    )
KedaJobsAtMaximum for 30m, qa ticket
    max by (namespace, owner_name, owner, source_topic, system) (
      (
        sum by (namespace, owner_name) (
          max by (namespace, job_name) (kube_job_status_active{namespace="kafka"}) * on (namespace, job_name) group_left (owner_name)
          max by (namespace, job_name, owner_name) (kube_job_owner{namespace="kafka",owner_kind="ScaledJob"})
        )
        >= on (namespace, owner_name) group_right ()
        workstreams:jobs:max{environment="qa"}
      )
      and on (namespace, owner_name) (
        sum by (source_topic) (max by (source_topic, consumergroup, topic) (
          namespace_consumergroup_topic:kafka_consumergroup_lag:sum{namespace="kafka"}
          > on (consumergroup, topic) group_right (namespace)
          0 * workstreams:reading:alert_lag{environment="qa"}
        ))
        > on (source_topic) group_right ()
        workstreams:jobs:max{environment="qa"}
      )
    )
KedaReplicasAtMaximum for 30m, qa ticket
    max by (namespace, deployment, owner, source_topic, system) (
      (
        max by (namespace, deployment) (kube_deployment_spec_replicas{namespace="kafka"})
        >= on (namespace, deployment) group_right ()
        workstreams:deployment:max_replicas{environment="qa"}
      )
      and on (namespace, deployment) (
        namespace_consumergroup_topic:kafka_consumergroup_lag:sum{namespace="kafka"}
        > on (consumergroup, topic) group_right ()
        workstreams:deployment:alert_lag{environment="qa"}
      )
    )
KafkaThresholdMissing for 15m, qa platform ticket platform
    max by (exported_namespace, name) (strimzi_kafka_topic_resource_info{exported_namespace="kafka",system="shop"})
    unless on (exported_namespace, name) label_replace(workstreams:topic:alert_written{namespace="kafka"}, "exported_namespace", "$1", "namespace", "(.+)")
    or label_replace(1 - (count(workstreams:deployment:max_replicas{environment="qa"}) or vector(0)) > 0, "name", "scaled Deployments", "", "")
KafkaThresholdDoubled for 15m, qa platform ticket platform
    count by (namespace, topic) (workstreams:topic:alert_written{namespace="kafka"}) > 1
    or count by (consumergroup, topic) (workstreams:reading:alert_lag{environment="qa"}) > 1
    or count by (consumergroup, topic, source_topic) (workstreams:passing_on:within_seconds{environment="qa"}) > 1
    or count by (namespace, owner_name) (workstreams:jobs:max{environment="qa"}) > 1
    or count by (namespace, deployment) (workstreams:deployment:max_replicas{environment="qa"}) > 1
    or count by (namespace, consumergroup, topic, deployment) (workstreams:deployment:alert_lag{environment="qa"}) > 1
KafkaThresholdUnused for 15m, qa platform ticket platform
    count by (source_topic) (
      workstreams:topic:alert_written{environment="qa",role!~"|dead-letter|retry"}
      or workstreams:reading:alert_lag{environment="qa",within!~"90s|2m"}
      or workstreams:reading:alert_lag{environment="qa",window!~"30m|70m"}
      or workstreams:passing_on:within_seconds{environment="qa",within!~"40s"}
      or workstreams:canary:alert_seconds{environment="qa"}
    ) > 0`);
  });

  test('are no more rules with more topics', () => {
    const count = (resolved: Resolved) => alertsOf(platformRules(resolved)).length;
    const [system] = shop.systems;
    if (system === undefined) throw new Error('no system');
    const [half] = system.families;
    if (half === undefined) throw new Error('no family');
    const many = Array.from({ length: 50 }, () => half);
    const more = { ...shop, systems: [{ ...system, families: [...system.families, ...many] }] };
    expect([count(shop), count(more)]).toEqual([24, 24]);
  });

  test('of kinds that no threshold is for are left out', () => {
    const plain = resolvedStack({
      contracts: [smallContract('shop/sales/evt/carts/v1')],
      systems: [plainSystem('shop', [])],
      environment: smallEnvironment({ alerts: 'page' }),
    });
    expect(
      alertsOf(platformRules(plain))
        .map(({ name }) => name)
        .slice(6),
    ).toEqual([
      'KafkaProducerErrors',
      'KafkaRulesFailing',
      'KafkaThresholdMissing',
      'KafkaThresholdDoubled',
      'KafkaThresholdUnused',
    ]);
  });

  test('say what to do, whom to ask and where to read on', () => {
    const { labels, annotations } = ruleOf('KafkaDeadLettersPresent', shop);
    expect(labels).toEqual({ environment: 'qa', severity: 'ticket' });
    expect(annotations).toEqual({
      summary: '{{ $value | humanize }} dead letters lie in {{ $labels.topic }}',
      description: 'Messages were given up and no one has looked at them yet.',
      steps:
        '1. Read the newest with their headers (kcat, runbook).\n2. Group by x-failure-class: one cause or many?\n3. Do what the triage below says.',
      runbook_url: 'https://runbooks.example/kafka-dead-letters-present.md',
      contact: String.raw`{{ with query (printf "workstreams:topic:alert_written{environment=\"qa\",source_topic=%q,contact!=\"\"}" $labels.source_topic) }}{{ . | first | label "contact" }}{{ end }}`,
      triage: String.raw`{{ with query (printf "workstreams:topic:alert_written{environment=\"qa\",topic=%q,triage!=\"\"}" $labels.topic) }}{{ . | first | label "triage" }}{{ end }}`,
    });
  });

  test('link to nothing where there are no runbooks, and no catalogue page', () => {
    const bare = watchedShop({ monitoring: { runbooks: 'none', labels: {} } });
    const alerts = alertsOf(platformRules(bare));
    for (const link of ['runbook_url', 'catalogue_url'])
      expect(alerts.every(({ annotations }) => !(link in annotations))).toBe(true);
  });

  test('of every kind say something, in three steps', () => {
    for (const [name, { summary, meaning, steps, after, gravity }] of Object.entries(alertKinds)) {
      expect([name, summary.length > 10, meaning.length > 20, steps.map((step) => step.length > 10)]).toEqual(
        [name, true, true, [true, true, true]],
      );
      expect(after).toMatch(/^[1-9][0-9]*[mh]$/);
      expect(['page', 'ticket']).toContain(gravity);
    }
  });
});

describe('alerts on the cluster', () => {
  test('with what they are written with', () => {
    const { object = objectNameOf('none'), groups = [] } = platformRules(shop) ?? {};
    expect(textOf({ object, groups: groups.slice(0, 2) })).toBe(`kafka-platform
# recordings
namespace_consumergroup_topic:kafka_consumergroup_lag:sum
    sum by (namespace, consumergroup, topic) (max by (namespace, consumergroup, topic, partition) (clamp_min(kafka_consumergroup_lag{namespace="kafka"}, 0)))
namespace_consumergroup_topic:kafka_consumergroup_current_offset:sum
    sum by (namespace, consumergroup, topic) (max by (namespace, consumergroup, topic, partition) (kafka_consumergroup_current_offset{namespace="kafka"} >= 0))
namespace_topic:kafka_topic_partition_current_offset:sum
    sum by (namespace, topic) (max by (namespace, topic, partition) (kafka_topic_partition_current_offset{namespace="kafka"}))
namespace_topic:kafka_topic_partition_held:sum
    sum by (namespace, topic) (max by (namespace, topic, partition) (kafka_topic_partition_current_offset{namespace="kafka"} - kafka_topic_partition_oldest_offset{namespace="kafka"}))
# platform
KafkaOfflinePartitions for 1m, qa platform page platform
    max by (namespace) (kafka_controller_kafkacontroller_offlinepartitionscount{namespace="kafka"}) > 0
KafkaUnderMinInSync for 2m, qa platform page platform
    sum by (namespace) (kafka_server_replicamanager_underminisrpartitioncount{namespace="kafka"}) > 0
KafkaTopicUnavailable for 5m, qa platform page platform
    max by (namespace) (kafka_brokers{namespace="kafka"}) < 3
    or absent(kafka_brokers{namespace="kafka"})
KafkaTopicNotReady for 15m, qa {{ $labels.owner }} ticket {{ $labels.system }}
    max by (exported_namespace, name, owner, system) (strimzi_kafka_topic_resource_info{exported_namespace="kafka",ready!="True"}) > 0
KafkaProduceSlow for 10m, qa platform ticket platform
    max by (namespace, pod) (kafka_network_requestmetrics_totaltimems{namespace="kafka",request="Produce",quantile="0.99"}) > 1000
KafkaMetricsMissing for 15m, qa platform ticket platform
    label_replace(absent(kafka_server_replicamanager_underminisrpartitioncount{namespace="kafka"}), "exporter", "brokers", "", "")
    or label_replace(absent(strimzi_kafka_topic_resource_info{exported_namespace="kafka"}), "exporter", "strimzi-states", "", "")
    or label_replace(absent(kube_pod_status_phase{namespace="kafka"}), "exporter", "kube-state-metrics", "", "")
    or label_replace(absent(prometheus_rule_evaluation_failures_total), "exporter", "prometheus", "", "")
    or label_replace(absent(keda_build_info), "exporter", "keda", "", "")`);
  });

  test('of a mirror ask how old its copies are', () => {
    const mirrored = watchedShop({ mirror });
    const alert = alertsOf(platformRules(mirrored)).find(({ name }) => name === 'KafkaMirrorBehind');
    expect(
      alert?.expr,
    ).toBe(`max by (namespace, source, topic) (kafka_connect_mirror_mirrorsourceconnector_replication_latency_ms_avg{namespace="kafka"}) > 300000
or absent(kafka_connect_mirror_mirrorsourceconnector_record_rate{namespace="kafka"})`);
  });

  test('of a cluster without a topic ask for no time of writing, and not for KEDA', () => {
    const empty = { ...shop, systems: [] };
    const alerts = alertsOf(platformRules(empty));
    expect(alerts.map(({ name }) => name)).not.toContain('KafkaProduceSlow');
    const missing = alerts.find(({ name }) => name === 'KafkaMetricsMissing')?.expr ?? '';
    expect([...missing.matchAll(/"exporter", "([a-z-]+)"/g)].map(([, exporter]) => exporter)).toEqual([
      'brokers',
      'strimzi-states',
      'kube-state-metrics',
      'prometheus',
    ]);
    expect(missing.split('\n')).toHaveLength(4);
  });
});

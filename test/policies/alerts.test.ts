import { describe, expect, test } from '@jest/globals';
import { type ResolvedAlert, type ResolvedRules, gravestOf, inert } from '../../lib/policies/alerts/alert.ts';
import { alertKinds } from '../../lib/policies/alerts/kinds.ts';
import { platformRules } from '../../lib/policies/alerts/platform-alerts.ts';
import { literal, matches, range } from '../../lib/policies/alerts/promql.ts';
import { scalerRules } from '../../lib/policies/alerts/scaler-alerts.ts';
import { topicRules } from '../../lib/policies/alerts/topic-alerts.ts';
import { topicPattern } from '../../lib/policies/dashboards/dashboard.ts';
import type { Resolved } from '../../lib/policies/resolve.ts';
import { duration } from '../../lib/model/text/duration.ts';
import { topicClasses } from '../../lib/model/topic-class.ts';
import {
  plainSystem,
  resolved as resolvedStack,
  smallContract,
  smallEnvironment,
} from '../support/small-stack.ts';
import { mirror, watchedShop } from '../support/watched-shop.ts';

const shop = watchedShop();

/** Rules of one object: a line for each, its expression below. */
function textOf(rules: ResolvedRules | undefined): string {
  if (rules === undefined) return '(none)';
  const groups = rules.groups.flatMap((group) => [
    `# ${group.name}`,
    ...group.rules.map((rule) =>
      'record' in rule
        ? `${rule.record}\n    ${rule.expr}`
        : `${rule.name} for ${rule.for}, ${Object.values(rule.labels).join(' ')}\n    ${rule.expr.replaceAll('\n', '\n    ')}`,
    ),
  ]);
  return [rules.object, ...groups].join('\n');
}

function rulesOf(topic: string, resolved: Resolved = shop): ResolvedRules | undefined {
  const [system] = resolved.systems;
  const family = system?.families.find(({ contract }) => contract.address.topic === topic);
  if (system === undefined || family === undefined) throw new Error(`no topic ${topic}`);
  return topicRules(
    system,
    family,
    system.queues.find((queue) => queue.family === family),
  );
}

const alertsOf = (rules: ResolvedRules | undefined): ResolvedAlert[] =>
  (rules?.groups ?? []).flatMap((group) => group.rules.flatMap((rule) => ('record' in rule ? [] : [rule])));

function scalersOf(resolved: Resolved = shop): string {
  return resolved.systems
    .flatMap((system) => system.scalers.map((scaler) => textOf(scalerRules(system, scaler))))
    .join('\n');
}

describe('alerts on topics', () => {
  test('of events with retries and dead letters, that an operator reads', () => {
    expect(textOf(rulesOf('placed'))).toBe(`shop-placed
# shop.placed
KafkaConsumerLagHigh for 5m, qa sales ticket shop shop.placed
    namespace_consumergroup_topic:kafka_consumergroup_lag:sum{namespace="kafka",topic="shop.placed",consumergroup="shop-billing"} > 1000
KafkaConsumerLate for 2m, qa sales page shop shop.placed
    max by (namespace, consumergroup, topic) (
      max by (namespace, topic, partition) (kafka_topic_partition_current_offset{namespace="kafka",topic="shop.placed"} offset 90s)
      - on (namespace, topic, partition) group_right
      max by (namespace, consumergroup, topic, partition) (kafka_consumergroup_current_offset{namespace="kafka",topic="shop.placed",consumergroup="shop-billing"})
    ) > 1
KafkaConsumerStalled for 5m, qa sales page shop shop.placed
    min_over_time(namespace_consumergroup_topic:kafka_consumergroup_lag:sum{namespace="kafka",topic="shop.placed",consumergroup="shop-billing"}[30m]) > on (namespace, topic) group_left count by (namespace, topic) (kafka_topic_partition_current_offset{namespace="kafka",topic="shop.placed"})
      and changes(namespace_consumergroup_topic:kafka_consumergroup_current_offset:sum{namespace="kafka",topic="shop.placed",consumergroup="shop-billing"}[30m]) == 0
KafkaTopicNeverConsumed for 1h, qa sales ticket shop shop.placed
    (
      label_replace(namespace_topic:kafka_topic_partition_held:sum{namespace="kafka",topic="shop.placed"} > 0, "consumergroup", "shop-billing", "", "")
    )
    unless on (namespace, consumergroup, topic) namespace_consumergroup_topic:kafka_consumergroup_current_offset:sum{namespace="kafka",topic="shop.placed",consumergroup="shop-billing"}
KafkaProducerErrors for 5m, qa sales page shop shop.placed
    sum by (namespace, topic) (rate(kafka_server_brokertopicmetrics_failedproducerequestspersec_total{namespace="kafka",topic=~"shop\\\\.placed|shop\\\\.placed\\\\.retry-1m|shop\\\\.placed\\\\.retry-10m|shop\\\\.placed\\\\.dlq|shop_placed|shop_placed_retry-1m|shop_placed_retry-10m|shop_placed_dlq"}[5m])) > 0
    or sum by (namespace, topic) (rate(kafka_producer_errors_total{namespace="kafka",topic=~"shop\\\\.placed|shop\\\\.placed\\\\.retry-1m|shop\\\\.placed\\\\.retry-10m|shop\\\\.placed\\\\.dlq"}[5m])) > 0
KafkaRetriesStorming for 10m, qa sales ticket shop shop.placed
    delta(namespace_topic:kafka_topic_partition_current_offset:sum{namespace="kafka",topic=~"shop\\\\.placed\\\\.retry-1m|shop\\\\.placed\\\\.retry-10m"}[10m]) > 6000
KafkaDeadLettersPresent for 15m, qa sales ticket shop shop.placed
    (
      namespace_topic:kafka_topic_partition_current_offset:sum{namespace="kafka",topic="shop.placed.dlq"} - on (namespace, topic) max by (namespace, topic) (namespace_consumergroup_topic:kafka_consumergroup_current_offset:sum{namespace="kafka",topic="shop.placed.dlq",consumergroup="shop-support"})
      or namespace_topic:kafka_topic_partition_held:sum{namespace="kafka",topic="shop.placed.dlq"}
    ) > 0
KafkaDeadLettersGrowing for 5m, qa sales page shop shop.placed
    delta(namespace_topic:kafka_topic_partition_current_offset:sum{namespace="kafka",topic="shop.placed.dlq"}[15m]) > 900`);
  });

  test('of events that follow from others, read by a Deployment that is scaled', () => {
    expect(textOf(rulesOf('billed'))).toBe(`shop-billed
# shop.billed
KafkaConsumerLagHigh for 5m, qa sales ticket shop shop.billed
    namespace_consumergroup_topic:kafka_consumergroup_lag:sum{namespace="kafka",topic="shop.billed",consumergroup="shop-mailer"} > 500
KafkaConsumerLate for 2m, qa sales page shop shop.billed
    max by (namespace, consumergroup, topic) (
      max by (namespace, topic, partition) (kafka_topic_partition_current_offset{namespace="kafka",topic="shop.billed"} offset 2m)
      - on (namespace, topic, partition) group_right
      max by (namespace, consumergroup, topic, partition) (kafka_consumergroup_current_offset{namespace="kafka",topic="shop.billed",consumergroup="shop-mailer"})
    ) > 0
KafkaConsumerStalled for 5m, qa sales page shop shop.billed
    min_over_time(namespace_consumergroup_topic:kafka_consumergroup_lag:sum{namespace="kafka",topic="shop.billed",consumergroup="shop-mailer"}[30m]) > 0
      and changes(namespace_consumergroup_topic:kafka_consumergroup_current_offset:sum{namespace="kafka",topic="shop.billed",consumergroup="shop-mailer"}[30m]) == 0
KafkaTopicNeverConsumed for 1h, qa sales ticket shop shop.billed
    (
      label_replace(namespace_topic:kafka_topic_partition_held:sum{namespace="kafka",topic="shop.billed"} > 0, "consumergroup", "shop-mailer", "", "")
    )
    unless on (namespace, consumergroup, topic) namespace_consumergroup_topic:kafka_consumergroup_current_offset:sum{namespace="kafka",topic="shop.billed",consumergroup="shop-mailer"}
KafkaProducedLate for 2m, qa sales page shop shop.billed
    max by (namespace, consumergroup, topic) (
      max by (namespace, topic, partition) (kafka_topic_partition_current_offset{namespace="kafka",topic="shop.placed"} offset 40s)
      - on (namespace, topic, partition) group_right
      max by (namespace, consumergroup, topic, partition) (kafka_consumergroup_current_offset{namespace="kafka",topic="shop.placed",consumergroup="shop-billing"})
    ) > 1
KafkaProducerErrors for 5m, qa sales page shop shop.billed
    sum by (namespace, topic) (rate(kafka_server_brokertopicmetrics_failedproducerequestspersec_total{namespace="kafka",topic=~"shop\\\\.billed|shop_billed"}[5m])) > 0
    or sum by (namespace, topic) (rate(kafka_producer_errors_total{namespace="kafka",topic="shop.billed"}[5m])) > 0`);
  });

  test('of events that follow from others which no producer reads say nothing of a delay', () => {
    const services = [{ id: 'till', purpose: 'Sells' }];
    const serviceLevels = {
      produceWithin: '1s',
      consumeWithin: '1m',
      alertLag: 9,
      produceFrom: 'carts',
    } as const;
    const { systems } = resolvedStack({
      contracts: [
        smallContract('shop/sales/evt/carts/v1'),
        smallContract('shop/sales/evt/sold/v1', { producers: [{ service: 'till' }], serviceLevels }),
      ],
      systems: [plainSystem('shop', services)],
      environment: smallEnvironment({ alerts: 'page' }),
    });
    const told = systems.flatMap((system) =>
      system.families.flatMap((family) => alertsOf(topicRules(system, family, undefined))),
    );
    expect(told.map(({ name }) => name)).toEqual(['KafkaProducerErrors', 'KafkaProducerErrors']);
  });

  test('of a queue that jobs drain', () => {
    expect(textOf(rulesOf('invoice'))).toBe(`shop-invoice
# shop.invoice
KafkaConsumerLagHigh for 5m, qa sales ticket shop shop.invoice
    namespace_consumergroup_topic:kafka_consumergroup_lag:sum{namespace="kafka",topic="shop.invoice",consumergroup="shop-print-invoice-v1"} > 1000
KafkaConsumerLate for 2m, qa sales page shop shop.invoice
    max by (namespace, consumergroup, topic) (
      max by (namespace, topic, partition) (kafka_topic_partition_current_offset{namespace="kafka",topic="shop.invoice"} offset 90s)
      - on (namespace, topic, partition) group_right
      max by (namespace, consumergroup, topic, partition) (kafka_consumergroup_current_offset{namespace="kafka",topic="shop.invoice",consumergroup="shop-print-invoice-v1"})
    ) > 0
KafkaConsumerStalled for 5m, qa sales page shop shop.invoice
    min_over_time(namespace_consumergroup_topic:kafka_consumergroup_lag:sum{namespace="kafka",topic="shop.invoice",consumergroup="shop-print-invoice-v1"}[70m]) > 0
      and changes(namespace_consumergroup_topic:kafka_consumergroup_current_offset:sum{namespace="kafka",topic="shop.invoice",consumergroup="shop-print-invoice-v1"}[70m]) == 0
KafkaTopicNeverConsumed for 1h, qa sales ticket shop shop.invoice
    (
      label_replace(namespace_topic:kafka_topic_partition_held:sum{namespace="kafka",topic="shop.invoice"} > 0, "consumergroup", "shop-print-invoice-v1", "", "")
    )
    unless on (namespace, consumergroup, topic) namespace_consumergroup_topic:kafka_consumergroup_current_offset:sum{namespace="kafka",topic="shop.invoice",consumergroup="shop-print-invoice-v1"}
KafkaProducerErrors for 5m, qa sales page shop shop.invoice
    sum by (namespace, topic) (rate(kafka_server_brokertopicmetrics_failedproducerequestspersec_total{namespace="kafka",topic=~"shop\\\\.invoice|shop\\\\.invoice\\\\.dlq|shop_invoice|shop_invoice_dlq"}[5m])) > 0
    or sum by (namespace, topic) (rate(kafka_producer_errors_total{namespace="kafka",topic=~"shop\\\\.invoice|shop\\\\.invoice\\\\.dlq"}[5m])) > 0
KafkaDeadLettersPresent for 15m, qa sales ticket shop shop.invoice
    namespace_topic:kafka_topic_partition_held:sum{namespace="kafka",topic="shop.invoice.dlq"} > 0
KafkaDeadLettersGrowing for 5m, qa sales page shop shop.invoice
    delta(namespace_topic:kafka_topic_partition_current_offset:sum{namespace="kafka",topic="shop.invoice.dlq"}[15m]) > 9
KedaScalerErrors for 5m, qa sales page shop shop.invoice
    sum by (scaledJob) (
      increase(keda_scaled_job_errors_total{namespace="kafka",scaledJob="shop-print-invoice"}[10m])
      or increase(keda_scaled_job_errors_total{exported_namespace="kafka",scaledJob="shop-print-invoice"}[10m])
    ) > 0
KedaJobsFailing for 1m, qa sales page shop shop.invoice
    sum by (namespace, owner_name) (
      (kube_job_failed{namespace="kafka",condition="true"} == 1 and on (namespace, job_name) time() - kube_job_status_start_time{namespace="kafka"} < 6000)
      * on (namespace, job_name) group_left (owner_name)
      kube_job_owner{namespace="kafka",owner_kind="ScaledJob",owner_name="shop-print-invoice"}
    ) >= 3
KedaJobsAtMaximum for 30m, qa sales ticket shop shop.invoice
    sum by (namespace, owner_name) (
      kube_job_status_active{namespace="kafka"}
      * on (namespace, job_name) group_left (owner_name)
      kube_job_owner{namespace="kafka",owner_kind="ScaledJob",owner_name="shop-print-invoice"}
    ) >= 1
    and on () sum(namespace_consumergroup_topic:kafka_consumergroup_lag:sum{namespace="kafka",topic="shop.invoice",consumergroup="shop-print-invoice-v1"}) > 1`);
  });

  test('of bulk wake nobody', () => {
    expect(textOf(rulesOf('clicks'))).toBe(`shop-clicks
# shop.clicks
KafkaConsumerLagHigh for 5m, qa sales ticket shop shop.clicks
    namespace_consumergroup_topic:kafka_consumergroup_lag:sum{namespace="kafka",topic="shop.clicks",consumergroup="shop-billing"} > 1000
KafkaConsumerLate for 2m, qa sales ticket shop shop.clicks
    max by (namespace, consumergroup, topic) (
      max by (namespace, topic, partition) (kafka_topic_partition_current_offset{namespace="kafka",topic="shop.clicks"} offset 90s)
      - on (namespace, topic, partition) group_right
      max by (namespace, consumergroup, topic, partition) (kafka_consumergroup_current_offset{namespace="kafka",topic="shop.clicks",consumergroup="shop-billing"})
    ) > 1
KafkaConsumerStalled for 5m, qa sales ticket shop shop.clicks
    min_over_time(namespace_consumergroup_topic:kafka_consumergroup_lag:sum{namespace="kafka",topic="shop.clicks",consumergroup="shop-billing"}[30m]) > on (namespace, topic) group_left count by (namespace, topic) (kafka_topic_partition_current_offset{namespace="kafka",topic="shop.clicks"})
      and changes(namespace_consumergroup_topic:kafka_consumergroup_current_offset:sum{namespace="kafka",topic="shop.clicks",consumergroup="shop-billing"}[30m]) == 0
KafkaTopicNeverConsumed for 1h, qa sales ticket shop shop.clicks
    (
      label_replace(namespace_topic:kafka_topic_partition_held:sum{namespace="kafka",topic="shop.clicks"} > 0, "consumergroup", "shop-billing", "", "")
    )
    unless on (namespace, consumergroup, topic) namespace_consumergroup_topic:kafka_consumergroup_current_offset:sum{namespace="kafka",topic="shop.clicks",consumergroup="shop-billing"}
KafkaProducerErrors for 5m, qa sales ticket shop shop.clicks
    sum by (namespace, topic) (rate(kafka_server_brokertopicmetrics_failedproducerequestspersec_total{namespace="kafka",topic=~"shop\\\\.clicks|shop_clicks"}[5m])) > 0
    or sum by (namespace, topic) (rate(kafka_producer_errors_total{namespace="kafka",topic="shop.clicks"}[5m])) > 0`);
    expect(topicClasses.filter((cls) => gravestOf(cls) === 'ticket')).toEqual(['met', 'aud', 'log']);
  });

  test('wake nobody where the environment wakes nobody, and are none where it has none', () => {
    const quiet = watchedShop({ alerts: 'ticket' });
    const severities = alertsOf(rulesOf('placed', quiet)).map(({ labels }) => labels['severity']);
    expect(new Set(severities)).toEqual(new Set(['ticket']));
    const off = watchedShop({ alerts: 'off' });
    expect([textOf(rulesOf('placed', off)), textOf(platformRules(off)), scalersOf(off)]).toEqual([
      '(none)',
      '(none)',
      '(none)',
    ]);
  });

  test('say what to do, whom to ask and where to read on', () => {
    const alert = alertsOf(rulesOf('placed')).find(({ name }) => name === 'KafkaDeadLettersPresent');
    expect(alert?.labels).toEqual({
      environment: 'qa',
      owner: 'sales',
      severity: 'ticket',
      system: 'shop',
      source_topic: 'shop.placed',
    });
    expect(alert?.annotations).toEqual({
      summary: '{{ $value | humanize }} dead letters lie in {{ $labels.topic }}',
      description: 'Messages were given up and nobody has looked at them yet.',
      steps:
        '1. Read the newest with their headers (kcat, runbook).\n2. Group by x-failure-class: one cause or many?\n3. Do what the triage below says.',
      runbook_url: 'https://runbooks.example/kafka-dead-letters-present.md',
      contact: 'sales-primary, #sales',
      triage: 'Look at {{"{"}}{{"{"}} orderId }}',
    });
  });

  test('of an operator of all dead letters count what it has not read', () => {
    const expr = alertsOf(rulesOf('placed', watchedShop({}, 'all')))
      .filter(({ name }) => name === 'KafkaDeadLettersPresent')
      .map((alert) => alert.expr.includes('consumergroup="shop-support"'));
    expect(expr).toEqual([true]);
    expect(textOf(rulesOf('invoice', watchedShop({}, 'all')))).toContain('consumergroup="shop-support"');
  });

  test('of a canary ask for its last round', () => {
    const tried = watchedShop({ canaries: { every: '15m', within: '5m', region: 'west' } });
    const [alert, ...others] = alertsOf(rulesOf('placed', tried)).filter(
      ({ name }) => name === 'KafkaCanarySilent',
    );
    expect(others).toEqual([]);
    expect(
      alert?.expr,
    ).toBe(`time() - max by (namespace, cronjob) (kube_cronjob_status_last_successful_time{namespace="kafka",cronjob="canary-shop-placed"}) > 2700
or absent_over_time(kube_cronjob_status_last_successful_time{namespace="kafka",cronjob="canary-shop-placed"}[45m])`);
  });

  test('link to nothing where there are no runbooks', () => {
    const bare = watchedShop({ monitoring: { runbooks: 'none', labels: {} } });
    expect(
      alertsOf(rulesOf('placed', bare)).every(({ annotations }) => !('runbook_url' in annotations)),
    ).toBe(true);
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

test('alerts on what scales Deployments', () => {
  expect(scalersOf()).toBe(`kafka-shop-mailer-scaler
# shop-mailer-scaler
KedaScaledObjectErrors for 5m, qa sales page shop shop.billed
    sum by (scaledObject) (
      increase(keda_scaled_object_errors_total{namespace="kafka",scaledObject="mailer"}[10m])
      or increase(keda_scaled_object_errors_total{exported_namespace="kafka",scaledObject="mailer"}[10m])
    ) > 0
KedaReplicasAtMaximum for 30m, qa sales ticket shop shop.billed
    max by (namespace, deployment) (kube_deployment_spec_replicas{namespace="kafka",deployment="mailer"}) >= 3
    and on () (
      namespace_consumergroup_topic:kafka_consumergroup_lag:sum{namespace="kafka",topic="shop.billed",consumergroup="shop-mailer"} > 150
    )`);
});

test('alerts on a Deployment that reads several topics wake somebody if one of the topics does', () => {
  const severityOf = (...classes: string[]) => {
    const contracts = classes.map((cls) =>
      smallContract(`shop/sales/${cls}/${cls}-orders/v1`, {
        consumers: [{ service: 'billing', deployment: {} }],
      }),
    );
    const { systems } = resolvedStack({
      contracts,
      systems: [plainSystem('shop', [{ id: 'billing', purpose: 'Bills' }])],
      environment: smallEnvironment({ alerts: 'page' }),
    });
    return systems.flatMap((system) =>
      system.scalers.flatMap((scaler) =>
        alertsOf(scalerRules(system, scaler)).map(({ name, labels }) => `${name} ${labels['severity']}`),
      ),
    );
  };
  const [paging, quiet] = ['page', 'ticket'].map((severity) => [
    `KedaScaledObjectErrors ${severity}`,
    'KedaReplicasAtMaximum ticket',
  ]);
  expect([severityOf('evt', 'log'), severityOf('log'), severityOf('log', 'met')]).toEqual([
    paging,
    quiet,
    quiet,
  ]);
});

describe('alerts on the cluster', () => {
  test('with what they are written with', () => {
    expect(textOf(platformRules(shop))).toBe(`kafka-platform
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
    ]);
    expect(missing.split('\n')).toHaveLength(3);
  });
});

describe('PromQL', () => {
  test('matches names whole, each once', () => {
    expect(matches('topic', ['a.b'])).toBe('topic="a.b"');
    expect(matches('topic', ['a.b', 'a.b'])).toBe('topic="a.b"');
    expect(matches('topic', ['a.b', 'c+'])).toBe(String.raw`topic=~"a\\.b|c\\+"`);
    expect(matches('topic', ['a"b'])).toBe(String.raw`topic="a\"b"`);
  });

  test('takes signs for themselves', () => {
    expect(literal('aZ09_-.+(')).toBe(String.raw`aZ09_-\.\+\(`);
    expect(topicPattern('a.b')).toBe('a[._]b');
    expect(inert('{{ a }} {')).toBe('{{"{"}}{{"{"}} a }} {{"{"}}');
  });

  test('has ranges in whole minutes, or in seconds', () => {
    expect([range(duration('2m')), range(duration('90s')), range(1), range(59_001)]).toEqual([
      '2m',
      '90s',
      '1s',
      '1m',
    ]);
  });
});

import { describe, expect, test } from '@jest/globals';
import { type ResolvedDashboard, uidOf } from '../../lib/policies/dashboards/dashboard.ts';
import { environmentDashboard } from '../../lib/policies/dashboards/environment-dashboard.ts';
import { jobsRow, replicasRow } from '../../lib/policies/dashboards/rows.ts';
import { systemDashboards } from '../../lib/policies/dashboards/system-dashboards.ts';
import type { ResolvedSystem } from '../../lib/policies/resolve.ts';
import type { ResolvedFamily } from '../../lib/policies/resolved-topic.ts';
import { mirror, watchedShop } from '../support/watched-shop.ts';

const shop = watchedShop();

/** A dashboard: its rows, panels and queries. */
function shown(dashboard: ResolvedDashboard | undefined): string {
  if (dashboard === undefined) return '(none)';
  const { object, uid, title, tags, choices, rows } = dashboard;
  return [
    `${object} ${uid}: ${title} [${tags.join(' ')}]`,
    ...choices.map(({ name, label, topics }) => `choose ${name} (${label}): ${topics.join(' ')}`),
    ...rows.flatMap((row) => [
      `# ${row.title}`,
      ...row.panels.flatMap((panel) => [
        `${panel.title} (${panel.unit}): ${panel.description}`,
        ...panel.queries.map(({ expr, legend }) => `    ${legend}: ${expr}`),
      ]),
    ]),
  ].join('\n');
}

describe('dashboards', () => {
  test('of a system', () => {
    expect(
      shop.systems.flatMap(systemDashboards).map(shown).join('\n'),
    ).toBe(`kafka-dashboard-shop qa-shop: shop in qa [workstreams qa shop]
choose topic (Topic): shop.billed shop.clicks shop.invoice shop.placed
choose retry (Retry): shop.placed.retry-10m shop.placed.retry-1m
choose dead_letter (Dead letters): shop.invoice.dlq shop.placed.dlq
# Reading
Lag (short): Messages that a group has not read yet.
    {{consumergroup}} {{topic}}: namespace_consumergroup_topic:kafka_consumergroup_lag:sum{namespace="kafka",topic=~"\${topic:pipe}"}
Read (reqps): Messages a second that a group commits.
    {{consumergroup}} {{topic}}: rate(namespace_consumergroup_topic:kafka_consumergroup_current_offset:sum{namespace="kafka",topic=~"\${topic:pipe}"}[$__rate_interval])
# Throughput
Written (reqps): Messages a second.
    {{topic}}: rate(namespace_topic:kafka_topic_partition_current_offset:sum{namespace="kafka",topic=~"\${topic:pipe}"}[$__rate_interval])
Error rate (reqps): Writes a second that brokers, or producers that count for themselves, failed on.
    brokers {{topic}}: sum by (topic) (rate(kafka_server_brokertopicmetrics_failedproducerequestspersec_total{namespace="kafka",topic=~"\${topic:pipe}"}[$__rate_interval]))
    producers {{topic}}: sum by (topic) (rate(kafka_producer_errors_total{namespace="kafka",topic=~"\${topic:pipe}"}[$__rate_interval]))
# Failure
Reprocessing (reqps): Messages a second that are tried again, by tier.
    {{topic}}: rate(namespace_topic:kafka_topic_partition_current_offset:sum{namespace="kafka",topic=~"\${retry:pipe}"}[$__rate_interval])
Dead letters (short): That are kept, read by an operator or not.
    {{topic}}: namespace_topic:kafka_topic_partition_held:sum{namespace="kafka",topic=~"\${dead_letter:pipe}"} > 0
New dead letters (short): Within the hour before.
    {{topic}}: delta(namespace_topic:kafka_topic_partition_current_offset:sum{namespace="kafka",topic=~"\${dead_letter:pipe}"}[1h]) > 0
# Jobs
Pending (short): Jobs whose pod has no place yet, or no image.
    shop-print-invoice: sum(kube_pod_status_phase{namespace="kafka",pod=~"shop-print-invoice-.+",phase="Pending"})
Running (short): Jobs at work.
    shop-print-invoice: sum(kube_pod_status_phase{namespace="kafka",pod=~"shop-print-invoice-.+",phase="Running"})
Scaler errors (short): Times within the hour before that KEDA could not measure.
    {{scaledJob}}: sum by (scaledJob) (increase(keda_scaled_job_errors_total{scaledJob="shop-print-invoice"}[1h]))
# Deployments scaled by lag
Replicas (short): That KEDA and its autoscaler ask for.
    mailer: max(kube_deployment_spec_replicas{namespace="kafka",deployment="mailer"})
Scaler errors (short): Times within the hour before that KEDA could not measure.
    {{scaledObject}}: sum by (scaledObject) (increase(keda_scaled_object_errors_total{scaledObject="mailer"}[1h]))
# Budget
Partitions (short): What the system takes of the partition budget.
    partitions: sum(kafka_topic_partitions{namespace="kafka",topic=~"\${topic:pipe}"})
Storage (bytes): On the brokers’ disks, replicas counted.
    {{topic}}: sum by (topic) (kafka_log_log_size{namespace="kafka",topic=~"\${topic:pipe}"})`);
  });

  test('of the environment', () => {
    expect(shown(environmentDashboard(shop))).toBe(`kafka-dashboard qa-kafka: Kafka in qa [workstreams qa]
choose retry (Retry): shop.placed.retry-10m shop.placed.retry-1m
choose dead_letter (Dead letters): shop.invoice.dlq shop.placed.dlq
# Brokers
Health (short): Brokers that answer, partitions without a leader, partitions below min in-sync.
    brokers: max(kafka_brokers{namespace="kafka"})
    offline partitions: max(kafka_controller_kafkacontroller_offlinepartitionscount{namespace="kafka"})
    under min in-sync: sum(kafka_server_replicamanager_underminisrpartitioncount{namespace="kafka"})
Time to write (ms): What 99 of 100 writes take at most.
    {{pod}}: max by (pod) (kafka_network_requestmetrics_totaltimems{namespace="kafka",request="Produce",quantile="0.99"})
# Reading
Lag (short): The ten groups that are furthest behind.
    {{consumergroup}}: topk(10, sum by (consumergroup) (namespace_consumergroup_topic:kafka_consumergroup_lag:sum{namespace="kafka"}))
# Throughput
Messages (reqps): Written and read, a second.
    written: sum(rate(namespace_topic:kafka_topic_partition_current_offset:sum{namespace="kafka"}[$__rate_interval]))
    read: sum(rate(namespace_consumergroup_topic:kafka_consumergroup_current_offset:sum{namespace="kafka"}[$__rate_interval]))
Bytes (Bps): In from producers, out to consumers, a second.
    in: sum(rate(kafka_server_brokertopicmetrics_bytesinpersec_total{namespace="kafka",topic=""}[$__rate_interval]))
    out: sum(rate(kafka_server_brokertopicmetrics_bytesoutpersec_total{namespace="kafka",topic=""}[$__rate_interval]))
Error rate (percentunit): Share of writes that the brokers failed on.
    failed: sum(rate(kafka_server_brokertopicmetrics_failedproducerequestspersec_total{namespace="kafka",topic=""}[$__rate_interval])) / sum(rate(kafka_server_brokertopicmetrics_totalproducerequestspersec_total{namespace="kafka",topic=""}[$__rate_interval]))
# Failure
Reprocessing (reqps): Messages a second that are tried again, by tier.
    {{topic}}: rate(namespace_topic:kafka_topic_partition_current_offset:sum{namespace="kafka",topic=~"\${retry:pipe}"}[$__rate_interval])
Dead letters (short): That are kept, read by an operator or not.
    {{topic}}: namespace_topic:kafka_topic_partition_held:sum{namespace="kafka",topic=~"\${dead_letter:pipe}"} > 0
New dead letters (short): Within the hour before.
    {{topic}}: delta(namespace_topic:kafka_topic_partition_current_offset:sum{namespace="kafka",topic=~"\${dead_letter:pipe}"}[1h]) > 0
# Jobs
Pending (short): Jobs whose pod has no place yet, or no image.
    shop-print-invoice: sum(kube_pod_status_phase{namespace="kafka",pod=~"shop-print-invoice-.+",phase="Pending"})
Running (short): Jobs at work.
    shop-print-invoice: sum(kube_pod_status_phase{namespace="kafka",pod=~"shop-print-invoice-.+",phase="Running"})
Scaler errors (short): Times within the hour before that KEDA could not measure.
    {{scaledJob}}: sum by (scaledJob) (increase(keda_scaled_job_errors_total{scaledJob="shop-print-invoice"}[1h]))
# Deployments scaled by lag
Replicas (short): That KEDA and its autoscaler ask for.
    mailer: max(kube_deployment_spec_replicas{namespace="kafka",deployment="mailer"})
Scaler errors (short): Times within the hour before that KEDA could not measure.
    {{scaledObject}}: sum by (scaledObject) (increase(keda_scaled_object_errors_total{scaledObject="mailer"}[1h]))
# Budget
Partitions (short): Of all topics, Kafka’s own too, and what contracts may take.
    partitions: sum(kafka_topic_partitions{namespace="kafka"})
    budget: vector(40)
Storage (bytes): On the brokers’ disks, replicas counted, and what contracts may take.
    used: sum(kafka_log_log_size{namespace="kafka"})
    budget: vector(1073741824)`);
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
      'Copied (reqps): {{source}}: sum by (source) (kafka_connect_mirror_mirrorsourceconnector_record_rate{namespace="kafka"})',
    ]);
  });

  test('are none where there are no alerts, or no topics', () => {
    const off = watchedShop({ alerts: 'off' });
    expect([shown(environmentDashboard(off)), off.systems.flatMap(systemDashboards)]).toEqual(['(none)', []]);
    expect(shop.systems.flatMap((system) => systemDashboards({ ...system, families: [] }))).toEqual([]);
  });

  test('of a system with more topics than one can name are one a context, in parts where that is too many', () => {
    const [system] = shop.systems;
    if (system === undefined) throw new Error('no system');
    const many = new Map(
      system.families.map((family) => [
        family,
        { ...family, topics: Array.from({ length: 1251 }, () => family.source) },
      ]),
    );
    const families = [...many.values()];
    const clicks = families.find(({ contract }) => contract.address.topic === 'clicks');
    if (clicks === undefined) throw new Error('no clicks');
    const same = (family: ResolvedFamily) => many.get(family) ?? family;
    const large: ResolvedSystem = {
      ...system,
      families,
      queues: system.queues.map((queue) => ({ ...queue, family: same(queue.family) })),
      // The mailer reads what visitors click, too.
      scalers: system.scalers.map((scaler) => ({
        ...scaler,
        consumers: scaler.consumers.map((consumer) => ({
          ...consumer,
          claims: [
            ...consumer.claims.map((claim) => ({ ...claim, family: same(claim.family) })),
            { family: clicks, index: 0 },
          ],
        })),
      })),
    };
    const about = ['Jobs', 'Deployments scaled by lag'];
    expect(
      systemDashboards(large).map(({ object, title, tags, rows }) =>
        [object, title, tags.join(' '), ...about.filter((row) => rows.some((one) => one.title === row))].join(
          ' | ',
        ),
      ),
    ).toEqual([
      'kafka-dashboard-shop--orders--1 | shop orders 1 in qa | workstreams qa shop orders | Deployments scaled by lag',
      'kafka-dashboard-shop--orders--2 | shop orders 2 in qa | workstreams qa shop orders',
      'kafka-dashboard-shop--print | shop print in qa | workstreams qa shop print | Jobs',
      'kafka-dashboard-shop--site | shop site in qa | workstreams qa shop site | Deployments scaled by lag',
    ]);
  });

  test('show no job and no Deployment each where they are too many to choose from', () => {
    const [system] = shop.systems;
    if (system === undefined) throw new Error('no system');
    const [queue] = system.queues;
    const [reader] = queue?.readers ?? [];
    const [scaler] = system.scalers;
    const [consumer] = scaler?.consumers ?? [];
    if (!queue || !reader || !scaler || !consumer) throw new Error('nothing is scaled');
    const titles = (count: number) =>
      [
        ...jobsRow([{ ...queue, readers: Array.from({ length: count }, () => reader) }]),
        ...replicasRow([
          {
            ...system,
            scalers: [{ ...scaler, consumers: Array.from({ length: count }, () => consumer) }],
          },
        ]),
      ].map(({ title }) => title);
    expect([titles(0), titles(1), titles(1250), titles(1251)]).toEqual([
      [],
      ['Jobs', 'Deployments scaled by lag'],
      ['Jobs', 'Deployments scaled by lag'],
      [],
    ]);
    const resting = { ...scaler, consumers: [{ ...consumer, topics: [] }] };
    expect(replicasRow([{ ...system, scalers: [resting] }])).toEqual([]);
  });

  test('have a uid that Grafana takes, and that differs', () => {
    expect(uidOf('qa', 'shop')).toBe('qa-shop');
    const [one, other] = [uidOf('qa', `${'x'.repeat(40)}a`), uidOf('qa', `${'x'.repeat(40)}b`)];
    expect([one.length, other.length, one === other]).toEqual([40, 40, false]);
    expect(uidOf('x'.repeat(40))).toBe('x'.repeat(40));
  });
});

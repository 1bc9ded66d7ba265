import { describe, expect, test } from '@jest/globals';
import { parse } from 'yaml';
import { renderEnvironment } from '../../lib/cli/judge.ts';
import type { Environment } from '../../lib/model/terms/environment.ts';
import type { Contract } from '../../lib/model/terms/contract.ts';
import { type ResolvedAlert, runbookOf } from '../../lib/policies/alerts/alert.ts';
import { platformRules } from '../../lib/policies/alerts/platform-alerts.ts';
import { matches } from '../../lib/policies/alerts/promql.ts';
import { recordingOf, type Threshold } from '../../lib/policies/alerts/threshold.ts';
import { topicRules, topicThresholds } from '../../lib/policies/alerts/topic-thresholds.ts';
import { thresholdMetrics } from '../../lib/model/metrics.ts';
import { describeWithPromtool, promtool } from '../support/promtool.ts';
import { checkManifest } from '../support/manifest-check.ts';
import {
  contractWith,
  renamesAt,
  environmentWith,
  type Mutable,
  fixture,
  resolvedIn,
  systemIn,
} from '../support/fixture.ts';

/** The thresholds of one contract's topic. */
function thresholdsOf(
  topic: string,
  environment: Environment | string = 'eu-prod',
  contracts?: readonly Contract[],
): readonly Threshold[] {
  const resolved = resolvedIn(environment, contracts);
  const system = resolved.systems.find(({ families }) =>
    families.some(({ contract }) => contract.address.topic === topic),
  );
  const family = system?.families.find(({ contract }) => contract.address.topic === topic);
  if (system === undefined || family === undefined) throw new Error(`no topic ${topic}`);
  return topicThresholds(
    system,
    family,
    system.queues.find((one) => one.family === family),
  );
}

const alertsOn = (thresholds: readonly Threshold[]) => [
  ...new Set(thresholds.flatMap(({ alerts }) => alerts)),
];

/** Labels of the readings among thresholds. */
const readings = (thresholds: readonly Threshold[], ...labels: string[]) =>
  thresholds.flatMap((one) => (one.kind === 'reading' ? [labels.map((label) => one.labels[label])] : []));

/** A rule of an environment's. */
function ruleOf(
  name: string,
  environment: Environment | string,
  contracts?: readonly Contract[],
): ResolvedAlert {
  const groups = platformRules(resolvedIn(environment, contracts))?.groups ?? [];
  const rules = groups.flatMap((group) => group.rules.flatMap((rule) => ('name' in rule ? [rule] : [])));
  const found = rules.find((rule) => rule.name === name);
  if (found === undefined) throw new Error(`no ${name}`);
  return found;
}

describe('what a contract brings about', () => {
  test('a queue that jobs drain', () => {
    expect(alertsOn(thresholdsOf('vision.read-label'))).toEqual([
      'KafkaProducerErrors',
      'KafkaDeadLettersPresent',
      'KafkaDeadLettersGrowing',
      'KafkaConsumerLagHigh',
      'KafkaConsumerLate',
      'KafkaConsumerStalled',
      'KafkaTopicNeverConsumed',
      'KedaScalerErrors',
      'KedaJobsFailing',
      'KedaJobsAtMaximum',
    ]);
  });

  test('the same queue where no jobs run: no one is expected to read it', () => {
    expect(alertsOn(thresholdsOf('vision.read-label', 'qa'))).toEqual([
      'KafkaProducerErrors',
      'KafkaDeadLettersPresent',
      'KafkaDeadLettersGrowing',
    ]);
  });

  test('a former name that jobs still drain is watched with the new one', () => {
    const both = environmentWith('eu-prod', (terms) => {
      renamesAt(terms, 'cutover');
    });
    expect(readings(thresholdsOf('vision.read-label', both), 'topic', 'consumergroup')).toEqual([
      ['depot.vision.read-label.v1', 'sorting-read-label-v1'],
      ['vision.read-label.v1', 'sorting-read-label-v1'],
    ]);
  });

  test('a topic names each of its readers', () => {
    const contract = contractWith('invoices', (terms) =>
      terms.consumers.push({ service: 'reminders' }, { service: 'history', group: 'yearly' }),
    );
    const found = thresholdsOf('invoices', 'eu-prod', [contract]).filter(({ kind }) => kind === 'reading');
    expect(found.map(({ value, labels: { consumergroup } }) => [value, consumergroup])).toEqual([
      [1000, 'ledger-invoices'],
      [1000, 'ledger-reminders'],
      [1000, 'yearly'],
    ]);
  });

  test('a group without a name in the contract is called as its service, by tenant', () => {
    expect(readings(thresholdsOf('parcel-scanned'), 'consumergroup')).toEqual([
      ['parcels-acme--router'],
      ['parcels-acme--portal'],
    ]);
  });

  test('a job’s deadline makes the window in which a queue may stand still', () => {
    const windows = ['vision.read-label', 'batch.plan-routes', 'invoices'].map((topic) =>
      readings(thresholdsOf(topic), 'window'),
    );
    expect(windows).toEqual([[['60m']], [['150m']], [['30m']]]);
    expect(ruleOf('KafkaConsumerStalled', 'eu-prod').expr.match(/changes\(\S+\[\w+\]/g)?.length).toBe(3);
  });
});

describe('severity', () => {
  test('what loses or delays work wakes someone where anyone is woken', () => {
    const severities = (environment: string) =>
      Object.fromEntries(
        (['KafkaConsumerLate', 'KafkaConsumerLagHigh'] as const).map((name) => {
          const { expr, labels } = ruleOf(name, environment);
          return [name, /^max by \(.*severity\)/.test(expr) ? 'of the threshold' : labels['severity']];
        }),
      );
    expect(severities('eu-prod')).toEqual({
      KafkaConsumerLate: 'of the threshold',
      KafkaConsumerLagHigh: 'ticket',
    });
    expect(severities('qa')).toEqual({ KafkaConsumerLate: 'ticket', KafkaConsumerLagHigh: 'ticket' });
  });

  test('no one is woken by an environment of tickets, nor for metrics, audit and logs', () => {
    const severities = (topic: string, environment?: string) => [
      ...new Set(thresholdsOf(topic, environment).flatMap(({ labels }) => labels['severity'] ?? [])),
    ];
    expect(severities('reroute-parcel')).toEqual(['page']);
    expect(severities('reroute-parcel', 'qa')).toEqual(['ticket']);
    for (const topic of ['scan-counts', 'reroutes', 'visits']) expect(severities(topic)).toEqual(['ticket']);
  });

  test('no alerts where they are off', () => {
    const { systems } = resolvedIn('dev');
    const rules = systems.flatMap((system) => system.families.map((family) => topicRules(system, family)));
    expect(rules.length).toBeGreaterThan(10);
    expect(rules.filter((one) => one !== undefined)).toEqual([]);
    expect(platformRules(resolvedIn('dev'))).toBeUndefined();
  });
});

describe('the link to the runbook', () => {
  test('is made of what the environment says and the name of the alert', () => {
    expect(ruleOf('KafkaProducedLate', 'eu-prod').annotations['runbook_url']).toBe(
      'https://git.example.com/parcels/runbooks/kafka-produced-late.md',
    );
    expect(runbookOf('KedaJobsAtMaximum')).toBe('keda-jobs-at-maximum.md');
  });

  test('is left out where there is none', () => {
    const without = environmentWith('eu-prod', (terms) => delete terms.monitoring);
    expect(ruleOf('KafkaProducedLate', without).annotations).not.toHaveProperty('runbook_url');
  });

  test('a link that is none is refused', () => {
    for (const runbooks of [
      'http://a.example',
      'https://a.example/',
      'https://a.example/?q=1',
      'javascript:x',
    ]) {
      expect(() => environmentWith('eu-prod', (terms) => (terms.monitoring.runbooks = runbooks))).toThrow();
    }
  });
});

describe('what Prometheus is told', () => {
  const objects = (environment: Environment | string, ...kinds: string[]): Mutable[] =>
    [...renderEnvironment(resolvedIn(environment))]
      .flatMap(({ manifests }) => manifests)
      .filter(({ kind }) => kinds.includes(kind));
  const ids = (found: Mutable[]) => found.map(({ kind, metadata }) => `${kind} ${metadata.name}`);

  test('rules and monitors have the labels by which it selects', () => {
    const labelled = environmentWith(
      'eu-prod',
      (terms) => (terms.monitoring.labels = { release: 'prometheus' }),
    );
    const found = objects(labelled, 'PrometheusRule', 'PodMonitor');
    expect(found.length).toBeGreaterThan(20);
    expect(new Set(found.map(({ metadata }) => metadata.labels.release))).toEqual(new Set(['prometheus']));
  });

  test('a cluster that is rendered is scraped, and one of somebody else by what its owner is told', () => {
    const own = environmentWith('dev', (terms) => (terms.alerts = 'ticket'));
    const [monitor] = objects(own, 'PodMonitor');
    expect(monitor.metadata).toMatchObject({ name: 'kafka', namespace: 'kafka-dev' });
    expect(monitor.spec).toEqual({
      selector: { matchLabels: { 'strimzi.io/cluster': 'kafka' } },
      podMetricsEndpoints: [{ port: 'tcp-prometheus', path: '/metrics', interval: '30s' }],
    });
    expect(objects(own, 'ConfigMap').filter(({ metadata }) => /owner-fragment/.test(metadata.name))).toEqual(
      [],
    );

    const fragment = objects('qa', 'ConfigMap').find(
      ({ metadata }) => metadata.name === 'kafka-owner-fragment',
    );
    const told = parse(fragment.data['pod-monitor.yaml']);
    expect(checkManifest(told)).toEqual([]);
    expect(told.spec).toEqual(monitor.spec);
    expect(objects('qa', 'PodMonitor')).toEqual([]);
  });

  test('the mirror gives what its alert asks for, and is scraped', () => {
    expect(ids(objects('eu-prod', 'PodMonitor', 'KafkaMirrorMaker2'))).toEqual([
      'KafkaMirrorMaker2 kafka-mirror',
      'PodMonitor kafka-mirror',
    ]);
    expect(objects('eu-prod', 'KafkaMirrorMaker2')[0].spec.metricsConfig).toEqual({
      type: 'strimziMetricsReporter',
      values: {
        allowList: [
          'kafka_connect_mirror_mirrorsourceconnector_replication_latency_ms_avg',
          'kafka_connect_mirror_mirrorsourceconnector_record_rate',
        ],
      },
    });
  });
});

describe('names in queries', () => {
  test('one name is compared, several are alternatives in which nothing has a meaning of its own', () => {
    expect(matches('topic', ['a.b'])).toBe('topic="a.b"');
    expect(matches('topic', ['a.b', 'a.b'])).toBe('topic="a.b"');
    expect(matches('group', ['a.b', 'c|d"{}\\'])).toBe(String.raw`group=~"a\\.b|c\\|d\\\"\\{\\}\\\\"`);
  });
});

const hostile = '{{ $labels.owner }} {{{ }}{%{{`x`}}" \\ <script> ${HOME} {';

describeWithPromtool('text of contracts in annotations', () => {
  test('is read as it was written, whatever it has for templates', () => {
    const contracts = fixture().catalog.contracts.map((contract) =>
      contract.address.topic === 'vision.read-label'
        ? contractWith('vision.read-label', (terms) => {
            terms.deadLetter.triage = hostile;
            terms.owner.onCall = hostile;
          })
        : contract,
    );
    const recordings = thresholdsOf('vision.read-label', 'eu-prod', contracts).map((one) =>
      recordingOf(thresholdMetrics[one.kind], one),
    );
    const { labels, annotations } = ruleOf('KafkaDeadLettersGrowing', 'eu-prod', contracts);
    const about = { topic: 'depot.vision.read-label.dlt.v1', source_topic: 'depot.vision.read-label.v1' };
    const { summary, ...others } = annotations;
    const rules = [...recordings, { alert: 'Hostile', expr: 'a > 0', labels, annotations: others }];
    const { output } = promtool(
      {
        'rules.json': { groups: [{ name: 'hostile', rules }] },
        'test.json': {
          rule_files: ['rules.json'],
          tests: [
            {
              interval: '1m',
              input_series: [
                { series: `a{topic="${about.topic}",source_topic="${about.source_topic}"}`, values: '1x5' },
              ],
              alert_rule_test: [
                {
                  eval_time: '2m',
                  alertname: 'Hostile',
                  exp_alerts: [
                    {
                      exp_labels: { ...about, ...labels },
                      exp_annotations: {
                        ...others,
                        catalogue_url: `https://parcels.example.com/catalogue.html#/t/${about.source_topic}`,
                        triage: hostile,
                        contact: `${hostile}, #sorting`,
                      },
                    },
                  ],
                },
              ],
            },
          ],
        },
      },
      ['test', 'rules', 'test.json'],
    );
    expect(summary).toContain('{{ $value | humanize }}');
    expect(output).toContain('SUCCESS');
  });
});

test('the platform knows how many brokers there should be, and the strictest promise', () => {
  const [, platform] = platformRules(resolvedIn('eu-prod'))?.groups ?? [];
  const exprs = Object.fromEntries(
    (platform?.rules ?? []).flatMap((rule) => ('record' in rule ? [] : [[rule.name, rule.expr]])),
  );
  expect(exprs['KafkaTopicUnavailable']).toBe(
    'max by (namespace) (kafka_brokers{namespace="kafka-eu"}) < 3\nor absent(kafka_brokers{namespace="kafka-eu"})',
  );
  expect(exprs['KafkaProduceSlow']).toBe(
    'max by (namespace, pod) (kafka_network_requestmetrics_totaltimems{namespace="kafka-eu",request="Produce",quantile="0.99"}) > 100',
  );
  expect(exprs['KafkaMirrorBehind']).toContain('> 300000');
});

test("what is produced late is told of each tenant's own topics, by who writes it alone", () => {
  const contracts = [
    contractWith('parcel-scanned'),
    contractWith('parcel-delivered', (terms) => (terms.serviceLevels.produceFrom = 'parcel-scanned')),
  ];
  const system = systemIn(resolvedIn('eu-prod', contracts), 'parcels');
  const late = system.families.flatMap((family) =>
    topicThresholds(system, family, undefined).flatMap(({ kind, labels }) =>
      kind === 'passingOn' ? [[labels['topic'], labels['consumergroup'], labels['transactions']]] : [],
    ),
  );
  // The portal reads scans as well, and writes nothing of them.
  expect(late).toEqual(
    ['acme', 'acme-labs'].map((tenant) => [
      `prod.${tenant}.tracking.evt.parcel-scanned.v1`,
      `parcels-${tenant}--router`,
      undefined,
    ]),
  );
});

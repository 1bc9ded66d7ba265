import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { parse } from 'yaml';
import { renderEnvironment } from '../../lib/cli/render.ts';
import type { Environment } from '../../lib/model/terms/environment.ts';
import type { Contract } from '../../lib/model/terms/contract.ts';
import { inert, type ResolvedAlert, runbookOf } from '../../lib/policies/alerts/alert.ts';
import { platformRules } from '../../lib/policies/alerts/platform-alerts.ts';
import { matches } from '../../lib/policies/alerts/promql.ts';
import { topicRules } from '../../lib/policies/alerts/topic-alerts.ts';
import { topicPattern } from '../../lib/policies/dashboards/dashboard.ts';
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

/** The alerts of one contract's topic. */
function alertsOf(
  topic: string,
  environment: Environment | string = 'eu-prod',
  contracts?: readonly Contract[],
): ResolvedAlert[] {
  const resolved = resolvedIn(environment, contracts);
  const system = resolved.systems.find(({ families }) =>
    families.some(({ contract }) => contract.address.topic === topic),
  );
  const family = system?.families.find(({ contract }) => contract.address.topic === topic);
  if (system === undefined || family === undefined) throw new Error(`no topic ${topic}`);
  const queue = system.queues.find((one) => one.family === family);
  return (topicRules(system, family, queue)?.groups ?? []).flatMap(({ rules }) =>
    rules.flatMap((rule) => ('record' in rule ? [] : [rule])),
  );
}

const named = (alerts: readonly ResolvedAlert[], name: string): ResolvedAlert => {
  const found = alerts.find((alert) => alert.name === name);
  if (found === undefined) throw new Error(`no ${name}`);
  return found;
};

describe('what a contract brings about', () => {
  test('a queue that jobs drain', () => {
    expect(alertsOf('vision.read-label').map(({ name }) => name)).toEqual([
      'KafkaConsumerLagHigh',
      'KafkaConsumerLate',
      'KafkaConsumerStalled',
      'KafkaTopicNeverConsumed',
      'KafkaProducerErrors',
      'KafkaDeadLettersPresent',
      'KafkaDeadLettersGrowing',
      'KedaScalerErrors',
      'KedaJobsFailing',
      'KedaJobsAtMaximum',
    ]);
  });

  test('the same queue where no jobs run: nobody is expected to read it', () => {
    expect(alertsOf('vision.read-label', 'qa').map(({ name }) => name)).toEqual([
      'KafkaProducerErrors',
      'KafkaDeadLettersPresent',
      'KafkaDeadLettersGrowing',
    ]);
  });

  test('a former name that jobs still drain is watched with the new one', () => {
    const both = environmentWith('eu-prod', (terms) => {
      renamesAt(terms, 'cutover');
    });
    expect(named(alertsOf('vision.read-label', both), 'KafkaConsumerLagHigh').expr).toBe(
      String.raw`namespace_consumergroup_topic:kafka_consumergroup_lag:sum{namespace="kafka-eu",topic=~"depot\\.vision\\.read-label\\.v1|vision\\.read-label\\.v1",consumergroup="sorting-read-label-v1"} > 100`,
    );
  });

  test('a topic names each of its readers', () => {
    const contract = contractWith('invoices', (terms) =>
      terms.consumers.push({ service: 'reminders' }, { service: 'history', group: 'yearly' }),
    );
    expect(named(alertsOf('invoices', 'eu-prod', [contract]), 'KafkaConsumerLagHigh').expr).toBe(
      'namespace_consumergroup_topic:kafka_consumergroup_lag:sum{namespace="kafka-eu",topic="ledger.invoices",consumergroup=~"ledger-invoices|ledger-reminders|yearly"} > 1000',
    );
  });

  test('a group without a name in the contract is called as its service, by tenant', () => {
    expect(named(alertsOf('parcel-scanned'), 'KafkaConsumerLagHigh').expr).toContain(
      'consumergroup=~"parcels-acme--router|parcels-acme--portal"',
    );
  });

  test('a job’s deadline makes the window in which a queue may stand still', () => {
    expect(named(alertsOf('vision.read-label'), 'KafkaConsumerStalled').expr).toContain('[60m]');
    expect(named(alertsOf('batch.plan-routes'), 'KafkaConsumerStalled').expr).toContain('[150m]');
    expect(named(alertsOf('invoices'), 'KafkaConsumerStalled').expr).toContain('[30m]');
  });
});

describe('severity', () => {
  /** A topic with retries and dead letters whose producers have a time for it. */
  const contracts = [
    contractWith('scan-pace'),
    contractWith('reroute-parcel', (terms) => (terms.serviceLevels.produceFrom = 'scan-pace')),
  ];
  const severities = (alerts: readonly ResolvedAlert[]) =>
    Object.fromEntries(alerts.map(({ name, labels }) => [name, labels['severity']]));

  test('what loses or delays work wakes somebody where anybody is woken', () => {
    expect(severities(alertsOf('reroute-parcel', 'eu-prod', contracts))).toEqual({
      KafkaConsumerLagHigh: 'ticket',
      KafkaConsumerLate: 'page',
      KafkaConsumerStalled: 'page',
      KafkaTopicNeverConsumed: 'ticket',
      KafkaProducedLate: 'page',
      KafkaProducerErrors: 'page',
      KafkaRetriesStorming: 'ticket',
      KafkaDeadLettersPresent: 'ticket',
      KafkaDeadLettersGrowing: 'page',
    });
  });

  test('nobody is woken by an environment of tickets, nor for metrics, audit and logs', () => {
    const inQa = severities(alertsOf('reroute-parcel', 'qa', contracts));
    expect(new Set(Object.values(inQa))).toEqual(new Set(['ticket']));
    for (const topic of ['scan-counts', 'reroutes', 'visits']) {
      expect(new Set(Object.values(severities(alertsOf(topic))))).toEqual(new Set(['ticket']));
    }
  });

  test('no alerts where they are off', () => {
    expect(alertsOf('balances', 'dev')).toEqual([]);
    expect(platformRules(resolvedIn('dev'))).toBeUndefined();
  });
});

describe('the link to the runbook', () => {
  test('is made of what the environment says and the name of the alert', () => {
    expect(named(alertsOf('balances'), 'KafkaProducedLate').annotations['runbook_url']).toBe(
      'https://git.example.com/parcels/runbooks/kafka-produced-late.md',
    );
    expect(runbookOf('KedaJobsAtMaximum')).toBe('keda-jobs-at-maximum.md');
  });

  test('is left out where there is none', () => {
    const without = environmentWith('eu-prod', (terms) => delete terms.monitoring);
    expect(named(alertsOf('balances', without), 'KafkaProducedLate').annotations).not.toHaveProperty(
      'runbook_url',
    );
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

  test('a topic in a choice of a dashboard is itself and as some reporters write it', () => {
    expect(topicPattern('ledger.invoices.dlq')).toBe('ledger[._]invoices[._]dlq');
    const pattern = new RegExp(`^(?:${topicPattern('a.b-c_d')})$`);
    expect(['a.b-c_d', 'a_b-c_d', 'axb-c_d', 'a.b-c.d'].map((name) => pattern.test(name))).toEqual([
      true,
      true,
      false,
      false,
    ]);
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
    const { expr: _, ...told } = named(
      alertsOf('vision.read-label', 'eu-prod', contracts),
      'KafkaDeadLettersGrowing',
    );
    const { summary, description, steps, runbook_url } = told.annotations;
    const { output } = promtool(
      {
        'rules.json': {
          groups: [
            {
              name: 'hostile',
              rules: [
                { alert: 'Hostile', expr: 'a > 0', labels: told.labels, annotations: told.annotations },
              ],
            },
          ],
        },
        'test.json': {
          rule_files: ['rules.json'],
          tests: [
            {
              interval: '1m',
              input_series: [{ series: 'a{topic="t"}', values: '1x5' }],
              alert_rule_test: [
                {
                  eval_time: '2m',
                  alertname: 'Hostile',
                  exp_alerts: [
                    {
                      exp_labels: { topic: 't', ...told.labels },
                      exp_annotations: {
                        summary: summary
                          ?.replace('{{ $value | humanize }}', '1')
                          .replace('{{ $labels.topic }}', 't'),
                        description,
                        steps,
                        runbook_url,
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
    expect(output).toContain('SUCCESS');
  });
});

test('encoded text has no brace that opens a template, and means the same', () => {
  fc.assert(
    fc.property(fc.string({ unit: fc.constantFrom('{', '}', 'a', '"', '`') }), (text) => {
      const encoded = inert(text);
      expect(encoded.replaceAll('{{"{"}}', '')).not.toContain('{');
      expect(encoded.replaceAll('{{"{"}}', '{')).toBe(text);
    }),
  );
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
    (topicRules(system, family)?.groups ?? []).flatMap(({ rules }) =>
      rules.flatMap((rule) => ('name' in rule && rule.name === 'KafkaProducedLate' ? [rule.expr] : [])),
    ),
  );
  const asked = (expr: string) => [...new Set(expr.match(/(?:topic|consumergroup)=~?"[^"]+"|> .*$/g))];
  // The portal reads scans as well, and writes nothing of them.
  expect(late.map(asked)).toEqual(
    ['acme', 'acme-labs'].map((tenant) => [
      `topic="prod.${tenant}.tracking.evt.parcel-scanned.v1"`,
      `consumergroup="parcels-${tenant}--router"`,
      '> 0',
    ]),
  );
});

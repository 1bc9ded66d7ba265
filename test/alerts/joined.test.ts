import { expect, test } from '@jest/globals';
import { describeWithPromtool, promtool } from '../support/promtool.ts';
import { renderedGroups } from '../support/rules.ts';

const groups = renderedGroups('eu-prod');
const delivered = 'prod.acme.tracking.evt.parcel-delivered.v1';
const lag = (group: string, topic: string) =>
  `kafka_consumergroup_lag{namespace="kafka-eu",consumergroup="${group}",topic="${topic}",partition="0"}`;
/** 600 unread messages of a topic that may have 500, and of one that may have 1000. */
const unread = {
  [lag('parcels-acme--portal', delivered)]: '600x80',
  [lag('ledger-invoices', 'ledger.invoices')]: '600x80',
};

interface Case {
  /** The topics whose thresholds are there. */
  readonly thresholds: readonly string[];
  readonly series?: Readonly<Record<string, string>>;
  readonly alert?: string;
  readonly minute?: number;
  /** Rules before thresholds, in each evaluation. */
  readonly rulesFirst?: boolean;
}

/** `owner severity topic` of what fires of an alert. @throws Error where promtool says anything else than which */
function firing({
  thresholds,
  series = unread,
  alert = 'KafkaConsumerLagHigh',
  minute = 10,
  rulesFirst = false,
}: Case) {
  const names = [...new Set(['recordings', ...thresholds, 'topics', 'topics-slow'])];
  const rules = groups.filter(({ name }) => names.includes(name));
  const { output } = promtool(
    {
      'rules.yaml': { groups: rules },
      'test.yaml': {
        rule_files: ['rules.yaml'],
        evaluation_interval: '30s',
        group_eval_order: rulesFirst ? ['topics', 'topics-slow', 'recordings', ...thresholds] : names,
        tests: [
          {
            interval: '30s',
            input_series: Object.entries(series).map(([one, values]) => ({ series: one, values })),
            promql_expr_test: [
              {
                expr: `ALERTS{alertname="${alert}",alertstate="firing"}`,
                eval_time: `${minute}m`,
                // Never there: promtool prints what it finds instead.
                exp_samples: [{ labels: 'none', value: 1 }],
              },
            ],
          },
        ],
      },
    },
    ['test', 'rules', 'test.yaml'],
  );
  if (!output.includes('got:')) throw new Error(output);
  const got = output.slice(output.indexOf('got:'));
  return got
    .split('{__name__')
    .slice(1)
    .map((one) =>
      ['owner', 'severity', 'topic']
        .map((label) => one.match(`[ ,]${label}=\\\\?"([^"\\\\]*)`)?.[1])
        .join(' '),
    );
}

const both = [delivered, 'ledger.invoices'];
const late = `tracking ticket ${delivered}`;

describeWithPromtool('alerts on thresholds', () => {
  test('keep silent about those of a whole environment', () => {
    const thresholds = groups.map(({ name }) => name).filter((name) => name !== 'platform');
    const topics = groups.flatMap(({ rules }) => rules.flatMap(({ labels }) => labels?.['name'] ?? []));
    expect(topics.length).toBeGreaterThan(30);
    const series = Object.fromEntries(
      topics.map((name) => [
        `strimzi_kafka_topic_resource_info{exported_namespace="kafka-eu",name="${name}",ready="True",system="ledger"}`,
        '1x60',
      ]),
    );
    for (const alert of ['KafkaThresholdMissing', 'KafkaThresholdDoubled', 'KafkaThresholdUnused']) {
      expect([alert, firing({ thresholds, series, alert, minute: 25 })]).toEqual([alert, []]);
    }
  });
});

describeWithPromtool('a rule for all topics', () => {
  test('compares each topic with its own threshold', () => {
    expect(firing({ thresholds: both })).toEqual([late]);
    expect(
      firing({
        thresholds: both,
        series: { ...unread, [lag('ledger-invoices', 'ledger.invoices')]: '1001x80' },
      }),
    ).toEqual(['ledger ticket ledger.invoices', late]);
  });

  test('keeps silent about a topic whose thresholds are missing, and about no other', () => {
    expect(firing({ thresholds: ['ledger.invoices'] })).toEqual([]);
    expect(firing({ thresholds: [delivered] })).toEqual([late]);
  });

  test('fires for all topics where one threshold is there twice', () => {
    const second = (lagging: number, more: string) => ({
      ...unread,
      [lag('ledger-invoices', 'ledger.invoices')]: `${lagging}x80`,
      [`workstreams:reading:alert_lag{environment="eu-prod",topic="ledger.invoices",consumergroup="ledger-invoices",source_topic="ledger.invoices",system="ledger",within="330s",window="30m",transactions="true",${more}}`]:
        '100x80',
    });
    // Of another team and with another number: each fires by its own.
    const others = 'owner="care",severity="page"';
    expect(firing({ thresholds: both, series: second(600, others) })).toEqual([
      'care ticket ledger.invoices',
      late,
    ]);
    expect(firing({ thresholds: both, series: second(1001, others) })).toEqual([
      'care ticket ledger.invoices',
      'ledger ticket ledger.invoices',
      late,
    ]);
    // They differ in what the alert does not have: both fire as one.
    expect(firing({ thresholds: both, series: second(1001, 'owner="ledger",severity="ticket"') })).toEqual([
      'ledger ticket ledger.invoices',
      late,
    ]);
  });

  test('fires where it is evaluated before the thresholds are', () => {
    expect(firing({ thresholds: both, rulesFirst: true })).toEqual([late]);
    // Held for 5 minutes since the second evaluation, which is the first that finds thresholds.
    expect(firing({ thresholds: both, rulesFirst: true, minute: 5 })).toEqual([]);
    expect(firing({ thresholds: both, rulesFirst: true, minute: 6 })).toEqual([late]);
  });
});

import { describe, expect, test } from '@jest/globals';
import { type ResolvedRules, gravestOf } from '../../lib/policies/alerts/alert.ts';
import { platformRules } from '../../lib/policies/alerts/platform-alerts.ts';
import { literal, matches, range } from '../../lib/policies/alerts/promql.ts';
import { scalerRules, scalerThresholds } from '../../lib/policies/alerts/scaler-thresholds.ts';
import { topicRules, topicThresholds } from '../../lib/policies/alerts/topic-thresholds.ts';
import type { Resolved } from '../../lib/policies/resolve.ts';
import { duration } from '../../lib/model/text/duration.ts';
import { topicClasses } from '../../lib/model/topic-class.ts';
import {
  plainSystem,
  resolved as resolvedStack,
  smallContract,
  smallEnvironment,
} from '../support/small-stack.ts';
import { ruleOf, textOf } from '../support/rule-text.ts';
import { watchedShop } from '../support/watched-shop.ts';

const shop = watchedShop();

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

function scalersOf(resolved: Resolved = shop): string {
  return resolved.systems
    .flatMap((system) => system.scalers.map((scaler) => textOf(scalerRules(system, scaler))))
    .join('\n');
}

describe('thresholds of topics', () => {
  test('of events with retries and dead letters, that an operator reads', () => {
    expect(textOf(rulesOf('placed'))).toBe(`shop-placed
# shop.placed
workstreams:topic:alert_written{namespace=kafka,topic=shop.placed,name=shop-placed,workloads=kafka,context=orders,folded=shop_placed,contact=sales-primary, #sales} vector(0), qa sales page shop shop.placed
workstreams:topic:alert_written{namespace=kafka,topic=shop.placed.retry-1m,name=shop-placed-retry--1m,workloads=kafka,context=orders,role=retry,folded=shop_placed_retry-1m} vector(6000), qa sales page shop shop.placed
workstreams:topic:alert_written{namespace=kafka,topic=shop.placed.retry-10m,name=shop-placed-retry--10m,workloads=kafka,context=orders,role=retry,folded=shop_placed_retry-10m} vector(6000), qa sales page shop shop.placed
workstreams:topic:alert_written{namespace=kafka,topic=shop.placed.dlq,name=shop-placed-dlq,workloads=kafka,context=orders,role=dead-letter,folded=shop_placed_dlq,triage=Look at {{ orderId }}} vector(900), qa sales page shop shop.placed
workstreams:reading:alert_lag{topic=shop.placed,consumergroup=shop-billing,within=90s,window=30m,transactions=true} vector(1000), qa sales page shop shop.placed
workstreams:dead_letter:operator{topic=shop.placed.dlq,consumergroup=shop-support} vector(1), qa`);
  });

  test('of events that follow from others, read by a Deployment that is scaled', () => {
    expect(textOf(rulesOf('billed'))).toBe(`shop-billed
# shop.billed
workstreams:topic:alert_written{namespace=kafka,topic=shop.billed,name=shop-billed,workloads=kafka,context=orders,folded=shop_billed,contact=sales-primary, #sales} vector(0), qa sales page shop shop.billed
workstreams:reading:alert_lag{topic=shop.billed,consumergroup=shop-mailer,within=2m,window=30m} vector(500), qa sales page shop shop.billed
workstreams:passing_on:within_seconds{topic=shop.placed,consumergroup=shop-billing,within=40s,transactions=true} vector(10), qa sales page shop shop.billed`);
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
      system.families.flatMap((family) => topicThresholds(system, family, undefined)),
    );
    expect(told.map(({ kind }) => kind)).toEqual(['topic', 'topic']);
  });

  test('of a queue that jobs drain', () => {
    expect(textOf(rulesOf('invoice'))).toBe(`shop-invoice
# shop.invoice
workstreams:topic:alert_written{namespace=kafka,topic=shop.invoice,name=shop-invoice,workloads=kafka,context=print,folded=shop_invoice,contact=sales-primary, #sales} vector(0), qa sales page shop shop.invoice
workstreams:topic:alert_written{namespace=kafka,topic=shop.invoice.dlq,name=shop-invoice-dlq,workloads=kafka,context=print,role=dead-letter,folded=shop_invoice_dlq,triage=Print it by hand} vector(9), qa sales page shop shop.invoice
workstreams:reading:alert_lag{topic=shop.invoice,consumergroup=shop-print-invoice-v1,within=90s,window=70m} vector(1000), qa sales page shop shop.invoice
workstreams:jobs:max{namespace=kafka,owner_name=shop-print-invoice} vector(1), qa sales page shop shop.invoice
workstreams:jobs:failed_within_seconds{namespace=kafka,owner_name=shop-print-invoice} vector(6000), qa`);
  });

  test('of bulk wake no one', () => {
    expect(textOf(rulesOf('clicks'))).toBe(`shop-clicks
# shop.clicks
workstreams:topic:alert_written{namespace=kafka,topic=shop.clicks,name=shop-clicks,workloads=kafka,context=site,folded=shop_clicks,contact=sales-primary, #sales} vector(0), qa sales ticket shop shop.clicks
workstreams:reading:alert_lag{topic=shop.clicks,consumergroup=shop-billing,within=90s,window=30m,transactions=true} vector(1000), qa sales ticket shop shop.clicks`);
    expect(topicClasses.filter((cls) => gravestOf(cls) === 'ticket')).toEqual(['met', 'aud', 'log']);
  });

  test('wake no one where the environment wakes no one, and are none where it has none', () => {
    const quiet = watchedShop({ alerts: 'ticket' });
    const labels = [rulesOf('placed', quiet), platformRules(quiet)].flatMap((rules) =>
      (rules?.groups ?? []).flatMap((group) => group.rules.map((rule) => rule.labels?.['severity'])),
    );
    expect(new Set(labels.filter((one) => one !== undefined))).toEqual(new Set(['ticket']));
    const off = watchedShop({ alerts: 'off' });
    expect([textOf(rulesOf('placed', off)), textOf(platformRules(off)), scalersOf(off)]).toEqual([
      '(none)',
      '(none)',
      '(none)',
    ]);
  });

  test('are evaluated before they are stale, and as often as the rules of alerts that hold for 10 minutes or more', () => {
    const intervals = (rules: ResolvedRules | undefined) =>
      (rules?.groups ?? []).map(({ name, interval }) => [name, interval]);
    expect(intervals(rulesOf('placed'))).toEqual([['shop.placed', '2m']]);
    expect(intervals(platformRules(shop))).toEqual([
      ['recordings', undefined],
      ['platform', undefined],
      ['topics', '30s'],
      ['topics-slow', '2m'],
    ]);
  });

  test('of an operator of all dead letters name its group', () => {
    const operated = (resolved: Resolved) =>
      textOf(rulesOf('invoice', resolved)).match(/workstreams:dead_letter:operator.*/g);
    expect(operated(watchedShop({}, 'all'))).toEqual([
      'workstreams:dead_letter:operator{topic=shop.invoice.dlq,consumergroup=shop-support} vector(1), qa',
    ]);
    expect(operated(shop)).toBeNull();
  });

  test('of a canary are three of its rounds', () => {
    const tried = watchedShop({ canaries: { every: '15m', within: '5m', region: 'west' } });
    expect(textOf(rulesOf('placed', tried)).match(/workstreams:canary.*/g)).toEqual([
      'workstreams:canary:alert_seconds{namespace=kafka,cronjob=canary-shop-placed} vector(2700), qa sales page shop shop.placed',
    ]);
    expect(ruleOf('KafkaCanarySilent', tried).expr).toContain(
      'kube_cronjob_status_last_successful_time{namespace="kafka"}[45m]',
    );
  });

  test('of what scales Deployments', () => {
    expect(scalersOf()).toBe(`kafka-shop-mailer-scaler
# shop-mailer-scaler
workstreams:deployment:max_replicas{namespace=kafka,deployment=mailer,scaledObject=mailer,contact=sales-primary, #sales} vector(3), qa sales page shop shop.billed
workstreams:deployment:alert_lag{namespace=kafka,topic=shop.billed,consumergroup=shop-mailer,deployment=mailer} vector(150), qa`);
  });
});

test('thresholds of a Deployment that reads several topics wake someone if one of the topics does', () => {
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
        scalerThresholds(system, scaler).flatMap(({ labels }) => labels['severity'] ?? []),
      ),
    );
  };
  expect([severityOf('evt', 'log'), severityOf('log'), severityOf('log', 'met')]).toEqual([
    ['page'],
    ['ticket'],
    ['ticket'],
  ]);
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

import { describe, expect, test } from '@jest/globals';
import { checkResolved } from '../../lib/governance/engine.ts';
import { rules } from '../../lib/governance/rules/index.ts';
import { catalogOf } from '../../lib/model/catalog.ts';
import type { Contract } from '../../lib/model/terms/contract.ts';
import type { Environment } from '../../lib/model/terms/environment.ts';
import { resolve } from '../../lib/policies/resolve.ts';
import {
  contractWith,
  environmentWith,
  fixture,
  fixtureEnvironment,
  type Mutable,
  today,
} from '../support/fixture.ts';

/** What a rule says of the fixture with one contract in place of its own. */
function said(id: string, environment: Environment, changed?: Contract): string[] {
  const { catalog, environments } = fixture();
  const contracts = catalog.contracts.map((one) =>
    changed !== undefined && one.source.file === changed.source.file ? changed : one,
  );
  const whole = catalogOf(contracts, catalog.systems, catalog.messages);
  const view = { catalog: whole, environments, environmentNames: [], today };
  const among = rules.filter((rule) => rule.id === id);
  expect(among).toHaveLength(1);
  return checkResolved(resolve(whole, environment), view, among).map(
    ({ key, what, fix }) => `${key}: ${what} / ${fix}`,
  );
}

describe('retry-within-retention', () => {
  const scans = (retry: object) => contractWith('parcel-scanned', (terms) => (terms.retry = retry));
  const prod = () => fixtureEnvironment('eu-prod');

  test('is silent on the fixture', () => {
    expect(said('retry-within-retention', prod())).toEqual([]);
    expect(said('retry-within-retention', fixtureEnvironment('dev'))).toEqual([]);
  });

  test('fires on a tier that is due when its message is deleted', () => {
    const found = said('retry-within-retention', prod(), scans({ tiers: ['1m', '7d', '30d'], attempts: 4 }));
    expect([...new Set(found)]).toEqual([
      'retry.tiers[1]: the retry topic keeps messages for 7d, and they are due after 7d / write a tier below 7d',
      'retry.tiers[2]: the retry topic keeps messages for 7d, and they are due after 30d / write a tier below 7d',
    ]);
    expect(said('retry-within-retention', prod(), scans({ tiers: ['1m', '6d'], attempts: 3 }))).toEqual([]);
  });

  test('fires on a tier that no attempt reaches', () => {
    const found = said('retry-within-retention', prod(), scans({ tiers: ['1m', '15m', '2h'], attempts: 1 }));
    expect([...new Set(found)]).toEqual([
      'retry.attempts: 1 attempts are the first one and 0 of 3 tiers / write 4 or more, or fewer tiers',
    ]);
    expect(said('retry-within-retention', prod(), scans({ tiers: ['1m'], attempts: 2 }))).toEqual([]);
  });
});

describe('jobs-within-promises', () => {
  const routes = (edit: (terms: Mutable) => void) => contractWith('batch.plan-routes', edit);
  const prod = () => fixtureEnvironment('eu-prod');

  test('is silent on the fixture, and where both are equal', () => {
    expect(said('jobs-within-promises', prod())).toEqual([]);
    const equal = routes((terms) => (terms.scaling.pollingInterval = '10m'));
    expect(said('jobs-within-promises', prod(), equal)).toEqual([]);
  });

  test('fires where KEDA looks too rarely for the service level', () => {
    const rare = routes((terms) => (terms.scaling.pollingInterval = '1d'));
    expect(said('jobs-within-promises', prod(), rare)).toEqual([
      'scaling.pollingInterval: jobs start every 1d, and messages are to be processed within 10m / write a pollingInterval of 10m or less, or a longer consumeWithin',
    ]);
    const fast = routes((terms) => {
      delete terms.scaling.pollingInterval;
      terms.serviceLevels.consumeWithin = '1s';
    });
    expect(said('jobs-within-promises', prod(), fast)).toEqual([
      'serviceLevels.consumeWithin: jobs start every 30s, and messages are to be processed within 1s / write a pollingInterval of 1s or less, or a longer consumeWithin',
    ]);
  });

  test('fires where a job may outlive its message', () => {
    const long = routes((terms) => (terms.scaling.deadline = '7d'));
    expect(said('jobs-within-promises', prod(), long)).toEqual([
      'scaling.deadline: a job may run for 7d, and the queue keeps messages for 7d / write a deadline below 7d, or a longer retention',
    ]);
  });
});

test('no-cluster-secret fires on a KafkaUser that would overwrite a Secret of the cluster', () => {
  const named = (cluster: string) => environmentWith('eu-prod', (terms) => (terms.kafka.cluster = cluster));
  expect(said('no-cluster-secret', named('kafka'))).toEqual([]);
  const { catalog } = fixture();
  const view = { catalog, environments: [], environmentNames: [], today };
  const resolved = resolve(catalog, fixtureEnvironment('eu-prod'));
  const [first, ...rest] = resolved.systems;
  const [principal] = first?.principals ?? [];
  if (first === undefined || principal === undefined) throw new Error('no principal');
  const renamed = {
    ...first,
    principals: [{ ...principal, name: 'kafka-clients-ca' as typeof principal.name }],
  };
  const rule = rules.filter(({ id }) => id === 'no-cluster-secret');
  expect(
    checkResolved({ ...resolved, systems: [renamed, ...rest] }, view, rule).map(
      ({ key, what }) => `${key}: ${what}`,
    ),
  ).toEqual(['kafka.cluster: the KafkaUser kafka-clients-ca has the name of a Secret of the cluster']);
});

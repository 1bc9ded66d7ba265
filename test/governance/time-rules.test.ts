import { describe, expect, test } from '@jest/globals';
import { checkResolved } from '../../lib/governance/engine.ts';
import { noClusterSecret } from '../../lib/governance/rules/no-cluster-secret.ts';
import { rules } from '../../lib/governance/rules/index.ts';
import type { ObjectName } from '../../lib/naming/object-name.ts';
import type { PrincipalName } from '../../lib/naming/principal.ts';
import { catalogOf } from '../../lib/model/catalog.ts';
import type { Contract } from '../../lib/model/terms/contract.ts';
import type { Environment } from '../../lib/model/terms/environment.ts';
import { resolve } from '../../lib/policies/resolve.ts';
import {
  contractWith,
  fixture,
  fixtureEnvironment,
  type Mutable,
  resolvedIn,
  today,
} from '../support/fixture.ts';
import { plainSystem, saidBy, smallContract, smallEnvironment } from '../support/small-stack.ts';

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

describe('no-cluster-secret', () => {
  /** A service that writes a topic of the system `shop`: its KafkaUser is `shop-<id>`. */
  const saidOf = (id: string, cluster: string, kafka: Record<string, unknown> = {}) =>
    saidBy('no-cluster-secret', {
      contracts: [smallContract('shop/orders/evt/placed/v1', { producers: [{ service: id }] })],
      systems: [plainSystem('shop', [{ id, purpose: 'Takes orders' }])],
      environment: smallEnvironment({ kafka: { cluster, ...kafka } }),
    });

  test.each([
    'cluster-ca',
    'cluster-ca-cert',
    'clients-ca',
    'clients-ca-cert',
    'cluster-operator-certs',
    'kafka-brokers',
    'kafka-jmx',
    'entity-topic-operator-cc-api',
    'entity-topic-operator-certs',
    'entity-user-operator-certs',
    'cruise-control-api',
    'cruise-control-certs',
    'kafka-exporter-certs',
    'trustbundle',
  ])('fires on a service %s of a system that is called as the cluster', (id) => {
    expect(saidOf(id, 'shop')).toEqual([
      `kafka.cluster: the KafkaUser shop-${id} has the name of a Secret of the cluster / choose another id for its service, or another name for the cluster`,
    ]);
  });

  test('is silent on the Secrets of another cluster, and on names that are none', () => {
    expect(saidOf('clients-ca', 'kafka')).toEqual([]);
    expect(saidOf('clients-ca', 'shop-eu')).toEqual([]);
    expect(saidOf('clients', 'shop')).toEqual([]);
    expect(saidOf('clients-ca-x', 'shop')).toEqual([]);
  });

  test.each(['brokers-0', 'kafka-11', 'pool-eu-1-7'])(
    'fires on a service %s, whose Secret may be that of a node',
    (id) => {
      expect(saidOf(id, 'shop')).toEqual([
        `kafka.cluster: the KafkaUser shop-${id} has the name of the Secret of a node of the cluster, shop-<pool>-<number> / choose another id for its service, or another name for the cluster`,
      ]);
    },
  );

  test('is silent where a number does not follow a pool of the cluster', () => {
    for (const id of ['brokers0', 'brokers-0a', 'brokers-0-x']) expect(saidOf(id, 'shop')).toEqual([]);
    for (const cluster of ['sho', 'shop-eu', 'kafka']) expect(saidOf('brokers-0', cluster)).toEqual([]);
  });

  test('fires on the Secrets of the mirror, where there is one', () => {
    const resolved = resolvedIn(fixtureEnvironment('eu-prod'));
    const { mirror } = resolved;
    const principal = mirror?.writer;
    if (mirror === undefined || principal === undefined) throw new Error('no mirror');
    const named = (name: string, mirrorName: ObjectName) => {
      const writer = { ...principal, name: name as PrincipalName };
      return noClusterSecret
        .check({ ...resolved, mirror: { ...mirror, name: mirrorName, writer } }, fixture().view)
        .map(({ what }) => what);
    };
    for (const end of ['connect-tls-trusted-certs', 'connect-oauth-trusted-certs', 'kafka-connect-jmx'])
      expect(named(`kafka-mirror-${end}`, mirror.name)).toEqual([
        `the KafkaUser kafka-mirror-${end} has the name of a Secret of the mirror`,
      ]);
    expect(named('kafka-mirror-connect-tls-trusted-certs', 'kafka-copy' as ObjectName)).toEqual([]);
    expect(named('kafka-mirror', mirror.name)).toEqual([]);
  });

  test('knows the pool of a cluster that is rendered here', () => {
    const provision = { version: '4.2.0', storage: 'ephemeral', resources: { cpu: '1', memory: '1Gi' } };
    const one = { brokers: 1, replication: 1, minInSync: 1, provision };
    expect(saidOf('brokers-0', 'shop', one)).toEqual([]);
    expect(saidOf('node-0', 'shop', one)).toEqual([
      'kafka.cluster: the KafkaUser shop-node-0 has the name of the Secret of a node of the cluster, shop-<pool>-<number> / choose another id for its service, or another name for the cluster',
    ]);
  });
});

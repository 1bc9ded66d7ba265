import { describe, expect, test } from '@jest/globals';
import type { EnvironmentHead, PhysicalTopic, PrincipalRow, Right } from '../../lib/reports/catalog/model.ts';
import { catalogOf } from '../../lib/model/catalog.ts';
import type { Environment } from '../../lib/model/terms/environment.ts';
import { certain } from '../../lib/naming/brand.ts';
import { parseObjectName } from '../../lib/naming/object-name.ts';
import type { Authentication } from '../../lib/model/authentication/mechanism.ts';
import { resolve } from '../../lib/policies/resolve.ts';
import { catalogData } from '../../lib/reports/catalog/catalog-page.ts';
import { listenerHead } from '../../lib/reports/catalog/environment-part.ts';
import { commandsFor } from '../../page/commands.ts';
import { compareEnvironments } from '../../page/compare.ts';
import { flowAround, layOut, mostTopics } from '../../page/flow.ts';
import { bytesText, durationText } from '../../page/format.ts';
import { readerOf } from '../../page/rights.ts';
import { contractWith, environmentWith, fixture, fixtureEnvironment } from '../support/fixture.ts';

function dataOf(environments: readonly Environment[], catalog = fixture().catalog) {
  const resolved = environments.map((environment) => resolve(catalog, environment));
  return catalogData({ catalog, environments: resolved, revision: null, day: '2026-11-21' });
}
const data = dataOf(fixture().environments);

const topic: PhysicalTopic = {
  name: 'a.b.v1',
  object: 'a-b-v1',
  role: 'source',
  partitions: 1,
  replicas: 1,
  deprecated: null,
  local: 0,
  remote: 0,
};
const reader: PrincipalRow = { name: 'User:r', object: 'r', service: 's', purpose: '', listener: 0 };
const oauth = {
  tokenEndpoint: 'https://id.example.com/token',
  issuer: 'https://id.example.com',
  jwks: 'https://id.example.com/jwks',
  userNameClaim: 'sub',
  scope: 'kafka',
  reach: [],
};
function listening(authentication: Authentication, tls: boolean): EnvironmentHead {
  const own = authentication === 'oauth' ? { oauth } : {};
  const listener = { name: 'l', port: 9093, tls, authentication, ...own };
  const prod = fixtureEnvironment('eu-prod');
  const names = {
    namespace: certain(parseObjectName('kafka-ns')),
    cluster: certain(parseObjectName('main')),
  };
  return {
    ...(data.page.environments[2] as EnvironmentHead),
    ...names,
    listeners: [
      listenerHead({ ...prod, kafka: { ...prod.kafka, ...names, listeners: [listener] } }, listener),
    ],
    clientListener: 0,
  };
}
const all = (environment: EnvironmentHead, by: PrincipalRow | undefined) =>
  commandsFor(environment, topic, by)
    .map(({ command }) => command)
    .join('\n');

describe('commands', () => {
  test('without authentication need nothing but the address', () => {
    const text = all(listening('none', false), undefined);
    expect(text).toContain(
      'kcat \\\n  -b main-kafka-bootstrap.kafka-ns:9093 \\\n  -X security.protocol=PLAINTEXT \\\n  -C -t a.b.v1',
    );
    expect(text).not.toContain('secret');
  });

  test('with SCRAM put the password into a file, never on the command line', () => {
    const text = all(listening('scram-sha-512', true), reader);
    expect(text).toContain('-X security.protocol=SASL_SSL');
    expect(text).toContain(
      "kubectl -n kafka-ns get secret main-cluster-ca-cert -o jsonpath='{.data.ca\\.crt}'",
    );
    expect(text).toContain("get secret r -o jsonpath='{.data.password}'");
    expect(text).toContain('> kcat.conf');
    expect(text).not.toContain('-X sasl.password');
  });

  test('with mutual TLS fetch certificate and key of the reader', () => {
    const text = all(listening('tls', true), reader);
    expect(text).toContain('-X security.protocol=SSL');
    expect(text).toContain('-X ssl.certificate.location=user.crt');
    expect(text).toContain('(umask 077; kubectl -n kafka-ns get secret r');
  });

  test('with OAuth put the client secret into a file, and name the token endpoint', () => {
    const text = all(listening('oauth', true), reader);
    expect(text).toContain(
      `(umask 077; echo "sasl.oauthbearer.client.secret=$(kubectl -n kafka-ns get secret r-oauth -o jsonpath='{.data.client-secret}' | base64 -d)" > kcat.conf)`,
    );
    expect(text).toContain(
      [
        '-X security.protocol=SASL_SSL',
        '-X ssl.ca.location=ca.crt',
        '-F kcat.conf',
        '-X sasl.mechanism=OAUTHBEARER',
        '-X sasl.oauthbearer.method=oidc',
        "-X 'sasl.oauthbearer.token.endpoint.url=https://id.example.com/token'",
        '-X sasl.oauthbearer.client.id=r',
        "-X 'sasl.oauthbearer.scope=kafka'",
      ].join(' \\\n  '),
    );
  });

  test('are those of kubectl alone where no one may read', () => {
    expect(all(listening('tls', true), undefined)).not.toContain('kcat');
  });

  test('read without a group, so that no position moves', () => {
    expect(all(listening('none', false), undefined)).not.toMatch(/ -G /);
  });
});

test('a person reads with the rights of those who look, before those of a consumer', () => {
  const right = (object: string, roles: string, operations = 'Read, Describe'): Right => ({
    topic: 't',
    principal: { ...reader, object },
    operations,
    roles,
  });
  const rights = [right('c', 'consumer'), right('w', 'producer', 'Write, Describe'), right('o', 'observer')];
  expect(readerOf(rights, 't')?.object).toBe('o');
  expect(readerOf(rights.slice(0, 2), 't')?.object).toBe('c');
  expect(readerOf(rights.slice(1, 2), 't')).toBeUndefined();
  expect(readerOf(rights, 'other')).toBeUndefined();
});

describe('flow', () => {
  const invoices = data.page.topics.findIndex(({ id }) => id === 'ledger/accounts/work/invoices/v1');

  test('around a topic has its services, and one step on their topics', () => {
    const near = flowAround(data.page, { kind: 'topic', topic: invoices }, 1);
    expect(near.nodes.map(({ kind }) => kind).sort()).toEqual(['service', 'service', 'topic']);
    expect(near.edges).toHaveLength(2);
    const wide = flowAround(data.page, { kind: 'topic', topic: invoices }, 2);
    const names = wide.nodes.flatMap((node) =>
      node.kind === 'topic' ? [data.page.topics[node.topic]?.name] : [],
    );
    expect(names.sort()).toEqual(['ledger.invoices', 'ledger.postings']);
  });

  test('of more topics than can be read is cut, and says how many are left', () => {
    const { systems, messages } = fixture().catalog;
    const scans = Array.from({ length: 64 }, (_, index) =>
      contractWith('parcel-scanned', undefined, { topic: `scans-${index}` }),
    );
    const { page } = dataOf([fixtureEnvironment('qa')], catalogOf(scans, systems, messages));
    const flow = flowAround(page, { kind: 'system', system: 'parcels', context: undefined }, 2);
    expect(flow.nodes.filter(({ kind }) => kind === 'topic')).toHaveLength(mostTopics);
    expect(flow.left).toBe(64 - mostTopics);
  });

  test('is laid out without two nodes in one place, from left to right or downwards', () => {
    const flow = flowAround(data.page, { kind: 'system', system: 'ledger', context: undefined }, 2);
    for (const downwards of [false, true]) {
      const { nodes, edges, width, height } = layOut(flow, { widthOf: () => 120, height: 40, downwards });
      expect(new Set(nodes.map(({ x, y }) => `${x} ${y}`)).size).toBe(nodes.length);
      expect(nodes.every(({ x, y }) => x > 0 && x < width && y > 0 && y < height)).toBe(true);
      expect(edges.every(({ path }) => /^M[\d.-]+,[\d.-]+[QL]/.test(path))).toBe(true);
    }
  });
});

describe('differences', () => {
  const compared = ({ page, environments }: typeof data, from: number, to: number) => {
    const side = (index: number) => {
      const part = environments[index];
      if (part === undefined) throw new Error(`no environment ${index}`);
      return { index, part };
    };
    return compareEnvironments(page, side(from), side(to));
  };

  test('between an environment and itself are none', () => {
    expect(compared(data, 2, 2)).toEqual({ facts: [], onlyFrom: [], onlyTo: [], settings: [] });
  });

  test('that many topics share are reported once, with the topics that are in one only', () => {
    const { facts, onlyFrom, settings } = compared(data, 0, 2);
    expect(facts).toContainEqual({ name: 'Brokers', from: '1', to: '3' });
    expect(onlyFrom.map(({ name }) => name).sort()).toEqual([
      'depot.batch.plan-routes.dlt.v2',
      'depot.batch.plan-routes.rty-10m.v2',
      'depot.batch.plan-routes.v2',
      'vision.read-label.v1',
    ]);
    const replicas = settings.filter(({ setting }) => setting === 'replicas');
    expect(replicas.map(({ from, to, topics }) => [from, to, topics.length])).toEqual([['1', '3', 17]]);
  });

  test('of rights are told by service', () => {
    const alone = environmentWith('eu-prod', (terms) => {
      terms.mirror = 'none';
      terms.canaries.region = 'eu';
    });
    const { facts, settings } = compared(dataOf([alone, fixtureEnvironment('eu-prod')]), 0, 1);
    expect(facts).toEqual([{ name: 'Mirror', from: 'none', to: 'region eu, with us' }]);
    expect(settings).toEqual([
      {
        setting: 'rights of mirror',
        from: 'none',
        to: 'Read, Describe, DescribeConfigs as mirror',
        topics: expect.any(Array),
      },
    ]);
    expect(settings[0]?.topics.map((index) => data.page.topics[index]?.name)).toEqual([
      'ledger.balances',
      'ledger.postings',
      'ledger.invoices',
      'tracking.aud.reroutes.v1',
      'tracking.evt.parcel-delivered.v1',
      'tracking.evt.parcel-scanned.v1',
    ]);
  });
});

test('lengths of time and sizes are written as people write them', () => {
  expect(
    ['604800000', '129600000', '90000', '1500', '-1', '9223372036854775807', '-2', undefined].map(
      durationText,
    ),
  ).toEqual(['7d', '36h', '90s', '1500ms', 'endless', 'endless', 'as the retention', '']);
  expect([0, 999, 1000, 1536, 10 * 1024 ** 2, 8 * 1024 ** 4].map(bytesText)).toEqual([
    '0 B',
    '999 B',
    '0.98 KiB',
    '1.50 KiB',
    '10.0 MiB',
    '8.00 TiB',
  ]);
});

import { describe, expect, test } from '@jest/globals';
import { fc } from '../support/property.ts';
import { parse } from 'yaml';
import { renderEnvironment } from '../../lib/cli/judge.ts';
import { exactly } from '../../lib/constructs/kafka/mirror.ts';
import type { Environment } from '../../lib/model/terms/environment.ts';
import type { Manifest } from '../../lib/model/manifest.ts';
import { accessMatrix } from '../../lib/policies/access-matrix.ts';
import { principalsOf } from '../../lib/policies/resolve.ts';
import { judged } from '../support/judged.ts';
import { checkManifest } from '../support/manifest-check.ts';
import { contractWith, environmentWith, type Mutable, resolvedIn, fixture } from '../support/fixture.ts';

const rendered = (environment: Environment | string): Manifest[] =>
  [...renderEnvironment(resolvedIn(environment))].flatMap(({ manifests }) => manifests);

function found(manifests: readonly Manifest[], kind: string, name?: string): Mutable {
  const one = manifests.find(
    (manifest) => manifest.kind === kind && (name === undefined || manifest.metadata.name === name),
  );
  if (one === undefined) throw new Error(`no ${kind} ${name ?? ''}`);
  return one;
}

const environments = ['dev', 'qa', 'eu-prod'];

/** The spec of the Kafka that is rendered, or that the owner is told. */
function clusterSpec(environment: Environment | string): Mutable {
  const manifests = rendered(environment);
  const own = manifests.find(({ kind }) => kind === 'Kafka');
  return own === undefined
    ? parse(found(manifests, 'ConfigMap', 'kafka-owner-fragment').data['kafka.yaml']).spec
    : (own as Mutable).spec;
}

test('dev has a whole Kafka of one node, with the listener that its clients are told', () => {
  const manifests = rendered('dev');
  const { kafka, entityOperator } = clusterSpec('dev');
  expect(kafka.version).toBe('4.2.0');
  expect(
    kafka.listeners.map(({ name, port, tls, type, authentication }: Mutable) => ({
      name,
      port,
      tls,
      type,
      authentication,
    })),
  ).toEqual([{ name: 'plain', port: 9092, tls: false, type: 'internal', authentication: undefined }]);
  expect(kafka.authorization).toBeUndefined();
  expect(kafka.config['offsets.topic.replication.factor']).toBe(1);
  expect(kafka.config['auto.create.topics.enable']).toBe('false');
  expect(entityOperator).toEqual({ topicOperator: {}, userOperator: {} });
  const nodes = found(manifests, 'KafkaNodePool');
  expect(nodes.metadata.labels['strimzi.io/cluster']).toBe('kafka');
  expect(nodes.spec).toMatchObject({
    replicas: 1,
    roles: ['controller', 'broker'],
    storage: { type: 'ephemeral' },
  });
});

describe('namespaces', () => {
  const levels = (where: Environment | string): Record<string, string> =>
    Object.fromEntries(
      rendered(where)
        .filter(({ kind }) => kind === 'Namespace')
        .map(({ metadata }) => [
          metadata.name,
          metadata.labels?.['pod-security.kubernetes.io/enforce'] ?? '',
        ]),
    );

  // Programs of `legacy` were there before us: nothing is rendered for them.
  test.each([
    ['dev', { 'kafka-dev': 'baseline', 'ledger-dev': 'restricted', 'parcels-dev': 'restricted' }],
    ['qa', { 'ledger-qa': 'restricted', 'parcels-qa': 'restricted' }],
    ['eu-prod', { 'ledger-eu': 'restricted', 'parcels-eu': 'restricted', 'sorting-eu': 'restricted' }],
  ])('%s renders its own, each with the level that its pods meet', (name, expected) => {
    expect(levels(name)).toEqual(expected);
  });

  test('those of others are not rendered, that of Kafka among them', () => {
    const external = environmentWith('dev', (terms) => {
      terms.workloads.externalNamespaces = ['kafka-dev', 'ledger-dev'];
    });
    expect(levels(external)).toEqual({ 'parcels-dev': 'restricted' });
  });

  test('that of jobs is rendered where jobs run', () => {
    const jobs = environmentWith('qa', (terms) => (terms.queues.jobs = true));
    expect(Object.keys(levels(jobs))).toEqual(['ledger-qa', 'parcels-qa', 'sorting-jobs-qa']);
  });

  test('every object of an environment is in one of them, or in one that it does not own', () => {
    for (const name of environments) {
      const manifests = rendered(name);
      const used = new Set(manifests.flatMap(({ metadata }) => metadata.namespace ?? []));
      const missing = [...used].filter((one) => levels(name)[one] === undefined).sort();
      expect([name, missing]).toEqual([
        name,
        { dev: [], qa: ['argocd', 'kafka-qa'], 'eu-prod': ['argocd', 'kafka-eu'] }[name],
      ]);
    }
  });
});

test('storage that stays is claimed, and not deleted with the pool', () => {
  const kept = environmentWith('dev', (terms) => (terms.kafka.provision.storage = '10Gi'));
  const { storage } = found(rendered(kept), 'KafkaNodePool').spec;
  expect(storage).toEqual({
    type: 'persistent-claim',
    size: '10Gi',
    deleteClaim: false,
    kraftMetadata: 'shared',
  });
});

test.each(['qa', 'eu-prod'])(
  'in %s no Kafka is rendered, and the fragment makes a valid one',
  (environment) => {
    const manifests = rendered(environment);
    expect(manifests.filter(({ kind }) => kind === 'Kafka' || kind === 'KafkaNodePool')).toEqual([]);
    const spec = clusterSpec(environment);
    const whole = { apiVersion: 'kafka.strimzi.io/v1', kind: 'Kafka', metadata: { name: 'kafka' }, spec };
    expect(checkManifest(whole)).toEqual([]);
    expect(spec.kafka.authorization).toEqual({ type: 'simple' });
    expect(spec.kafka.tieredStorage === undefined).toBe(environment === 'qa');
  },
);

test.each(environments)(
  'in %s listeners let in exactly the pods that our policies let out',
  (environment) => {
    const manifests = rendered(environment);
    const ports = new Map<number, string[]>();
    for (const manifest of manifests) {
      const { kind, metadata, spec } = manifest as Mutable;
      if (kind !== 'NetworkPolicy') continue;
      for (const rule of spec.egress ?? []) {
        const brokers = rule.to?.some(
          (peer: Mutable) => peer.podSelector?.matchLabels?.['strimzi.io/kind'] === 'Kafka',
        );
        if (brokers !== true) continue;
        for (const { port } of rule.ports) {
          const labels = JSON.stringify(Object.entries(spec.podSelector.matchLabels).sort());
          ports.set(port, [...(ports.get(port) ?? []), `${metadata.namespace} ${labels}`]);
        }
      }
    }
    for (const { port, networkPolicyPeers } of clusterSpec(environment).kafka.listeners) {
      const admitted = (networkPolicyPeers as Mutable[]).flatMap(({ namespaceSelector, podSelector }) => {
        const namespace = namespaceSelector.matchLabels['kubernetes.io/metadata.name'];
        const names = podSelector.matchExpressions?.[0].values ?? [undefined];
        return names.map((name: string | undefined) => {
          const labels = {
            ...podSelector.matchLabels,
            ...(name === undefined ? {} : { 'app.kubernetes.io/name': name }),
          };
          return `${namespace} ${JSON.stringify(Object.entries(labels).sort())}`;
        });
      });
      // KEDA and MirrorMaker are guarded by no one of ours: they are let in, and nothing of ours lets them out.
      const ours = admitted.filter((one: string) => !/keda-operator|strimzi.io\/cluster/.test(one));
      expect(ours.sort()).toEqual([...new Set(ports.get(port) ?? [])].sort());
    }
  },
);

test('KEDA is let in where it scales something, MirrorMaker where it runs', () => {
  const peers = (environment: Environment | string) =>
    JSON.stringify(clusterSpec(environment).kafka.listeners);
  // In qa no job is scaled, and a Deployment is.
  expect(environments.filter((one) => peers(one).includes('keda-operator'))).toEqual(environments);
  const unscaled = environmentWith('qa', (terms) => (terms.workloads.keda = 'none'));
  expect(peers(unscaled)).not.toContain('keda-operator');
  expect(environments.filter((one) => peers(one).includes('"kafka-mirror"'))).toEqual(['eu-prod']);
});

describe('the mirror', () => {
  const prod = rendered('eu-prod');
  const { spec } = found(prod, 'KafkaMirrorMaker2');
  const [mirror] = spec.mirrors;
  const listed = (pattern: string): string[] => pattern.split(',').map((one) => one.replaceAll('\\', ''));

  test('runs in eu-prod only', () => {
    for (const environment of ['dev', 'qa'])
      expect(rendered(environment).filter(({ kind }) => kind === 'KafkaMirrorMaker2')).toEqual([]);
  });

  test('copies the topics of ledger with their dead letters, and facts and audit of parcels', () => {
    const topics = listed(mirror.topicsPattern);
    expect(topics.filter((name) => name.startsWith('ledger.'))).toEqual([
      'ledger.balances',
      'ledger.invoices',
      'ledger.invoices.dlq',
      'ledger.postings',
      'ledger.postings.dlq',
    ]);
    const classes = new Set(
      topics.filter((name) => name.startsWith('prod.')).map((name) => name.split('.')[3]),
    );
    expect([...classes].sort()).toEqual(['aud', 'evt']);
    expect(topics).toContain('prod.acme.tracking.evt.parcel-scanned.v1');
    expect(listed(mirror.groupsPattern)).toContain('ledger-invoices');
  });

  test('names topics and groups, and no copy: what was mirrored is not mirrored back', () => {
    const originals = new Set(
      prod.filter(({ kind }) => kind === 'KafkaTopic').map((one: Mutable) => one.spec.topicName),
    );
    expect(listed(mirror.topicsPattern).filter((name) => !originals.has(name))).toEqual([]);
    for (const pattern of [mirror.topicsPattern, mirror.groupsPattern] as string[]) {
      expect(pattern).not.toMatch(/[*+?|()[\]{}^$]/);
      for (const name of originals)
        expect(pattern.split(',').some((one) => new RegExp(`^(?:${one})$`).test(`us.${name}`))).toBe(false);
    }
  });

  test('a pattern matches the names that it is made of, and no other', () => {
    const name = fc.stringMatching(/^[a-z][a-z0-9._-]{0,12}$/);
    fc.assert(
      fc.property(fc.uniqueArray(name, { minLength: 1, maxLength: 6 }), name, (names, other) => {
        const patterns = exactly(names)
          .split(',')
          .map((one) => new RegExp(`^(?:${one})$`));
        const matched = (text: string) => patterns.some((one) => one.test(text));
        for (const one of names) expect(matched(one)).toBe(true);
        expect(matched(other)).toBe(names.includes(other));
        for (const one of names)
          expect(matched(one.replace(/[._-]/, 'x'))).toBe(names.includes(one.replace(/[._-]/, 'x')));
      }),
    );
  });

  test('its users have the rights for that, and reach nothing else', () => {
    const resolved = resolvedIn('eu-prod');
    const all = prod
      .filter(({ kind }) => kind === 'KafkaTopic')
      .map((one: Mutable) => one.spec.topicName as string);
    const rows = accessMatrix(principalsOf(resolved), [...all, 'us.ledger.invoices', 'kafka-mirror-configs']);
    const may = (user: string) =>
      rows
        .filter(({ principal }) => principal === `User:CN=${user}`)
        .map(({ topic, operations }) => [topic, operations]);
    // All but Delete: it makes copies, changes their partitions and settings, and deletes none.
    const mirrored = ['Read', 'Write', 'Create', 'Describe', 'Alter', 'DescribeConfigs', 'AlterConfigs'];
    expect(may('kafka-mirror')).toEqual([
      ['kafka-mirror-configs', mirrored],
      ['us.ledger.invoices', mirrored],
    ]);
    const reader = may('mirror-for-us');
    expect(reader.map(([topic]) => topic)).toEqual(listed(mirror.topicsPattern));
    const readers = '["Read","Describe","DescribeConfigs"]';
    expect(reader.every(([, operations]) => JSON.stringify(operations) === readers)).toBe(true);
  });

  test.each([
    ['parcel', ['evt'], 'mirror.systems.parcel: no system "parcel" / did you mean "parcels"?'],
    [
      'ledger',
      ['met'],
      'mirror.systems.ledger[0]: ledger has no topic of class met / it has ctl, dlt, evt, work',
    ],
  ])('a misspelt system %s with %j is told', (system, classes, message) => {
    const environment = environmentWith('eu-prod', (terms) => (terms.mirror.systems = { [system]: classes }));
    const [said] = judged('known-mirror-system', fixture().catalog.contracts, environment);
    expect(said).toContain(message);
  });
});

test('the mirror sends messages as large as its topics take', () => {
  const largest = (maxMessageSize: string, topic = 'parcel-scanned'): unknown => {
    const changed = contractWith(topic, (terms) => (terms.maxMessageSize = maxMessageSize));
    const contracts = fixture().catalog.contracts.map((one) =>
      one.source.file === changed.source.file ? changed : one,
    );
    const manifests = [...renderEnvironment(resolvedIn('eu-prod', contracts))].flatMap(
      (unit) => unit.manifests,
    );
    return found(manifests, 'KafkaMirrorMaker2')['spec'].mirrors[0].sourceConnector.config[
      'producer.override.max.request.size'
    ];
  };
  // Dead letters have their headers beside a message of 1 MiB, which is all that a producer sends otherwise.
  const ofInvoices = 1_048_576 + 65_536;
  expect(largest('64KiB')).toBe(ofInvoices);
  expect(largest('4MiB')).toBe(4_194_304);
  // Commands of parcels are not mirrored.
  expect(largest('4MiB', 'reroute-parcel')).toBe(ofInvoices);
  expect(largest('900KiB', 'invoices')).toBeUndefined();
});

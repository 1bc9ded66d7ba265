import { describe, expect, test } from '@jest/globals';
import type { Environment } from '../../lib/model/terms/environment.ts';
import { credentialsFor } from '../../lib/policies/credentials.ts';
import { gitopsAnnotations, waveOf } from '../../lib/policies/gitops.ts';
import { accessMatrix } from '../../lib/policies/access-matrix.ts';
import type { ResolvedTopic } from '../../lib/policies/resolved-topic.ts';
import { configTexts } from '../../lib/policies/topic-config.ts';
import { certain } from '../../lib/naming/brand.ts';
import { parsePrincipalName } from '../../lib/naming/principal.ts';
import {
  contractWith,
  environmentWith,
  type Mutable,
  resolvedIn,
  fixtureEnvironment,
  systemIn,
} from '../support/fixture.ts';

function family(
  edit: (terms: Mutable) => void,
  environment: string | Parameters<typeof resolvedIn>[0] = 'eu-prod',
  at = {},
) {
  const [found] = systemIn(
    resolvedIn(environment, [contractWith('vision.read-label', edit, at)]),
    'sorting',
  ).families;
  if (!found) throw new Error('no family');
  return found;
}

const configOf = (topic: ResolvedTopic | undefined) => (topic === undefined ? {} : configTexts(topic));

describe('every setting knows where it came from', () => {
  test('contract, environment, class, default and derived', () => {
    const { source, deadLetter } = family((terms) => delete terms.retention);
    expect(source.partitions).toMatchObject({
      value: 6,
      origin: { kind: 'contract', path: ['partitions', 'eu-prod'] },
    });
    expect(source.replicas).toMatchObject({
      value: 3,
      origin: { kind: 'environment', path: ['kafka', 'replication'] },
    });
    expect(source.config['retention.ms']).toMatchObject({ value: 604_800_000, origin: { kind: 'class' } });
    expect(source.config['cleanup.policy']).toMatchObject({
      value: ['delete'],
      origin: { kind: 'default' },
    });
    expect(deadLetter?.config['max.message.bytes']).toMatchObject({
      value: 131_072,
      origin: { kind: 'derived' },
    });
  });

  test('a cap of the environment is named with what it caps', () => {
    const environment = environmentWith('eu-prod', (terms) => (terms.topics.retentionCap = '2d'));
    expect(family(() => {}, environment).source.config['retention.ms']).toMatchObject({
      value: 172_800_000,
      origin: { kind: 'environment', path: ['topics', 'retentionCap'], note: 'caps 7d' },
    });
    const wide = environmentWith('eu-prod', (terms) => (terms.topics.retentionCap = '8d'));
    expect(family(() => {}, wide).source.config['retention.ms']).toMatchObject({
      origin: { kind: 'contract' },
    });
  });

  test('partitions of an environment, the default, and one number for all', () => {
    expect(family(() => {}, 'eu-prod').source.partitions.value).toBe(6);
    expect(family(() => {}, 'dev').source.partitions.value).toBe(1);
    expect(family((terms) => (terms.partitions = 9), 'dev').source.partitions.value).toBe(9);
  });
});

describe('tiered storage', () => {
  const tiered = (edit: (terms: Mutable) => void, cls: string, environment = 'eu-prod') =>
    configOf(family(edit, environment, { class: cls }).source)['remote.storage.enable'];

  test('is on for evt and aud where the environment has it', () => {
    expect(tiered(() => {}, 'evt')).toBe('true');
    expect(tiered(() => {}, 'aud')).toBe('true');
    expect(tiered(() => {}, 'evt', 'dev')).toBeUndefined();
  });

  test('is on for ctl only where it is critical, and never for work', () => {
    expect(tiered(() => {}, 'ctl')).toBeUndefined();
    expect(tiered((terms) => (terms.critical = true), 'ctl')).toBe('true');
    expect(tiered(() => {}, 'work')).toBeUndefined();
  });

  test('keeps seven days on the brokers, and what is shorter whole', () => {
    const hot = (retention: string) =>
      configOf(family((terms) => (terms.retention = retention), 'eu-prod', { class: 'evt' }).source)[
        'local.retention.ms'
      ];
    expect(hot('30d')).toBe('604800000');
    expect(hot('2d')).toBe('172800000');
    expect(configOf(family(() => {}, 'eu-prod').source)['local.retention.ms']).toBeUndefined();
  });

  test('never together with compaction, which Kafka refuses', () => {
    expect(tiered((terms) => (terms.cleanup = 'compact'), 'evt')).toBeUndefined();
    expect(tiered((terms) => (terms.cleanup = 'compact,delete'), 'evt')).toBeUndefined();
  });
});

test('retries and the dead letter topic follow from the contract', () => {
  const { retries, deadLetter, topics } = family(
    (terms) => (terms.retry = { tiers: ['1m', '15m', '2h'], attempts: 5 }),
  );
  expect(retries.map(({ name }) => name.value)).toEqual([
    'depot.vision.read-label.rty-1m.v1',
    'depot.vision.read-label.rty-15m.v1',
    'depot.vision.read-label.rty-2h.v1',
  ]);
  expect(retries.map(({ partitions }) => partitions.value)).toEqual([6, 6, 6]);
  expect(deadLetter?.partitions.value).toBe(1);
  expect(topics).toHaveLength(5);
  expect(configOf(retries[0])).toEqual({
    'cleanup.policy': 'delete',
    'compression.type': 'producer',
    'max.message.bytes': '131072',
    'min.insync.replicas': '2',
    'retention.ms': '604800000',
  });
});

describe('credentials', () => {
  const name = certain(parsePrincipalName('orders-reader'));
  const crossing = (way: object) =>
    environmentWith('eu-prod', (terms) => (terms.workloads.credentials = way));

  const places = (environment: Environment, namespace: string) => {
    const found = credentialsFor(environment, name, namespace);
    if (found === undefined) throw new Error('no credentials');
    const { authentication, username, delivery, secrets, clusterCa } = found;
    const at = secrets.map((one) => `${one.part.file}: ${one.at.secret}, ${one.at.key}`);
    return [authentication, username, delivery, ...at, `CA: ${clusterCa?.at.secret}, ${clusterCa?.at.key}`];
  };

  test('in one namespace: the secrets as Strimzi writes them, servers trusted by the cluster CA', () => {
    expect(places(fixtureEnvironment('eu-prod'), 'kafka-eu')).toEqual([
      'tls',
      'orders-reader',
      'same-namespace',
      'user.crt: orders-reader, user.crt',
      'user.key: orders-reader, user.key',
      'CA: kafka-cluster-ca-cert, ca.crt',
    ]);
    expect(places(fixtureEnvironment('qa'), 'kafka-qa')).toEqual([
      'scram-sha-512',
      'orders-reader',
      'same-namespace',
      'password: orders-reader, password',
      'CA: kafka-cluster-ca-cert, ca.crt',
    ]);
  });

  test('across namespaces: by the Access Operator, with the keys of its binding secret', () => {
    expect(places(crossing({ delivery: 'kafka-access' }), 'orders')).toEqual([
      'tls',
      'orders-reader',
      'kafka-access',
      'user.crt: orders-reader, ssl.keystore.crt',
      'user.key: orders-reader, ssl.keystore.key',
      'CA: orders-reader, ssl.truststore.crt',
    ]);
  });

  test('across namespaces: by external-secrets', () => {
    expect(places(crossing({ delivery: 'external-secrets', secretStore: 'kafka' }), 'orders')).toEqual([
      'tls',
      'orders-reader',
      'external-secrets',
      'user.crt: orders-reader, user.crt',
      'user.key: orders-reader, user.key',
      'CA: orders-reader, cluster-ca.crt',
    ]);
  });

  test('where no one proves who they are there are none', () => {
    expect(credentialsFor(fixtureEnvironment('dev'), name, 'kafka-dev')).toBeUndefined();
  });
});

describe('annotations for the GitOps controller', () => {
  const flux = environmentWith('eu-prod', (terms) => {
    terms.gitops = {
      controller: 'flux',
      source: 'gitops',
      namespace: 'flux-system',
      folder: '.',
      interval: '10m',
    };
  });

  test('Argo CD: the wave, and confirmation before topics and users are pruned', () => {
    expect(gitopsAnnotations(fixtureEnvironment('eu-prod'), 'KafkaTopic')).toEqual({
      'argocd.argoproj.io/sync-wave': '-1',
      'argocd.argoproj.io/sync-options': 'Prune=confirm,Delete=confirm',
    });
    expect(gitopsAnnotations(fixtureEnvironment('eu-prod'), 'ScaledJob')).toEqual({
      'argocd.argoproj.io/sync-wave': '2',
    });
    expect(gitopsAnnotations(fixtureEnvironment('qa'), 'KafkaTopic')).toEqual({
      'argocd.argoproj.io/sync-wave': '-1',
    });
  });

  test('Flux: nothing in our text is substituted, and topics and users are not pruned', () => {
    expect(gitopsAnnotations(flux, 'KafkaUser')).toEqual({
      'kustomize.toolkit.fluxcd.io/substitute': 'disabled',
      'kustomize.toolkit.fluxcd.io/prune': 'disabled',
    });
    expect(gitopsAnnotations(flux, 'ConfigMap')).toEqual({
      'kustomize.toolkit.fluxcd.io/substitute': 'disabled',
    });
  });

  test('none: none', () => {
    expect(gitopsAnnotations(fixtureEnvironment('dev'), 'KafkaTopic')).toEqual({});
  });

  test('a kind without a wave is a defect that shows', () => {
    expect(() => waveOf('Pod')).toThrow('the kind Pod has no wave');
  });
});

test('the access matrix of a queue in prod, row by row', () => {
  const system = systemIn(resolvedIn('eu-prod'), 'sorting');
  const rows = accessMatrix(system.principals, [
    'depot.vision.read-label.v1',
    'depot.vision.read-label.dlt.v1',
  ]);
  expect(
    rows.map(
      (row) => `${row.topic} | ${row.principal} | ${row.operations.join(' ')} | ${row.roles.join(' ')}`,
    ),
  ).toEqual([
    'depot.vision.read-label.dlt.v1 | User:CN=sorting-read-label-reader | Write Describe | producer',
    'depot.vision.read-label.v1 | User:CN=sorting-read-label-reader | Read Describe | sole consumer',
    'depot.vision.read-label.v1 | User:CN=sorting-read-label-scaler | Describe | scaler',
    'depot.vision.read-label.v1 | User:CN=sorting-read-label-writer | Write Describe | producer',
  ]);
});

describe('images', () => {
  const imageIn = (edit: (terms: Mutable) => void) =>
    systemIn(resolvedIn(environmentWith('eu-prod', edit)), 'sorting').queues.find(
      ({ base }) => base === 'sorting-read-label',
    );

  test('a queue without an executor of its own runs the placeholder', () => {
    expect(imageIn((terms) => (terms.images.executors = {}))).toMatchObject({ placeholder: true });
  });

  test('a queue whose executor the environment names runs it, by digest where it asks so', () => {
    const queue = imageIn((terms) => {
      terms.images.registry = 'registry.test/team';
      terms.images.executors = {
        'vision.read-label': { repository: 'verify', tag: '1.0', digest: `sha256:${'a'.repeat(64)}` },
      };
    });
    expect(queue?.placeholder).toBe(false);
    expect(queue?.image.value).toBe(`registry.test/team/verify@sha256:${'a'.repeat(64)}`);
  });
});

test('an environment without topics has nothing of the system', () => {
  const system = systemIn(
    resolvedIn(
      environmentWith('eu-prod', (terms) =>
        Object.assign(terms.queues, { topics: false, jobs: false, workbench: false }),
      ),
    ),
    'sorting',
  );
  expect([system.families, system.queues, system.principals]).toEqual([[], [], []]);
});

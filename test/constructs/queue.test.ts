import { describe, expect, test } from '@jest/globals';
import { renderEnvironment } from '../../lib/cli/judge.ts';
import type { Environment } from '../../lib/model/terms/environment.ts';
import {
  contractWith,
  environmentWith,
  fixtureEnvironment,
  type Mutable,
  renamesAt,
  resolvedIn,
} from '../support/fixture.ts';
import { checkManifest } from '../support/manifest-check.ts';

/** The objects of a queue, and of what surrounds it, in a changed environment; each checked by the real schemas. */
function objects(environment: Environment, edit: (terms: Mutable) => void = () => {}): Mutable[] {
  const resolved = resolvedIn(environment, [contractWith('vision.read-label', edit)]);
  const all = [...renderEnvironment(resolved)].flatMap(({ manifests }) => manifests);
  expect(all.flatMap(checkManifest)).toEqual([]);
  return all;
}

/** The queue's workloads in a namespace. */
const within = (namespace: string, edit: (terms: Mutable) => void = () => {}) =>
  environmentWith('eu-prod', (terms) => {
    terms.workloads.namespaces.sorting = namespace;
    terms.queues.executorClasses.vision.namespace = namespace;
    edit(terms);
  });

const apart = (way: object, edit: (terms: Mutable) => void = () => {}) =>
  within('work-prod', (terms) => {
    terms.workloads.credentials = way;
    edit(terms);
  });

const only = (all: Mutable[], kind: string) => all.filter((object) => object.kind === kind);

describe('minimal terms', () => {
  const all = objects(
    environmentWith('dev', (terms) => Object.assign(terms.queues, { workbench: false })),
    (terms) => {
      for (const key of ['retention', 'renamedFrom']) delete terms[key];
      terms.scaling = { deadline: '10m' };
      terms.consumers = [{ service: 'label-reader' }];
    },
  );

  test('names and numbers have defaults that carry the capability', () => {
    const [job] = only(all, 'ScaledJob');
    expect(job.metadata.name).toBe('sorting-depot-vision-read-label');
    expect(job.spec.triggers[0].metadata).toEqual({
      bootstrapServers: 'kafka-kafka-bootstrap.kafka-dev:9092',
      consumerGroup: 'sorting-depot-vision-read-label-v1',
      topic: 'depot.vision.read-label.v1',
      lagThreshold: '1',
      offsetResetPolicy: 'earliest',
      limitToPartitionsWithLag: 'true',
      version: '3.9.0',
    });
    expect([job.spec.maxReplicaCount, job.spec.pollingInterval, job.spec.jobTargetRef.backoffLimit]).toEqual([
      1, 30, 2,
    ]);
    expect(job.spec.jobTargetRef.activeDeadlineSeconds).toBe(600);
  });
});

describe('all the terms', () => {
  const all = objects(
    environmentWith('eu-prod', (terms) => {
      renamesAt(terms, 'dual');
      terms.images.executors = {};
    }),
    (terms) => {
      terms.scaling = {
        name: 'label-jobs',
        messagesPerJob: 5,
        maxJobs: 4,
        pollingInterval: '1m',
        deadline: '90s',
        retries: 0,
      };
      terms.retry = { tiers: ['1m', '2h'], attempts: 3 };
    },
  );

  test('reach the ScaledJobs', () => {
    const jobs = only(all, 'ScaledJob');
    expect(jobs.map(({ metadata }) => metadata.name)).toEqual(['label-jobs', 'label-jobs-former']);
    for (const { spec } of jobs) {
      expect(spec.triggers[0].metadata.lagThreshold).toBe('5');
      expect([spec.maxReplicaCount, spec.pollingInterval, spec.jobTargetRef.backoffLimit]).toEqual([
        4, 60, 0,
      ]);
      expect(spec.jobTargetRef.activeDeadlineSeconds).toBe(90);
    }
  });

  test('retries reach the topics, the rights and what executors are told', () => {
    const variables = (job: Mutable) =>
      Object.fromEntries(
        job.spec.jobTargetRef.template.spec.containers[0].env.map(({ name, value }: Mutable) => [
          name,
          value,
        ]),
      );
    const [current, former] = only(all, 'ScaledJob').map(variables);
    expect(current).toEqual({
      KAFKA_BOOTSTRAP_SERVERS: 'kafka-kafka-bootstrap.kafka-eu:9093',
      KAFKA_SECURITY_PROTOCOL: 'SSL',
      KAFKA_SSL_CA_FILE: '/run/kafka/cluster-ca/ca.crt',
      KAFKA_SSL_CERTIFICATE_FILE: '/run/kafka/user/user.crt',
      KAFKA_SSL_KEY_FILE: '/run/kafka/user/user.key',
      KAFKA_TOPIC: 'depot.vision.read-label.v1',
      KAFKA_GROUP_ID: 'sorting-read-label-v1',
      KAFKA_AUTO_OFFSET_RESET: 'earliest',
      KAFKA_DEAD_LETTER_TOPIC: 'depot.vision.read-label.dlt.v1',
      KAFKA_RETRY_TOPICS: 'depot.vision.read-label.rty-1m.v1,depot.vision.read-label.rty-2h.v1',
      WORK_RETRY_DELAYS: '60,7200',
      WORK_ATTEMPTS: '3',
      WORK_CAPABILITY: 'depot',
      WORK_EXECUTOR_CLASS: 'vision',
      WORK_EXECUTOR_KIND: 'read-label',
      WORK_DEADLINE_SECONDS: '90',
      LOG_DIR: '/tmp',
      KAFKA_HEAP_OPTS: '-Xms32m -Xmx128m',
    });
    expect(former).toEqual({ ...current, KAFKA_TOPIC: 'vision.read-label.v1' });
    const reader = only(all, 'KafkaUser').find(({ metadata }) => metadata.name === 'label-jobs-reader');
    const writable = reader.spec.authorization.acls.filter(({ operations }: Mutable) =>
      operations.includes('Write'),
    );
    expect(writable.map(({ resource }: Mutable) => resource.name)).toEqual([
      'depot.vision.read-label.dlt.v1',
      'depot.vision.read-label.rty-1m.v1',
      'depot.vision.read-label.rty-2h.v1',
    ]);
  });
});

describe('credentials that cross namespaces', () => {
  test('nothing crosses where both are in one namespace', () => {
    const all = objects(within('kafka-eu'));
    expect([...only(all, 'KafkaAccess'), ...only(all, 'ExternalSecret')]).toEqual([]);
  });

  test('Strimzi Access Operator: an access for each of reader, scaler and writer, on the listener of clients', () => {
    const all = objects(apart({ delivery: 'kafka-access' }));
    expect(
      only(all, 'KafkaAccess').map(({ metadata, spec }) => [metadata.namespace, metadata.name, spec]),
    ).toEqual(
      ['reader', 'scaler', 'writer'].map((role) => [
        'work-prod',
        `sorting-read-label-${role}`,
        {
          kafka: { name: 'kafka', namespace: 'kafka-eu', listener: 'tls' },
          user: {
            kind: 'KafkaUser',
            apiGroup: 'kafka.strimzi.io',
            name: `sorting-read-label-${role}`,
            namespace: 'kafka-eu',
          },
        },
      ]),
    );
    expect(only(all, 'TriggerAuthentication')[0].spec.secretTargetRef).toEqual([
      { parameter: 'ca', name: 'sorting-read-label-scaler', key: 'ssl.truststore.crt' },
      { parameter: 'cert', name: 'sorting-read-label-scaler', key: 'ssl.keystore.crt' },
      { parameter: 'key', name: 'sorting-read-label-scaler', key: 'ssl.keystore.key' },
    ]);
  });

  test('external-secrets: the user secret and the CA of the cluster, under keys of ours', () => {
    const all = objects(
      apart(
        { delivery: 'external-secrets', secretStore: 'kafka-secrets' },
        (terms) => (terms.kafka.clientListener = 'scram'),
      ),
    );
    const [reader] = only(all, 'ExternalSecret');
    expect(reader.spec).toEqual({
      refreshInterval: '1h',
      secretStoreRef: { kind: 'SecretStore', name: 'kafka-secrets' },
      target: { name: 'sorting-read-label-reader' },
      data: [
        {
          secretKey: 'password',
          remoteRef: { key: 'sorting-read-label-reader', property: 'password' },
        },
        { secretKey: 'cluster-ca.crt', remoteRef: { key: 'kafka-cluster-ca-cert', property: 'ca.crt' } },
      ],
    });
  });

  test('users stay in the namespace of Kafka, workloads go to theirs, and the pods find files under the same paths', () => {
    const all = objects(apart({ delivery: 'kafka-access' }));
    expect(new Set(only(all, 'KafkaUser').map(({ metadata }) => metadata.namespace))).toEqual(
      new Set(['kafka-eu']),
    );
    const [job] = only(all, 'ScaledJob');
    expect(job.metadata.namespace).toBe('work-prod');
    const pod = job.spec.jobTargetRef.template.spec;
    expect(pod.volumes[0].secret).toEqual({
      secretName: 'sorting-read-label-reader',
      defaultMode: 0o440,
      items: [
        { key: 'ssl.keystore.crt', path: 'user.crt' },
        { key: 'ssl.keystore.key', path: 'user.key' },
      ],
    });
    expect(pod.containers[0].env).toContainEqual({
      name: 'KAFKA_SSL_KEY_FILE',
      value: '/run/kafka/user/user.key',
    });
  });
});

describe('the guard of a namespace', () => {
  test('beside the brokers it only gives requests', () => {
    const [limits] = only(objects(within('kafka-eu')), 'LimitRange');
    expect(limits.metadata.namespace).toBe('kafka-eu');
    expect(limits.spec.limits).toEqual([
      { type: 'Container', defaultRequest: { cpu: '10m', memory: '32Mi' } },
    ]);
  });

  test('in a namespace of one executor class alone it also caps', () => {
    const own = apart({ delivery: 'kafka-access' }, (terms) => {
      terms.queues.executorClasses.vision.namespace = 'vision-prod';
    });
    const [limits] = only(objects(own), 'LimitRange');
    expect(limits.metadata.namespace).toBe('vision-prod');
    expect(limits.spec.limits).toEqual([
      {
        type: 'Container',
        defaultRequest: { cpu: '10m', memory: '32Mi' },
        default: { cpu: '2', memory: '4Gi' },
        max: { cpu: '2', memory: '4Gi' },
      },
    ]);
  });
});

describe('the workbench', () => {
  const all = objects(fixtureEnvironment('qa'));
  const workbench = (kind: string) =>
    only(all, kind).find(({ metadata }) => metadata.name === 'sorting-workbench');

  test('Kafka tools find a file of properties that holds no secret', () => {
    expect(workbench('ConfigMap').data['client.properties'].split('\n')).toEqual([
      'bootstrap.servers=kafka-kafka-bootstrap.kafka-qa:9093',
      'security.protocol=SASL_SSL',
      'auto.offset.reset=earliest',
      'config.providers=dir',
      'config.providers.dir.class=org.apache.kafka.common.config.provider.DirectoryConfigProvider',
      'sasl.mechanism=SCRAM-SHA-512',
      'sasl.jaas.config=org.apache.kafka.common.security.scram.ScramLoginModule required username="sorting-workbench" password="${dir:/run/kafka/user:password}";',
      'ssl.truststore.type=PEM',
      'ssl.truststore.location=/run/kafka/cluster-ca/ca.crt',
      '',
    ]);
  });

  test('its principal reads and never writes', () => {
    expect(
      workbench('KafkaUser').spec.authorization.acls.map(({ resource, operations }: Mutable) =>
        [resource.type, resource.patternType, resource.name, ...operations].join(' '),
      ),
    ).toEqual([
      'group prefix workbench- Read',
      'topic literal vision.read-label.v1 Read',
      'topic prefix depot.vision. Read',
    ]);
  });
});

test('an executor of its own gets no command and nothing that only the placeholder needs', () => {
  const environment = environmentWith('dev', (terms) => {
    terms.images.executors = { 'vision.read-label': { repository: 'label-reader', tag: '1' } };
  });
  const [container] = only(objects(environment), 'ScaledJob')[0].spec.jobTargetRef.template.spec.containers;
  expect(container.image).toBe('registry.example.com/label-reader:1');
  expect(container.command).toBeUndefined();
  expect(container.env.map(({ name }: Mutable) => name)).not.toContain('KAFKA_HEAP_OPTS');
});

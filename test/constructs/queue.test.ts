import { describe, expect, test } from '@jest/globals';
import { renderEnvironment } from '../../lib/cli/render.ts';
import type { Environment } from '../../lib/model/terms/environment.ts';
import { contractWith, environmentWith, type Mutable, resolvedIn, renamesAt } from '../support/shipped.ts';
import { checkManifest } from '../support/manifest-check.ts';

/** The objects of a queue, and of what surrounds it, in a changed environment; each checked by the real schemas. */
function objects(environment: Environment, edit: (terms: Mutable) => void = () => {}): Mutable[] {
  const resolved = resolvedIn(environment, [contractWith('toolrun.verify', edit)]);
  const all = [...renderEnvironment(resolved)].flatMap(({ manifests }) => manifests);
  expect(all.flatMap(checkManifest)).toEqual([]);
  return all;
}

const apart = (way: object, edit: (terms: Mutable) => void = () => {}) =>
  environmentWith('prod', (terms) => {
    terms.workloads.credentials = way;
    terms.workloads.namespaces.workrequests = 'work-prod';
    terms.queues.executorClasses.toolrun.namespace = 'work-prod';
    edit(terms);
  });

const only = (all: Mutable[], kind: string) => all.filter((object) => object.kind === kind);

describe('minimal terms', () => {
  const all = objects(
    environmentWith('local', (terms) => Object.assign(terms.queues, { workbench: false })),
    (terms) => {
      for (const key of ['retention', 'renamedFrom']) delete terms[key];
      terms.scaling = { deadline: '10m' };
      terms.consumers = [{ service: 'toolrun-executor' }];
    },
  );

  test('names and numbers have defaults that carry the capability', () => {
    const [job] = only(all, 'ScaledJob');
    expect(job.metadata.name).toBe('workrequests-transformation-toolrun-verify');
    expect(job.spec.triggers[0].metadata).toEqual({
      bootstrapServers: 'kafka-kafka-bootstrap.ameide-local:9092',
      consumerGroup: 'workrequests-transformation-toolrun-verify-v1',
      topic: 'transformation.toolrun.verify.v1',
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
    environmentWith('prod', (terms) => renamesAt(terms, 'dual')),
    (terms) => {
      terms.scaling = {
        name: 'verify-jobs',
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
    expect(jobs.map(({ metadata }) => metadata.name)).toEqual(['verify-jobs', 'verify-jobs-former']);
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
      KAFKA_BOOTSTRAP_SERVERS: 'kafka-kafka-bootstrap.ameide-prod:9093',
      KAFKA_SECURITY_PROTOCOL: 'SSL',
      KAFKA_SSL_CA_FILE: '/run/kafka/cluster-ca/ca.crt',
      KAFKA_SSL_CERTIFICATE_FILE: '/run/kafka/user/user.crt',
      KAFKA_SSL_KEY_FILE: '/run/kafka/user/user.key',
      KAFKA_TOPIC: 'transformation.toolrun.verify.v1',
      KAFKA_GROUP_ID: 'workrequests-toolrun-verify-v1',
      KAFKA_AUTO_OFFSET_RESET: 'earliest',
      KAFKA_DEAD_LETTER_TOPIC: 'transformation.toolrun.verify.dlt.v1',
      KAFKA_RETRY_TOPICS: 'transformation.toolrun.verify.rty-1m.v1,transformation.toolrun.verify.rty-2h.v1',
      WORK_CAPABILITY: 'transformation',
      WORK_EXECUTOR_CLASS: 'toolrun',
      WORK_EXECUTOR_KIND: 'verify',
      WORK_DEADLINE_SECONDS: '90',
      LOG_DIR: '/tmp',
      KAFKA_HEAP_OPTS: '-Xms32m -Xmx128m',
    });
    expect(former).toEqual({ ...current, KAFKA_TOPIC: 'toolrun.verify.v1' });
    const reader = only(all, 'KafkaUser').find(({ metadata }) => metadata.name === 'verify-jobs-reader');
    const writable = reader.spec.authorization.acls.filter(({ operations }: Mutable) =>
      operations.includes('Write'),
    );
    expect(writable.map(({ resource }: Mutable) => resource.name)).toEqual([
      'transformation.toolrun.verify.dlt.v1',
      'transformation.toolrun.verify.rty-1m.v1',
      'transformation.toolrun.verify.rty-2h.v1',
    ]);
  });
});

describe('credentials that cross namespaces', () => {
  test('nothing crosses where both are in one namespace', () => {
    const all = objects(environmentWith('prod', () => {}));
    expect([...only(all, 'KafkaAccess'), ...only(all, 'ExternalSecret')]).toEqual([]);
  });

  test('Strimzi Access Operator: an access for the reader and one for the scaler, on the listener of clients', () => {
    const all = objects(apart({ delivery: 'kafka-access' }));
    expect(
      only(all, 'KafkaAccess').map(({ metadata, spec }) => [metadata.namespace, metadata.name, spec]),
    ).toEqual(
      ['reader', 'scaler'].map((role) => [
        'work-prod',
        `workrequests-toolrun-verify-${role}`,
        {
          kafka: { name: 'kafka', namespace: 'ameide-prod', listener: 'tls' },
          user: {
            kind: 'KafkaUser',
            apiGroup: 'kafka.strimzi.io',
            name: `workrequests-toolrun-verify-${role}`,
            namespace: 'ameide-prod',
          },
        },
      ]),
    );
    expect(only(all, 'TriggerAuthentication')[0].spec.secretTargetRef).toEqual([
      { parameter: 'ca', name: 'workrequests-toolrun-verify-scaler', key: 'ssl.truststore.crt' },
      { parameter: 'cert', name: 'workrequests-toolrun-verify-scaler', key: 'ssl.keystore.crt' },
      { parameter: 'key', name: 'workrequests-toolrun-verify-scaler', key: 'ssl.keystore.key' },
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
      target: { name: 'workrequests-toolrun-verify-reader' },
      data: [
        {
          secretKey: 'password',
          remoteRef: { key: 'workrequests-toolrun-verify-reader', property: 'password' },
        },
        { secretKey: 'cluster-ca.crt', remoteRef: { key: 'kafka-cluster-ca-cert', property: 'ca.crt' } },
      ],
    });
  });

  test('users stay in the namespace of Kafka, workloads go to theirs, and the pods find files under the same paths', () => {
    const all = objects(apart({ delivery: 'kafka-access' }));
    expect(new Set(only(all, 'KafkaUser').map(({ metadata }) => metadata.namespace))).toEqual(
      new Set(['ameide-prod']),
    );
    const [job] = only(all, 'ScaledJob');
    expect(job.metadata.namespace).toBe('work-prod');
    const pod = job.spec.jobTargetRef.template.spec;
    expect(pod.volumes[0].secret).toEqual({
      secretName: 'workrequests-toolrun-verify-reader',
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
    const [limits] = only(objects(environmentWith('prod', () => {})), 'LimitRange');
    expect(limits.spec.limits).toEqual([
      { type: 'Container', defaultRequest: { cpu: '10m', memory: '32Mi' } },
    ]);
  });

  test('in a namespace of one executor class alone it also caps', () => {
    const own = apart({ delivery: 'kafka-access' }, (terms) => {
      terms.queues.executorClasses.toolrun.namespace = 'toolrun-prod';
    });
    const [limits] = only(objects(own), 'LimitRange');
    expect(limits.metadata.namespace).toBe('toolrun-prod');
    expect(limits.spec.limits).toEqual([
      {
        type: 'Container',
        defaultRequest: { cpu: '10m', memory: '32Mi' },
        default: { cpu: '1', memory: '2Gi' },
        max: { cpu: '1', memory: '2Gi' },
      },
    ]);
  });
});

describe('the workbench', () => {
  const workbench = (edit: (terms: Mutable) => void) =>
    objects(
      environmentWith('staging', (terms) => {
        terms.queues.workbench = true;
        edit(terms);
      }),
    );

  test('Kafka tools find a file of properties that holds no secret', () => {
    const map = only(
      workbench(() => {}),
      'ConfigMap',
    ).find(({ metadata }) => metadata.name === 'workrequests-workbench');
    expect(map.data['client.properties'].split('\n')).toEqual([
      'bootstrap.servers=kafka-kafka-bootstrap.ameide-staging:9093',
      'security.protocol=SASL_SSL',
      'auto.offset.reset=earliest',
      'config.providers=dir',
      'config.providers.dir.class=org.apache.kafka.common.config.provider.DirectoryConfigProvider',
      'sasl.mechanism=SCRAM-SHA-512',
      'sasl.jaas.config=org.apache.kafka.common.security.scram.ScramLoginModule required username="workrequests-workbench" password="${dir:/run/kafka/user:password}";',
      'ssl.truststore.type=PEM',
      'ssl.truststore.location=/run/kafka/cluster-ca/ca.crt',
      '',
    ]);
  });

  test('its principal reads and never writes', () => {
    const user = only(
      workbench(() => {}),
      'KafkaUser',
    ).find(({ metadata }) => metadata.name === 'workrequests-workbench');
    expect(
      user.spec.authorization.acls.map(({ resource, operations }: Mutable) =>
        [resource.type, resource.patternType, resource.name, ...operations].join(' '),
      ),
    ).toEqual(['group prefix workbench- Read', 'topic prefix transformation.toolrun. Read']);
  });
});

test('an executor of its own gets no command and nothing that only the placeholder needs', () => {
  const environment = environmentWith('local', (terms) => {
    terms.images.executors = { 'toolrun.verify': { repository: 'verify', tag: '1' } };
  });
  const [container] = only(objects(environment), 'ScaledJob')[0].spec.jobTargetRef.template.spec.containers;
  expect(container.image).toBe('registry.example.com/verify:1');
  expect(container.command).toBeUndefined();
  expect(container.env.map(({ name }: Mutable) => name)).not.toContain('KAFKA_HEAP_OPTS');
});

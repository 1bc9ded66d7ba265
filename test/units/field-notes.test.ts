import { describe, expect, test } from '@jest/globals';
import { environmentWith, fixture, fixtureObjects, type Mutable } from '../support/fixture.ts';

/** Each trap of the field notes that queues touch, as what is rendered: a default that no one can forget. */
const objects: Mutable[] = fixture()
  .environments.flatMap(({ environment }) => fixtureObjects(environment) as Mutable[])
  // What was imported stays as it was found.
  .filter(({ metadata }) => metadata.labels?.['app.kubernetes.io/part-of'] !== 'legacy');
const topics = objects.filter(({ kind }) => kind === 'KafkaTopic');
const users = objects.filter(({ kind }) => kind === 'KafkaUser');
const jobs = objects.filter(({ kind }) => kind === 'ScaledJob');
const triggers = jobs.flatMap(({ spec }) => spec.triggers);

const variable = (spec: Mutable, wanted: string): string | undefined =>
  spec.jobTargetRef.template.spec.containers[0].env.find(({ name }: Mutable) => name === wanted)?.value;

describe('Strimzi', () => {
  test('only kafka.strimzi.io/v1 is served', () => {
    expect(new Set([...topics, ...users].map(({ apiVersion }) => apiVersion))).toEqual(
      new Set(['kafka.strimzi.io/v1']),
    );
  });

  test('without the label strimzi.io/cluster an object is silently ignored', () => {
    for (const { metadata } of [...topics, ...users])
      expect(metadata.labels['strimzi.io/cluster']).toBe('kafka');
  });

  test('topics and users lie where the operators watch, in the namespace of Kafka', () => {
    const namespaces = new Set([...topics, ...users].map(({ metadata }) => metadata.namespace));
    expect([...namespaces].sort()).toEqual(['kafka-dev', 'kafka-eu', 'kafka-qa']);
  });

  test('partitions, replicas and topicName are never left to the broker', () => {
    for (const { spec } of topics) {
      expect(spec.partitions).toBeGreaterThanOrEqual(1);
      expect(spec.replicas).toBeGreaterThanOrEqual(1);
      expect(spec.topicName).toMatch(/^[a-z0-9._-]+$/);
    }
  });

  test('config values are canonical text, since they are compared as text', () => {
    for (const { spec } of topics) {
      for (const value of Object.values(spec.config)) {
        expect(typeof value).toBe('string');
        expect(value).toMatch(/^(?:[1-9][0-9]*|[a-z][a-z0-9]*(?:,[a-z]+)*|LogAppendTime)$/);
      }
    }
  });

  test('min.insync.replicas is never above the replicas', () => {
    for (const { spec } of topics)
      expect(Number(spec.config['min.insync.replicas'])).toBeLessThanOrEqual(spec.replicas);
  });

  test('an ACL names its resource, and nothing is granted on everything', () => {
    for (const { metadata, spec } of users) {
      for (const { resource, operations } of spec.authorization.acls) {
        expect(resource.name).toMatch(/^[a-z0-9][a-z0-9._-]+$/);
        // A processor's internal topics are its own: no contract has them.
        if (operations.includes('All')) expect(resource.name).toBe('ledger-balances-');
        // Copies of another region's topics have no contract here: the mirror makes them, below that region's name.
        if (operations.includes('Create'))
          expect([metadata.name, resource.patternType]).toEqual(['kafka-mirror', 'prefix']);
        expect(['topic', 'group', 'transactionalId']).toContain(resource.type);
      }
    }
  });

  test('a prefix ends at a separator, so that it opens no neighbour', () => {
    const prefixes = users
      .flatMap(({ spec }) => spec.authorization.acls)
      .filter(({ resource }) => resource.patternType === 'prefix')
      .map(({ resource }) => resource.name);
    expect(prefixes.length).toBeGreaterThan(15);
    expect(prefixes.filter((prefix) => !/[a-z0-9][._-]$/.test(prefix))).toEqual([]);
    const queues = prefixes.filter((prefix) => /^(?:depot|workbench)/.test(prefix));
    expect([...new Set(queues)].sort()).toEqual(['depot.batch.', 'depot.vision.', 'workbench-']);
  });

  test("a user's name fits a certificate", () => {
    for (const { metadata } of users) expect(metadata.name.length).toBeLessThanOrEqual(63);
  });
});

describe('KEDA', () => {
  test('a new group starts at the earliest offset, in the scaler and in the consumer: latest loses messages', () => {
    expect(triggers.length).toBe(5);
    expect(new Set(triggers.map(({ metadata }) => metadata.offsetResetPolicy))).toEqual(
      new Set(['earliest']),
    );
    const resets = jobs.map(({ spec }) => variable(spec, 'KAFKA_AUTO_OFFSET_RESET'));
    expect(new Set(resets)).toEqual(new Set(['earliest']));
  });

  test('what deadlocks or strands messages is not set', () => {
    for (const { metadata } of triggers) {
      for (const key of [
        'scaleToZeroOnInvalidOffset',
        'excludePersistentLag',
        'activationLagThreshold',
        'allowIdleConsumers',
      ]) {
        expect(metadata).not.toHaveProperty(key);
      }
    }
  });

  test('topic and version are set, every value is text, and metricType is absent', () => {
    for (const trigger of triggers) {
      expect(trigger.type).toBe('kafka');
      expect(trigger.metadata.topic).toMatch(/\.v[12]$/);
      expect(trigger.metadata.version).toBe('3.9.0');
      expect(Object.values(trigger.metadata).every((value) => typeof value === 'string')).toBe(true);
      expect(trigger).not.toHaveProperty('metricType');
    }
  });

  test('no strategy is set, for offsets are committed after the work; rollout is gradual, or edits delete jobs', () => {
    for (const { spec } of jobs) {
      expect(spec).not.toHaveProperty('scalingStrategy');
      expect(spec.rollout).toEqual({ strategy: 'gradual' });
      expect(spec).not.toHaveProperty('rolloutStrategy');
    }
  });

  test('jobs end: never restarted in place, bounded in retries, time and history', () => {
    for (const { spec } of jobs) {
      expect(spec.jobTargetRef.template.spec.restartPolicy).toBe('Never');
      // Two retries unless the contract says another number.
      const { activeDeadlineSeconds, backoffLimit } = spec.jobTargetRef;
      expect([
        [1800, 2],
        [7200, 1],
      ]).toContainEqual([activeDeadlineSeconds, backoffLimit]);
      expect([spec.successfulJobsHistoryLimit, spec.failedJobsHistoryLimit]).toEqual([3, 5]);
    }
  });

  test('no more jobs than partitions', () => {
    const partitions = new Map(
      topics.map(({ metadata, spec }) => [
        `${metadata.namespace.slice(-3)} ${spec.topicName}`,
        spec.partitions,
      ]),
    );
    for (const { metadata, spec } of jobs) {
      expect(spec.maxReplicaCount).toBeLessThanOrEqual(
        partitions.get(`${metadata.namespace.slice(-3)} ${spec.triggers[0].metadata.topic}`),
      );
    }
  });

  test('a placeholder commits: it reads in the group of its trigger, the topic of its trigger, and ends', () => {
    const placeholders = jobs.filter(({ spec }) =>
      spec.jobTargetRef.template.spec.containers[0].image.includes('/tools/kafka'),
    );
    expect(placeholders).toHaveLength(4);
    for (const { spec } of placeholders) {
      const { command } = spec.jobTargetRef.template.spec.containers[0];
      const { consumerGroup, topic, bootstrapServers } = spec.triggers[0].metadata;
      expect(command.slice(3)).toEqual([
        '/opt/kafka/bin/kafka-console-consumer.sh',
        '--bootstrap-server',
        bootstrapServers,
        '--command-config',
        '/etc/kafka-client/client.properties',
        '--group',
        consumerGroup,
        '--topic',
        topic,
        '--timeout-ms',
        '15000',
      ]);
    }
    const files = objects.flatMap(({ data }) => data?.['client.properties'] ?? []);
    expect(files.length).toBeGreaterThan(8);
    for (const file of files) expect(file).toContain('\nauto.offset.reset=earliest\n');
  });

  test('SCRAM takes the username from a ConfigMap and the CA of the cluster, not of the clients', () => {
    const scram = environmentWith('qa', (terms) => {
      terms.queues.jobs = true;
      for (const one of Object.values<Mutable>(terms.queues.executorClasses)) one.namespace = 'kafka-qa';
    });
    const name = 'sorting-read-label-scaler';
    const found = (kind: string): Mutable =>
      fixtureObjects(scram).find(
        ({ kind: one, metadata }) =>
          one === kind && metadata.namespace === 'kafka-qa' && metadata.name === name,
      );
    expect(found('TriggerAuthentication').spec).toEqual({
      secretTargetRef: [
        { parameter: 'password', name, key: 'password' },
        { parameter: 'ca', name: 'kafka-cluster-ca-cert', key: 'ca.crt' },
      ],
      configMapTargetRef: [{ parameter: 'username', name, key: 'username' }],
    });
    expect(found('ConfigMap').data).toEqual({ username: name });
  });
});

describe('network', () => {
  const policies = objects.filter(({ kind }) => kind === 'NetworkPolicy');

  test('a podSelector in egress always has its namespace, by the label that tenants cannot set', () => {
    for (const peer of policies.flatMap(({ spec }) => spec.egress ?? []).flatMap(({ to }) => to)) {
      if (peer.podSelector === undefined) continue;
      expect(Object.keys(peer.namespaceSelector.matchLabels)).toEqual(['kubernetes.io/metadata.name']);
    }
  });

  test('no egress rule is without peers or ports: either would allow everything', () => {
    for (const { to, ports } of policies.flatMap(({ spec }) => spec.egress ?? [])) {
      expect(to.length).toBeGreaterThan(0);
      expect(ports.length).toBeGreaterThan(0);
    }
  });

  test('clients reach every broker, on the port of their listener', () => {
    const brokers = policies
      .flatMap(({ spec }) => spec.egress ?? [])
      .filter(({ to }) => to[0].podSelector?.matchLabels['strimzi.io/kind'] === 'Kafka');
    expect(brokers.length).toBeGreaterThan(6);
    for (const { to } of brokers) {
      expect(to[0].podSelector.matchLabels).toEqual({
        'strimzi.io/cluster': 'kafka',
        'strimzi.io/kind': 'Kafka',
        'strimzi.io/name': 'kafka-kafka',
      });
    }
  });
});

describe('GitOps', () => {
  test('waves: rights -2, topics -1, users 0, credentials 1, what runs 2, what watches it 3', () => {
    const waves = new Map(
      objects
        .filter(({ metadata }) => ['kafka-eu', 'sorting-eu'].includes(metadata.namespace))
        .map(({ kind, metadata }) => [kind, metadata.annotations['argocd.argoproj.io/sync-wave']]),
    );
    expect(Object.fromEntries(waves)).toEqual({
      Role: '-2',
      RoleBinding: '-2',
      ServiceAccount: '-2',
      NetworkPolicy: '-2',
      ResourceQuota: '-2',
      LimitRange: '-2',
      KafkaTopic: '-1',
      KafkaUser: '0',
      ConfigMap: '1',
      ExternalSecret: '1',
      TriggerAuthentication: '1',
      ScaledJob: '2',
      KafkaMirrorMaker2: '2',
      PodMonitor: '3',
      PrometheusRule: '3',
    });
  });

  test('nothing is ever replaced or forced', () => {
    expect(JSON.stringify(objects)).not.toMatch(/Replace=true|Force=true/);
  });
});

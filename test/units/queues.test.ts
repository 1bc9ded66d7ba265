import { describe, expect, test } from '@jest/globals';
import { renderEnvironment } from '../../lib/cli/judge.ts';
import type { Manifest } from '../../lib/model/manifest.ts';
import { type Mutable, resolvedIn, fixture } from '../support/fixture.ts';

type Name = 'dev' | 'qa' | 'eu-prod';
const environments = ['dev', 'qa', 'eu-prod'] as const;

const queues = fixture().catalog.contracts.filter(({ address }) => address.system === 'sorting');
const rendered = Object.fromEntries(
  environments.map((name) => [
    name,
    [...renderEnvironment(resolvedIn(name, queues))].flatMap(({ manifests }) => manifests),
  ]),
) as Record<Name, Manifest[]>;

const of = (name: Name, kind: string): Mutable[] => rendered[name].filter((object) => object.kind === kind);
const names = (name: Name, kind: string): string[] => of(name, kind).map((object) => object.metadata.name);

/** Topics of a version of `batch.plan-routes`. */
const routes = (version: number) => [
  `depot-batch-plan--routes-v${version}`,
  `depot-batch-plan--routes-rty--10m-v${version}`,
  `depot-batch-plan--routes-dlt-v${version}`,
];
const labels = ['depot-vision-read--label-v1', 'depot-vision-read--label-dlt-v1'];

describe('queues of an environment', () => {
  test.each([
    ['dev', ['vision-read-label-v1', ...labels, ...routes(2)]],
    ['qa', ['vision-read-label-v1', ...labels, ...routes(1), ...routes(2)]],
    ['eu-prod', [...labels, ...routes(1)]],
  ] as const)('%s has these KafkaTopics', (name, topics) => {
    expect(names(name, 'KafkaTopic').sort()).toEqual([...topics].sort());
  });

  test('the topic of each object is the name with dots', () => {
    const pairs = of('qa', 'KafkaTopic').map(({ metadata, spec }) => [metadata.name, spec.topicName]);
    expect(pairs).toContainEqual(['vision-read-label-v1', 'vision.read-label.v1']);
    expect(pairs).toContainEqual(['depot-vision-read--label-v1', 'depot.vision.read-label.v1']);
    expect(pairs).toContainEqual([
      'depot-batch-plan--routes-rty--10m-v1',
      'depot.batch.plan-routes.rty-10m.v1',
    ]);
  });

  test.each([
    ['dev', ['sorting-depot-batch-plan-routes-v2', 'sorting-read-label', 'sorting-read-label-former']],
    ['qa', []],
    ['eu-prod', ['sorting-depot-batch-plan-routes', 'sorting-read-label']],
  ] as const)('%s has these ScaledJobs', (name, jobs) => {
    expect(names(name, 'ScaledJob').sort()).toEqual([...jobs]);
  });

  test.each([
    ['dev', 'kafka-kafka-bootstrap.kafka-dev:9092'],
    ['eu-prod', 'kafka-kafka-bootstrap.kafka-eu:9093'],
  ] as const)('%s: lagThreshold, a group a queue, the bootstrap with its namespace', (name, bootstrap) => {
    const jobs = of(name, 'ScaledJob');
    for (const { metadata, spec } of jobs) {
      const [trigger] = spec.triggers;
      expect(spec.triggers).toHaveLength(1);
      expect(trigger.type).toBe('kafka');
      expect(trigger.metadata.lagThreshold).toBe(metadata.name.includes('plan-routes') ? '5' : '1');
      expect(trigger.metadata.bootstrapServers).toBe(bootstrap);
    }
    const groups = jobs.map(({ metadata, spec }) => [metadata.name, spec.triggers[0].metadata.consumerGroup]);
    expect(Object.fromEntries(groups)).toEqual(
      name === 'dev'
        ? {
            'sorting-read-label': 'sorting-read-label-v1',
            'sorting-read-label-former': 'sorting-read-label-v1',
            'sorting-depot-batch-plan-routes-v2': 'sorting-depot-batch-plan-routes-v2',
          }
        : {
            'sorting-read-label': 'sorting-read-label-v1',
            'sorting-depot-batch-plan-routes': 'sorting-depot-batch-plan-routes-v1',
          },
    );
  });

  test.each(environments)('%s: seven days as text for every queue', (name) => {
    const kept = of(name, 'KafkaTopic').filter(({ metadata }) => !/-(?:dlt|rty--10m)-/.test(metadata.name));
    expect(kept.length).toBeGreaterThan(1);
    expect(kept.map(({ spec }) => spec.config['retention.ms'])).toEqual(kept.map(() => '604800000'));
  });

  test('partitions by environment, replicas and in-sync replicas of the environment', () => {
    const partitions = (name: Name) =>
      Object.fromEntries(
        of(name, 'KafkaTopic').map(({ metadata, spec }) => [metadata.name, spec.partitions]),
      );
    expect(partitions('dev')).toEqual({
      'vision-read-label-v1': 1,
      'depot-vision-read--label-v1': 1,
      'depot-vision-read--label-dlt-v1': 1,
      'depot-batch-plan--routes-v2': 2,
      'depot-batch-plan--routes-rty--10m-v2': 2,
      'depot-batch-plan--routes-dlt-v2': 1,
    });
    expect(partitions('eu-prod')).toEqual({
      'depot-vision-read--label-v1': 6,
      'depot-vision-read--label-dlt-v1': 1,
      'depot-batch-plan--routes-v1': 2,
      'depot-batch-plan--routes-rty--10m-v1': 2,
      'depot-batch-plan--routes-dlt-v1': 1,
    });
    for (const { spec } of of('dev', 'KafkaTopic'))
      expect([spec.replicas, spec.config['min.insync.replicas']]).toEqual([1, '1']);
    for (const { spec } of [...of('qa', 'KafkaTopic'), ...of('eu-prod', 'KafkaTopic')])
      expect([spec.replicas, spec.config['min.insync.replicas']]).toEqual([3, '2']);
  });

  test('dead letters stay thirty days, and shorter where the environment caps', () => {
    const kept = (name: Name) =>
      of(name, 'KafkaTopic')
        .filter(({ metadata }) => metadata.name.includes('-dlt-'))
        .map(({ spec }) => spec.config['retention.ms']);
    expect(kept('eu-prod')).toEqual(['2592000000', '2592000000']);
    expect(kept('qa')).toEqual(['1209600000', '1209600000', '1209600000']);
    expect(kept('dev')).toEqual(['604800000', '604800000']);
  });
});

describe('what an environment does not have leaves no trace', () => {
  test('dev has no users, no credentials and no annotations of a GitOps controller', () => {
    expect(names('dev', 'KafkaUser')).toEqual([]);
    expect(names('dev', 'TriggerAuthentication')).toEqual([]);
    expect(JSON.stringify(rendered.dev)).not.toMatch(/argocd|fluxcd|secretName|KAFKA_SASL|KAFKA_SSL/);
  });

  test('qa has topics, writers and the workbench, and nothing of the executors', () => {
    expect([...new Set(rendered.qa.map(({ kind }) => kind))].sort()).toEqual([
      'Application',
      'ConfigMap',
      'Deployment',
      'KafkaTopic',
      'KafkaUser',
      'NetworkPolicy',
      'PrometheusRule',
      'ServiceAccount',
    ]);
    expect(names('qa', 'KafkaUser').sort()).toEqual([
      'sorting-depot-batch-plan-routes-v2-writer',
      'sorting-depot-batch-plan-routes-writer',
      'sorting-read-label-writer',
      'sorting-workbench',
    ]);
  });

  test('eu-prod has no workbench', () => {
    // How a contract wants dead letters looked at is the text of an alert, and a note of the topic.
    const objects = rendered['eu-prod'].filter(({ kind }) => kind !== 'PrometheusRule');
    const said = JSON.stringify(objects).replaceAll(/"workstreams\.io\/dead-letter":"(?:[^"\\]|\\.)*"/g, '');
    expect(said).not.toContain('workbench');
  });
});

describe('security by posture', () => {
  test.each([
    ['qa', 'scram-sha-512'],
    ['eu-prod', 'tls'],
  ] as const)('%s authenticates by %s and authorizes every user', (name, type) => {
    const users = of(name, 'KafkaUser');
    expect(users.length).toBeGreaterThan(3);
    expect(users.map(({ spec }) => spec.authentication)).toEqual(users.map(() => ({ type })));
    expect(users.every(({ spec }) => spec.authorization.type === 'simple')).toBe(true);
  });

  test.each([
    ['dev', []],
    ['qa', []],
    [
      'eu-prod',
      [
        'KafkaTopic Prune=confirm,Delete=confirm',
        'KafkaUser Prune=confirm,Delete=confirm',
        'Namespace Prune=false,Delete=false',
      ],
    ],
  ] as const)('what %s protects from pruning, each object of its kind', (name, expected) => {
    const options = rendered[name].map(({ kind, metadata }) => [
      kind,
      metadata.annotations?.['argocd.argoproj.io/sync-options'],
    ]);
    const guarded = options.filter(([, option]) => option !== undefined);
    expect([...new Set(guarded.map((one) => one.join(' ')))].sort()).toEqual(expected);
    const kinds = new Set(guarded.map(([kind]) => kind));
    expect(guarded).toHaveLength(options.filter(([kind]) => kinds.has(kind)).length);
  });

  test('the users of a queue in eu-prod, right by right', () => {
    const acls = Object.fromEntries(
      of('eu-prod', 'KafkaUser')
        .filter(({ metadata }) => metadata.name.includes('read-label'))
        .map(({ metadata, spec }) => [
          metadata.name,
          spec.authorization.acls.map(({ resource, operations }: Mutable) =>
            [resource.type, resource.patternType, resource.name, ...operations].join(' '),
          ),
        ]),
    );
    expect(acls).toEqual({
      'sorting-read-label-reader': [
        'group literal sorting-read-label-v1 Read',
        'topic literal depot.vision.read-label.dlt.v1 Write',
        'topic literal depot.vision.read-label.v1 Read',
      ],
      'sorting-read-label-scaler': [
        'group literal sorting-read-label-v1 Describe',
        'topic literal depot.vision.read-label.v1 Describe',
      ],
      'sorting-read-label-writer': ['topic literal depot.vision.read-label.v1 Write'],
    });
  });

  test('a writer finds how to connect and how to write, with a user and a folder for each queue', () => {
    const files = of('eu-prod', 'ConfigMap').filter(({ metadata }) => metadata.name.endsWith('-writer'));
    expect(files.map(({ metadata, data }) => [metadata.name, Object.keys(data).sort()])).toEqual(
      ['sorting-depot-batch-plan-routes-writer', 'sorting-read-label-writer'].map((name) => [
        name,
        ['client.properties', 'producer.properties'],
      ]),
    );
    const [, { metadata, data }] = files as [Mutable, Mutable];
    expect(metadata.namespace).toBe('sorting-eu');
    expect(data['client.properties'].split('\n')).toEqual(
      expect.arrayContaining([
        'security.protocol=SSL',
        'ssl.keystore.certificate.chain=${dir:/run/kafka/sorting-read-label-writer:user.crt}',
        'ssl.truststore.location=/run/kafka/cluster-ca/ca.crt',
      ]),
    );
    const topic = of('eu-prod', 'KafkaTopic').find(
      ({ spec }) => spec.topicName === 'depot.vision.read-label.v1',
    );
    const most = topic.spec.config['max.message.bytes'];
    expect(data['producer.properties'].split('\n')).toEqual(
      expect.arrayContaining(['acks=all', 'enable.idempotence=true', `max.request.size=${most}`]),
    );
    expect(names('eu-prod', 'ServiceAccount')).toContain('sorting-dispatch');
  });

  test('images are pinned by tag in dev and by digest in eu-prod', () => {
    const images = (name: Name) =>
      [...JSON.stringify(rendered[name]).matchAll(/"image":"([^"]+)"/g)].map(([, image]) => image);
    expect(new Set(images('dev'))).toEqual(new Set(['registry.example.com/tools/kafka:4.2.0']));
    expect(new Set(images('eu-prod'))).toEqual(
      new Set([
        `registry.example.com/sorting/label-reader@sha256:${'2'.repeat(64)}`,
        `registry.example.com/tools/kafka@sha256:${'1'.repeat(64)}`,
      ]),
    );
  });
});

describe('executor classes are apart from each other', () => {
  test('each class has a quota for its own priority class, and a policy for its own pods', () => {
    expect(names('eu-prod', 'PriorityClass')).toEqual(['kafka-eu-batch', 'kafka-eu-vision']);
    for (const [index, cls] of ['batch', 'vision'].entries()) {
      expect(of('eu-prod', 'ResourceQuota')[index].spec.scopeSelector.matchExpressions).toEqual([
        { scopeName: 'PriorityClass', operator: 'In', values: [`kafka-eu-${cls}`] },
      ]);
      const policy = of('eu-prod', 'NetworkPolicy').find(
        ({ metadata }) => metadata.name === `sorting-${cls}`,
      );
      expect(policy.spec.podSelector.matchLabels['workstreams.io/executor-class']).toBe(cls);
    }
  });

  test('a class reaches DNS and brokers; one with egress also the world, without metadata and private networks', () => {
    const egress = (cls: string) =>
      of('eu-prod', 'NetworkPolicy')
        .find(({ metadata }) => metadata.name === `sorting-${cls}`)
        .spec.egress.map(({ to, ports }: Mutable) => [
          to[0].ipBlock?.cidr ?? 'pods',
          ports.map(({ port }: Mutable) => port),
        ]);
    expect(egress('batch')).toEqual([
      ['pods', [53, 53]],
      ['pods', [9093]],
    ]);
    expect(egress('vision')).toEqual([
      ['pods', [53, 53]],
      ['pods', [9093]],
      ['0.0.0.0/0', [443]],
    ]);
    const world = of('eu-prod', 'NetworkPolicy').find(({ metadata }) => metadata.name === 'sorting-vision')
      .spec.egress[2];
    expect(world.to[0].ipBlock.except).toContain('169.254.0.0/16');
  });

  test('all pods of its own namespace are denied everything first; in that of Kafka no policy is for all', () => {
    const all = (name: (typeof environments)[number]) =>
      of(name, 'NetworkPolicy')
        .filter(({ spec }) => JSON.stringify(spec.podSelector) === '{}')
        .map(({ metadata, spec }) => [metadata.namespace, metadata.name, spec.policyTypes]);
    expect([all('dev'), all('qa')]).toEqual([[], []]);
    expect(all('eu-prod')).toEqual([['sorting-eu', 'sorting-default-deny', ['Ingress', 'Egress']]]);
  });

  test('pods go to the nodes of their class, with its priority and their own service account', () => {
    const pods = of('eu-prod', 'ScaledJob').map(({ metadata, spec }) => [
      metadata.name,
      spec.jobTargetRef.template.spec,
    ]);
    const byName = Object.fromEntries(pods) as Record<string, Mutable>;
    const [label, plan] = ['sorting-read-label', 'sorting-depot-batch-plan-routes'];
    expect(byName[label].nodeSelector).toEqual({ 'example.com/pool': 'vision' });
    expect(byName[label].tolerations).toEqual([
      { key: 'example.com/pool', operator: 'Equal', value: 'vision', effect: 'NoSchedule' },
    ]);
    expect(byName[plan].nodeSelector).toBeUndefined();
    expect(byName[plan].tolerations).toBeUndefined();
    expect([byName[label].priorityClassName, byName[plan].priorityClassName]).toEqual([
      'kafka-eu-vision',
      'kafka-eu-batch',
    ]);
    for (const [name, pod] of pods) expect(pod.serviceAccountName).toBe(name);
    expect(names('eu-prod', 'ServiceAccount').sort()).toEqual([plan, 'sorting-dispatch', label].sort());
  });
});

import { describe, expect, test } from '@jest/globals';
import { renderEnvironment } from '../../lib/cli/judge.ts';
import type { Manifest } from '../../lib/model/manifest.ts';
import { type Mutable, resolvedIn, shipped } from '../support/shipped.ts';

/** The three queues of the inventory; a queue that is added later is not in the seed. */
const inventory = shipped().catalog.contracts.filter(
  ({ address, terms }) => address.context === 'transformation' && terms.renamedFrom !== undefined,
);

function objectsIn(environment: string): Manifest[] {
  return [...renderEnvironment(resolvedIn(environment, inventory))].flatMap(({ manifests }) => manifests);
}

const rendered = Object.fromEntries(
  ['local', 'dev', 'staging', 'prod'].map((name) => [name, objectsIn(name)]),
) as Record<Name, Manifest[]>;
type Name = 'local' | 'dev' | 'staging' | 'prod';

const of = (name: Name, kind: string): Mutable[] => rendered[name].filter((object) => object.kind === kind);
const names = (name: Name, kind: string): string[] => of(name, kind).map((object) => object.metadata.name);

const oldTopics = ['agentwork-coder-v1', 'toolrun-generate-v1', 'toolrun-verify-v1'];
const newTopics = oldTopics.map((name) => `transformation-${name}`);
const deadLetters = newTopics.map((name) => name.replace(/-v1$/, '-dlt-v1'));
const scaledJobs = [
  'workrequests-agentwork-coder',
  'workrequests-toolrun-generate',
  'workrequests-toolrun-verify',
];

describe('the inventory of the seed', () => {
  test.each([
    ['local', [...oldTopics, ...newTopics, ...deadLetters]],
    ['dev', [...oldTopics, ...newTopics, ...deadLetters]],
    ['staging', [...newTopics, ...deadLetters]],
    ['prod', [...newTopics, ...deadLetters]],
  ] as const)('%s has these KafkaTopics', (name, topics) => {
    expect(names(name, 'KafkaTopic').sort()).toEqual([...topics].sort());
  });

  test('the topic of each object is the name with dots', () => {
    const pairs = of('local', 'KafkaTopic').map(({ metadata, spec }) => [metadata.name, spec.topicName]);
    expect(pairs).toContainEqual(['toolrun-verify-v1', 'toolrun.verify.v1']);
    expect(pairs).toContainEqual(['transformation-toolrun-verify-v1', 'transformation.toolrun.verify.v1']);
    expect(pairs).toContainEqual([
      'transformation-agentwork-coder-dlt-v1',
      'transformation.agentwork.coder.dlt.v1',
    ]);
  });

  test.each([
    ['local', [...scaledJobs, ...scaledJobs.map((name) => `${name}-former`)]],
    ['dev', []],
    ['staging', scaledJobs],
    ['prod', scaledJobs],
  ] as const)('%s has these ScaledJobs', (name, jobs) => {
    expect(names(name, 'ScaledJob').sort()).toEqual([...jobs].sort());
  });

  test.each(['local', 'staging', 'prod'] as const)(
    '%s: lagThreshold "1", a group a queue, the bootstrap with its namespace',
    (name) => {
      const port = name === 'local' ? 9092 : 9093;
      for (const { metadata, spec } of of(name, 'ScaledJob')) {
        const [trigger] = spec.triggers;
        expect(spec.triggers).toHaveLength(1);
        expect(trigger.type).toBe('kafka');
        expect(trigger.metadata.lagThreshold).toBe('1');
        expect(trigger.metadata.bootstrapServers).toBe(`kafka-kafka-bootstrap.ameide-${name}:${port}`);
        expect(trigger.metadata.consumerGroup).toBe(`${metadata.name.replace(/-former$/, '')}-v1`);
      }
    },
  );

  test.each(['local', 'dev', 'staging', 'prod'] as const)(
    '%s: seven days as text for every queue',
    (name) => {
      const queues = of(name, 'KafkaTopic').filter(({ metadata }) => !metadata.name.includes('-dlt-'));
      expect(queues.map(({ spec }) => spec.config['retention.ms'])).toEqual(queues.map(() => '604800000'));
    },
  );

  test('local and dev: one partition, one replica; staging and prod: three replicas, two in sync', () => {
    for (const name of ['local', 'dev'] as const) {
      for (const { spec } of of(name, 'KafkaTopic')) {
        expect([spec.partitions, spec.replicas, spec.config['min.insync.replicas']]).toEqual([1, 1, '1']);
      }
    }
    const partitions = (name: Name) =>
      Object.fromEntries(
        of(name, 'KafkaTopic').map(({ metadata, spec }) => [metadata.name, spec.partitions]),
      );
    expect(partitions('staging')).toEqual({
      'transformation-agentwork-coder-v1': 2,
      'transformation-agentwork-coder-dlt-v1': 1,
      'transformation-toolrun-generate-v1': 3,
      'transformation-toolrun-generate-dlt-v1': 1,
      'transformation-toolrun-verify-v1': 3,
      'transformation-toolrun-verify-dlt-v1': 1,
    });
    expect(partitions('prod')).toEqual({
      'transformation-agentwork-coder-v1': 4,
      'transformation-agentwork-coder-dlt-v1': 1,
      'transformation-toolrun-generate-v1': 6,
      'transformation-toolrun-generate-dlt-v1': 1,
      'transformation-toolrun-verify-v1': 6,
      'transformation-toolrun-verify-dlt-v1': 1,
    });
    for (const name of ['staging', 'prod'] as const) {
      for (const { spec } of of(name, 'KafkaTopic')) {
        expect([spec.replicas, spec.config['min.insync.replicas']]).toEqual([3, '2']);
      }
    }
  });

  test('dead letters stay thirty days, and seven where the environment caps', () => {
    const kept = (name: Name) =>
      of(name, 'KafkaTopic')
        .filter(({ metadata }) => metadata.name.includes('-dlt-'))
        .map(({ spec }) => spec.config['retention.ms']);
    expect(kept('prod')).toEqual(['2592000000', '2592000000', '2592000000']);
    expect(kept('local')).toEqual(['604800000', '604800000', '604800000']);
  });
});

describe('what an environment does not have leaves no trace', () => {
  test('local has no users, no credentials and no annotations of a GitOps controller', () => {
    expect(names('local', 'KafkaUser')).toEqual([]);
    expect(names('local', 'TriggerAuthentication')).toEqual([]);
    expect(JSON.stringify(rendered.local)).not.toMatch(/argocd|fluxcd|secretName|KAFKA_SASL|KAFKA_SSL/);
  });

  test('dev has topics, writers and the workbench, and nothing of the executors', () => {
    expect([...new Set(rendered.dev.map(({ kind }) => kind))].sort()).toEqual([
      'Application',
      'ConfigMap',
      'Deployment',
      'KafkaTopic',
      'KafkaUser',
      'NetworkPolicy',
      'PrometheusRule',
      'ServiceAccount',
    ]);
    const users = names('dev', 'KafkaUser');
    expect(users).toEqual(
      expect.arrayContaining([
        'workrequests-agentwork-coder-writer',
        'workrequests-toolrun-generate-writer',
        'workrequests-toolrun-verify-writer',
        'workrequests-workbench',
      ]),
    );
    // Whatever queues are added: each is only written, and looked at.
    expect(users.filter((name) => !/-writer(?:-|$)|-workbench$/.test(name))).toEqual([]);
  });

  test.each(['staging', 'prod'] as const)('%s has no workbench', (name) => {
    // How a contract wants dead letters looked at is the text of an alert, and a note of the topic.
    const objects = rendered[name].filter(({ kind }) => kind !== 'PrometheusRule');
    const said = JSON.stringify(objects).replaceAll(/"workstreams\.io\/dead-letter":"(?:[^"\\]|\\.)*"/g, '');
    expect(said).not.toContain('workbench');
  });
});

describe('security by posture', () => {
  test.each([
    ['dev', 'scram-sha-512'],
    ['staging', 'scram-sha-512'],
    ['prod', 'tls'],
  ] as const)('%s authenticates by %s and authorizes every user', (name, type) => {
    const users = of(name, 'KafkaUser');
    expect(users.length).toBeGreaterThan(3);
    expect(users.map(({ spec }) => spec.authentication)).toEqual(users.map(() => ({ type })));
    expect(users.every(({ spec }) => spec.authorization.type === 'simple')).toBe(true);
  });

  test.each(['staging', 'prod'] as const)(
    '%s protects topics and users from pruning, and nothing else',
    (name) => {
      const guarded = rendered[name]
        .filter(({ metadata }) => metadata.annotations?.['argocd.argoproj.io/sync-options'] !== undefined)
        .map(({ kind }) => kind);
      expect(new Set(guarded)).toEqual(new Set(['KafkaTopic', 'KafkaUser']));
      expect(guarded).toHaveLength(of(name, 'KafkaTopic').length + of(name, 'KafkaUser').length);
      expect(of(name, 'KafkaTopic')[0].metadata.annotations['argocd.argoproj.io/sync-options']).toBe(
        'Prune=confirm,Delete=confirm',
      );
    },
  );

  test('local and dev may delete', () => {
    expect(JSON.stringify([rendered.local, rendered.dev])).not.toContain('Prune=');
  });

  test('the users of a queue in prod, right by right', () => {
    const acls = Object.fromEntries(
      of('prod', 'KafkaUser')
        .filter(({ metadata }) => metadata.name.includes('toolrun-verify'))
        .map(({ metadata, spec }) => [
          metadata.name,
          spec.authorization.acls.map(({ resource, operations }: Mutable) =>
            [resource.type, resource.patternType, resource.name, ...operations].join(' '),
          ),
        ]),
    );
    expect(acls).toEqual({
      'workrequests-toolrun-verify-reader': [
        'group literal workrequests-toolrun-verify-v1 Read',
        'topic literal transformation.toolrun.verify.dlt.v1 Write',
        'topic literal transformation.toolrun.verify.v1 Read',
      ],
      'workrequests-toolrun-verify-scaler': [
        'group literal workrequests-toolrun-verify-v1 Describe',
        'topic literal transformation.toolrun.verify.v1 Describe',
      ],
      'workrequests-toolrun-verify-writer': ['topic literal transformation.toolrun.verify.v1 Write'],
    });
  });

  test('images are pinned by tag in local and by digest in prod', () => {
    const images = (name: Name) =>
      [...JSON.stringify(rendered[name]).matchAll(/"image":"([^"]+)"/g)].map(([, image]) => image);
    expect(new Set(images('local'))).toEqual(new Set(['registry.example.com/workstreams/kafka-tools:4.2.0']));
    expect(new Set(images('prod'))).toEqual(
      new Set([`registry.example.com/workstreams/kafka-tools@sha256:${'1'.repeat(64)}`]),
    );
  });
});

describe('executor classes are apart from each other', () => {
  test('each class has a quota for its own priority class, and a policy for its own pods', () => {
    expect(names('prod', 'PriorityClass')).toEqual(['ameide-prod-agentwork', 'ameide-prod-toolrun']);
    for (const [index, cls] of ['agentwork', 'toolrun'].entries()) {
      expect(of('prod', 'ResourceQuota')[index].spec.scopeSelector.matchExpressions).toEqual([
        { scopeName: 'PriorityClass', operator: 'In', values: [`ameide-prod-${cls}`] },
      ]);
      const policy = of('prod', 'NetworkPolicy').find(
        ({ metadata }) => metadata.name === `workrequests-${cls}`,
      );
      expect(policy.spec.podSelector.matchLabels['workstreams.io/executor-class']).toBe(cls);
    }
  });

  test('tools reach DNS, brokers and the schema registry only; agents also the world, without metadata and private networks', () => {
    const egress = (cls: string) =>
      of('prod', 'NetworkPolicy')
        .find(({ metadata }) => metadata.name === `workrequests-${cls}`)
        .spec.egress.map(({ to, ports }: Mutable) => [
          to[0].ipBlock?.cidr ?? 'pods',
          ports.map(({ port }: Mutable) => port),
        ]);
    expect(egress('toolrun')).toEqual([
      ['pods', [53, 53]],
      ['pods', [9093]],
      ['pods', [8443]],
    ]);
    expect(egress('agentwork')).toEqual([
      ['pods', [53, 53]],
      ['pods', [9093]],
      ['pods', [8443]],
      ['0.0.0.0/0', [443]],
    ]);
    const world = of('prod', 'NetworkPolicy').find(
      ({ metadata }) => metadata.name === 'workrequests-agentwork',
    ).spec.egress[3];
    expect(world.to[0].ipBlock.except).toContain('169.254.0.0/16');
  });

  test('beside the brokers each program is denied everything by its own policy first', () => {
    for (const name of ['local', 'dev', 'staging', 'prod'] as const) {
      const policies = of(name, 'NetworkPolicy').filter(
        ({ metadata }) => metadata.namespace === `ameide-${name}`,
      );
      expect(policies.length).toBeGreaterThan(1);
      for (const { spec } of policies) {
        expect(spec.policyTypes).toEqual(['Ingress', 'Egress']);
        expect(spec).not.toHaveProperty('ingress');
        expect(Object.keys(spec.podSelector.matchLabels).length).toBeGreaterThan(0);
      }
    }
  });

  test('pods go to the nodes of their class in prod, with its priority and their own service account', () => {
    for (const { metadata, spec } of of('prod', 'ScaledJob')) {
      const pod = spec.jobTargetRef.template.spec;
      const cls = metadata.name.includes('toolrun') ? 'toolrun' : 'agentwork';
      expect(pod.nodeSelector).toEqual({ 'workstreams.io/pool': cls });
      expect(pod.tolerations).toEqual([
        { key: 'workstreams.io/pool', operator: 'Equal', value: cls, effect: 'NoSchedule' },
      ]);
      expect(pod.priorityClassName).toBe(`ameide-prod-${cls}`);
      expect(pod.serviceAccountName).toBe(metadata.name);
    }
    const accounts = [...scaledJobs, 'workrequests-transformation-domain'];
    expect(names('prod', 'ServiceAccount').sort()).toEqual(accounts);
  });
});

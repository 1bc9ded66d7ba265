import { describe, expect, test } from '@jest/globals';
import { compareObjects } from '../../lib/plan/compare.ts';
import type { Manifest } from '../../lib/model/manifest.ts';
import { acl, brokers, cron, dns, fields, job, policy, tcp, topic, user } from '../support/objects.ts';

describe('other objects', () => {
  test.each<[string, unknown, unknown, string[]]>([
    [
      'a DENY that is new',
      user([acl(['Read'])]),
      user([acl(['Read']), acl(['Read'], 'a.t', { type: 'deny' })]),
      ['spec.authorization.acls[deny Read on topic a.t]: review'],
    ],
    [
      'credentials from elsewhere',
      user([]),
      user([], { authentication: { type: 'tls', password: { valueFrom: {} } } }),
      ['spec.authentication.password.valueFrom: destructive'],
    ],
    [
      'a scaler that begins at the end',
      job({}),
      job({}, { offsetResetPolicy: 'latest' }),
      ['spec.triggers[0].metadata.offsetResetPolicy: destructive'],
    ],
    [
      'jobs that the next edit deletes',
      job({}),
      job({ rollout: { strategy: 'default' } }),
      ['spec.rollout.strategy: destructive'],
    ],
    [
      'an edit that deletes jobs',
      job({ rollout: {} }),
      job({ rollout: {}, maxReplicaCount: 3 }),
      ['spec.maxReplicaCount: destructive'],
    ],
    [
      'other times',
      cron({}),
      cron({ schedule: '5 * * * *', timeZone: 'Etc/UTC' }),
      ['spec.schedule: review', 'spec.timeZone: review'],
    ],
    ['rounds no more', cron({}), cron({ suspend: true }), ['spec.suspend: review']],
    [
      'rounds beside each other',
      cron({ concurrencyPolicy: 'Forbid' }),
      cron({}),
      ['spec.concurrencyPolicy: review'],
    ],
    ['finished rounds', cron({}), cron({ failedJobsHistoryLimit: 5 }), ['spec.failedJobsHistoryLimit: safe']],
    [
      'another image of rounds',
      cron({}),
      cron({}, { image: 'i:2' }),
      ['spec.jobTemplate.spec.template.spec.containers[c].image: review'],
    ],
    ['what is not known of rounds', cron({}), cron({ unheardOf: 1 }), ['spec.unheardOf: review']],
    [
      'a strategy',
      job({}),
      job({ scalingStrategy: { strategy: 'eager' } }),
      ['spec.scalingStrategy.strategy: review'],
    ],
    [
      'another topic that no one else reads',
      job({}),
      job({}, { topic: 'b' }),
      ['spec.triggers[0].metadata.topic: destructive'],
    ],
    [
      'an API version',
      topic({}),
      { ...topic({}), apiVersion: 'kafka.strimzi.io/v1beta2' },
      ['apiVersion: review'],
    ],
    ['another API', topic({}), { ...topic({}), apiVersion: 'example.com/v1' }, ['apiVersion: destructive']],
    [
      'a role of another binding',
      {
        apiVersion: 'rbac.authorization.k8s.io/v1',
        kind: 'RoleBinding',
        metadata: { name: 'b' },
        roleRef: { kind: 'Role', name: 'a' },
        subjects: [],
      },
      {
        apiVersion: 'rbac.authorization.k8s.io/v1',
        kind: 'RoleBinding',
        metadata: { name: 'b' },
        roleRef: { kind: 'Role', name: 'z' },
        subjects: [],
      },
      ['roleRef.name: impossible'],
    ],
    [
      'rights of a role',
      {
        apiVersion: 'rbac.authorization.k8s.io/v1',
        kind: 'Role',
        metadata: { name: 'r' },
        rules: [{ apiGroups: [''], resources: ['pods'], verbs: ['get'] }],
      },
      {
        apiVersion: 'rbac.authorization.k8s.io/v1',
        kind: 'Role',
        metadata: { name: 'r' },
        rules: [{ apiGroups: [''], resources: ['pods'], verbs: ['get', 'delete'] }],
      },
      ['rules[delete pods]: review'],
    ],
    [
      'a token for pods',
      {
        apiVersion: 'v1',
        kind: 'ServiceAccount',
        metadata: { name: 's' },
        automountServiceAccountToken: false,
      },
      {
        apiVersion: 'v1',
        kind: 'ServiceAccount',
        metadata: { name: 's' },
        automountServiceAccountToken: true,
      },
      ['automountServiceAccountToken: review'],
    ],
    [
      'acknowledgements',
      { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'c' }, data: { 'p.properties': 'acks=all' } },
      { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'c' }, data: { 'p.properties': 'acks=1' } },
      ['data[p.properties].acks: destructive'],
    ],
    [
      'Argo CD that replaces',
      topic({}),
      {
        ...topic({}),
        metadata: {
          ...topic({}).metadata,
          annotations: { 'argocd.argoproj.io/sync-options': 'Replace=true' },
        },
      },
      ['metadata.annotations.argocd.argoproj.io/sync-options: destructive'],
    ],
    [
      'authorization of brokers',
      {
        apiVersion: 'kafka.strimzi.io/v1',
        kind: 'Kafka',
        metadata: { name: 'k' },
        spec: { kafka: { authorization: { type: 'simple' } } },
      },
      { apiVersion: 'kafka.strimzi.io/v1', kind: 'Kafka', metadata: { name: 'k' }, spec: { kafka: {} } },
      ['spec.kafka.authorization.type: destructive'],
    ],
    [
      'a mirror that starts over',
      {
        apiVersion: 'kafka.strimzi.io/v1',
        kind: 'KafkaMirrorMaker2',
        metadata: { name: 'm' },
        spec: { target: { groupId: 'a' } },
      },
      {
        apiVersion: 'kafka.strimzi.io/v1',
        kind: 'KafkaMirrorMaker2',
        metadata: { name: 'm' },
        spec: { target: { groupId: 'b' } },
      },
      ['spec.target.groupId: destructive'],
    ],
    [
      'a kind that no one knows',
      { apiVersion: 'example.com/v1', kind: 'Widget', metadata: { name: 'w' }, spec: { size: 1 } },
      { apiVersion: 'example.com/v1', kind: 'Widget', metadata: { name: 'w' }, spec: { size: 2 } },
      ['spec.size: review'],
    ],
  ])('%s', (_what, before, after, told) => {
    expect(fields(before, after)).toEqual(told);
  });

  test('a policy that cuts a client off from the brokers, or from names, says so', () => {
    const open = policy({
      egress: [
        { to: [brokers], ports: [tcp(9093)] },
        { to: [dns], ports: [{ protocol: 'UDP', port: 53 }] },
      ],
    });
    const says = (after: unknown) =>
      compareObjects([open as Manifest], [after as Manifest]).changes.map(
        (one) => `${one.risk}: ${one.says}`,
      );
    expect(says(policy({ egress: [{ to: [dns], ports: [{ protocol: 'UDP', port: 53 }] }] }))).toEqual([
      'review: cuts the client off: pods of p no longer reach a broker, producers and consumers in them stand still',
    ]);
    expect(says(policy({ egress: [{ to: [brokers], ports: [tcp(9093)] }] }))).toEqual([
      'review: cuts the client off: pods of p no longer find names, so that nothing can be reached',
    ]);
  });

  test('a kind that no one knows is for review when it comes and when it goes', () => {
    const widget = { apiVersion: 'example.com/v1', kind: 'Widget', metadata: { name: 'w' } };
    expect(compareObjects([], [widget]).changes.map(({ risk }) => risk)).toEqual(['review']);
    expect(compareObjects([widget], []).changes.map(({ risk }) => risk)).toEqual(['review']);
  });

  test('rights are taken away safely only where all that exists stays in reach', () => {
    const prefix = { operations: ['Read'], resource: { type: 'topic', name: 'a.', patternType: 'prefix' } };
    expect(fields(user([prefix]), user([acl(['Read'])]), [topic({})])).toEqual([
      'spec.authorization.acls[Read on topic a.*]: review',
      'spec.authorization.acls[Read on topic a.t]: safe',
    ]);
    expect(fields(user([acl(['Read'])]), user([prefix]), [topic({})])).toEqual([
      'spec.authorization.acls[Read on topic a.*]: review',
      'spec.authorization.acls[Read on topic a.t]: safe',
    ]);
    expect(fields(user([acl(['Read'])]), user([]), [topic({})])).toEqual([
      'spec.authorization.acls[Read on topic a.t]: review',
    ]);
    const unknown = fields(user([acl(['Read'])]), user([]));
    expect(unknown).toEqual(['spec.authorization.acls[Read on topic a.t]: review']);
    const risks = (before: unknown[], after: unknown[]) =>
      compareObjects(before as Manifest[], after as Manifest[]).changes.map(
        ({ id, risk }) => `${id}: ${risk}`,
      );
    expect(risks([user([acl(['Read'])]), topic({})], [user([])])).toEqual([
      'KafkaTopic kafka/t: destructive',
      'KafkaUser kafka/u: safe',
    ]);
    expect(risks([user([])], [user([acl(['Read'])]), topic({})])).toEqual([
      'KafkaTopic kafka/t: safe',
      'KafkaUser kafka/u: safe',
    ]);
    expect(risks([user([])], [user([acl(['Read'])])])).toEqual(['KafkaUser kafka/u: review']);
    expect(risks([], [user([acl(['Read'])])])).toEqual(['KafkaUser kafka/u: review']);
  });

  test('a new policy is safe only for pods of a new component', () => {
    const labelled = (matchLabels: Record<string, string>) => {
      const made = policy({ podSelector: { matchLabels } });
      return {
        ...made,
        metadata: { ...made.metadata, labels: { 'app.kubernetes.io/component': 'reader' } },
      } as unknown as Manifest;
    };
    const risk = (one: Manifest, before: Manifest[] = []) =>
      compareObjects(before, [...before, one]).changes.map((change) => change.risk);
    expect(risk(labelled({ 'app.kubernetes.io/name': 'ledger-reader' }))).toEqual(['safe']);
    expect(risk(labelled({}))).toEqual(['review']);
    expect(risk(labelled({ 'app.kubernetes.io/part-of': 'ledger' }))).toEqual(['review']);
    const known = {
      apiVersion: 'v1',
      kind: 'ServiceAccount',
      metadata: { name: 's', labels: { 'app.kubernetes.io/component': 'reader' } },
    };
    expect(risk(labelled({ 'app.kubernetes.io/name': 'ledger-reader' }), [known])).toEqual(['review']);
  });
});

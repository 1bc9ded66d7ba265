import { compareObjects } from '../../lib/plan/compare.ts';
import { type Manifest, manifestId } from '../../lib/model/manifest.ts';

/** What the plan says of one object that was another: `path: risk`, the worst first. */
export function fields(before: unknown, after: unknown, around: readonly unknown[] = []): string[] {
  const sides = [before, after].map((one) => [one, ...around] as Manifest[]);
  const { changes } = compareObjects(sides[0] ?? [], sides[1] ?? []);
  return changes.flatMap((one) => one.fields.map(({ path, risk }) => `${path}: ${risk}`));
}

export const topic = (config: Record<string, unknown>, spec: Record<string, unknown> = {}) => ({
  apiVersion: 'kafka.strimzi.io/v1',
  kind: 'KafkaTopic',
  metadata: { name: 't', namespace: 'kafka', labels: { 'strimzi.io/cluster': 'kafka' } },
  spec: { topicName: 'a.t', partitions: 3, replicas: 3, config, ...spec },
});
export const user = (acls: unknown[], spec: Record<string, unknown> = {}) => ({
  apiVersion: 'kafka.strimzi.io/v1',
  kind: 'KafkaUser',
  metadata: { name: 'u', namespace: 'kafka', labels: { 'strimzi.io/cluster': 'kafka' } },
  spec: { authentication: { type: 'tls' }, authorization: { type: 'simple', acls }, ...spec },
});
export const acl = (operations: string[], name = 'a.t', extra: Record<string, unknown> = {}) => ({
  operations,
  resource: { type: 'topic', name, patternType: 'literal' },
  ...extra,
});
export const job = (spec: Record<string, unknown>, trigger: Record<string, unknown> = {}) => ({
  apiVersion: 'keda.sh/v1alpha1',
  kind: 'ScaledJob',
  metadata: { name: 'j', namespace: 'work' },
  spec: {
    rollout: { strategy: 'gradual' },
    jobTargetRef: { template: { spec: { containers: [{ name: 'c', image: 'i:1', env: [] }] } } },
    triggers: [
      {
        type: 'kafka',
        metadata: { topic: 'a.t', consumerGroup: 'g', offsetResetPolicy: 'earliest', ...trigger },
      },
    ],
    ...spec,
  },
});
export const cron = (spec: Record<string, unknown>, container: Record<string, unknown> = {}) => ({
  apiVersion: 'batch/v1',
  kind: 'CronJob',
  metadata: { name: 'c', namespace: 'work' },
  spec: {
    schedule: '0 * * * *',
    jobTemplate: {
      spec: {
        template: {
          spec: { restartPolicy: 'Never', containers: [{ name: 'c', image: 'i:1', ...container }] },
        },
      },
    },
    ...spec,
  },
});
export const policy = (spec: Record<string, unknown>) => ({
  apiVersion: 'networking.k8s.io/v1',
  kind: 'NetworkPolicy',
  metadata: { name: 'p', namespace: 'work' },
  spec: { podSelector: { matchLabels: { app: 'x' } }, policyTypes: ['Egress'], ...spec },
});
export const brokers = { podSelector: { matchLabels: { 'strimzi.io/kind': 'Kafka' } } };
export const dns = { podSelector: { matchLabels: { 'k8s-app': 'kube-dns' } } };
export const tcp = (port: number) => ({ protocol: 'TCP', port });

/** What stands beside the one object that a test is about. */
export interface Around {
  readonly before?: readonly unknown[];
  readonly after?: readonly unknown[];
}

/**
 * What the plan says of one object: a line a field, `path: risk: sentence`, and the steps that work below it; of an
 * object that comes or goes `create: risk: sentence`.
 */
export function sentences(before: unknown, after: unknown, around: Around = {}): string[] {
  const side = (one: unknown, others: readonly unknown[] = []) =>
    [...(one === undefined ? [] : [one]), ...others] as Manifest[];
  const name = (one: unknown) => (one === undefined ? [] : [manifestId(one as Manifest)]);
  const about = new Set([...name(before), ...name(after)]);
  const { changes } = compareObjects(side(before, around.before), side(after, around.after));
  return changes
    .filter(({ id }) => about.has(id))
    .flatMap((one) => [
      ...(one.action === 'change' ? [] : [[one.action, one] as const]),
      ...one.fields.map((field) => [field.path, field] as const),
    ])
    .flatMap(([what, { risk, says, wayOut = [] }]) => [
      `${what}: ${risk}: ${says}`,
      ...wayOut.map((step, index) => `  ${index + 1}. ${step}`),
    ]);
}

/** An object of any kind, named `x` in the namespace `n`. */
export const thing = (
  kind: string,
  rest: Record<string, unknown> = {},
  metadata: Record<string, unknown> = {},
) => ({ apiVersion: 'v1', kind, metadata: { name: 'x', namespace: 'n', ...metadata }, ...rest });

import { z } from 'zod';
import { listenerProblems, mechanisms, mechanismTerms } from '../authentication/index.ts';
import { authentications } from '../authentication/mechanism.ts';
import { canariesField, canaryProblems } from './canary-terms.ts';
import { approvalsField } from './approval.ts';
import { environmentException, ruleIdField } from './exception.ts';
import {
  apiVersionField,
  durationField,
  fieldKinds,
  idField,
  objectNameField,
  portField,
  sizeField,
} from './fields.ts';
import { gitopsField } from './gitops-terms.ts';
import { keysField } from './key-terms.ts';
import { mirrorField } from './mirror-terms.ts';
import { monitoringField } from './monitoring-terms.ts';
import { migrationsField, renamesField } from './migration-terms.ts';
import { nameSegmentsField } from './naming-terms.ts';
import { labels, quantity } from './object-terms.ts';
import { promotionField } from './promotion-terms.ts';
import { queuesField } from './queue-terms.ts';
import type { YamlSource } from '../text/yaml-source.ts';

const count = z.int('a whole number is wanted').min(1, 'at least 1 is wanted');
const listener = z.strictObject({
  name: idField
    .max(11, 'Strimzi allows 11 characters for a listener')
    .refine((name) => !name.includes('-'), 'Strimzi allows letters and digits only for a listener'),
  port: portField
    .min(9092, 'Strimzi takes 9092 and above, but for 9404 and 9999')
    .refine((number) => number !== 9404 && number !== 9999, 'Strimzi keeps this port for metrics and JMX'),
  tls: z.boolean(),
  authentication: z.enum(authentications),
  ...mechanismTerms,
});

const quotas = z.strictObject({
  /** Times the expected load that a principal may write, or read: peaks, and catching up after a stop. */
  headroom: z.number().min(1, 'below 1 the expected load itself would be slowed down').max(1000),
  /** Bytes a second that every principal may write, and read, whatever its contracts expect. */
  atLeast: sizeField.refine((size) => size < 2 ** 31, 'Strimzi takes less than 2GiB'),
  /** Percent of the time of one request handler; 100 is one of them (KIP-124). */
  requestPercentage: z.int().min(1).max(10_000),
});

const image = z.strictObject({
  repository: z
    .string()
    .regex(
      /^[a-z0-9]+(?:[._-]+[a-z0-9]+)*(?:\/[a-z0-9]+(?:[._-]+[a-z0-9]+)*)*$/,
      'a repository is lowercase, without registry, tag or digest',
    ),
  tag: z
    .string()
    .regex(/^[A-Za-z0-9_][A-Za-z0-9._-]{0,127}$/, 'no image tag')
    .optional(),
  digest: z
    .string()
    .regex(/^sha256:[0-9a-f]{64}$/, 'a digest is sha256: and 64 hexadecimal digits')
    .optional(),
});

const provision = z.strictObject({
  /** Kafka's version, one that the Strimzi operator knows. */
  version: z.string().regex(/^[0-9]+\.[0-9]+\.[0-9]+$/, 'a version is written as text, for example "4.2.0"'),
  /** `ephemeral` forgets everything with its pod. */
  storage: z.union([z.literal('ephemeral'), quantity]),
  resources: z.strictObject({ cpu: quantity, memory: quantity }),
});

/** One segment of a topic's name. */
const segmentField = z
  .string()
  .regex(/^[a-zA-Z0-9][a-zA-Z0-9_-]{0,62}$/, 'a segment has letters, digits, "-" and "_", at most 63')
  .register(fieldKinds, { text: 'a segment of a name, for example eu' });

const environmentFields = z.strictObject({
  apiVersion: apiVersionField,
  kind: z.literal('Environment'),
  /** Also the file's name. */
  environment: idField,
  /** The name of its Kubernetes cluster; several environments may share one. */
  cluster: idField,
  topics: z.strictObject({
    /** The segment `{env}` in topic names. */
    env: segmentField,
    segments: nameSegmentsField,
    retentionCap: z.union([z.literal('none'), durationField]),
    partitionBudget: count,
    /** A factor on the load that contracts expect: storage and quotas are estimated with it. */
    loadFactor: z.number().positive('above 0').max(10),
    /** What all topics may keep on the brokers' disks, replicas counted. */
    storageBudget: sizeField,
    /** Whether the removal of a topic or user needs an approval, and the objects carry protection. */
    deletion: z.enum(['allowed', 'approval']),
  }),
  kafka: z.strictObject({
    namespace: objectNameField,
    cluster: objectNameField,
    /** Protocol version that scalers speak; at most the brokers'. */
    protocolVersion: z
      .string()
      .regex(/^[0-9]+\.[0-9]+\.[0-9]+$/, 'a version is written as text, for example "3.9.0"'),
    /** Whether the cluster is rendered here, or is its owner's, who gets told what it must have. */
    provision: z.union([z.literal('owner'), provision]),
    brokers: count,
    replication: count.max(32_767),
    minInSync: count,
    tieredStorage: z.boolean(),
    authorization: z.enum(['none', 'least-privilege']),
    /** How much of each broker one principal may take, from what contracts expect of its topics. */
    quotas: z.union([z.literal('none'), quotas]),
    listeners: z.array(listener).min(1),
    /** The listener that clients use unless a service takes another. */
    clientListener: idField,
  }),
  /** Whose topics there are; needed where a system's naming has `{tenant}`. */
  tenants: z.array(idField).default([]),
  workloads: z.strictObject({
    /** Namespace of each system's workloads. */
    namespaces: z.record(idField, objectNameField),
    /** How a KafkaUser's credentials reach a workload in another namespace than Kafka's. */
    credentials: z.discriminatedUnion('delivery', [
      z.strictObject({ delivery: z.literal('same-namespace') }),
      z.strictObject({ delivery: z.literal('kafka-access') }),
      z.strictObject({ delivery: z.literal('external-secrets'), secretStore: objectNameField }),
    ]),
    networkPolicy: z.literal('default-deny'),
    dns: z.strictObject({ namespace: objectNameField, labels }),
    /** Namespace of KEDA's operator, which asks brokers for lag; `none` where nothing is scaled. */
    keda: z.union([z.literal('none'), objectNameField]),
  }),
  images: z.strictObject({
    registry: z
      .string()
      .regex(
        /^[a-z0-9]+(?:[.-][a-z0-9]+)*(?::[0-9]{1,5})?(?:\/[a-z0-9._-]+)*$/,
        'a registry is a host, and a path if it has one',
      ),
    pin: z.enum(['tag', 'digest']),
    /** Whether a queue without an executor may run the placeholder. */
    placeholders: z.enum(['allowed', 'refused']),
    /** Stands in for an executor that does not exist yet: reads, prints, commits, ends. */
    placeholder: image,
    workbench: image,
    /** By `<executor_class>.<executor_kind>`. */
    executors: z.record(z.string().regex(/^[a-z][a-z0-9-]*\.[a-z][a-z0-9-]*$/, '<class>.<kind>'), image),
  }),
  queues: queuesField,
  /** How far each renamed topic has come from its old name (`renamedFrom`), by the address of its contract. */
  renames: renamesField,
  gitops: gitopsField,
  alerts: z.enum(['off', 'ticket', 'page']),
  monitoring: monitoringField,
  mirror: mirrorField,
  /** How far each topic has come to its next version. */
  migrations: migrationsField,
  keys: keysField.default({}),
  canaries: canariesField,
  promotion: promotionField,
  /** Rules whose warnings are errors here. */
  rules: z
    .record(
      ruleIdField,
      z
        .string()
        .meta({ enum: ['error'] })
        .refine(
          (level) => level === 'error',
          'a rule is made stricter here (error), never laxer: what it must let pass is an exception with a reason and a last day',
        ),
    )
    .default({}),
  /** Destructive changes that may be carried out. */
  approvals: approvalsField,
  exceptions: z.array(environmentException).default([]),
});

export const environmentSchema = environmentFields
  .superRefine((environment, context) => {
    const { kafka, images, workloads } = environment;
    const say = (path: (string | number)[], input: unknown, message: string): void => {
      context.issues.push({ code: 'custom', path, input, message });
    };
    if (kafka.replication > kafka.brokers) {
      say(
        ['kafka', 'replication'],
        kafka.replication,
        `more replicas than the ${kafka.brokers} brokers: write ${kafka.brokers} or less`,
      );
    }
    if (kafka.minInSync > kafka.replication) {
      say(
        ['kafka', 'minInSync'],
        kafka.minInSync,
        `above replication ${kafka.replication}: no write with acks=all would ever succeed; write ${Math.max(1, kafka.replication - 1)} or less`,
      );
    } else if (kafka.minInSync === kafka.replication && kafka.replication > 1) {
      say(
        ['kafka', 'minInSync'],
        kafka.minInSync,
        `equal to replication ${kafka.replication}: one broker down stops every write; write ${kafka.replication - 1} or less`,
      );
    }
    const names = kafka.listeners.map((one) => one.name);
    const ports = kafka.listeners.map((one) => one.port);
    for (const [index, one] of kafka.listeners.entries()) {
      if (names.indexOf(one.name) !== index)
        say(['kafka', 'listeners', index, 'name'], one.name, 'a listener of this name stands above');
      if (ports.indexOf(one.port) !== index)
        say(['kafka', 'listeners', index, 'port'], one.port, 'a listener with this port stands above');
      for (const { key, input, message } of listenerProblems(one))
        say(['kafka', 'listeners', index, key], input, message);
      if (authenticates(one) && kafka.authorization === 'none') {
        say(
          ['kafka', 'listeners', index, 'authentication'],
          one.authentication,
          'principals without an authorizer have every right: set kafka.authorization to least-privilege, or authentication to none',
        );
      }
      if (!authenticates(one) && kafka.authorization !== 'none') {
        say(
          ['kafka', 'listeners', index, 'authentication'],
          one.authentication,
          `without authentication nobody can be authorized: write ${authentications.filter((name) => mechanisms[name].authenticates).join(' or ')}`,
        );
      }
    }
    if (!names.includes(kafka.clientListener)) {
      say(
        ['kafka', 'clientListener'],
        kafka.clientListener,
        `no listener has this name; there are: ${names.join(', ')}`,
      );
    }
    for (const [key, value] of imageEntries(images)) {
      if (value[images.pin] === undefined) {
        say(key, value.repository, `images are pinned by ${images.pin} here: add ${images.pin}`);
      }
    }
    if (kafka.provision !== 'owner' && kafka.brokers > 1) {
      say(
        ['kafka', 'provision'],
        kafka.provision.version,
        `a single node is rendered, and brokers is ${kafka.brokers}: write brokers: 1, or provision: owner`,
      );
    }
    if (environment.mirror !== 'none') {
      const regions = environment.mirror.peers.map((peer) => peer.region);
      for (const [index, one] of regions.entries()) {
        if (one === environment.mirror.region || regions.indexOf(one) !== index) {
          const what = one === environment.mirror.region ? 'this region itself' : 'named twice';
          say(['mirror', 'peers', index, 'region'], one, `${what}: name each other region once`);
        }
      }
      if (kafka.authorization === 'none') {
        say(
          ['mirror'],
          environment.mirror.region,
          'a cluster without authorization is not mirrored: write mirror: none',
        );
      }
    }
    for (const { path, input, message } of canaryProblems(environment)) say(path, input, message);
    if (workloads.credentials.delivery === 'same-namespace' && kafka.authorization !== 'none') {
      for (const [system, namespace] of Object.entries(workloads.namespaces)) {
        if (namespace !== kafka.namespace) {
          say(
            ['workloads', 'namespaces', system],
            namespace,
            `credentials are same-namespace, and Kafka's namespace is ${kafka.namespace}: write that, or let workloads.credentials.delivery be kafka-access or external-secrets`,
          );
        }
      }
    }
    if (environment.queues.jobs && !environment.queues.topics) {
      say(['queues', 'jobs'], true, 'jobs without topics have nothing to read: set topics to true as well');
    }
    if (environment.queues.jobs && workloads.keda === 'none') {
      say(
        ['queues', 'jobs'],
        true,
        "KEDA starts the jobs, and workloads.keda is none: write the namespace of KEDA's operator there, or jobs: false",
      );
    }
    if (environment.queues.workbench && !environment.queues.topics) {
      say(
        ['queues', 'workbench'],
        true,
        'a workbench without topics has nothing to show: set topics to true as well',
      );
    }
  })
  .describe('How one environment behaves; each file is whole');

function imageEntries(images: z.output<typeof environmentFields>['images']) {
  return [
    [['images', 'placeholder'], images.placeholder],
    [['images', 'workbench'], images.workbench],
    ...Object.entries(images.executors).map(([key, value]) => [['images', 'executors', key], value]),
  ] as [(string | number)[], z.output<typeof image>][];
}

/** One environment, checked and typed. */
export type EnvironmentTerms = z.output<typeof environmentSchema>;
export type Listener = EnvironmentTerms['kafka']['listeners'][number];
export type ExecutorClassTerms = EnvironmentTerms['queues']['executorClasses'][string];
export type Image = EnvironmentTerms['images']['placeholder'];

export interface Environment extends EnvironmentTerms {
  readonly source: YamlSource;
}

/** Whether its clients prove who they are. */
export function authenticates({ authentication }: Listener): boolean {
  return mechanisms[authentication].authenticates;
}

/** The environment as a client sees it that takes this listener. */
export function onListener<T extends EnvironmentTerms>(environment: T, name: string): T {
  return { ...environment, kafka: { ...environment.kafka, clientListener: name } };
}

/** `PLAINTEXT`, `SSL`, `SASL_PLAINTEXT` or `SASL_SSL`. */
export function securityProtocol(environment: EnvironmentTerms): string {
  const { tls, authentication } = clientListener(environment);
  const sasl = mechanisms[authentication].sasl === undefined ? '' : 'SASL_';
  return tls ? `${sasl}SSL` : `${sasl}PLAINTEXT`;
}

/** The listener that clients use. */
export function clientListener(environment: EnvironmentTerms): Listener {
  const { kafka } = environment;
  const found = kafka.listeners.find((one) => one.name === kafka.clientListener);
  if (!found) throw new Error(`no listener ${kafka.clientListener}`);
  return found;
}

/** Bootstrap address, with its namespace: KEDA's operator asks from a namespace of its own. */
export function bootstrapServers(environment: EnvironmentTerms): string {
  const { kafka } = environment;
  return `${kafka.cluster}-kafka-bootstrap.${kafka.namespace}:${clientListener(environment).port}`;
}

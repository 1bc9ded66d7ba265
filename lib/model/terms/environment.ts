import { z } from 'zod';
import { listenerProblems, mechanisms, mechanismTerms } from '../authentication/index.ts';
import { authentications } from '../authentication/mechanism.ts';
import { canariesField, canaryProblems } from './canary-terms.ts';
import { approvalsField } from './approval.ts';
import { described } from './described.ts';
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
const version = z
  .string()
  .regex(/^[0-9]+\.[0-9]+\.[0-9]+$/, 'a version is written as text, for example "4.2.0"');

const listener = z.strictObject({
  name: described(
    idField
      .max(11, 'Strimzi allows 11 characters for a listener')
      .refine((name) => !name.includes('-'), 'Strimzi allows letters and digits only for a listener'),
    'Name of the listener in the Kafka resource: at most 11 letters and digits.',
    { examples: ['tls'] },
  ),
  port: described(
    portField
      .min(9092, 'Strimzi takes 9092 and above, but for 9404 and 9999')
      .refine((number) => number !== 9404 && number !== 9999, 'Strimzi keeps this port for metrics and JMX'),
    'Port of the listener, from 9092 on; Strimzi keeps 9404 and 9999.',
    { examples: [9093] },
  ),
  tls: described(z.boolean(), 'Whether connections are encrypted by TLS.', { examples: [true] }),
  authentication: described(
    z.enum(authentications),
    'How clients authenticate themselves: `none`, `scram-sha-512` (password), `tls` (client certificate), or `oauth` (token of an identity provider).',
    { examples: ['tls'] },
  ),
  ...mechanismTerms,
});

const quotas = z.strictObject({
  headroom: described(
    z.number().min(1, 'below 1 the expected load itself would be slowed down').max(1000),
    'Factor on the expected load that a principal may write, or read: for peaks, and to catch up. 1 to 1000.',
    { examples: [10] },
  ),
  atLeast: described(
    sizeField.refine((size) => size < 2 ** 31, 'Strimzi takes less than 2GiB'),
    'Bytes a second that every principal may write, and read, whatever its contracts expect. Less than 2GiB.',
    { examples: ['1MiB'] },
  ),
  requestPercentage: described(
    z.int().min(1).max(10_000),
    'Time of request handlers that a principal may use, in percent of one of them (KIP-124). 1 to 10000.',
    { examples: [200] },
  ),
});

const image = z.strictObject({
  repository: described(
    z
      .string()
      .regex(
        /^[a-z0-9]+(?:[._-]+[a-z0-9]+)*(?:\/[a-z0-9]+(?:[._-]+[a-z0-9]+)*)*$/,
        'a repository is lowercase, without registry, tag or digest',
      ),
    'Repository of the image, without registry, tag and digest.',
    { examples: ['executors/print'] },
  ),
  tag: described(
    z
      .string()
      .regex(/^[A-Za-z0-9_][A-Za-z0-9._-]{0,127}$/, 'no image tag')
      .optional(),
    'Tag of the image. Required with `images.pin: tag`.',
    { default: 'none', examples: ['1.4.2'] },
  ),
  digest: described(
    z
      .string()
      .regex(/^sha256:[0-9a-f]{64}$/, 'a digest is sha256: and 64 hexadecimal digits')
      .optional(),
    'Digest of the image. Required with `images.pin: digest`.',
    { default: 'none', examples: [`sha256:${'1'.repeat(64)}`] },
  ),
});

const provision = z.strictObject({
  version: described(version, 'Version of Kafka, as text: one that the Strimzi operator knows.', {
    examples: ['4.2.0'],
  }),
  storage: described(
    z.union([z.literal('ephemeral'), quantity]),
    'Size of the volume, or `ephemeral`: all messages are lost with the pod.',
    { examples: ['ephemeral', '20Gi'] },
  ),
  resources: described(
    z.strictObject({
      cpu: described(quantity, 'CPU that the node requests: cores, or thousandths with m.', {
        examples: ['500m'],
      }),
      memory: described(quantity, 'Memory of the node, as request and limit.', { examples: ['2Gi'] }),
    }),
    'Resources of the node (Kubernetes quantities, as text).',
  ),
});

/** One segment of a topic's name. */
const segmentField = z
  .string()
  .regex(/^[a-zA-Z0-9][a-zA-Z0-9_-]{0,62}$/, 'a segment has letters, digits, "-" and "_", at most 63')
  .register(fieldKinds, { text: 'a segment of a name, for example eu' });

const topics = z.strictObject({
  env: described(segmentField, 'Segment `{env}` of topic names. Two environments may have the same.', {
    examples: ['prod'],
  }),
  segments: nameSegmentsField,
  retentionCap: described(
    z.union([z.literal('none'), durationField]),
    'Longest retention of every topic, whatever its contract says; `none`: no limit.',
    { examples: ['none', '7d'] },
  ),
  partitionBudget: described(
    count,
    'Most partitions of all topics together, each counted once. More is an error of the rule `partition-budget`.',
    { examples: [4000] },
  ),
  loadFactor: described(
    z.number().positive('above 0').max(10),
    'Factor on the load that contracts expect: storage and quotas are estimated with it. Above 0, at most 10.',
    { examples: [0.1] },
  ),
  storageBudget: described(
    sizeField,
    'Most that all topics may keep on the disks of the brokers, replicas counted. More is an error of the rule `storage-budget`.',
    { examples: ['2TiB'] },
  ),
  deletion: described(
    z.enum(['allowed', 'approval']),
    'Whether the deletion of a topic or user needs an approval. With `approval` the objects are also protected from the GitOps controller.',
    { examples: ['approval'] },
  ),
});

const kafka = z.strictObject({
  namespace: described(objectNameField, 'Namespace of Kafka, where the Strimzi operators watch.', {
    examples: ['kafka'],
  }),
  cluster: described(objectNameField, 'Name of the Kafka resource.', { examples: ['kafka'] }),
  protocolVersion: described(
    version,
    'Version of Kafka’s protocol that KEDA speaks, as text; at most the version of the brokers.',
    { examples: ['3.9.0'] },
  ),
  provision: described(
    z.union([z.literal('owner'), provision]),
    'Who renders the Kafka cluster. `owner`: its owner, whom a ConfigMap tells what the cluster must have. A map: a cluster of one node is rendered here.',
    { examples: ['owner'] },
  ),
  brokers: described(count, 'Number of brokers.', { examples: [3] }),
  replication: described(count.max(32_767), 'Replicas of each partition; at most the brokers.', {
    examples: [3],
  }),
  minInSync: described(
    count,
    'Replicas that must have a message before a write with `acks=all` succeeds (`min.insync.replicas`). Less than `replication`, except where that is 1.',
    { examples: [2] },
  ),
  tieredStorage: described(
    z.boolean(),
    'Whether the cluster has tiered storage. Classes evt and aud, and critical ctl, use it.',
    { examples: [true] },
  ),
  authorization: described(
    z.enum(['none', 'least-privilege']),
    'Whether the brokers check ACLs. `least-privilege`: each principal has the fewest rights for what contracts say.',
    { examples: ['least-privilege'] },
  ),
  quotas: described(
    z.union([z.literal('none'), quotas]),
    'How much of each broker one principal may take, estimated from its contracts; `none`: no limit.',
    { examples: ['none', { headroom: 10, atLeast: '1MiB', requestPercentage: 200 }] },
  ),
  listeners: described(z.array(listener).min(1), 'Listeners of the cluster that clients may use.', {
    examples: [[{ name: 'tls', port: 9093, tls: true, authentication: 'tls' }]],
  }),
  clientListener: described(
    idField,
    'Name of the listener that clients use, unless their service has another `authentication`.',
    { examples: ['tls'] },
  ),
});

const workloads = z.strictObject({
  namespaces: described(
    z.record(
      idField,
      described(objectNameField, 'Namespace of the programs of this system.', { examples: ['shop'] }),
    ),
    'Namespace of the programs of each system, by system.',
    { examples: [{ shop: 'shop' }] },
  ),
  credentials: described(
    z.discriminatedUnion('delivery', [
      z.strictObject({
        delivery: described(
          z.literal('same-namespace'),
          'Programs run in Kafka’s namespace, and use the Secrets that Strimzi makes there.',
        ),
      }),
      z.strictObject({
        delivery: described(
          z.literal('kafka-access'),
          'Strimzi’s Access Operator copies the credentials to the namespace of the program.',
        ),
      }),
      z.strictObject({
        delivery: described(
          z.literal('external-secrets'),
          'The External Secrets Operator copies the credentials to the namespace of the program.',
        ),
        secretStore: described(
          objectNameField,
          'SecretStore in the namespace of each program, which reads the Secrets of Kafka’s namespace.',
          {
            examples: ['kafka'],
          },
        ),
      }),
    ]),
    'How the credentials of a KafkaUser reach a program in another namespace.',
    { examples: [{ delivery: 'same-namespace' }] },
  ),
  networkPolicy: described(
    z.literal('default-deny'),
    'NetworkPolicies of the programs: only what they need is allowed.',
  ),
  dns: described(
    z.strictObject({
      namespace: described(objectNameField, 'Namespace of the DNS pods.', { examples: ['kube-system'] }),
      labels: described(labels, 'Labels of the DNS pods.', { examples: [{ 'k8s-app': 'kube-dns' }] }),
    }),
    'DNS of the cluster, which every program may reach.',
  ),
  keda: described(
    z.union([z.literal('none'), objectNameField]),
    'Namespace of KEDA’s operator; `none`: KEDA scales nothing here.',
    { examples: ['keda', 'none'] },
  ),
});

const images = z.strictObject({
  registry: described(
    z
      .string()
      .regex(
        /^[a-z0-9]+(?:[.-][a-z0-9]+)*(?::[0-9]{1,5})?(?:\/[a-z0-9._-]+)*$/,
        'a registry is a host, and a path if it has one',
      ),
    'Registry of all images: a host, with a port and a path where it has them.',
    { examples: ['registry.example.com'] },
  ),
  pin: described(z.enum(['tag', 'digest']), 'Whether images are named by tag or by digest.', {
    examples: ['digest'],
  }),
  placeholders: described(
    z.enum(['allowed', 'refused']),
    'Whether a queue without an executor image may run the placeholder. `refused`: it needs an exception.',
    { examples: ['refused'] },
  ),
  placeholder: described(
    image,
    'Image for executors that have none yet. It needs a shell and Kafka’s tools: it reads the queue, prints, commits and ends.',
  ),
  workbench: described(image, 'Image of workbench and canaries. It needs a shell and Kafka’s tools.'),
  executors: described(
    z.record(
      z.string().regex(/^[a-z][a-z0-9-]*\.[a-z][a-z0-9-]*$/, '<class>.<kind>'),
      described(image, 'Image of the executor with this class and kind.'),
    ),
    'Images of executors, by `<executor class>.<executor kind>`.',
    { examples: [{ 'print.invoices': { repository: 'executors/print', tag: '1.4.2' } }] },
  ),
});

const environmentFields = z.strictObject({
  apiVersion: apiVersionField,
  kind: described(z.literal('Environment'), 'Kind of the file.'),
  environment: described(
    idField,
    'Name of the environment, which is the name of the file too. Contracts use it in numbers by environment.',
    { examples: ['prod'] },
  ),
  cluster: described(
    idField,
    'Name of its Kubernetes cluster. Environments with the same name share the cluster, and must not render the same object.',
    { examples: ['eu-1'] },
  ),
  topics: described(topics, 'Topic names, and limits of all topics.'),
  kafka: described(kafka, 'The Kafka cluster of the environment.'),
  tenants: described(
    z.array(idField).default([]),
    'Tenants. Where the naming of a system has `{tenant}`, each contract becomes one topic for each tenant.',
    { examples: [['globex', 'initech']] },
  ),
  workloads: described(workloads, 'Where programs run, and how they reach Kafka.'),
  images: described(images, 'Container images of what is rendered.'),
  queues: queuesField,
  renames: renamesField,
  gitops: gitopsField,
  alerts: described(
    z.enum(['off', 'ticket', 'page']),
    'Alerts: `off` renders none; `ticket` gives all the severity `ticket`; `page` gives the severe ones `page`.',
    { examples: ['ticket'] },
  ),
  monitoring: monitoringField,
  mirror: mirrorField,
  migrations: migrationsField,
  keys: keysField,
  canaries: canariesField,
  promotion: promotionField,
  rules: described(
    z
      .record(
        ruleIdField,
        described(
          z
            .string()
            .meta({ enum: ['error'] })
            .refine(
              (level) => level === 'error',
              'a rule is made stricter here (error), never laxer: what it must let pass is an exception with a reason and a last day',
            ),
          'Level of this rule here: `error`.',
          { examples: ['error'] },
        ),
      )
      .default({}),
    'Rules whose warnings are errors here, by their id. Every key must be a rule (docs/rules.md).',
    { examples: [{ 'exception-used': 'error' }] },
  ),
  approvals: approvalsField,
  exceptions: described(
    z.array(environmentException).default([]),
    'Rules that one thing of this environment may break, each until a last day.',
  ),
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
  .describe('How one environment behaves. The file is whole: no environment inherits from another.');

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

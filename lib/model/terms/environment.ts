import { z } from 'zod';
import { listenerProblems, mechanisms } from '../authentication/index.ts';
import { authentications } from '../authentication/mechanism.ts';
import { canariesField, canaryProblems } from './canary-terms.ts';
import { approvalsField, approversField } from './approval.ts';
import { described } from './described.ts';
import { environmentException, ruleIdField } from './exception.ts';
import { apiVersionField, idField } from './fields.ts';
import { gitopsField } from './gitops-terms.ts';
import { type Image, imagesField } from './image-terms.ts';
import { kafkaField } from './kafka-terms.ts';
import { keysField } from './key-terms.ts';
import { mirrorField } from './mirror-terms.ts';
import { monitoringField } from './monitoring-terms.ts';
import { migrationsField, renamesField } from './migration-terms.ts';
import { promotionField } from './promotion-terms.ts';
import { runtimeField, runtimeProblems } from './runtime-terms.ts';
import { schemaRegistryField } from './schema-registry-terms.ts';
import { queuesField } from './queue-terms.ts';
import { topicsField } from './topics-terms.ts';
import { workloadsField } from './workload-terms.ts';
import { suggestion } from '../text/nearest.ts';
import type { YamlSource } from '../text/yaml-source.ts';

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
  topics: described(topicsField, 'Topic names, and limits of all topics.'),
  kafka: described(kafkaField, 'The Kafka cluster of the environment.'),
  tenants: described(
    z.array(idField).default([]),
    'Tenants. Where the naming of a system has `{tenant}`, each contract becomes one topic for each tenant.',
    { examples: [['globex', 'initech']] },
  ),
  workloads: described(workloadsField, 'Where programs run, and how they reach Kafka.'),
  images: described(imagesField, 'Container images of what is rendered.'),
  queues: queuesField,
  runtime: runtimeField,
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
  schemaRegistry: schemaRegistryField,
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
    { examples: [{ 'no-unused-exception': 'error' }] },
  ),
  approvers: approversField,
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
        `above replication ${kafka.replication}: Kafka counts it as ${kafka.replication}, and one broker down stops every write with acks=all; write ${Math.max(1, kafka.replication - 1)} or less`,
      );
    } else if (kafka.minInSync === kafka.replication && kafka.replication > 1) {
      say(
        ['kafka', 'minInSync'],
        kafka.minInSync,
        `equal to replication ${kafka.replication}: one broker down stops every write with acks=all; write ${kafka.replication - 1} or less`,
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
          `without authentication no one can be authorized: write ${authentications.filter((name) => mechanisms[name].authenticates).join(' or ')}`,
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
    for (const [key, value] of imageEntries(environment)) {
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
    if (kafka.strimziApi !== 'v1') {
      const wrong = (what: string, fix: string) =>
        say(
          ['kafka', 'strimziApi'],
          kafka.strimziApi,
          `${what} is rendered in the API v1 only: write v1, or ${fix}`,
        );
      if (kafka.provision !== 'owner') wrong('a Kafka cluster', 'kafka.provision: owner');
      if (environment.mirror !== 'none') wrong('a mirror', 'mirror: none');
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
    for (const { path, input, message } of [...canaryProblems(environment), ...runtimeProblems(environment)])
      say(path, input, message);
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
    const namespaces = [...new Set([kafka.namespace, ...programNamespaces(environment)])];
    for (const [index, one] of workloads.externalNamespaces.entries()) {
      if (namespaces.includes(one)) continue;
      say(
        ['workloads', 'externalNamespaces', index],
        one,
        `nothing of this environment is in this namespace: ${suggestion(one, namespaces)}; write one that this file names, or remove it`,
      );
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

function imageEntries({ images, schemaRegistry }: z.output<typeof environmentFields>) {
  const registration = schemaRegistry === 'none' ? undefined : schemaRegistry.registration;
  return [
    [['images', 'placeholder'], images.placeholder],
    [['images', 'workbench'], images.workbench],
    ...(images.runtime === undefined ? [] : [[['images', 'runtime'], images.runtime]]),
    ...Object.entries(images.executors).map(([key, value]) => [['images', 'executors', key], value]),
    ...(registration?.by === 'job'
      ? [[['schemaRegistry', 'registration', 'image'], registration.image]]
      : []),
  ] as [(string | number)[], Image][];
}

/** One environment, checked and typed. */
export type EnvironmentTerms = z.output<typeof environmentSchema>;
/** Of an environment that has one. */
export type SchemaRegistry = Exclude<EnvironmentTerms['schemaRegistry'], 'none'>;
export type Listener = EnvironmentTerms['kafka']['listeners'][number];
export type ExecutorClassTerms = EnvironmentTerms['queues']['executorClasses'][string];
export type { Image } from './image-terms.ts';

export interface Environment extends EnvironmentTerms {
  readonly source: YamlSource;
}

/** The namespaces that systems and executor classes have for their programs; Kafka's may be among them. */
export function programNamespaces({ workloads, queues }: EnvironmentTerms): string[] {
  return [
    ...Object.values(workloads.namespaces),
    ...Object.values(queues.executorClasses).map(({ namespace }) => namespace),
  ];
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

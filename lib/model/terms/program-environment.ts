import type { z } from 'zod';
import { type Environment, environmentSchema } from './environment.ts';
import { currentApiVersion } from '../renamed-keys.ts';
import { checkTerms, programSource } from './from-program.ts';

type Terms = z.input<typeof environmentSchema>;
type QueuesInput = NonNullable<Terms['queues']>;
type ExecutorClassInput = NonNullable<QueuesInput['executorClasses']>[string];

type Sections =
  | 'apiVersion'
  | 'kind'
  | 'environment'
  | 'cluster'
  | 'topics'
  | 'kafka'
  | 'tenants'
  | 'workloads'
  | 'images'
  | 'queues';

/**
 * How one environment behaves. Only its name and the segment `{env}` of topic names are needed; each section
 * that is given keeps the defaults of what it leaves out. Durations are texts such as `7d`, sizes such as `1TiB`.
 */
export interface EnvironmentProps extends Partial<Omit<Terms, Sections>> {
  /** Lowercase kebab; what contracts call it in `partitions`. */
  readonly environment: string;
  /** The name of its Kubernetes cluster. @default the environment's name */
  readonly cluster?: string;
  /**
   * `env` is the segment `{env}` in topic names.
   * @default no cap of retention, 1000 partitions, 1TiB, the load of production, deletion by approval
   */
  readonly topics: Pick<Terms['topics'], 'env'> & Partial<Terms['topics']>;
  /**
   * @default a cluster `kafka` in namespace `kafka` that is its owner's: three brokers and replicas, two in sync
   * (fewer with fewer brokers), mutual TLS on 9093 with least privilege, or port 9092 without both where
   * `authorization` is none; no quotas, no tiered storage
   */
  readonly kafka?: Partial<Terms['kafka']>;
  /** The first is the one that topics are made for. @default main */
  readonly tenants?: Terms['tenants'];
  /** @default everything in Kafka's namespace, DNS in kube-system, KEDA in keda */
  readonly workloads?: Partial<Terms['workloads']>;
  /** @default docker.io/apache/kafka:4.2.0 for the workbench and for executors that have no image yet */
  readonly images?: Partial<Terms['images']>;
  /** @default queues with jobs, no workbench, no executor class */
  readonly queues?: Omit<QueuesInput, 'executorClasses'> & {
    /** By name; `{}` is a class with every default. @default none */
    readonly executorClasses?: Readonly<Record<string, ExecutorClassProps>>;
  };
}

/**
 * @default Kafka's namespace; half a core, 512Mi and 1Gi of disk a pod; 10 pods in all; priority 0, any node, no egress
 * but DNS and the brokers
 */
export type ExecutorClassProps = Partial<ExecutorClassInput>;

const tools = { repository: 'apache/kafka', tag: '4.2.0' };

/**
 * An environment, made by a program.
 * @throws InvalidTerms with everything that is wrong with it
 */
export function environment(props: EnvironmentProps): Environment {
  const source = programSource(`environment ${props.environment}`, complete(props));
  return { ...checkTerms(environmentSchema, source), source };
}

/** Everything that a file would say. */
function complete(props: EnvironmentProps): Terms {
  const kafka = kafkaTerms(props.kafka ?? {});
  const { executorClasses = {}, ...queues } = props.queues ?? {};
  return {
    apiVersion: currentApiVersion,
    kind: 'Environment',
    cluster: props.environment,
    gitops: 'none',
    alerts: 'off',
    mirror: 'none',
    canaries: 'off',
    promotion: 'none',
    ...props,
    topics: {
      retentionCap: 'none',
      partitionBudget: 1000,
      storageBudget: '1TiB',
      loadFactor: 1,
      deletion: 'approval',
      ...props.topics,
    },
    kafka,
    tenants: props.tenants ?? ['main'],
    workloads: {
      namespaces: {},
      credentials: { delivery: 'same-namespace' },
      networkPolicy: 'default-deny',
      dns: { namespace: 'kube-system', labels: { 'k8s-app': 'kube-dns' } },
      keda: 'keda',
      ...props.workloads,
    },
    images: {
      registry: 'docker.io',
      pin: 'tag',
      placeholders: 'allowed',
      placeholder: tools,
      workbench: tools,
      executors: {},
      ...props.images,
    },
    queues: {
      topics: true,
      workbench: false,
      jobs: true,
      ...queues,
      executorClasses: Object.fromEntries(
        Object.entries(executorClasses).map(([name, terms]) => [name, executorClass(kafka.namespace, terms)]),
      ),
    },
  };
}

function kafkaTerms(props: Partial<Terms['kafka']>): Terms['kafka'] {
  const { authorization = 'least-privilege', brokers = 3 } = props;
  const replication = props.replication ?? Math.min(3, brokers);
  const listeners =
    props.listeners ??
    (authorization === 'none'
      ? [{ name: 'plain', port: 9092, tls: false, authentication: 'none' as const }]
      : [{ name: 'tls', port: 9093, tls: true, authentication: 'tls' as const }]);
  return {
    namespace: 'kafka',
    cluster: 'kafka',
    protocolVersion: '3.9.0',
    provision: 'owner',
    brokers,
    replication,
    minInSync: Math.max(1, replication - 1),
    tieredStorage: false,
    authorization,
    quotas: 'none',
    listeners,
    clientListener: listeners[0]?.name ?? '',
    ...props,
  };
}

function executorClass(namespace: string, props: ExecutorClassProps): ExecutorClassInput {
  return {
    namespace,
    resources: { cpu: '500m', memory: '512Mi', ephemeralStorage: '1Gi' },
    quota: { pods: 10, cpu: '5', memory: '5Gi' },
    priority: 0,
    nodeSelector: {},
    tolerations: [],
    egress: [],
    ...props,
  };
}

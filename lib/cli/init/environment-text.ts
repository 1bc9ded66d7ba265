import { stringify } from 'yaml';
import { currentApiVersion } from '../../model/renamed-keys.ts';

/** Where a change begins, where it is tried as in production, and where it must not lose anything. */
type Posture = 'first' | 'rehearsal' | 'production';

/** An environment of a new stack. */
export interface NewEnvironment {
  readonly name: string;
  readonly posture: Posture;
  /** Segments of names, by their name. */
  readonly segments: Readonly<Record<string, string>>;
  readonly tenants: readonly string[];
  /** Whose catalogue it takes over; undefined where a change begins. */
  readonly from: string | undefined;
}

export interface EnvironmentAnswers {
  /** In the order in which changes pass them. */
  readonly names: readonly string[];
  readonly production: readonly string[];
  readonly tenants: readonly string[];
  readonly segments: (environment: string) => Readonly<Record<string, string>>;
}

/** Each takes over from the one before it. */
export function newEnvironments({
  names,
  production,
  tenants,
  segments,
}: EnvironmentAnswers): NewEnvironment[] {
  return names.map((name, index) => ({
    name,
    posture: production.includes(name) ? 'production' : index === 0 ? 'first' : 'rehearsal',
    segments: segments(name),
    tenants,
    from: names[index - 1],
  }));
}

export const environmentPath = (name: string): string => `environments/${name}.yaml`;

/** The class of pods for the first queues. */
const executorClass = 'standard';

/** An environment's file: whole, so that whoever reads it sees all of the environment. */
export function environmentText(environment: NewEnvironment): string {
  const { name, posture, segments, tenants, from } = environment;
  const first = posture === 'first';
  const production = posture === 'production';
  const own = text(name);
  const lines = (condition: boolean, ...some: readonly string[]) => (condition ? `${some.join('\n')}\n` : '');
  return `apiVersion: ${currentApiVersion}
kind: Environment
environment: ${own}
# The Kubernetes cluster that it is on. Environments on one cluster need namespaces and names of their own.
cluster: ${own}

topics:
  # {env} in the names of topics. Other segments of names that differ by environment are written below segments.
  env: ${own}
${lines(Object.keys(segments).length > 0, `  segments: ${flow(segments)}`)}  # The longest retention that a topic gets here, whatever its contract says.
  retentionCap: ${first ? '7d' : 'none'}
  partitionBudget: ${first ? 1000 : 4000}
  storageBudget: ${first ? '50GiB' : '1TiB'}
  # How much of the load in contracts is expected here; storage and quotas are estimated with it.
  loadFactor: ${first ? 0.1 : 1}
  # Whether the removal of a topic or user needs an approval in this file.
  deletion: ${first ? 'allowed' : 'approval'}

# As your Strimzi cluster has it. What else the cluster must have is rendered for its owner.
kafka:
  namespace: kafka
  cluster: kafka
  # The protocol version that scalers speak: at most the version of the brokers.
  protocolVersion: "3.9.0"
  provision: owner
  brokers: ${first ? 1 : 3}
  replication: ${first ? 1 : 3}
  minInSync: ${first ? 1 : 2}
  tieredStorage: false
  authorization: least-privilege
  quotas: { headroom: 10, atLeast: ${first ? '4MiB' : '1MiB'}, requestPercentage: 200 }
  listeners:
    - { name: scram, port: 9093, tls: true, authentication: scram-sha-512 }
  clientListener: scram

# Whose topics there are, where the names of a system have {tenant}.
tenants: [${tenants.map(text).join(', ')}]

workloads:
  # The namespace of each system's programs.
  namespaces: {}
  # How credentials get from Kafka's namespace to programs: kafka-access (Strimzi's Access Operator), external-secrets, or
  # same-namespace.
  credentials: { delivery: kafka-access }
  networkPolicy: default-deny
  dns: { namespace: kube-system, labels: { k8s-app: kube-dns } }
  keda: keda-system

# The first thing to set: the registry that your cluster pulls from. Strimzi's Kafka image has Kafka's tools.
images:
  registry: registry.example.com
${lines(production, '  # A digest says exactly what runs: write digest: "sha256:…" in place of each tag, and pin: digest.')}  pin: tag
  # Whether a queue whose program does not exist yet may run the placeholder, which drops messages.
  placeholders: ${production ? 'refused' : 'allowed'}
  placeholder: { repository: strimzi/kafka, tag: 1.2.0-kafka-4.2.0 }
  workbench: { repository: strimzi/kafka, tag: 1.2.0-kafka-4.2.0 }
  # The program of each queue: <executor class>.<executor kind>: { repository: …, tag: … }
  executors: {}

# Queues that jobs drain: nothing is rendered until a contract has scaling.
queues:
  topics: true
  jobs: true
  executorClasses:
    ${executorClass}:
      namespace: ${text(`jobs-${name}`)}
      resources: { cpu: 500m, memory: 512Mi, ephemeralStorage: 1Gi }
      quota: ${first ? '{ pods: 4, cpu: "2", memory: 2Gi }' : '{ pods: 20, cpu: "10", memory: 10Gi }'}
      priority: 0
      nodeSelector: {}
      tolerations: []
      # What jobs may reach besides Kafka.
      egress: []

# What applies the manifests: none, Argo CD or Flux (docs/gitops.md of Workstreams).
gitops: none
# off, ticket or page: the severity of every alert.
alerts: ${first ? '"off"' : production ? 'page' : 'ticket'}
# Labels by which Prometheus finds rules, and where runbooks are read.
monitoring: { runbooks: none, labels: {} }
mirror: none
canaries: "off"

${
  from === undefined
    ? '# A change begins here: nothing is promoted to it.\npromotion: none'
    : `# Whose contracts \`workstreams promote\` takes over.\npromotion: { from: ${text(from)} }`
}
`;
}

/** A scalar as YAML, quoted where it has to be. */
function text(value: string): string {
  return stringify(value, { lineWidth: 0 }).trimEnd();
}

function flow(map: Readonly<Record<string, string>>): string {
  return `{ ${Object.entries(map)
    .map(([key, value]) => `${text(key)}: ${text(value)}`)
    .join(', ')} }`;
}

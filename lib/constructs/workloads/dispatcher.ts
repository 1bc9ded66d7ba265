import { Construct } from 'constructs';
import { scrapeSeconds } from '../../model/metrics.ts';
import type { Environment } from '../../model/terms/environment.ts';
import { credentialsFor } from '../../policies/credentials.ts';
import type { ResolvedDispatcher } from '../../policies/dispatchers.ts';
import {
  IntOrString,
  KubeDeployment,
  KubeNetworkPolicy,
  KubePodDisruptionBudget,
  type PodSpec,
} from '../kubernetes.ts';
import { commonLabels, metadata, ownPrefix } from '../metadata.ts';
import { PodMonitor } from '../../../imports/monitoring.coreos.com.ts';
import { namespaceName } from './client-network-policy.ts';
import { clientEnvironment } from './client-environment.ts';
import { programLabel } from './program-label.ts';
import { restrictedPod } from './restricted-pod.ts';
import { TopicFiles } from './topic-files.ts';

export interface DispatcherProps {
  /** What its objects are part of. */
  readonly system: string;
  /** Where the pods run: the namespace of its service. */
  readonly namespace: string;
  readonly dispatcher: ResolvedDispatcher;
}

/** Of probes and metrics. */
const port = { name: 'metrics', number: 9404 } as const;
const program = 'dispatcher';

/**
 * Brings messages of retry topics back to their topics when their time has come: a Deployment that runs as the system's
 * dispatcher service, whose KafkaUser, credentials, ServiceAccount and NetworkPolicy it takes. The topics that it is for
 * are files in ConfigMaps, and other topics are other pods.
 */
export class Dispatcher extends Construct {
  constructor(scope: Construct, id: string, props: DispatcherProps) {
    super(scope, id);
    const { system, namespace, dispatcher } = props;
    const { name, service, replicas, files } = dispatcher;
    const { environment } = service;
    const component = service.service.id;
    const named = (kind: string, called: string = name, labels: Readonly<Record<string, string>> = {}) =>
      metadata(environment, { kind, name: called, namespace, system, component, labels });
    const labels = { 'app.kubernetes.io/name': service.name, [programLabel]: program };
    const topics = new TopicFiles(this, 'Topics', {
      ...{ environment, system, namespace, component, name, files },
    });
    new KubeDeployment(this, 'Resource', {
      metadata: named('Deployment'),
      spec: {
        replicas,
        selector: { matchLabels: labels },
        template: {
          metadata: {
            labels: { ...commonLabels(system, component), ...labels },
            // A pod reads its files at its start: with other topics it is another pod.
            annotations: { [`${ownPrefix}/topics`]: topics.digest },
          },
          spec: {
            ...podOf(dispatcher, namespace, topics),
            ...(replicas === 1 ? {} : { topologySpreadConstraints: [spread(labels)] }),
          },
        },
      },
    });
    if (replicas > 1) {
      new KubePodDisruptionBudget(this, 'Disruptions', {
        metadata: named('PodDisruptionBudget'),
        spec: { maxUnavailable: IntOrString.fromNumber(1), selector: { matchLabels: labels } },
      });
    }
    this.#metrics(environment, named, labels);
  }

  /** Nothing where the environment has no alerts. */
  #metrics(
    environment: Environment,
    named: (
      kind: string,
      called?: string,
      labels?: Readonly<Record<string, string>>,
    ) => ReturnType<typeof metadata>,
    labels: Readonly<Record<string, string>>,
  ): void {
    if (environment.alerts === 'off') return;
    const { namespace } = environment.monitoring;
    if (namespace !== 'none') {
      new KubeNetworkPolicy(this, 'Metrics', {
        metadata: named('NetworkPolicy'),
        spec: {
          podSelector: { matchLabels: { ...labels } },
          policyTypes: ['Ingress'],
          ingress: [
            {
              from: [{ namespaceSelector: { matchLabels: { [namespaceName]: namespace } } }],
              ports: [{ protocol: 'TCP', port: IntOrString.fromNumber(port.number) }],
            },
          ],
        },
      });
    }
    new PodMonitor(this, 'Monitor', {
      metadata: named('PodMonitor', undefined, environment.monitoring.labels),
      spec: {
        selector: { matchLabels: { ...labels } },
        podMetricsEndpoints: [{ port: port.name, path: '/metrics', interval: `${scrapeSeconds}s` }],
      },
    });
  }
}

function podOf({ service, image }: ResolvedDispatcher, namespace: string, topics: TopicFiles): PodSpec {
  const { environment, principal } = service;
  const credentials = principal && credentialsFor(environment, principal.name, namespace);
  const client = clientEnvironment(environment, credentials);
  const probe = (path: string) => ({
    httpGet: { path, port: IntOrString.fromString(port.name) },
    periodSeconds: 10,
    timeoutSeconds: 5,
  });
  return restrictedPod({
    serviceAccount: service.name,
    restartPolicy: 'Always',
    // What is being written is finished and committed.
    gracePeriod: 45,
    resources: { cpu: '500m', memory: '256Mi', ephemeralStorage: '64Mi' },
    volumes: [...client.volumes, topics.volume],
    container: {
      name: program,
      image,
      imagePullPolicy: 'IfNotPresent',
      command: ['workstreams', program],
      ports: [{ name: port.name, containerPort: port.number }],
      env: [
        ...client.variables,
        { name: 'KAFKA_GROUP_ID', value: service.name },
        // A container that is started again in its pod goes on with its partitions at once.
        {
          name: 'KAFKA_GROUP_INSTANCE_ID',
          valueFrom: { fieldRef: { fieldPath: 'metadata.name' } },
        },
        topics.variable,
        { name: 'WORK_HTTP_PORT', value: String(port.number) },
        // Messages live shortly: a large young generation would only be memory.
        { name: 'NODE_OPTIONS', value: '--max-semi-space-size=4' },
      ],
      livenessProbe: { ...probe('/livez'), failureThreshold: 3 },
      readinessProbe: probe('/readyz'),
      volumeMounts: [...client.mounts, topics.mount],
    },
  });
}

/** On as many nodes as there are. */
function spread(labels: Readonly<Record<string, string>>) {
  return {
    maxSkew: 1,
    topologyKey: 'kubernetes.io/hostname',
    whenUnsatisfiable: 'ScheduleAnyway',
    labelSelector: { matchLabels: { ...labels } },
  };
}

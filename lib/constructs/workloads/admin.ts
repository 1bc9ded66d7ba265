import { Construct } from 'constructs';
import type { ResolvedAdmin } from '../../policies/admins.ts';
import { credentialsFor } from '../../policies/credentials.ts';
import { KubeDeployment, type PodSpec } from '../kubernetes.ts';
import { commonLabels, metadata, ownPrefix } from '../metadata.ts';
import { programLabel } from './program-label.ts';
import { podEnvironment } from './registry-access.ts';
import { restrictedPod } from './restricted-pod.ts';
import { TopicFiles } from './topic-files.ts';

export interface AdminProps {
  /** What its objects are part of. */
  readonly system: string;
  /** Where the pod runs: the namespace of its service. */
  readonly namespace: string;
  readonly admin: ResolvedAdmin;
}

const program = 'admin';
const port = 9405;
const tokensFolder = '/run/workstreams/tokens';

/**
 * Serves dead letters and replays over HTTP: a Deployment that runs as a service that repairs messages, whose KafkaUser,
 * credentials, ServiceAccount and NetworkPolicy it takes. It listens at the loopback address of its pod alone, so that nothing
 * in the cluster reaches it: `kubectl port-forward` does, for whom Kubernetes lets use it.
 */
export class Admin extends Construct {
  constructor(scope: Construct, id: string, props: AdminProps) {
    super(scope, id);
    const { system, namespace, admin } = props;
    const { name, service, replicas } = admin;
    const { environment } = service;
    const component = service.service.id;
    const labels = { 'app.kubernetes.io/name': service.name, [programLabel]: program };
    const topics = new TopicFiles(this, 'Topics', {
      ...{ environment, system, namespace, component, name, files: admin.files() },
    });
    new KubeDeployment(this, 'Resource', {
      metadata: metadata(environment, { kind: 'Deployment', name, namespace, system, component }),
      spec: {
        replicas,
        // Two at once would end each other's operations.
        strategy: { type: 'Recreate' },
        selector: { matchLabels: labels },
        template: {
          metadata: {
            labels: { ...commonLabels(system, component), ...labels },
            // A pod reads its files at its start: with other topics it is another pod.
            annotations: { [`${ownPrefix}/topics`]: topics.digest },
          },
          spec: podOf(admin, namespace, topics),
        },
      },
    });
  }
}

function podOf({ service, image, tokens }: ResolvedAdmin, namespace: string, topics: TopicFiles): PodSpec {
  const { environment, principal } = service;
  const credentials = principal && credentialsFor(environment, principal.name, namespace);
  const client = podEnvironment(environment, credentials);
  return restrictedPod({
    serviceAccount: service.name,
    restartPolicy: 'Always',
    // The batch of an operation that goes on is written to its end.
    gracePeriod: 60,
    resources: { cpu: '500m', memory: '512Mi', ephemeralStorage: '64Mi' },
    volumes: [
      ...client.volumes,
      topics.volume,
      { name: 'tokens', secret: { secretName: tokens, defaultMode: 0o440 } },
    ],
    container: {
      name: program,
      image,
      imagePullPolicy: 'IfNotPresent',
      command: ['workstreams', program],
      env: [
        ...client.variables,
        topics.variable,
        { name: 'WORK_TOKENS_FOLDER', value: tokensFolder },
        { name: 'WORK_HTTP_HOST', value: '127.0.0.1' },
        { name: 'WORK_HTTP_PORT', value: String(port) },
      ],
      livenessProbe: probe('/healthz'),
      readinessProbe: probe('/readyz'),
      // As a folder, for what is mounted as one file does not change with the Secret.
      volumeMounts: [
        ...client.mounts,
        topics.mount,
        { name: 'tokens', mountPath: tokensFolder, readOnly: true },
      ],
    },
  });
}

/**
 * The kubelet does not reach the loopback address of a pod: a command in it does. Node ends with 0 where the answer is good, and with
 * 1 where it is not, or no one listens.
 */
function probe(path: string) {
  const url = `http://127.0.0.1:${port}${path}`;
  const script = `require('http').get('${url}', (answer) => { if (answer.statusCode !== 200) throw answer.statusCode; answer.resume(); })`;
  return {
    exec: { command: ['node', '-e', script] },
    periodSeconds: 30,
    timeoutSeconds: 10,
    failureThreshold: 3,
  };
}

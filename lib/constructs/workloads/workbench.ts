import { Construct } from 'constructs';
import type { Environment } from '../../model/terms/environment.ts';
import { credentialsFor } from '../../policies/credentials.ts';
import type { ResolvedPrincipal } from '../../policies/principals.ts';
import { workbenchGroupPrefix } from '../../policies/workbench.ts';
import { imageReference } from '../../policies/queue-settings.ts';
import { AclPolicy } from '../kafka/acl-policy.ts';
import { podEnvironment } from './registry-access.ts';
import { clientFolder, clientPropertiesFile, javaClientProperties } from './client-properties.ts';
import { ClientNetworkPolicy } from './client-network-policy.ts';
import { CredentialBridge } from '../kafka/credential-bridge.ts';
import { KubeConfigMap, KubeDeployment, KubeServiceAccount } from '../kubernetes.ts';
import { commonLabels, metadata } from '../metadata.ts';
import { restrictedPod } from './restricted-pod.ts';

export interface WorkbenchProps {
  /** Where it is rendered for. */
  readonly environment: Environment;
  /** What it is part of, and named by: `<system>-workbench`. */
  readonly system: string;
  /** Where the pod runs. */
  readonly namespace: string;
  /** The read-only principal. @default none, as where the environment has no authentication */
  readonly principals?: readonly ResolvedPrincipal[];
  /** What the operators' consumer groups begin with, as the principal's rights do. @default workbench- */
  readonly groupPrefix?: string;
}

const component = 'workbench';

/**
 * A pod with Kafka's tools for operators (`kubectl exec`) and `/etc/kafka-client/client.properties` for them,
 * with a principal that reads everything of the queues and writes nothing.
 * Its groups begin with a prefix of their own, so that looking never moves a queue's offsets.
 */
export class Workbench extends Construct {
  constructor(scope: Construct, id: string, props: WorkbenchProps) {
    super(scope, id);
    const { environment, system, namespace, principals = [], groupPrefix = workbenchGroupPrefix } = props;
    const name = `${system}-${component}`;
    const named = (kind: string) => metadata(environment, { kind, name, namespace, system, component });
    const labels = { ...commonLabels(system, component), 'app.kubernetes.io/name': name };
    const selector = { 'app.kubernetes.io/name': name, 'app.kubernetes.io/part-of': system };

    const principal = principals[0];
    if (principal !== undefined) new AclPolicy(this, 'Access', { environment, system, component, principal });
    const credentials = principal && credentialsFor(environment, principal.name, namespace);
    if (credentials !== undefined) {
      new CredentialBridge(this, 'Credentials', { environment, system, component, namespace, credentials });
    }
    new KubeServiceAccount(this, 'ServiceAccount', {
      metadata: named('ServiceAccount'),
      automountServiceAccountToken: false,
    });
    new ClientNetworkPolicy(this, 'Network', {
      environment,
      system,
      component,
      name,
      namespace,
      podLabels: { 'app.kubernetes.io/name': name },
    });
    const client = podEnvironment(environment, credentials);
    new KubeConfigMap(this, 'Client', {
      metadata: named('ConfigMap'),
      data: { [clientPropertiesFile]: javaClientProperties(environment, credentials) },
    });
    new KubeDeployment(this, 'Deployment', {
      metadata: named('Deployment'),
      spec: {
        replicas: 1,
        // Two would only double the idle memory while an image changes.
        strategy: { type: 'Recreate' },
        selector: { matchLabels: selector },
        template: {
          metadata: { labels },
          spec: restrictedPod({
            serviceAccount: name,
            restartPolicy: 'Always',
            gracePeriod: 5,
            resources: { cpu: '100m', memory: '512Mi', ephemeralStorage: '1Gi' },
            volumes: [...client.volumes, { name: 'client', configMap: { name } }],
            container: {
              name: component,
              image: imageReference(environment, environment.images.workbench),
              imagePullPolicy: 'IfNotPresent',
              command: ['sleep', 'infinity'],
              env: [...client.variables, { name: 'KAFKA_GROUP_PREFIX', value: groupPrefix }],
              volumeMounts: [...client.mounts, { name: 'client', mountPath: clientFolder, readOnly: true }],
            },
          }),
        },
      },
    });
  }
}

import { Construct } from 'constructs';
import { credentialsFor } from '../../policies/credentials.ts';
import type { QueueClient, QueueWriter, ResolvedService } from '../../policies/resolved-service.ts';
import { AclPolicy } from '../kafka/acl-policy.ts';
import { clientConfiguration } from './client-files.ts';
import { ServiceNetworkPolicy } from './client-network-policy.ts';
import { CredentialBridge } from '../kafka/credential-bridge.ts';
import { KubeConfigMap, KubeRole, KubeRoleBinding, KubeServiceAccount } from '../kubernetes.ts';
import { metadata } from '../metadata.ts';

export interface ServiceClientProps {
  /** What its objects are part of. */
  readonly system: string;
  /** Namespace of the service's workload. */
  readonly namespace: string;
  /** The service as it is in one environment: one of a resolved system's `services`, or of its `queueWriters`. */
  readonly service: ResolvedService | QueueWriter;
}

/**
 * What a service needs of us to use Kafka: its KafkaUser, its credentials in its namespace, how its clients
 * connect, a ServiceAccount with the rights in Kubernetes that its work needs, and a NetworkPolicy that lets
 * its pods (labelled `app.kubernetes.io/name`, which is all that their owner must set) reach the brokers. For each queue
 * that it writes to, whose KafkaUser is the queue's: the credentials, and how the client connects and writes. Its workload
 * is its owner's.
 */
export class ServiceClient extends Construct {
  readonly #props: ServiceClientProps;

  constructor(scope: Construct, id: string, props: ServiceClientProps) {
    super(scope, id);
    this.#props = props;
    const { system, namespace, service: resolved } = props;
    const { environment, name, service, queues } = resolved;
    const component = service.id;
    const named = (kind: string) => metadata(environment, { kind, name, namespace, system, component });

    if ('clients' in resolved) {
      const { principal } = resolved;
      if (principal !== undefined)
        new AclPolicy(this, 'Access', { environment, system, component, principal });
      this.#files('', resolved);
    }
    // A pod that writes to several queues has several users: each has a folder of its own.
    for (const queue of queues) this.#files(`-${queue.name}`, queue, `/run/kafka/${queue.name}`);
    const rights = service.kubernetes ?? [];
    new KubeServiceAccount(this, 'ServiceAccount', {
      metadata: named('ServiceAccount'),
      automountServiceAccountToken: rights.length > 0,
    });
    if (rights.length > 0) {
      new KubeRole(this, 'Role', {
        metadata: named('Role'),
        rules: rights.map(({ apiGroup, resources, verbs }) => ({
          apiGroups: [apiGroup],
          resources: [...resources],
          verbs: [...verbs],
        })),
      });
      new KubeRoleBinding(this, 'RoleBinding', {
        metadata: named('RoleBinding'),
        roleRef: { apiGroup: 'rbac.authorization.k8s.io', kind: 'Role', name },
        subjects: [{ kind: 'ServiceAccount', name, namespace }],
      });
    }
    new ServiceNetworkPolicy(this, 'Network', { environment, system, namespace, service: service.id, name });
  }
  /** A ConfigMap with the files of clients, and the credentials that they name. */
  #files(suffix: string, { name, principal, clients }: QueueClient, folder?: string): void {
    const { system, namespace, service: resolved } = this.#props;
    const { environment } = resolved;
    const component = resolved.service.id;
    const credentials = principal && credentialsFor(environment, principal.name, namespace);
    if (credentials !== undefined) {
      const bridge = { environment, system, component, namespace, credentials };
      new CredentialBridge(this, `Credentials${suffix}`, bridge);
    }
    new KubeConfigMap(this, `Client${suffix}`, {
      metadata: metadata(environment, { kind: 'ConfigMap', name, namespace, system, component }),
      data: clientConfiguration(
        clients,
        environment,
        credentials && { ...credentials, ...(folder === undefined ? {} : { folder }) },
        name,
      ),
    });
  }
}

import { Construct } from 'constructs';
import { credentialsFor } from '../../policies/credentials.ts';
import type { ResolvedService } from '../../policies/resolved-service.ts';
import { AclPolicy } from '../kafka/acl-policy.ts';
import { clientConfiguration } from './client-files.ts';
import { ClientNetworkPolicy } from './client-network-policy.ts';
import { CredentialBridge } from '../kafka/credential-bridge.ts';
import { KubeConfigMap, KubeRole, KubeRoleBinding, KubeServiceAccount } from '../kubernetes.ts';
import { metadata } from '../metadata.ts';

export interface ServiceClientProps {
  /** What its objects are part of. */
  readonly system: string;
  /** Namespace of the service's workload. */
  readonly namespace: string;
  /** The service as it is in one environment: one of a resolved system's `services`. */
  readonly service: ResolvedService;
}

/**
 * What a service needs of us to use Kafka: its KafkaUser, its credentials in its namespace, how its client
 * connects, a ServiceAccount with the rights in Kubernetes that its work needs, and a NetworkPolicy that lets
 * its pods (labelled `app.kubernetes.io/name`) reach the brokers. Its workload is its owner's.
 */
export class ServiceClient extends Construct {
  constructor(scope: Construct, id: string, props: ServiceClientProps) {
    super(scope, id);
    const { system, namespace, service: resolved } = props;
    const { environment, name, principal, service } = resolved;
    const component = service.id;
    const named = (kind: string) => metadata(environment, { kind, name, namespace, system, component });

    if (principal !== undefined) new AclPolicy(this, 'Access', { environment, system, component, principal });
    const credentials = principal && credentialsFor(environment, principal.name, namespace);
    if (credentials !== undefined) {
      new CredentialBridge(this, 'Credentials', { environment, system, component, namespace, credentials });
    }
    new KubeConfigMap(this, 'Client', {
      metadata: named('ConfigMap'),
      data: clientConfiguration(resolved.clients, environment, credentials, name),
    });
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
    new ClientNetworkPolicy(this, 'Network', {
      environment,
      system,
      component,
      name: `${name}-kafka`,
      namespace,
      podLabels: { 'app.kubernetes.io/name': name, 'app.kubernetes.io/part-of': system },
    });
  }
}

import { Construct } from 'constructs';
import type { Environment } from '../../model/terms/environment.ts';
import { hasOnlyPrograms } from '../../policies/namespaces.ts';
import { DefaultDeny } from './client-network-policy.ts';
import { KubeLimitRange, Quantity } from '../kubernetes.ts';
import { metadata } from '../metadata.ts';

export interface NamespaceGuardProps {
  /** Where it is rendered for. */
  readonly environment: Environment;
  /** Whose pods it is about. */
  readonly system: string;
  /** Where they run. */
  readonly namespace: string;
  /** Whether executors run here: containers that name no request get a small one then. @default false */
  readonly executors?: boolean;
  /** Quantities of Kubernetes: most that a container may have, where the namespace belongs to one executor class alone. @default no cap */
  readonly most?: { readonly cpu: string; readonly memory: string };
}

/**
 * What holds for every pod in one namespace: nothing in and nothing out unless a policy says so, and a LimitRange.
 * Where others run too (in Kafka's namespace, and where others own it) nothing is denied here: each program's own
 * policy closes both directions for its pods. A LimitRange cannot select pods either: in Kafka's own namespace it only
 * gives a small request to containers that name none, so that the brokers are never capped by it; in a
 * namespace of one executor class alone it also caps.
 */
export class NamespaceGuard extends Construct {
  constructor(scope: Construct, id: string, props: NamespaceGuardProps) {
    super(scope, id);
    const { environment, system, namespace, executors = false, most } = props;
    const component = 'workloads';
    if (hasOnlyPrograms(environment, namespace)) {
      const name = `${system}-default-deny`;
      new DefaultDeny(this, 'DefaultDeny', { environment, system, component, name, namespace });
    }
    if (!executors) return;
    const small = { cpu: Quantity.fromString('10m'), memory: Quantity.fromString('32Mi') };
    const cap = most && { cpu: Quantity.fromString(most.cpu), memory: Quantity.fromString(most.memory) };
    new KubeLimitRange(this, 'Limits', {
      metadata: metadata(environment, {
        kind: 'LimitRange',
        name: `${system}-containers`,
        namespace,
        system,
        component,
      }),
      spec: {
        limits: [
          {
            type: 'Container',
            defaultRequest: small,
            ...(cap === undefined ? {} : { default: cap, max: cap }),
          },
        ],
      },
    });
  }
}

import { Construct } from 'constructs';
import { platformFolder } from '../../model/catalog.ts';
import { enforceLabel, type PodSecurity, warnLabel } from '../../model/pod-security.ts';
import type { Environment } from '../../model/terms/environment.ts';
import { KubeNamespace } from '../kubernetes.ts';
import { metadata } from '../metadata.ts';

export interface WorkloadNamespaceProps {
  /** Where it is rendered for. */
  readonly environment: Environment;
  /** A DNS-1123 label. */
  readonly name: string;
  /** Level of the Pod Security Standards below which the API server refuses pods. @default restricted */
  readonly podSecurity?: PodSecurity;
}

/**
 * A namespace that the environment owns. It enforces a level of the Pod Security Standards, and no GitOps controller
 * deletes it: everything in it would be deleted with it.
 */
export class WorkloadNamespace extends Construct {
  constructor(scope: Construct, id: string, props: WorkloadNamespaceProps) {
    super(scope, id);
    const { environment, name, podSecurity = 'restricted' } = props;
    new KubeNamespace(this, 'Resource', {
      metadata: metadata(environment, {
        kind: 'Namespace',
        name,
        system: platformFolder,
        component: 'namespaces',
        labels: {
          [enforceLabel]: podSecurity,
          // Of pods alone the API server refuses what does not fit: a Deployment only gets this warning.
          [warnLabel]: podSecurity,
        },
      }),
    });
  }
}

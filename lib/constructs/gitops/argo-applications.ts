import { Construct } from 'constructs';
import { Application } from '../../../imports/argoproj.io.ts';
import type { Environment } from '../../model/terms/environment.ts';
import type { ArgoTerms } from '../../model/terms/gitops-terms.ts';
import { argoHealthChecks } from './argo-health.ts';
import { KubeConfigMap } from '../kubernetes.ts';
import { metadata } from '../metadata.ts';

export interface GitopsObjectsProps<Terms> {
  /** Where it is rendered for. */
  readonly environment: Environment;
  /** Where the manifests lie and what brings them to the cluster: `gitops` of the environment. */
  readonly terms: Terms;
  /** The folders of the environment, each applied as a whole; the first before the others. */
  readonly folders: readonly string[];
}

/**
 * An Argo CD Application for each folder of the environment, and the health checks that Argo CD lacks.
 *
 * An Application has no finalizer: whoever deletes it leaves its topics alone. What is gone from the folder is pruned
 * but for what carries its own protection. Nothing is replaced or forced: a topic created again is an empty one.
 */
export class ArgoApplications extends Construct {
  constructor(scope: Construct, id: string, props: GitopsObjectsProps<ArgoTerms>) {
    super(scope, id);
    const { environment, terms, folders } = props;
    const { namespace, project, server, repository, revision, folder } = terms;
    for (const [index, name] of folders.entries()) {
      new Application(this, name, {
        metadata: metadata(environment, {
          kind: 'Application',
          name: `workstreams-${environment.environment}-${name}`,
          namespace,
          system: name,
          component: 'gitops',
          annotations: { 'argocd.argoproj.io/sync-wave': index === 0 ? '0' : '1' },
        }),
        spec: {
          project,
          destination: { server },
          source: {
            repoUrl: repository,
            targetRevision: revision,
            path: [...(folder === '.' ? [] : [folder]), environment.environment, name].join('/'),
            directory: { recurse: true },
          },
          syncPolicy: {
            automated: { prune: true, selfHeal: true, allowEmpty: false },
            // ApplyOutOfSyncOnly: of 10,000 topics those that changed. FailOnSharedResource: no two owners.
            syncOptions: [
              'ApplyOutOfSyncOnly=true',
              'FailOnSharedResource=true',
              'PruneLast=true',
              'ServerSideApply=true',
            ],
            retry: { limit: 5, backoff: { duration: '30s', factor: 2, maxDuration: '10m' } },
          },
        },
      });
    }
    new KubeConfigMap(this, 'Health', {
      metadata: metadata(environment, {
        kind: 'ConfigMap',
        name: `workstreams-${environment.environment}-argocd-health`,
        namespace,
        system: 'gitops',
        component: 'gitops',
      }),
      data: argoHealthChecks(),
    });
  }
}

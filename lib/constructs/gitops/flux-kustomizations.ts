import { Construct } from 'constructs';
import {
  Kustomization,
  KustomizationSpecDeletionPolicy,
  KustomizationSpecSourceRefKind,
} from '../../../imports/kustomize.toolkit.fluxcd.io.ts';
import type { FluxTerms } from '../../model/terms/gitops-terms.ts';
import type { GitopsObjectsProps } from './argo-applications.ts';
import { metadata } from '../metadata.ts';

/**
 * A Flux Kustomization for each folder of the environment. Flux has no waves: the first folder is applied before the
 * others, and within a folder the operators wait for what they need. Whoever deletes a Kustomization leaves its topics
 * alone where their removal needs an approval.
 */
export class FluxKustomizations extends Construct {
  constructor(scope: Construct, id: string, props: GitopsObjectsProps<FluxTerms>) {
    super(scope, id);
    const { environment, terms, folders } = props;
    const named = (name: string) => `workstreams-${environment.environment}-${name}`;
    const [first] = folders;
    for (const name of folders) {
      new Kustomization(this, name, {
        metadata: metadata(environment, {
          kind: 'Kustomization',
          name: named(name),
          namespace: terms.namespace,
          system: name,
          component: 'gitops',
        }),
        spec: {
          sourceRef: { kind: KustomizationSpecSourceRefKind.GIT_REPOSITORY, name: terms.source },
          path: `./${[...(terms.folder === '.' ? [] : [terms.folder]), environment.environment, name].join('/')}`,
          interval: terms.interval,
          prune: true,
          force: false,
          // Ready is what Strimzi, KEDA and the others say of their own objects.
          wait: true,
          timeout: '10m',
          ...(environment.topics.deletion === 'approval'
            ? { deletionPolicy: KustomizationSpecDeletionPolicy.ORPHAN }
            : {}),
          ...(first === undefined || name === first ? {} : { dependsOn: [{ name: named(first) }] }),
        },
      });
    }
  }
}

import { ArgoApplications } from '../constructs/gitops/argo-applications.ts';
import { FluxKustomizations } from '../constructs/gitops/flux-kustomizations.ts';
import { gitopsFolder, platformFolder } from '../model/catalog.ts';
import type { Environment } from '../model/terms/environment.ts';
import type { Unit } from './unit.ts';

/**
 * What the environment's GitOps controller must know: an object for each folder. None where there is no controller.
 * Their own folder is applied by hand once, and by itself from then on.
 * @param folders of the environment that hold manifests; `platform` is applied before the others
 */
export function gitopsUnits(environment: Environment, folders: readonly string[]): Unit[] {
  const terms = environment.gitops;
  if (terms === 'none') return [];
  const ordered = [platformFolder, ...folders.filter((name) => name !== platformFolder), gitopsFolder];
  return terms.controller === 'argocd'
    ? [
        {
          name: 'applications',
          build: (chart) => {
            new ArgoApplications(chart, 'Applications', { environment, terms, folders: ordered });
          },
        },
      ]
    : [
        {
          name: 'kustomizations',
          build: (chart) => {
            new FluxKustomizations(chart, 'Kustomizations', { environment, terms, folders: ordered });
          },
        },
      ];
}

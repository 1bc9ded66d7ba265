import type { Manifest } from '../../model/manifest.ts';

export const argoSync = 'argocd.argoproj.io/sync-options';
export const fluxPrune = 'kustomize.toolkit.fluxcd.io/prune';

/** How strongly an object is kept from being pruned or deleted: 0 not, 1 somebody is asked, 2 never. */
export function strengthOf(annotation: string, value: unknown): number {
  if (annotation === fluxPrune) return value === 'disabled' ? 2 : 0;
  if (annotation !== argoSync) return 0;
  const options = optionsOf(value);
  const of = (name: string) => (options.has(`${name}=false`) ? 2 : options.has(`${name}=confirm`) ? 1 : 0);
  return Math.min(of('Prune'), of('Delete'));
}

export function optionsOf(value: unknown): Set<string> {
  const texts = typeof value === 'string' ? value.split(',') : [];
  return new Set(texts.map((one) => one.trim()));
}

/** Whether a GitOps controller would ask, or refuse, before it removes the object. */
export function isProtected(manifest: Manifest): boolean {
  return protection(manifest) > 0;
}

/** Whether a GitOps controller leaves the object in the cluster, whatever becomes of it in the folder. */
export function isKept(manifest: Manifest): boolean {
  return protection(manifest) === 2;
}

function protection({ metadata: { annotations = {} } }: Manifest): number {
  return Math.max(
    strengthOf(argoSync, annotations[argoSync]),
    strengthOf(fluxPrune, annotations[fluxPrune]),
    annotations['helm.sh/resource-policy'] === 'keep' ? 2 : 0,
  );
}

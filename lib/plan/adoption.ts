import type { Manifest } from '../model/manifest.ts';
import type { FieldChange } from './change.ts';

const managedBy = 'app.kubernetes.io/managed-by';
const ours = /^workstreams\.io\//;

/** What is ours in an object's head, and what stands there for a GitOps controller. */
const head =
  /^metadata\.(?:labels|annotations)\.(?:workstreams\.io\/.+|app\.kubernetes\.io\/(?:managed-by|part-of|component)|argocd\.argoproj\.io\/(?:sync-options|sync-wave)|kustomize\.toolkit\.fluxcd\.io\/prune|helm\.sh\/resource-policy)$/;

/** Whether an object says in any way that it is ours. */
function isOurs({ metadata: { labels = {}, annotations = {} } }: Manifest): boolean {
  return (
    labels[managedBy] === 'workstreams' ||
    [...Object.keys(labels), ...Object.keys(annotations)].some((key) => ours.test(key))
  );
}

/** Whether an object that was not ours becomes so. */
export function isAdopted(before: Manifest, after: Manifest): boolean {
  return !isOurs(before) && after.metadata.labels?.[managedBy] === 'workstreams';
}

/**
 * What others have put into the head of an object and programs act upon. Applying an object takes away only what was
 * applied with it before: of an adopted one this stays.
 */
const acted =
  /^metadata\.(?:finalizers\[|ownerReferences\[|annotations\.(?:argocd\.argoproj\.io\/(?:hook|skip-reconcile)|helm\.sh\/hook|kustomize\.toolkit\.fluxcd\.io\/(?:force|reconcile)|strimzi\.io\/|autoscaling\.keda\.sh\/))/;

/** Whether a field that the later object does not have stays on the object that it takes over. */
export function staysAdopted({ path, after }: Pick<FieldChange, 'path' | 'after'>): boolean {
  return after === undefined && acted.test(path);
}

/** The later object with the annotations that stay on it when it takes over the earlier one. */
export function withStaying({ metadata: { annotations = {} } }: Manifest, after: Manifest): Manifest {
  const { metadata } = after;
  const kept = Object.entries(annotations).filter(([name]) => acted.test(`metadata.annotations.${name}`));
  return kept.length === 0
    ? after
    : {
        ...after,
        metadata: { ...metadata, annotations: { ...Object.fromEntries(kept), ...metadata.annotations } },
      };
}

/**
 * Whether a field changes only because the object becomes ours: labels and annotations that it did not have, what
 * protects it and when it is applied among them, and who it is said to be managed by. Protection that goes is none,
 * nor what an operator acts upon.
 */
export function isOfAdoption({ path, before, after, risk }: FieldChange): boolean {
  if (!head.test(path) || after === undefined || risk === 'destructive' || risk === 'impossible')
    return false;
  return before === undefined || /\.app\.kubernetes\.io\/(?:managed-by|part-of|component)$/.test(path);
}

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
 * Whether a field changes only because the object becomes ours: labels and annotations that it did not have, what
 * protects it and when it is applied among them, and who it is said to be managed by. Protection that goes is none,
 * nor what an operator acts upon.
 */
export function isOfAdoption({ path, before, after, risk }: FieldChange): boolean {
  if (!head.test(path) || after === undefined || risk === 'destructive' || risk === 'impossible')
    return false;
  return before === undefined || /\.app\.kubernetes\.io\/(?:managed-by|part-of|component)$/.test(path);
}

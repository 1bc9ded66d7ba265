import { groupBy } from '../model/groups.ts';
import { type Manifest, manifestId, type OtherFile } from '../model/manifest.ts';
import { textAt } from '../model/plain-object.ts';

/** A file of others as a plan tells it; objects by their id. */
export interface PlannedOther {
  readonly path: string;
  readonly objects: readonly string[];
  /** Those of its objects that are rendered too. */
  readonly rendered: readonly string[];
  readonly unread: string | undefined;
}

/**
 * Files of others with the namespace that an object without one gets when it is applied: that of the one rendered object
 * of its kind and name, where there is one.
 */
export function inNamespaces(others: readonly OtherFile[], rendered: readonly Manifest[]): OtherFile[] {
  const byName = groupBy(rendered, nameOf);
  return others.map((file) => ({
    ...file,
    objects: file.objects.map((one): Manifest => {
      const [meant, ...more] = one.metadata.namespace === undefined ? (byName.get(nameOf(one)) ?? []) : [];
      const namespace = more.length > 0 ? undefined : meant?.metadata.namespace;
      return namespace === undefined ? one : { ...one, metadata: { ...one.metadata, namespace } };
    }),
  }));
}

function nameOf({ kind, metadata }: Manifest): string {
  return `${kind} ${metadata.name}`;
}

export function othersOf(others: readonly OtherFile[], rendered: ReadonlySet<string>): PlannedOther[] {
  return others.map(({ path, objects, unread }) => {
    const ids = objects.map(manifestId);
    return { path, objects: ids, rendered: ids.filter((id) => rendered.has(id)), unread };
  });
}

/**
 * Objects that are there although nothing of ours has made them, each once: in files of others, else in the cluster.
 * What is being deleted in the cluster is not there any longer when it is made.
 */
export function foundObjects(
  ours: readonly Manifest[],
  others: readonly OtherFile[],
  live: readonly Manifest[],
): { readonly inFiles: readonly Manifest[]; readonly inCluster: readonly Manifest[] } {
  const seen = new Set(ours.map(manifestId));
  const isNew = (one: Manifest): boolean => {
    const before = seen.size;
    return seen.add(manifestId(one)).size > before;
  };
  const inFiles = others.flatMap(({ objects }) => objects.filter(isNew));
  const isStaying = (one: Manifest) => textAt(one, 'metadata', 'deletionTimestamp') === '';
  return { inFiles, inCluster: live.filter((one) => isStaying(one) && isNew(one)) };
}

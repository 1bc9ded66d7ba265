import { userTypeOf } from '../../model/authentication/user-type.ts';
import { compareObjects } from '../../plan/compare.ts';
import type { FieldChange, ObjectChange } from '../../plan/change.ts';
import { at } from '../../model/plain-object.ts';
import type { PinnedTopic, ImportedUser } from '../../model/terms/imported-terms.ts';
import { type Manifest, manifestId } from '../../model/manifest.ts';
import { compare } from '../../model/text/problem.ts';
import { shown } from '../../plan/shown.ts';
import { importedQuotas, type LiveUser } from './imported-users.ts';

const config = 'spec.config.';

/** What a plan would change of each object, by its id; asked of the same comparison that `plan` makes. */
export function changesOf(
  live: readonly Manifest[],
  rendered: readonly Manifest[],
): { readonly changes: readonly ObjectChange[]; readonly byId: ReadonlyMap<string, ObjectChange> } {
  const { changes } = compareObjects(live, rendered);
  return { changes, byId: new Map(changes.map((one) => [one.id, one])) };
}

/** What must be kept of a KafkaTopic, so that none of these fields changes. */
export function topicPins(manifest: Manifest, fields: readonly FieldChange[]): Omit<PinnedTopic, 'object'> {
  const pinned: Record<string, string> = {};
  const without: string[] = [];
  const numbers: { partitions?: number; replicas?: number } = {};
  for (const { path, before } of fields) {
    if (path === 'spec.partitions' || path === 'spec.replicas') {
      const key = path === 'spec.partitions' ? 'partitions' : 'replicas';
      if (before === undefined) without.push(key);
      else numbers[key] = Number(before);
    } else if (path.startsWith(config)) {
      const key = path.slice(config.length);
      if (before === undefined) without.push(key);
      // As it stands there, letter by letter: Strimzi compares settings as text.
      else pinned[key] = String(at(manifest, 'spec', 'config', key));
    }
  }
  return {
    ...numbers,
    ...(Object.keys(pinned).length === 0 ? {} : { config: pinned }),
    ...(without.length === 0 ? {} : { without: without.toSorted(compare) }),
    ...headPins(fields),
  };
}

/** What must be kept of a KafkaUser. */
export function userPins({ manifest, acls }: LiveUser, fields: readonly FieldChange[]): ImportedUser {
  const touches = (start: string) => fields.some(({ path }) => path.startsWith(start));
  const type = userTypeOf(at(manifest, 'spec', 'authentication', 'type'));
  return {
    user: manifest.metadata.name,
    ...(touches('spec.authentication.type') && type !== undefined ? { authentication: type } : {}),
    ...(touches('spec.authorization') ? { acls: [...acls] } : {}),
    ...(touches('spec.quotas') ? { quotas: importedQuotas(manifest) } : {}),
    ...headPins(fields),
  };
}

/** Labels and annotations of others that would go. What may be a secret is not written down. */
function headPins(fields: readonly FieldChange[]) {
  const heads = { labels: {} as Record<string, string>, annotations: {} as Record<string, string> };
  for (const { path, before, after } of fields) {
    const [, kind, key = ''] = /^metadata\.(labels|annotations)\.(.+)$/.exec(path) ?? [];
    if (kind === undefined || after !== undefined || typeof before !== 'string') continue;
    const isPlain = before.length <= 1000 && shown(path, before) === before;
    if (isPlain) heads[kind as keyof typeof heads][key] = before;
  }
  return Object.fromEntries(Object.entries(heads).filter(([, map]) => Object.keys(map).length > 0));
}

/** Objects by their id. */
export function byId(manifests: readonly Manifest[]): Map<string, Manifest> {
  return new Map(manifests.map((one) => [manifestId(one), one]));
}

import { settingText } from '../../model/kafka/topic-setting-text.ts';
import { userTypeOf } from '../../model/authentication/user-type.ts';
import { staysAdopted } from '../../plan/adoption.ts';
import { compareObjects } from '../../plan/compare.ts';
import type { Changed } from '../../plan/kinds/meaning.ts';
import type { ObjectChange } from '../../plan/change.ts';
import { at, textAt } from '../../model/plain-object.ts';
import type { PinnedTopic, ImportedUser } from '../../model/terms/imported-terms.ts';
import { type Manifest, manifestId } from '../../model/manifest.ts';
import { compare } from '../../model/text/problem.ts';
import { shown } from '../../plan/shown.ts';
import { importedQuotas, type LiveUser } from './imported-users.ts';

const config = 'spec.config.';

/**
 * What a plan would change of each object, by its id; asked of the same comparison that `plan` makes. What others have put
 * into the head of an object and stays there is no change of it.
 */
export function changesOf(live: readonly Manifest[], rendered: readonly Manifest[]) {
  const { changes } = compareObjects(live, rendered);
  const isStaying = ({ action, fields }: ObjectChange) => action === 'change' && fields.every(staysAdopted);
  return {
    changes: changes.filter((one) => !isStaying(one)),
    staying: changes.filter(isStaying),
  };
}

/** What must be kept of a KafkaTopic, so that none of these fields changes. */
export function topicPins(manifest: Manifest, fields: readonly Changed[]): Omit<PinnedTopic, 'object'> {
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
      else pinned[key] = settingText(at(manifest, 'spec', 'config', key)) ?? '';
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
export function userPins({ manifest, acls }: LiveUser, fields: readonly Changed[]): ImportedUser {
  const touches = (start: string) => fields.some(({ path }) => path.startsWith(start));
  const type = userTypeOf(at(manifest, 'spec', 'authentication', 'type'));
  return {
    user: manifest.metadata.name,
    ...(touches('spec.authentication.type') ? { authentication: type ?? 'none' } : {}),
    ...credentialPins(manifest),
    ...(touches('spec.authorization') ? { acls: [...acls] } : {}),
    ...(touches('spec.quotas') ? { quotas: importedQuotas(manifest) } : {}),
    ...secretPins(fields),
    ...headPins(fields),
  };
}

/** Where a password comes from, and how long a certificate is valid: no contract says that. */
function credentialPins(manifest: Manifest): Pick<ImportedUser, 'password' | 'certificate'> {
  const reference = ['spec', 'authentication', 'password', 'valueFrom', 'secretKeyRef'];
  const [secret, key] = [textAt(manifest, ...reference, 'name'), textAt(manifest, ...reference, 'key')];
  const optional = at(manifest, ...reference, 'optional');
  const days = Object.fromEntries(
    ['validityDays', 'renewalDays'].flatMap((name) => {
      const value = at(manifest, 'spec', 'authentication', name);
      return typeof value === 'number' ? [[name, value]] : [];
    }),
  );
  return {
    ...(secret === '' || key === ''
      ? {}
      : { password: { secret, key, ...(typeof optional === 'boolean' ? { optional } : {}) } }),
    ...(Object.keys(days).length === 0 ? {} : { certificate: days }),
  };
}

function secretPins(fields: readonly Changed[]): Pick<ImportedUser, 'secret'> {
  const secret = mapsBelow('spec\\.template\\.secret\\.metadata', fields);
  return Object.keys(secret).length === 0 ? {} : { secret };
}

/** Labels and annotations of others that would go, and when theirs is applied. */
function headPins(fields: readonly Changed[]) {
  return mapsBelow('metadata', fields);
}

/** Annotations that tell a GitOps controller when to apply: theirs stay, ours would only move them. */
const order = 'argocd.argoproj.io/sync-wave';

/** What may be a secret is not written down. */
function mapsBelow(head: string, fields: readonly Changed[]) {
  const maps = { labels: {} as Record<string, string>, annotations: {} as Record<string, string> };
  const pattern = new RegExp(`^${head}\\.(labels|annotations)\\.(.+)$`);
  for (const { path, before, after } of fields) {
    const [, kind, key = ''] = pattern.exec(path) ?? [];
    if (kind === undefined || typeof before !== 'string' || (after !== undefined && key !== order)) continue;
    const isPlain = before.length <= 1000 && shown(path, before) === before;
    if (isPlain) maps[kind as keyof typeof maps][key] = before;
  }
  return Object.fromEntries(Object.entries(maps).filter(([, map]) => Object.keys(map).length > 0));
}

/** Objects by their id. */
export function byId(manifests: readonly Manifest[]): Map<string, Manifest> {
  return new Map(manifests.map((one) => [manifestId(one), one]));
}

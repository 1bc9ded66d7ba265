import type { Manifest } from '../../model/manifest.ts';
import { at, itemsAt, textAt } from '../../model/plain-object.ts';
import type { Facts } from '../facts.ts';
import { destructive, review, type Risk, type Verdict } from '../risk.ts';
import type { Changed } from './meaning.ts';

const path = 'metadata.ownerReferences';

/** One fact an owner: its uid, for the garbage collector knows owners by that. */
export function refineOwners(facts: Facts, manifest: Manifest): void {
  for (const one of facts.keys()) if (one.startsWith(path)) facts.delete(one);
  for (const { item } of itemsAt(manifest, 'metadata', 'ownerReferences')) {
    const flags = ['controller', 'blockOwnerDeletion'].filter((flag) => at(item, flag) === true);
    facts.set(
      `${path}[${`${textAt(item, 'kind')} ${textAt(item, 'name')}`.trim()}]`,
      [`uid ${textAt(item, 'uid') || '(none)'}`, ...flags].join(', '),
    );
  }
}

/**
 * What an owner means that came, went or is another; undefined for other fields.
 * @param deletion what it costs when the object goes
 */
export function judgeOwner(change: Changed, kind: string, deletion: () => Risk): Verdict | undefined {
  const { path: where, before, after } = change;
  if (!where.startsWith(`${path}[`)) return undefined;
  const owner = where.slice(path.length + 1, -1);
  if (after === undefined) return review(`the ${kind} stays when ${owner} is deleted`);
  if (uidOf(before) === uidOf(after))
    return review(`how ${owner} owns the ${kind} changes: who controls it, or whether its deletion waits`);
  const says = `Kubernetes deletes the ${kind} once ${owner} is gone, or if its uid is another, also where the ${kind} is protected from pruning`;
  return deletion() === 'destructive' ? destructive(says) : review(says);
}

function uidOf(fact: Changed['before']): string | undefined {
  return fact === undefined ? undefined : String(fact).split(',')[0];
}

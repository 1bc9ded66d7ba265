import { type Facts, flatten } from '../facts.ts';
import { at, itemsAt, textAt } from '../../model/plain-object.ts';
import type { Manifest } from '../../model/manifest.ts';
import { destructive, review, type Verdict } from '../risk.ts';
import type { Changed, Meaning, Scene } from './meaning.ts';

/** Mirrors by their source, patterns as the sets that they are. */
function refine(facts: Facts, manifest: Manifest): void {
  for (const path of facts.keys()) if (path.startsWith('spec.mirrors')) facts.delete(path);
  for (const { item } of itemsAt(manifest, 'spec', 'mirrors')) {
    flatten(item, `spec.mirrors[${textAt(item, 'source', 'alias')}]`, facts);
  }
  for (const [path, value] of facts) {
    if (/\.(?:topics|groups)(?:Exclude)?Pattern$/.test(path) && typeof value === 'string') {
      facts.delete(path);
      for (const one of value.split(',')) facts.set(`${path}[${one.trim()}]`, true);
    }
    if (/[cC]onfig\./.test(path)) facts.set(path, String(value));
  }
}

function judge({ path, after }: Changed, { before, after: now }: Scene): Verdict | undefined {
  const [, alias, field = ''] = /^spec\.mirrors\[([^\]]+)\]\.(.+)$/.exec(path) ?? [];
  if (alias === undefined) {
    if (/^spec\.target\.(?:groupId|.*StorageTopic)$/.test(path)) {
      return destructive(
        'the mirror forgets how far it has copied: it begins anew, and everything that the source keeps is copied a second time',
      );
    }
    if (path.startsWith('spec.target.alias'))
      return review('copies are told apart by another name: clients find them under other topics');
    return path.startsWith('spec.target') || path === 'spec.replicas'
      ? review('the mirror restarts, and goes on from where it was')
      : undefined;
  }
  const has = (side: Manifest) => {
    const mirrors = at(side, 'spec', 'mirrors');
    return Array.isArray(mirrors) && mirrors.some((one) => textAt(one, 'source', 'alias') === alias);
  };
  if (!has(now)) return review(`nothing is copied from ${alias} any more: the copies here grow old`);
  if (!has(before))
    return review(`topics of ${alias} are copied from now on: network, disks and partitions carry them`);
  if (/^(?:topics|groups)(?:Exclude)?Pattern\[/.test(field)) {
    const copied = field.startsWith('topics') ? 'topics' : 'offsets of groups';
    // What an exclusion names is left out as long as it stands there.
    const left = field.includes('ExcludePattern[') ? after !== undefined : after === undefined;
    return review(
      left
        ? `these ${copied} are not copied from ${alias} any more: what is here grows old`
        : `these ${copied} are copied from ${alias}, too`,
    );
  }
  if (field.endsWith('sync.group.offsets.enabled'))
    return review('offsets of groups are copied, or not: after a disaster groups begin elsewhere');
  if (field.endsWith('replication.policy.class') || field.endsWith('replication.policy.separator'))
    return review('copies get other names: without the region in them two regions copy each other for ever');
  return review(`copying from ${alias} restarts in another way`);
}

export const kafkaMirror: Meaning = {
  refine,
  judge,
  deleted: () =>
    review(
      'nothing is copied between the regions any more: the copies grow old, and a disaster finds them so',
    ),
};

import { type Facts, flatten } from '../facts.ts';
import { itemsAt, textAt } from '../../model/plain-object.ts';
import type { Manifest } from '../../model/manifest.ts';
import { destructive, review, type Verdict } from '../risk.ts';
import type { Changed, Meaning, Scene } from './meaning.ts';

/** What MirrorMaker takes where a pattern is left out. */
const everything = '.*';
const ownExclusions = 'the default';
const patterns: Readonly<Record<string, string>> = {
  topicsPattern: everything,
  groupsPattern: everything,
  topicsExcludePattern: ownExclusions,
  groupsExcludePattern: ownExclusions,
};

/** Mirrors by their source, patterns as the sets that they are. */
function refine(facts: Facts, manifest: Manifest): void {
  for (const path of facts.keys()) if (path.startsWith('spec.mirrors')) facts.delete(path);
  for (const { item } of itemsAt(manifest, 'spec', 'mirrors')) {
    const mirror = `spec.mirrors[${textAt(item, 'source', 'alias')}]`;
    flatten(item, mirror, facts);
    for (const name of Object.keys(patterns)) {
      const text = textAt(item, name);
      if (text === '') continue;
      facts.delete(`${mirror}.${name}`);
      for (const one of text.split(',')) facts.set(`${mirror}.${name}[${one.trim()}]`, true);
    }
  }
  for (const [path, value] of facts) if (/[cC]onfig\./.test(path)) facts.set(path, String(value));
}

/** A pattern that only one side has is compared with what MirrorMaker takes without it. */
function align(before: Manifest, after: Manifest): [Manifest, Manifest] {
  return [withPatternsOf(after, before), withPatternsOf(before, after)];
}

function withPatternsOf(other: Manifest, one: Manifest): Manifest {
  const mirrors = itemsAt(one, 'spec', 'mirrors').map(({ item }) => {
    const alias = textAt(item, 'source', 'alias');
    const same = itemsAt(other, 'spec', 'mirrors').find(
      (there) => textAt(there.item, 'source', 'alias') === alias,
    );
    const unsaid = Object.entries(patterns).filter(
      ([name]) => textAt(item, name) === '' && textAt(same?.item, name) !== '',
    );
    return unsaid.length === 0 ? item : { ...(item as object), ...Object.fromEntries(unsaid) };
  });
  return mirrors.length === 0 ? one : { ...one, spec: { ...(one['spec'] as object), mirrors } };
}

function judge(change: Changed, scene: Scene): Verdict | undefined {
  const { path, after } = change;
  const [, alias, field = ''] = /^spec\.mirrors\[([^\]]+)\]\.(.+)$/.exec(path) ?? [];
  if (alias === undefined) return ofTarget(path);
  const has = (side: Manifest) =>
    itemsAt(side, 'spec', 'mirrors').some(({ item }) => textAt(item, 'source', 'alias') === alias);
  if (!has(scene.after))
    return review(`nothing is copied from ${alias} after that: the copies here grow old`);
  if (!has(scene.before))
    return review(`topics of ${alias} are copied from now on: network, disks and partitions carry them`);
  if (/^(?:topics|groups)(?:Exclude)?Pattern\[/.test(field)) return ofPattern(field, alias, change, scene);
  if (field === 'source.bootstrapServers')
    return review(
      `${alias} is reached at another address: if that is another cluster, the mirror goes on from positions in the old one, and skips messages or copies them a second time`,
    );
  if (field.endsWith('Connector.state'))
    return after === 'paused' || after === 'stopped'
      ? review(`copying from ${alias} stops until this is taken back: the copies here grow old`)
      : review(`copying from ${alias} goes on from where it was`);
  if (field.endsWith('sync.group.offsets.enabled'))
    return review('offsets of groups are copied, or not: after a disaster groups begin elsewhere');
  if (field.endsWith('replication.policy.class') || field.endsWith('replication.policy.separator'))
    return review('copies get other names: without the region in them two regions copy each other for ever');
  return review(`copying from ${alias} restarts in another way`);
}

function ofTarget(path: string): Verdict | undefined {
  if (path === 'spec.target.offsetStorageTopic')
    return destructive(
      'the mirror forgets how far it has copied: it starts over, and everything that the source keeps is copied a second time',
    );
  if (path === 'spec.target.groupId')
    return destructive(
      'the workers form another group: while pods are replaced both groups copy, and messages arrive twice',
    );
  if (path.startsWith('spec.target.alias'))
    return review('copies are distinguished by another name: clients find them under other topics');
  if (path === 'spec.target.bootstrapServers')
    return review(
      'the target is reached at another address: if that is another cluster, everything that the sources keep is copied into it',
    );
  return path.startsWith('spec') ? review('the mirror restarts, and goes on from where it was') : undefined;
}

/** One item of a pattern that came or went. */
function ofPattern(field: string, alias: string, { path, after }: Changed, { facts }: Scene): Verdict {
  const copied = field.startsWith('topics') ? 'topics' : 'offsets of groups';
  const isExclusion = field.includes('ExcludePattern[');
  if (isExclusion && field.endsWith(`[${ownExclusions}]`))
    return after === undefined
      ? review(
          `MirrorMaker's own exclusions no longer hold: ${copied} that are internal, or copies themselves, are copied from ${alias}, too`,
        )
      : review(`MirrorMaker's own exclusions hold for ${copied} of ${alias}: what they name grows old`);
  const all = `${path.slice(0, path.lastIndexOf('Pattern['))}Pattern[${everything}]`;
  if (!isExclusion && path !== all && (facts.before.has(all) || facts.after.has(all)))
    return review(
      facts.before.has(all) && facts.after.has(all)
        ? `all ${copied} of ${alias} are copied anyway`
        : `of all ${copied} of ${alias} ${after === undefined ? 'these are copied until now' : 'these are copied from now on'}`,
    );
  // What an exclusion names is left out as long as it stands there.
  const left = isExclusion ? after !== undefined : after === undefined;
  return review(
    left
      ? `these ${copied} are no longer copied from ${alias}: what is here grows old`
      : `these ${copied} are copied from ${alias}, too`,
  );
}

export const kafkaMirror: Meaning = {
  refine,
  align,
  judge,
  created: (manifest) =>
    review(
      `topics of ${itemsAt(manifest, 'spec', 'mirrors')
        .map(({ item }) => textAt(item, 'source', 'alias'))
        .join(', ')} are copied from now on: network, disks and partitions carry them`,
    ),
  deleted: () =>
    review(
      'nothing is copied between the regions after that: the copies grow old, and a disaster finds them so',
    ),
};

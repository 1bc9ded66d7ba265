import { aligned } from './aligned.ts';
import { cascade, elsewhere, left, otherObjects, stays, unasked } from './applied-elsewhere.ts';
import { takesAlong } from './finalizers.ts';
import type { Manifest } from '../../model/manifest.ts';
import { at, itemsAt, textAt } from '../../model/plain-object.ts';
import type { Facts } from '../facts.ts';
import { destructive, review, safe, type Verdict } from '../risk.ts';
import type { Changed, Meaning, Scene } from './meaning.ts';

/** One source in a list is the source; beside a list Argo CD does not read the single one. */
function refineApplication(facts: Facts, manifest: Manifest): void {
  const { length } = itemsAt(manifest, 'spec', 'sources');
  for (const path of facts.keys()) {
    if (path.startsWith('operation')) facts.delete(path);
    if (length > 0 && path.startsWith('spec.source.')) facts.delete(path);
  }
  for (const [path, value] of [...facts]) {
    if (length === 1 && path.startsWith('spec.sources[0].')) {
      facts.delete(path);
      facts.set(path.replace('spec.sources[0].', 'spec.source.'), value);
    }
  }
}

const sourceOf = /^spec\.(source|sources\[\d+\])\.(.+)$/;

function judgeApplication(change: Changed, scene: Scene): Verdict | undefined {
  const { path, before } = change;
  const { after: now } = scene;
  const prunes = at(now, 'spec', 'syncPolicy', 'automated', 'prune') === true;
  const [, source, field] = sourceOf.exec(path) ?? [];
  if (source !== undefined && field !== undefined) return ofSource(source, field, scene, prunes);
  if (path.startsWith('spec.destination.')) return elsewhere(prunes);
  if (path.startsWith('spec.syncPolicy.automated')) return automation(change, scene);
  const option = /syncOptions\[(.+)\]$/.exec(path)?.[1];
  if (option !== undefined) return syncOption(option, before === undefined);
  if (path === 'spec.project')
    return review('the rules of another project hold: what they do not allow is not applied');
  if (path.startsWith('spec.ignoreDifferences'))
    return review('which differences Argo CD sees, and sets back, changes');
  return path.startsWith('spec') ? review('Argo CD applies the folder in another way') : undefined;
}

/** A change of one source, or of one of several. */
function ofSource(source: string, field: string, { facts }: Scene, prunes: boolean): Verdict {
  const has = (side: Facts) => [...side.keys()].some((one) => one.startsWith(`spec.${source}.`));
  if (!has(facts.before)) return review('it applies another folder as well');
  if (!has(facts.after) || /^(?:path|repoURL|chart)$/.test(field)) return elsewhere(prunes);
  if (field === 'targetRevision') return review('it applies another revision of the folder');
  if (/^directory\.(?:recurse|include|exclude)$/.test(field))
    return otherObjects(prunes, 'it applies other files of the folder');
  if (/^kustomize\.(?:namePrefix|nameSuffix|namespace)$|^helm\.(?:releaseName|namespace)$/.test(field))
    return otherObjects(prunes, 'it applies objects of other names');
  return review('it renders the folder in another way');
}

/** Whether what has left the folder is deleted by itself. */
function isPruning(spec: unknown): boolean {
  const policy = at(spec, 'syncPolicy', 'automated');
  return at(policy, 'prune') === true && at(policy, 'enabled') !== false;
}

function automation({ path, after }: Changed, { before, after: now }: Scene): Verdict {
  const policy = at(now, 'spec', 'syncPolicy', 'automated');
  if (policy === undefined || at(policy, 'enabled') === false)
    return review('what is merged is applied only when somebody syncs');
  if (path.endsWith('.allowEmpty') && after === true)
    return destructive('a folder that is empty by mistake deletes everything that it has applied');
  if (/\.(?:prune|enabled)$/.test(path) && isPruning(now['spec']) && !isPruning(before['spec']))
    return destructive(unasked);
  if (path.endsWith('.prune')) return review(left);
  if (path.endsWith('.selfHeal'))
    return review(after === true ? 'what was set by hand is set back' : 'what is set by hand stays');
  return review('Argo CD applies the folder in another way');
}

function syncOption(option: string, isNew: boolean): Verdict {
  if (isNew && /^(?:Replace|Force)=true$/.test(option))
    return destructive('Argo CD deletes objects and creates them again when it applies them');
  if (/^(?:Prune|Delete)=(?:false|confirm)$/.test(option))
    return isNew
      ? safe('Argo CD no longer removes by itself what it has applied')
      : destructive('the protection of everything that it has applied is taken off');
  return review('Argo CD applies the folder in another way');
}

const identityOfSource = (source: unknown) =>
  [
    ['repoURL', 'chart', 'path', 'ref'],
    ['repoURL', 'chart', 'ref'],
  ].map((keys) => keys.map((key) => textAt(source, key)).join('\n'));

/** One source beside several is one of them. */
function alignSources(before: Manifest, after: Manifest): [Manifest, Manifest] {
  const counts = [before, after].map((side) => itemsAt(side, 'spec', 'sources').length);
  const [old, now] = Math.max(...counts) > 1 ? [asList(before), asList(after)] : [before, after];
  return [old, aligned(old, now, ['spec', 'sources'], identityOfSource)];
}

function asList(one: Manifest): Manifest {
  const source = at(one, 'spec', 'source');
  return source === undefined || itemsAt(one, 'spec', 'sources').length > 0
    ? one
    : { ...one, spec: { ...(one['spec'] as object), sources: [source, null] } };
}

export const application: Meaning = {
  refine: refineApplication,
  align: alignSources,
  judge: judgeApplication,
  created: () => review('Argo CD applies another folder'),
  deleted: (manifest) => (takesAlong(manifest) ? destructive(cascade) : review(stays)),
};

const applicationsGo = 'its Applications are deleted, and with them everything that they have applied';

/** Whether its Applications, or what they have applied, outlive it. */
function preserves(set: Manifest): boolean {
  return at(set, 'spec', 'syncPolicy', 'preserveResourcesOnDeletion') === true;
}

function judgeSet({ path }: Changed, { before, after }: Scene): Verdict | undefined {
  if (path.endsWith('.preserveResourcesOnDeletion'))
    return preserves(after)
      ? safe('what its Applications have applied stays when they go')
      : destructive('what its Applications have applied is deleted when they go');
  if (path.endsWith('.applicationsSync'))
    return review('which Applications the set creates, changes and deletes is decided in another way');
  const keeps = /^create-(?:only|update)$/.test(textAt(after, 'spec', 'syncPolicy', 'applicationsSync'));
  if (/^spec\.(?:generators|template\.metadata\.name|goTemplate)/.test(path)) {
    const says = 'the set makes other Applications';
    if (keeps) return review(`${says}: those of before stay`);
    return preserves(before) && preserves(after)
      ? review(`${says}: those of before are deleted, and what they have applied stays`)
      : destructive(`${says}: those of before are deleted, and with them everything that they have applied`);
  }
  if (path.startsWith('spec.template.spec.')) {
    const prunesIn = (side: Manifest) => isPruning(at(side, 'spec', 'template', 'spec'));
    const prunes = prunesIn(after) && !keeps;
    if (/\.automated\.(?:prune|enabled)$/.test(path) && prunes && !prunesIn(before))
      return destructive(unasked);
    return /\.(?:path|repoURL|chart)$|\.destination\./.test(path)
      ? elsewhere(prunes)
      : review('every Application of the set applies its folder in another way');
  }
  return undefined;
}

export const applicationSet: Meaning = {
  judge: judgeSet,
  deleted: (manifest) =>
    preserves(manifest)
      ? review('its Applications are deleted; what they have applied stays, and nothing keeps it in step')
      : destructive(applicationsGo),
};

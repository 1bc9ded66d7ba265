import type { Manifest } from '../../model/manifest.ts';
import { itemsAt, textAt, textsAt } from '../../model/plain-object.ts';
import type { Facts } from '../facts.ts';
import { impossible, review, safe, type Verdict } from '../risk.ts';
import type { Changed, Meaning, Scene, Worlds } from './meaning.ts';

/** Rules taken apart: one right a resource and verb. */
function refineRole(facts: Facts, manifest: Manifest): void {
  for (const path of facts.keys()) if (path.startsWith('rules')) facts.delete(path);
  for (const { item } of itemsAt(manifest, 'rules')) {
    const names = textsAt(item, 'resourceNames').sort();
    const only = names.length === 0 ? '' : ` named ${names.join(' ')}`;
    const things = [
      ...textsAt(item, 'apiGroups').flatMap((group) =>
        textsAt(item, 'resources').map((resource) => (group === '' ? resource : `${resource}.${group}`)),
      ),
      ...textsAt(item, 'nonResourceURLs'),
    ];
    for (const thing of things)
      for (const verb of textsAt(item, 'verbs')) facts.set(`rules[${verb} ${thing}${only}]`, true);
  }
}

function judgeRole({ path, after }: Changed, { after: { metadata } }: Scene): Verdict | undefined {
  if (!path.startsWith('rules[')) return undefined;
  const right = path.slice('rules['.length, -1);
  return after === undefined
    ? review(`what runs with ${metadata.name} may not ${right} any more: its calls are refused`)
    : review(`wider rights: what runs with ${metadata.name} may ${right}`);
}

function createdRole(manifest: Manifest): Verdict {
  return itemsAt(manifest, 'rules').length === 0
    ? safe('a role without rights')
    : review(`rights of their own for ${manifest.metadata.name}, for whoever is bound to it`);
}

export const role: Meaning = {
  refine: refineRole,
  judge: judgeRole,
  created: createdRole,
  deleted: ({ metadata }) =>
    review(`whoever is bound to ${metadata.name} loses its rights: calls to the API server are refused`),
};

function refineBinding(facts: Facts, manifest: Manifest): void {
  for (const path of facts.keys()) if (path.startsWith('subjects')) facts.delete(path);
  for (const { item } of itemsAt(manifest, 'subjects')) {
    const namespace = textAt(item, 'namespace');
    const name = `${textAt(item, 'kind')} ${namespace === '' ? '' : `${namespace}/`}${textAt(item, 'name')}`;
    facts.set(`subjects[${name}]`, true);
  }
  if (facts.get('roleRef.apiGroup') === 'rbac.authorization.k8s.io') facts.delete('roleRef.apiGroup');
}

function judgeBinding({ path, after }: Changed, { after: { metadata } }: Scene): Verdict | undefined {
  if (path.startsWith('roleRef')) {
    return impossible('a binding keeps its role: the API server refuses to change roleRef', [
      'add a binding with another name to the other role',
      `remove ${metadata.name} when the other one is there`,
    ]);
  }
  if (!path.startsWith('subjects[')) return undefined;
  const who = path.slice('subjects['.length, -1);
  return after === undefined
    ? review(`${who} loses the rights of this role: its calls are refused`)
    : review(`wider rights: ${who} gets those of this role`);
}

function createdBinding(manifest: Manifest, { after }: Worlds): Verdict {
  const name = textAt(manifest, 'roleRef', 'name');
  const bound = after
    .ofKind(textAt(manifest, 'roleRef', 'kind'))
    .find(({ metadata }) => metadata.name === name && metadata.namespace === manifest.metadata.namespace);
  return bound !== undefined && itemsAt(bound, 'rules').length === 0
    ? safe('bound to a role without rights')
    : review(`wider rights: its subjects get those of ${name}`);
}

export const roleBinding: Meaning = {
  refine: refineBinding,
  judge: judgeBinding,
  created: createdBinding,
  deleted: ({ metadata }) =>
    review(`the subjects of ${metadata.name} lose its rights: calls to the API server are refused`),
};

import type { Manifest } from '../../model/manifest.ts';
import { makesPods } from '../../model/pod-rights.ts';
import { itemsAt, textAt, textsAt } from '../../model/plain-object.ts';
import { enforceLabel, strictnessOf } from '../../model/pod-security.ts';
import type { Facts } from '../facts.ts';
import { review, safe, type Verdict } from '../risk.ts';
import type { Changed, Meaning, Scene, Worlds } from './meaning.ts';

interface Right {
  /** `create pods`, `get secrets named a b` */
  readonly text: string;
  readonly verb: string;
  /** Without its group; a path of the API server for what is no resource. */
  readonly resource: string;
}

/** Rules taken apart: one right a resource and verb. */
function rightsOf(manifest: Manifest): Right[] {
  return itemsAt(manifest, 'rules').flatMap(({ item }) => {
    const names = textsAt(item, 'resourceNames').sort();
    const only = names.length === 0 ? '' : ` named ${names.join(' ')}`;
    const things = [
      ...textsAt(item, 'apiGroups').flatMap((group) =>
        textsAt(item, 'resources').map((resource) => ({
          resource,
          thing: group === '' ? resource : `${resource}.${group}`,
        })),
      ),
      ...textsAt(item, 'nonResourceURLs').map((path) => ({ resource: path, thing: path })),
    ];
    const verbs = textsAt(item, 'verbs');
    return things.flatMap(({ resource, thing }) =>
      verbs.map((verb) => ({ text: `${verb} ${thing}${only}`, verb, resource })),
    );
  });
}

function refineRole(facts: Facts, manifest: Manifest): void {
  for (const path of facts.keys()) if (path.startsWith('rules')) facts.delete(path);
  for (const { text } of rightsOf(manifest)) facts.set(`rules[${text}]`, true);
}

function judgeRole({ path, after }: Changed, { after: role, worlds }: Scene): Verdict | undefined {
  if (!path.startsWith('rules[')) return undefined;
  const { name } = role.metadata;
  const right = path.slice('rules['.length, -1);
  if (after === undefined)
    return review(`what runs with ${name} may no longer ${right}: its calls are refused`);
  const added = rightsOf(role).filter(({ text }) => text === right);
  return review(
    `wider rights: what runs with ${name} may ${right}${escalation(added, role.metadata.namespace, worlds)}`,
  );
}

/** Who says what runs in a pod takes the pod's node, unless the namespace refuses such pods. */
function escalation(rights: readonly Right[], namespace: string | undefined, { after }: Worlds): string {
  if (!rights.some(({ verb, resource }) => makesPods(verb, resource))) return '';
  const home = after.ofKind('Namespace').find((one) => one.metadata.name === namespace);
  if (strictnessOf(home?.metadata.labels?.[enforceLabel]) === strictnessOf('restricted')) return '';
  const where = namespace === undefined ? 'a namespace' : `the namespace ${namespace}`;
  return `. A pod that it creates can take over its node, unless ${where} enforces the Pod Security level restricted`;
}

function createdRole(manifest: Manifest, worlds: Worlds): Verdict {
  const { name, namespace } = manifest.metadata;
  return itemsAt(manifest, 'rules').length === 0
    ? safe('a role without rights')
    : review(
        `rights of their own for ${name}, for whoever is bound to it${escalation(rightsOf(manifest), namespace, worlds)}`,
      );
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

/** Kubernetes' own roles by which pods are started. */
const ownRoles = ['cluster-admin', 'admin', 'edit'];

/** The rights that a binding gives; undefined where its role is not known here. */
function boundRights({ metadata, roleRef }: Manifest, { after }: Worlds): Right[] | undefined {
  const kind = textAt(roleRef, 'kind');
  const name = textAt(roleRef, 'name');
  const namespace = kind === 'ClusterRole' ? undefined : metadata.namespace;
  const bound = after
    .ofKind(kind)
    .find((one) => one.metadata.name === name && one.metadata.namespace === namespace);
  if (bound !== undefined) return rightsOf(bound);
  return kind === 'ClusterRole' && ownRoles.includes(name)
    ? [{ text: 'create pods', verb: 'create', resource: 'pods' }]
    : undefined;
}

function judgeBinding({ path, after }: Changed, { after: binding, worlds }: Scene): Verdict | undefined {
  if (!path.startsWith('subjects[')) return undefined;
  const who = path.slice('subjects['.length, -1);
  if (after === undefined) return review(`${who} loses the rights of this role: its calls are refused`);
  const pods = escalation(boundRights(binding, worlds) ?? [], binding.metadata.namespace, worlds);
  return review(`wider rights: ${who} gets those of this role${pods}`);
}

function createdBinding(manifest: Manifest, worlds: Worlds): Verdict {
  const rights = boundRights(manifest, worlds);
  if (rights?.length === 0) return safe('bound to a role without rights');
  const pods = escalation(rights ?? [], manifest.metadata.namespace, worlds);
  return review(`wider rights: its subjects get those of ${textAt(manifest, 'roleRef', 'name')}${pods}`);
}

export const roleBinding: Meaning = {
  refine: refineBinding,
  judge: judgeBinding,
  created: createdBinding,
  deleted: ({ metadata }) =>
    review(`the subjects of ${metadata.name} lose its rights: calls to the API server are refused`),
};

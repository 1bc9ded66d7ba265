import type { Manifest } from '../../model/manifest.ts';
import { at, itemsAt, textAt, textsAt } from '../../model/plain-object.ts';
import { firstOf } from '../../model/text/first-of.ts';
import type { Facts } from '../facts.ts';
import { destructive, review, safe, type Verdict } from '../risk.ts';
import type { World } from '../world.ts';
import { authentication, credentials } from './user-credentials.ts';
import type { Changed, Meaning, Scene, Worlds } from './meaning.ts';

const aclPath = 'spec.authorization.acls';

/** One right: who may (or may not) do one thing to what a pattern matches. */
interface Right {
  readonly deny: boolean;
  readonly type: string;
  readonly pattern: string;
  readonly name: string;
  readonly host: string;
  readonly operation: string;
}

const known = new WeakMap<Manifest, ReadonlyMap<string, Right>>();

/**
 * All rights of a user by their path, lists of operations taken apart; what another right brings with it is not said
 * twice. Kept for each object: a mirror's user has thousands, and each is asked for.
 */
function rightsByPath(manifest: Manifest): ReadonlyMap<string, Right> {
  const kept = known.get(manifest);
  if (kept !== undefined) return kept;
  const operations = new Map<string, Set<string>>();
  const all = itemsAt(manifest, 'spec', 'authorization', 'acls').flatMap(({ item }) => rightsIn(item));
  for (const one of all) {
    const pattern = patternOf(one);
    operations.set(pattern, (operations.get(pattern) ?? new Set()).add(one.operation));
  }
  const rights = new Map<string, Right>();
  for (const one of all) {
    const beside = operations.get(patternOf(one)) ?? new Set();
    if (one.deny || ![...beside].some((other) => implies(other, one.operation))) rights.set(pathOf(one), one);
  }
  known.set(manifest, rights);
  return rights;
}

/** What a KafkaUser's rights are, each once; what another right brings with it is not among them. */
export function rightsOf(manifest: Manifest): Right[] {
  return [...rightsByPath(manifest).values()];
}

function rightsIn(acl: unknown): Right[] {
  const several = textsAt(acl, 'operations');
  const single = textAt(acl, 'operation');
  return (several.length > 0 ? several : single === '' ? [] : [single]).map((operation) => ({
    deny: textAt(acl, 'type') === 'deny',
    type: textAt(acl, 'resource', 'type'),
    pattern: textAt(acl, 'resource', 'patternType') || 'literal',
    name: textAt(acl, 'resource', 'name'),
    host: textAt(acl, 'host') || '*',
    operation,
  }));
}

function patternOf({ deny, type, pattern, name, host }: Right): string {
  return [deny, type, pattern, name, host].join(' ');
}

/** Read, Write, Delete and Alter bring Describe along, AlterConfigs DescribeConfigs, All everything (Kafka's authorizer). */
function implies(operation: string, other: string): boolean {
  if (operation === other) return false;
  if (operation === 'All') return true;
  if (other === 'Describe') return ['Read', 'Write', 'Delete', 'Alter'].includes(operation);
  return other === 'DescribeConfigs' && operation === 'AlterConfigs';
}

/** Strimzi does the same with an empty list of rights as with none. */
function align(before: Manifest, after: Manifest): [Manifest, Manifest] {
  const both = [before, after].every(
    (side) => at(side, 'spec', 'authorization') === undefined || rightsByPath(side).size === 0,
  );
  return both ? [withoutAuthorization(before), withoutAuthorization(after)] : [before, after];
}

function withoutAuthorization(user: Manifest): Manifest {
  const spec = at(user, 'spec');
  if (typeof spec !== 'object' || spec === null) return user;
  return { ...user, spec: { ...spec, authorization: undefined } };
}

function refine(facts: Facts, manifest: Manifest): void {
  for (const path of facts.keys()) if (path.startsWith(aclPath)) facts.delete(path);
  for (const path of rightsByPath(manifest).keys()) facts.set(path, true);
  facts.delete('spec.quotas');
}

function pathOf({ deny, type, pattern, name, host, operation }: Right): string {
  const where = host === '*' ? '' : ` from ${host}`;
  const what = type === 'cluster' ? type : `${type} ${name}${pattern === 'prefix' ? '*' : ''}`;
  return `${aclPath}[${deny ? 'deny ' : ''}${operation} on ${what}${where}]`;
}

function judge(change: Changed, scene: Scene): Verdict | undefined {
  const { path, after } = change;
  if (path.startsWith(aclPath)) {
    const side = after === undefined ? scene.before : scene.after;
    const right = rightsByPath(side).get(path);
    if (right === undefined) return undefined;
    return (after === undefined) === right.deny ? wider(right, scene) : tighter(right, scene);
  }
  if (path === 'spec.authentication.type') return authentication(change, scene);
  if (path.startsWith('spec.authentication.')) return credentials(change, scene);
  if (path === 'spec.authorization.type')
    return review(
      after === undefined
        ? 'the user no longer has rights of its own: with an authorizer it can do nothing'
        : 'rights are enforced for this user from now on: what is not listed is refused',
    );
  if (path.startsWith('spec.quotas.')) return quota(change);
  if (path.startsWith('spec.template.'))
    return review(
      'the secret with the credentials is labelled or annotated in another way: what copies it elsewhere acts upon that',
    );
  return undefined;
}

function wider(right: Right, { before, worlds }: Scene): Verdict {
  const who = before.metadata.name;
  if (right.deny)
    return review(`${who} may ${right.operation} ${thing(right)} again, where another right allows it`);
  if (rightsOf(before).some((one) => isWithin(right, one))) {
    return safe(`${who} may ${right.operation} ${thing(right)} already, by a right that reaches further`);
  }
  if (isNew(right, worlds))
    return safe(`${who} may ${right.operation} ${thing(right)}, which is created by the same change`);
  return review(`wider rights: ${who} may ${right.operation} ${thing(right)} from now on`);
}

/** What a client is answered that lacks a right on a resource. */
const refusals: Readonly<Record<string, string>> = {
  topic: 'TOPIC',
  group: 'GROUP',
  cluster: 'CLUSTER',
  transactionalId: 'TRANSACTIONAL_ID',
};

function tighter(right: Right, scene: Scene): Verdict {
  const { after, worlds } = scene;
  const who = after.metadata.name;
  if (right.deny)
    return review(`${who} may no longer ${right.operation} ${thing(right)}, whatever else allows it`);
  const left = rightsOf(after);
  const hit = reached(right, worlds.after).filter((name) => !left.some((one) => covers(one, right, name)));
  if (left.some((one) => isWithin(right, one)) || isOfDeletedTopic(right, worlds)) {
    return safe(`${who} loses this right but still reaches every existing resource through others`);
  }
  if (hit.length === 0 && isWide(right) && reached(right, worlds.before).length > 0)
    return review(
      `${who} keeps ${right.operation} on what is known here, and loses it on every other ${right.type}${right.name === '*' ? '' : ` that begins with ${right.name}`}: what others have made, or Kafka Streams by itself, is refused to it`,
    );
  const names = hit.length === 0 ? thing(right) : `${right.type} ${firstOf(hit, 3)}`;
  return review(
    `${who} loses ${right.operation} on ${names}: a client that still runs as it is refused at once (${refusals[right.type] ?? 'TOPIC'}_AUTHORIZATION_FAILED) and stands still`,
  );
}

/** Whether a right is about more than one thing: not all of them need be known here. */
function isWide({ pattern, name }: Right): boolean {
  return pattern === 'prefix' || name === '*';
}

/** Whether a right is about one topic alone, and that goes with the same plan. Who is in a group runs on. */
function isOfDeletedTopic({ type, pattern, name }: Right, { before, after }: Worlds): boolean {
  return type === 'topic' && pattern === 'literal' && before.topics.has(name) && !after.topics.has(name);
}

/** Whether a right is about one topic or group alone, and that comes with the same plan. */
function isNew({ type, pattern, name }: Right, { before, after }: Worlds): boolean {
  if (pattern !== 'literal') return false;
  if (type === 'topic') return after.topics.has(name) && !before.topics.has(name);
  return type === 'group' && after.groups.has(name) && !before.groups.has(name);
}

/** The topics or groups of one side that a right is about. */
function reached({ type, pattern, name }: Right, world: World): string[] {
  const there = type === 'topic' ? world.topics : type === 'group' ? world.groups : new Set<string>();
  if (name === '*') return [...there.keys()];
  if (pattern === 'literal') return there.has(name) ? [name] : [];
  return [...there.keys()].filter((one) => one.startsWith(name));
}

/** Whether a right is a part of another. */
function isWithin(part: Right, whole: Right): boolean {
  const reaches = part.pattern === 'literal' || whole.pattern === 'prefix' || whole.name === '*';
  return reaches && covers(whole, part, part.name);
}

function covers(one: Right, wanted: Right, name: string): boolean {
  return (
    !one.deny &&
    one.type === wanted.type &&
    (one.host === '*' || one.host === wanted.host) &&
    (one.name === '*' || (one.pattern === 'prefix' ? name.startsWith(one.name) : name === one.name)) &&
    (one.operation === wanted.operation || implies(one.operation, wanted.operation))
  );
}

function thing({ type, pattern, name }: Right): string {
  if (type === 'cluster') return 'the cluster';
  return pattern === 'prefix' ? `every ${type} that begins with ${name}` : `${type} ${name}`;
}

function quota({ path, before, after }: Changed): Verdict {
  const what = path.slice('spec.quotas.'.length);
  if (after === undefined)
    return review(
      `without ${what} the user may take all that the brokers have: its neighbours may be slowed down`,
    );
  if (before === undefined || Number(after) < Number(before))
    return review(
      `the brokers slow the user down above ${String(after)} (${what}, a broker): lag grows where it needs more`,
    );
  return review(
    `the user may take up to ${String(after)} (${what}, a broker): its neighbours may be slowed down`,
  );
}

function created(manifest: Manifest, worlds: Worlds): Verdict {
  const who = manifest.metadata.name;
  if (textAt(manifest, 'metadata', 'labels', 'strimzi.io/cluster') === '')
    return review(
      `without the label strimzi.io/cluster Strimzi ignores the object: the user ${who} is not made`,
    );
  const old = rightsOf(manifest).filter((one) => !one.deny && !isNew(one, worlds));
  const [first] = old;
  return first === undefined
    ? safe(`the user ${who} is made, with rights on nothing but what is new`)
    : review(
        `wider rights: a new user ${who} may ${first.operation} ${thing(first)}${old.length > 1 ? `, and ${old.length - 1} more` : ''}`,
      );
}

function deleted({ metadata }: Manifest): Verdict {
  return destructive(
    `the user ${metadata.name} goes with its password or certificate and its rights: clients that use it are refused, and a user made again under this name has other credentials`,
  );
}

export const kafkaUser: Meaning = { refine, align, judge, created, deleted };

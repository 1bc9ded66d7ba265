import type { IConstruct } from 'constructs';
import type { Environment } from '../../model/terms/environment.ts';
import { InvalidUse } from '../invalid-use.ts';

type Kind = 'topic' | 'user' | 'group' | 'transactional id';

interface Claim {
  readonly kind: Kind;
  readonly name: string;
  readonly owner: IConstruct;
}

interface Claims {
  /** By kind and name. */
  readonly names: Map<string, Claim>;
  /** Each about everything whose name begins so; there are few. */
  readonly prefixes: Map<string, Claim>;
}

/** By the root of a program and the environment: two environments have clusters of their own. */
const programs = new WeakMap<IConstruct, Map<string, Claims>>();

function claimsBeside(owner: IConstruct, { environment }: Environment): Claims {
  const { root } = owner.node;
  const program = programs.get(root) ?? new Map<string, Claims>();
  programs.set(root, program);
  const claims: Claims = program.get(environment) ?? { names: new Map(), prefixes: new Map() };
  program.set(environment, claims);
  return claims;
}

/**
 * Says that a topic, a user or a consumer group belongs to a construct of a program.
 * @param fix what to do where it belongs to another
 * @throws InvalidUse where it, or everything that begins like it, belongs to another construct
 */
export function claimName(
  owner: IConstruct,
  environment: Environment,
  kind: Kind,
  name: string,
  fix: string,
): void {
  const { names, prefixes } = claimsBeside(owner, environment);
  const foreign = isForeign({ kind, name, owner });
  const key = `${kind} ${name}`;
  const same = names.get(key);
  if (same !== undefined && foreign(same)) throw taken(owner, `the ${kind} ${name} belongs`, same, fix);
  for (const other of prefixes.values()) {
    if (!foreign(other) || !name.startsWith(other.name)) continue;
    throw taken(owner, `the ${kind} ${name} begins with ${other.name}, which belongs`, other, fix);
  }
  names.set(key, { kind, name, owner });
}

/**
 * The same for everything whose name begins so.
 * @param prefix ends at a separator
 */
export function claimPrefix(
  owner: IConstruct,
  environment: Environment,
  kind: Kind,
  prefix: string,
  fix: string,
): void {
  const { names, prefixes } = claimsBeside(owner, environment);
  const foreign = isForeign({ kind, name: prefix, owner });
  const covered = [...names.values(), ...prefixes.values()].find(
    (other) => foreign(other) && other.name.startsWith(prefix),
  );
  if (covered !== undefined) {
    throw taken(
      owner,
      `what begins with ${prefix} covers the ${kind} ${covered.name}, which belongs`,
      covered,
      fix,
    );
  }
  const around = [...prefixes.values()].find((other) => foreign(other) && prefix.startsWith(other.name));
  if (around !== undefined) {
    throw taken(owner, `the ${kind} ${prefix} begins with ${around.name}, which belongs`, around, fix);
  }
  prefixes.set(`${kind} ${prefix}`, { kind, name: prefix, owner });
}

function isForeign({ kind, owner }: Claim): (other: Claim) => boolean {
  return (other) => other.kind === kind && other.owner !== owner;
}

function taken(owner: IConstruct, what: string, other: Claim, fix: string): InvalidUse {
  return new InvalidUse(owner, `${what} to ${other.owner.node.path}`, fix);
}

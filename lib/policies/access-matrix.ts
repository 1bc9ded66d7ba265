import { addTo } from '../model/groups.ts';
import { compare } from '../model/text/problem.ts';
import { mechanisms } from '../model/authentication/index.ts';
import type { ResolvedPrincipal } from './principals.ts';
import {
  type Acl,
  everything,
  operationsOf,
  operationsOn,
  type ResourcePattern,
  type ResourceType,
  type Role,
  type RoleName,
  rightsOf,
  type Scope,
  type SingleOperation,
} from './rights.ts';
import { beginningWith } from './sorted-names.ts';

/** What one principal may do to one topic, and why. */
export interface AccessRow {
  readonly topic: string;
  /** As the broker names it: `User:CN=…` under mutual TLS. */
  readonly principal: string;
  readonly service: string;
  readonly operations: readonly SingleOperation[];
  /** The roles that bring the rights about. */
  readonly roles: readonly RoleName[];
}

/** What one principal may do to one resource, or to all whose names begin so. */
export interface ResourceAccess extends ResourcePattern {
  readonly principal: string;
  readonly service: string;
  readonly operations: readonly SingleOperation[];
  readonly roles: readonly RoleName[];
}

/**
 * Who may do what: to each of the topics, and to all else that rights are about as they are granted: groups, transactional
 * ids, the cluster, topics by their prefix, and topics that are not among these.
 */
export function resourceAccess(
  principals: readonly ResolvedPrincipal[],
  topics: readonly string[],
): ResourceAccess[] {
  const known = new Set(topics);
  const others = principals.flatMap((principal) =>
    distinct(principal.acls)
      .filter((resource) => !(resource.type === 'topic' && isExact(resource) && known.has(resource.name)))
      .flatMap((resource) => {
        const operations = operationsOn(principal.acls, resource);
        if (operations.length === 0) return [];
        const roles = principal.roles.filter((role) =>
          rightsOf(role).some((right) => same(right.resource, resource)),
        );
        return {
          ...resource,
          principal: principalId(principal),
          service: principal.service,
          operations,
          roles: [...new Set(roles.map(({ role }) => role))].sort(compare),
        };
      }),
  );
  const types = Object.keys(operationsOf) as ResourceType[];
  return [
    ...accessMatrix(principals, topics).map(
      ({ topic, ...row }): ResourceAccess => ({ type: 'topic', patternType: 'literal', name: topic, ...row }),
    ),
    ...others.sort(
      (a, b) =>
        types.indexOf(a.type) - types.indexOf(b.type) ||
        compare(a.name, b.name) ||
        compare(a.patternType, b.patternType) ||
        compare(a.principal, b.principal),
    ),
  ];
}

function distinct(acls: readonly Acl[]): ResourcePattern[] {
  const found: ResourcePattern[] = [];
  for (const { resource } of acls) if (!found.some((one) => same(one, resource))) found.push(resource);
  return found;
}

function same(one: ResourcePattern, other: ResourcePattern): boolean {
  return one.type === other.type && one.patternType === other.patternType && one.name === other.name;
}

/** Who may do what to which topic, judged from the ACLs as the broker would, not from what was meant. */
export function accessMatrix(
  principals: readonly ResolvedPrincipal[],
  topics: readonly string[],
): AccessRow[] {
  const known = new Set(topics);
  const sorted = [...known].sort(compare);
  return principals
    .flatMap((principal) => {
      // Looked up by topic: an operators' principal has a role and a right for each of 10,000 topics.
      const aclsOn = byName(principal.acls, topicScopes);
      const rolesOnName = byName(principal.roles, scopesOf);
      return reachable(principal.acls, sorted, known).flatMap((topic) => {
        const acls = aclsOn(topic);
        const operations = operationsOn(acls, { type: 'topic', name: topic, patternType: 'literal' });
        // What a DENY leaves nothing of is no access.
        if (operations.length === 0) return [];
        return {
          topic,
          principal: principalId(principal),
          service: principal.service,
          operations,
          roles: rolesOn(rolesOnName(topic), topic),
        };
      });
    })
    .sort((a, b) => compare(a.topic, b.topic) || compare(a.principal, b.principal));
}

/** The principal as brokers name it: `User:CN=…` under mutual TLS. */
export function principalId({ name, authentication }: ResolvedPrincipal): string {
  return mechanisms[authentication].principal(name);
}

/** The topics that a right may be about. */
export function topicScopes({ resource }: Acl): Scope[] {
  if (resource.type !== 'topic') return [];
  return [isExact(resource) ? { name: resource.name } : { prefix: prefixOf(resource) }];
}

function isExact({ patternType, name }: ResourcePattern): boolean {
  return patternType === 'literal' && name !== everything;
}

function prefixOf({ patternType, name }: ResourcePattern): string {
  return patternType === 'literal' ? '' : name;
}

/** Answers with the items that are about a name: those that name it, and those that have a prefix of it. */
export function byName<T>(items: readonly T[], scopes: (item: T) => readonly Scope[]): (name: string) => T[] {
  const named = new Map<string, T[]>();
  const prefixed = new Map<string, T[]>();
  for (const item of items) {
    for (const scope of scopes(item)) {
      if ('prefix' in scope) addTo(prefixed, scope.prefix, item);
      else addTo(named, scope.name, item);
    }
  }
  // Users are many, and so are topics: only the prefixes that a name has are looked at.
  const lengths = [...new Set([...prefixed.keys()].map(({ length }) => length))].sort((a, b) => a - b);
  return (name) => {
    const found = new Set(named.get(name));
    for (const length of lengths) {
      if (length > name.length) break;
      for (const item of prefixed.get(name.slice(0, length)) ?? []) found.add(item);
    }
    return [...found];
  };
}

/** The topics that ACLs are about; none is compared with all: 100 tenants have 2,800 principals and 10,000 topics. */
function reachable(acls: readonly Acl[], sorted: readonly string[], known: ReadonlySet<string>): string[] {
  const found = new Set<string>();
  for (const { resource } of acls) {
    if (resource.type !== 'topic') continue;
    if (!isExact(resource)) for (const name of beginningWith(prefixOf(resource), sorted)) found.add(name);
    else if (known.has(resource.name)) found.add(resource.name);
  }
  return [...found];
}

function rolesOn(roles: readonly Role[], topic: string): RoleName[] {
  const names = roles
    .filter((role) => scopesOf(role).some((scope) => within(scope, topic)))
    .map(({ role }) => role);
  return [...new Set(names)].sort(compare);
}

function within(scope: Scope, topic: string): boolean {
  return 'name' in scope ? scope.name === topic : topic.startsWith(scope.prefix);
}

/** The topics that a role is about. */
function scopesOf(role: Role): readonly Scope[] {
  switch (role.role) {
    case 'processor':
      return [...role.sources, ...role.sinks, { prefix: `${role.application}-` }];
    case 'replayer':
      return role.from === undefined ? [role.to] : [role.from.topic, role.to];
    case 'dispatcher':
      return [role.retry, role.source];
    case 'dead letter operator':
      return [role.deadLetter, role.source];
    case 'journal keeper':
      return [role.journal, ...role.reports, ...role.counted];
    case 'producer':
    case 'transactional producer':
    case 'consumer':
    case 'sole consumer':
    case 'outcome reader':
    case 'scaler':
    case 'resting':
    case 'observer':
    case 'canary':
    case 'mirror':
      return [role.topic];
    case 'mirror writer':
      return [...role.copies, ...role.state];
  }
}

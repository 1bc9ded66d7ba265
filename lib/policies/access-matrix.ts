import { addTo } from '../model/groups.ts';
import { compare } from '../model/text/problem.ts';
import { mechanisms } from '../model/authentication/index.ts';
import type { ResolvedPrincipal } from './principals.ts';
import {
  type Acl,
  allows,
  everything,
  type Operation,
  type ResourcePattern,
  type Role,
  type RoleName,
  type Scope,
} from './rights.ts';
import { beginningWith } from './sorted-names.ts';

/** What one principal may do to one topic, and why. */
export interface AccessRow {
  readonly topic: string;
  /** As the broker names it: `User:CN=…` under mutual TLS. */
  readonly principal: string;
  readonly service: string;
  readonly operations: readonly Operation[];
  /** The roles that bring the rights about. */
  readonly roles: readonly RoleName[];
}

const topicOperations: readonly Operation[] = ['Read', 'Write', 'Describe'];

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
        const operations = topicOperations.filter((operation) => allows(acls, 'topic', topic, operation));
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

/** Answers with the items that may be about a name: those that name it, and all that have a prefix. */
export function byName<T>(items: readonly T[], scopes: (item: T) => readonly Scope[]): (name: string) => T[] {
  const named = new Map<string, T[]>();
  const prefixed = new Set<T>();
  for (const item of items) {
    for (const scope of scopes(item)) {
      if ('prefix' in scope) prefixed.add(item);
      else addTo(named, scope.name, item);
    }
  }
  return (name) => [...(named.get(name) ?? []), ...prefixed];
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
    case 'producer':
    case 'transactional producer':
    case 'consumer':
    case 'sole consumer':
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

import type { Problem } from '../../model/text/problem.ts';
import type { ResolvedPrincipal } from '../../policies/principals.ts';
import type { Resolved } from '../../policies/resolve.ts';
import type { ResourcePattern } from '../../policies/rights.ts';
import type { ResolvedFamily } from '../../policies/resolved-topic.ts';
import { type EnvironmentRule, inContract, inEnvironment } from '../rule.ts';
import { SortedNames } from '../sorted-names.ts';

export const prefixRightsContained: EnvironmentRule = {
  id: 'prefix-rights-contained',
  on: 'environment',
  what: 'A right by prefix covers topics of one context of its own system and tenant, and no group or transactional id of another service.',
  why: 'A prefix grants what does not exist yet: the next topic of a neighbour whose name begins so would be open on its first day.',
  fix: 'Lengthen the prefix up to the end of the context, or name the topics.',
  level: 'error',
  check: (resolved) => {
    const { mirror } = resolved;
    const topics = new SortedNames(
      resolved.systems.flatMap(({ declaration, families }) =>
        families.flatMap((family) =>
          family.topics.map(({ name }) => ({
            name: name.value as string,
            of: { system: declaration.id, family },
          })),
        ),
      ),
    );
    const holders = resolved.systems.flatMap(({ declaration, principals }) =>
      principals.map((principal) => ({ system: declaration.id, principal })),
    );
    const claims = {
      group: claimsOn('group', holders),
      transactionalId: claimsOn('transactionalId', holders),
    };
    // The mirror reaches the groups of others, by name: what it may by prefix must not reach theirs.
    const mirrors = [...(mirror?.writer === undefined ? [] : [mirror.writer]), ...(mirror?.readers ?? [])];
    return [...holders, ...mirrors.map((principal) => ({ system: 'mirror', principal }))].flatMap(
      ({ system, principal }) =>
        principal.acls.flatMap(({ resource, type }): Problem[] => {
          if (resource.patternType !== 'prefix' || type === 'deny') return [];
          switch (resource.type) {
            case 'topic':
              return topicsBeyond(principal, system, resource, topics);
            case 'group':
            case 'transactionalId':
              return claimsBeyond({ system, principal }, resource, claims[resource.type], resolved);
            case 'cluster':
              return [];
          }
        }),
    );
  },
};

interface Holder {
  readonly system: string;
  readonly principal: ResolvedPrincipal;
}

interface Topic {
  readonly system: string;
  readonly family: ResolvedFamily;
}

function topicsBeyond(
  { name: who, tenant }: ResolvedPrincipal,
  system: string,
  { name: prefix }: ResourcePattern,
  topics: SortedNames<Topic>,
): Problem[] {
  const covered = topics.startingWith(prefix);
  const home = covered.find(({ of }) => of.system === system)?.of.family.contract.address.context;
  return covered.flatMap(({ name, of }) => {
    const { contract, tenant: owner } = of.family;
    const { context } = contract.address;
    const foreign =
      of.system !== system
        ? `the system ${of.system}`
        : tenant !== undefined && owner !== tenant
          ? `the tenant ${String(owner)}`
          : context === home
            ? undefined
            : `the context ${context}, beside ${String(home)}`;
    if (foreign === undefined) return [];
    const what = `the prefix ${prefix} of ${who} also covers ${name} of ${foreign}`;
    return [inContract(prefixRightsContained, contract, [], what, 'lengthen the prefix, or name the topics')];
  });
}

/** What principals may use of a kind, by name or prefix: whose name begins with a foreign prefix is not alone with it. */
function claimsOn(type: 'group' | 'transactionalId', holders: readonly Holder[]): SortedNames<Holder> {
  return new SortedNames(
    holders.flatMap((of) =>
      of.principal.acls
        .filter(({ resource }) => resource.type === type)
        .map(({ resource }) => ({ name: resource.name, of })),
    ),
  );
}

function claimsBeyond(
  holder: Holder,
  { type, name: prefix }: ResourcePattern,
  claims: SortedNames<Holder>,
  { environment }: Resolved,
): Problem[] {
  const kind = type === 'group' ? 'group' : 'transactional id';
  return claims
    .startingWith(prefix)
    .filter(({ of }) => !isOne(of, holder))
    .map(({ name, of: { principal } }) =>
      inEnvironment(
        prefixRightsContained,
        environment,
        ['kafka', 'authorization'],
        `the prefix ${prefix} of ${holder.principal.name} also covers the ${kind} ${name} of ${principal.name}`,
        'lengthen the prefix, or rename what it covers',
        holder.principal.name,
      ),
    );
}

/** Whether both act for one service: what writes or drains its queues has a principal of its own, beside the service's. */
function isOne(one: Holder, other: Holder): boolean {
  return (
    one.principal.name === other.principal.name ||
    (one.system === other.system &&
      one.principal.service === other.principal.service &&
      one.principal.tenant === other.principal.tenant)
  );
}

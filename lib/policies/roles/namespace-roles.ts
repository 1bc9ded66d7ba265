import { groupBy } from '../../model/groups.ts';
import { readersOf, writersOf } from '../../model/contract-clients.ts';
import type { ResolvedFamily } from '../resolved-topic.ts';
import type { Role } from '../rights.ts';

const known = new WeakMap<readonly ResolvedFamily[], ReadonlyMap<string, ResolvedFamily[]>>();

/** Families by namespace, where there are several of one; asked for by every service of a tenant. */
function namespaces(families: readonly ResolvedFamily[]): ReadonlyMap<string, ResolvedFamily[]> {
  const kept = known.get(families);
  if (kept !== undefined) return kept;
  const spaces = groupBy(families, ({ namespace }) => namespace);
  const several = new Map([...spaces].filter(([, topics]) => topics.length > 1));
  known.set(families, several);
  return several;
}

/**
 * Rights by namespace: where names have namespaces, and contracts name the service as a producer (or consumer) of
 * every topic of one of them, one right on its prefix takes the place of one a topic. A prefix never gives more than
 * the contracts say: as soon as a topic is added that does not name the service, the others become literal again.
 */
export function namespaceRoles(
  roles: readonly Role[],
  service: string,
  families: readonly ResolvedFamily[],
): Role[] {
  const covered = (as: 'producer' | 'consumer'): Map<string, string> =>
    new Map(
      [...namespaces(families)]
        .filter(([, topics]) =>
          topics.every(
            ({ source, contract, written, read }) =>
              // Jobs that drain a queue have principals of their own.
              contract.terms.scaling === undefined &&
              (as === 'producer' ? writersOf : readersOf)(contract).some(
                (client) => client.service === service && client.as === as,
              ) &&
              (as === 'producer' ? written : read).includes(source),
          ),
        )
        .flatMap(([prefix, topics]) =>
          topics.map(({ source }): [string, string] => [source.name.value, prefix]),
        ),
    );
  const [written, read] = [covered('producer'), covered('consumer')];
  return roles.map((role) => {
    if (role.role !== 'producer' && role.role !== 'transactional producer' && role.role !== 'consumer')
      return role;
    const prefix =
      'name' in role.topic ? (role.role === 'consumer' ? read : written).get(role.topic.name) : undefined;
    return prefix === undefined ? role : { ...role, topic: { prefix } };
  });
}

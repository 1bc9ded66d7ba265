import type { Environment } from '../model/terms/environment.ts';
import type { Service } from '../model/terms/system.ts';
import { clientsOf, type ContractClient } from '../model/contract-clients.ts';
import { joinObjectName, type ObjectName } from '../naming/object-name.ts';
import { principal, type ResolvedPrincipal } from './principals.ts';
import type { ResolvedOutcomes, ResolvedQueue } from './queue-settings.ts';
import type { ResolvedTopic } from './resolved-topic.ts';
import type { Role } from './rights.ts';
import { expectedLoads, quotasOf } from './quotas.ts';
import { scopesOf, scopesToRead } from './roles/contract-roles.ts';
import { type Holder, holderOf } from './roles/holder.ts';
import { rolesFor, type Says } from './roles/roles.ts';
import { seenBy } from './service-settings.ts';

/** What a service declares that a queue's principals follow. */
export type QueueService = Pick<Service, 'id' | 'authentication' | 'transactionalId' | 'streams'>;

/**
 * Writer, reader and scaler of a queue, one principal each, so that a phase of a migration takes away one right of one
 * of them. Writer and reader take the listener and write in the transactions that their services declare. None where
 * the environment has no authentication; reader and scaler only where it starts jobs.
 * @param services of the system. Default: none that declares anything
 */
export function queuePrincipals(
  queue: ResolvedQueue,
  environment: Environment,
  services: readonly QueueService[] = [],
): ResolvedPrincipal[] {
  const { family } = queue;
  const loads = expectedLoads([family, ...(queue.outcomes?.families ?? [])]);
  const scopes = scopesOf(
    family,
    queue.readers.map(({ topic }) => topic),
  );
  const one = (
    name: ObjectName,
    service: string,
    purpose: string,
    says: Says,
    outcomes?: ResolvedOutcomes,
  ): ResolvedPrincipal[] => {
    const declared = services.find(({ id }) => id === service) ?? { id: service };
    const holder = holderOf(declared, name, family.tenant);
    const inUse = rolesFor(says, holder, scopes);
    const roles =
      inUse.length > 0
        ? [...inUse, ...outcomeRoles(holder, outcomes)]
        : rolesFor({ as: 'resting' }, holder, scopes);
    const seen = seenBy(declared, environment);
    const found = principal(seen, name, service, purpose, roles, quotasOf(environment, roles, loads));
    const { tenant } = family;
    return tenant === undefined ? found : found.map((user) => ({ ...user, tenant }));
  };
  const named = (as: ContractClient['as']) => clientsOf(family.contract).filter((client) => client.as === as);
  const group = queue.group.value;
  return [
    ...named('producer').flatMap(({ service }, index) =>
      one(writerName(queue, service, index), service, 'writes work requests', { as: 'producer' }),
    ),
    ...(environment.queues.jobs
      ? [
          ...one(
            joinObjectName(queue.base, 'reader'),
            named('consumer')[0]?.service ?? '',
            'drains the queue; writes what fails to the dead letter topic',
            { as: 'consumer', group, sole: true },
            queue.outcomes,
          ),
          ...one(joinObjectName(queue.base, 'scaler'), 'keda', 'measures the lag', { as: 'scaler', group }),
        ]
      : []),
  ];
}

/** What jobs may do with the record of what is done. */
function outcomeRoles(holder: Holder, outcomes: ResolvedOutcomes | undefined): Role[] {
  if (outcomes === undefined) return [];
  const { read, write } = outcomes;
  const scope = ({ name }: ResolvedTopic) => ({ name: name.value });
  return [
    ...rolesFor({ as: 'outcome reader' }, holder, scopesToRead(read.map(scope))),
    ...(write === undefined
      ? []
      : rolesFor({ as: 'producer' }, holder, { ...scopesToRead([]), written: [scope(write)] })),
  ];
}

/** Of the user with which a service writes to a queue; the first that the contract names needs no name of its own. */
export function writerName(
  { base }: Pick<ResolvedQueue, 'base'>,
  service: string,
  index: number,
): ObjectName {
  return index === 0 ? joinObjectName(base, 'writer') : joinObjectName(base, 'writer', service);
}

/** The principal with which jobs read a queue; undefined where the environment has no authentication, or no jobs. */
export function readerOf(
  { base }: Pick<ResolvedQueue, 'base'>,
  principals: readonly ResolvedPrincipal[],
): ResolvedPrincipal | undefined {
  const own: string = joinObjectName(base, 'reader');
  return principals.find(({ name }) => name === own);
}

/** The principal with which KEDA measures a queue's lag; undefined as that of the jobs. */
export function scalerOf(
  { base }: Pick<ResolvedQueue, 'base'>,
  principals: readonly ResolvedPrincipal[],
): ResolvedPrincipal | undefined {
  const own: string = joinObjectName(base, 'scaler');
  return principals.find(({ name }) => name === own);
}

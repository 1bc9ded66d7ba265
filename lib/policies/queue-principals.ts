import type { Environment } from '../model/terms/environment.ts';
import type { Service } from '../model/terms/service.ts';
import { clientsOf, type ContractClient } from '../model/contract-clients.ts';
import { joinObjectName, type ObjectName } from '../naming/object-name.ts';
import { nameScope } from './name-scope.ts';
import { principal, type ResolvedPrincipal } from './principals.ts';
import type { ResolvedQueue } from './queue-settings.ts';
import { expectedLoads, quotasOf } from './quotas.ts';
import type { Role, Scope } from './rights.ts';
import { scopesOf, scopesToRead } from './roles/contract-roles.ts';
import { type Holder, holderOf } from './roles/holder.ts';
import { rolesFor, type Says } from './roles/roles.ts';
import { seenBy } from './service-settings.ts';

/** What a service declares that a queue's principals follow. */
export type QueueService = Pick<Service, 'id' | 'authentication' | 'transactionalId' | 'streams'>;

/**
 * Writer, reader and scaler of a queue, one principal each, so that a phase of a move takes away one right of one
 * of them. Writer and reader take the listener and write in the transactions that their services declare. None where
 * the environment has no authentication; reader and scaler only where it has scaled jobs.
 * @param services of the system. Default: none that declares anything
 */
export function queuePrincipals(
  queue: ResolvedQueue,
  environment: Environment,
  services: readonly QueueService[] = [],
): ResolvedPrincipal[] {
  const { family } = queue;
  const loads = expectedLoads([family]);
  const scopes = scopesOf(
    family,
    queue.readers.map(({ topic }) => topic),
  );
  const one = (name: ObjectName, service: string, purpose: string, says: Says): ResolvedPrincipal[] => {
    const declared = services.find(({ id }) => id === service) ?? { id: service };
    const holder = holderOf(declared, name, family.tenant);
    const inUse = rolesFor(says, holder, scopes);
    const roles = inUse.length > 0 ? inUse : rolesFor({ as: 'resting' }, holder, scopes);
    const seen = seenBy(declared, environment);
    return principal(seen, name, service, purpose, roles, quotasOf(environment, roles, loads));
  };
  const named = (as: ContractClient['as']) => clientsOf(family.contract).filter((client) => client.as === as);
  const group = queue.group.value;
  return [
    ...named('producer').flatMap(({ service }, index) =>
      one(
        index === 0 ? joinObjectName(queue.base, 'writer') : joinObjectName(queue.base, 'writer', service),
        service,
        'writes work requests',
        { as: 'producer' },
      ),
    ),
    ...(environment.workrequests.scaledJobs
      ? [
          ...one(
            joinObjectName(queue.base, 'reader'),
            named('consumer')[0]?.service ?? '',
            'drains the queue; writes what fails to the dead letter topic',
            { as: 'consumer', group, sole: true },
          ),
          ...one(joinObjectName(queue.base, 'scaler'), 'keda', 'measures the lag', { as: 'scaler', group }),
        ]
      : []),
  ];
}

/** The principal with which jobs read a queue; undefined where the environment has no authentication, or no jobs. */
export function readerOf(
  { base }: Pick<ResolvedQueue, 'base'>,
  principals: readonly ResolvedPrincipal[],
): ResolvedPrincipal | undefined {
  return principals.find(({ name }) => name === `${base}-reader`);
}

/** Consumer groups of operators who look at messages begin so. */
export const workbenchGroupPrefix = 'workbench-';

/**
 * The operators' read-only principal: every queue with its retries and dead letters, in groups of its own. Its
 * rights are prefixes up to the executor's kind where names have it: one ACL a topic would outgrow what etcd takes.
 */
export function workbenchPrincipals(
  queues: readonly ResolvedQueue[],
  environment: Environment,
): ResolvedPrincipal[] {
  if (!environment.workrequests.workbench) return [];
  const beginnings = queues.map(({ family: { naming, contract, tenant, topics } }) => {
    const prefix = naming.beginningOf(contract.address, nameScope(environment, tenant), ['executorKind']);
    const names = topics.map(({ name }): string => name.value);
    return { prefix, alone: names.filter((name) => prefix === undefined || !name.startsWith(prefix)) };
  });
  const prefixes = new Set(beginnings.flatMap(({ prefix }) => prefix ?? []));
  const scopes: Scope[] = [
    ...[...prefixes].map((prefix) => ({ prefix })),
    ...beginnings.flatMap(({ alone }) => alone.map((name) => ({ name }))),
  ];
  const name = 'workrequests-workbench';
  const holder: Holder = { name, transactionalId: undefined, application: undefined };
  const roles: Role[] = rolesFor(
    { as: 'observer', groups: workbenchGroupPrefix },
    holder,
    scopesToRead(scopes),
  );
  return principal(
    environment,
    name,
    'workbench',
    'looks at messages, lag and dead letters; writes nothing',
    roles,
    quotasOf(environment, roles, new Map()),
  );
}

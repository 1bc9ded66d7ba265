import { clientListener, type Environment } from '../model/terms/environment.ts';
import type { FoundUser } from '../model/terms/found-terms.ts';
import { certain } from '../naming/brand.ts';
import { joinObjectName } from '../naming/object-name.ts';
import { type Authentication, type PrincipalName, parsePrincipalName } from '../naming/principal.ts';
import type { ResolvedQueue } from './queue-settings.ts';
import { expectedLoads, type Quotas, quotasOf } from './quotas.ts';
import { type Acl, mergedRights, type Role, type Scope } from './rights.ts';

/** A KafkaUser: who it is, what for, and the fewest rights for it. */
export interface ResolvedPrincipal {
  readonly name: PrincipalName;
  /** The service that it belongs to, as contracts name it; the scaler belongs to `keda`. */
  readonly service: string;
  readonly purpose: string;
  /** The tenant whose topics it may reach; absent where names have no tenant. */
  readonly tenant?: string;
  readonly authentication: Exclude<Authentication, 'none'>;
  readonly roles: readonly Role[];
  readonly acls: readonly Acl[];
  /** None where the environment sets none. */
  readonly quotas: Quotas | undefined;
  /** What of its KafkaUser is kept as it was found, where something is. */
  readonly found?: FoundUser;
}

/** A principal with these roles; none where the environment has no authentication, or there are no roles. */
export function principal(
  environment: Environment,
  name: string,
  service: string,
  purpose: string,
  roles: readonly Role[],
  quotas: Quotas | undefined,
): ResolvedPrincipal[] {
  const { authentication } = clientListener(environment);
  if (authentication === 'none' || roles.length === 0) return [];
  return [
    {
      name: certain(parsePrincipalName(name)),
      service,
      purpose,
      authentication,
      roles,
      acls: mergedRights(roles),
      quotas,
    },
  ];
}

/**
 * Writer, reader and scaler of a queue, one principal each, so that a phase of a move takes away one right of one
 * of them. None where the environment has no authentication; reader and scaler only where it has scaled jobs.
 */
export function queuePrincipals(queue: ResolvedQueue, environment: Environment): ResolvedPrincipal[] {
  const { contract, deadLetter, retries, written, source } = queue.family;
  const { producers, consumers } = contract.terms;
  const group = { name: queue.group.value };
  const named = ({ name }: { readonly name: { readonly value: string } }): Scope => ({ name: name.value });
  const read = queue.readers.map(({ topic }) => named(topic));
  const afterFailure = [...retries, ...(deadLetter === undefined ? [] : [deadLetter])];
  const reads = read.map((topic): Role => ({ role: 'sole consumer', topic, group }));
  const fails = afterFailure.map((topic): Role => ({ role: 'producer', topic: named(topic) }));
  const loads = expectedLoads([queue.family]);
  const quotas = (roles: readonly Role[]) => quotasOf(environment, roles, loads);
  const resting: Role[] = [{ role: 'resting', topic: named(source) }];
  const orResting = (roles: readonly Role[]) => (roles.length === 0 ? resting : roles);
  const writes = orResting(written.map((topic): Role => ({ role: 'producer', topic: named(topic) })));
  const drains = orResting(reads.length === 0 ? [] : [...reads, ...fails]);
  const scales = orResting(read.map((topic): Role => ({ role: 'scaler', topic, group })));
  return [
    ...producers.flatMap(({ service }, index) =>
      principal(
        environment,
        index === 0 ? joinObjectName(queue.base, 'writer') : joinObjectName(queue.base, 'writer', service),
        service,
        'writes work requests',
        writes,
        quotas(writes),
      ),
    ),
    ...(environment.workrequests.scaledJobs
      ? [
          ...principal(
            environment,
            joinObjectName(queue.base, 'reader'),
            consumers[0]?.service ?? '',
            'drains the queue; writes what fails to the dead letter topic',
            drains,
            quotas(drains),
          ),
          ...principal(
            environment,
            joinObjectName(queue.base, 'scaler'),
            'keda',
            'measures the lag',
            scales,
            quotas(scales),
          ),
        ]
      : []),
  ];
}

/** Consumer groups of operators who look at messages begin so. */
export const workbenchGroupPrefix = 'workbench-';

/**
 * The operators' read-only principal: every queue with its retries and dead letters, in groups of its own. Its
 * rights are prefixes `<capability>.<executor class>.`: one ACL a topic would outgrow what etcd takes.
 */
export function workbenchPrincipals(
  queues: readonly ResolvedQueue[],
  environment: Environment,
): ResolvedPrincipal[] {
  if (!environment.workrequests.workbench) return [];
  const group = { prefix: workbenchGroupPrefix };
  const prefixes = new Set(queues.map(({ parts }) => `${parts.capability}.${parts.executorClass}.`));
  const former = queues.flatMap(({ family }) =>
    family.former === undefined ? [] : [family.former.name.value],
  );
  const scopes: Scope[] = [
    ...[...prefixes].map((prefix) => ({ prefix })),
    ...former.map((name) => ({ name })),
  ];
  const roles = scopes.map((topic): Role => ({ role: 'observer', topic, group }));
  return principal(
    environment,
    'workrequests-workbench',
    'workbench',
    'looks at messages, lag and dead letters; writes nothing',
    roles,
    quotasOf(environment, roles, new Map()),
  );
}

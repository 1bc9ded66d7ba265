import { groupBy } from '../model/groups.ts';
import { joinObjectName, type ObjectName } from '../naming/object-name.ts';
import type { Environment } from '../model/terms/environment.ts';
import type { Duty, Service } from '../model/terms/service.ts';
import { canaryName, isTriedBy } from './canary-settings.ts';
import { type ClientContext, resolveClients } from './client-settings.ts';
import { principal } from './principals.ts';
import { type Load, quotasOf } from './quotas.ts';
import type { Role, Scope } from './rights.ts';
import type { ResolvedService } from './resolved-service.ts';
import type { ResolvedFamily, ResolvedTopic } from './resolved-topic.ts';

export interface ServiceContext {
  readonly system: string;
  readonly environment: Environment;
  readonly tenant: string | undefined;
  /** The families of the system, of this tenant. */
  readonly families: readonly ResolvedFamily[];
  /** What is expected of their topics. */
  readonly loads: ReadonlyMap<string, Load>;
  readonly clients: ClientContext;
}

/** A service with the roles that contracts and its own duties give it; none for one that touches no topic. */
export function resolveService(service: Service, context: ServiceContext): ResolvedService[] {
  const name = serviceName(context.system, context.tenant, service.id);
  const environment = seenBy(service, context.environment);
  const contracted = context.families.flatMap((family) => contractedRoles(service, name, family));
  const duties = (service.duties ?? []).flatMap((duty) => dutyRoles(duty, name, context));
  const canaries = canaryRoles(service, context);
  const inUse = [...namespaceRoles(contracted, service, context.families), ...duties, ...canaries];
  const roles = inUse.length > 0 ? inUse : context.families.flatMap((family) => resting(service, family));
  if (roles.length === 0) return [];
  // A canary sends one message a round, whatever others send: the least rate is plenty.
  const loads = canaries.length > 0 ? new Map<string, Load>() : context.loads;
  const quotas = quotasOf(environment, [...contracted, ...duties], loads);
  const [found] = principal(environment, name, service.id, service.purpose, roles, quotas);
  return [
    {
      service,
      name,
      tenant: context.tenant,
      environment,
      clients: resolveClients(service, [...contracted, ...duties], context.clients),
      principal: found && context.tenant !== undefined ? { ...found, tenant: context.tenant } : found,
    },
  ];
}

/**
 * `<system>-<service>`, or the service's id where it begins with the system's; with a tenant
 * `<system>-<tenant>--<service>`, for tenants and services may both have dashes.
 */
export function serviceName(system: string, tenant: string | undefined, id: string): ObjectName {
  if (tenant !== undefined) return joinObjectName(system, tenant, '', id);
  return id.startsWith(`${system}-`) ? joinObjectName(id) : joinObjectName(system, id);
}

/** The environment with the listener that offers what the service asks for, where there is one. */
function seenBy({ authentication }: Service, environment: Environment): Environment {
  const listener = environment.kafka.listeners.find((one) => one.authentication === authentication);
  return listener === undefined
    ? environment
    : { ...environment, kafka: { ...environment.kafka, clientListener: listener.name } };
}

const named = ({ name }: ResolvedTopic): Scope => ({ name: name.value });

const names = (list: readonly { readonly service: string }[], service: Service): boolean =>
  list.some((one) => one.service === service.id);

/** What is left to a service that contracts name, where a move has taken all that it did. */
function resting(service: Service, { contract, source }: ResolvedFamily): Role[] {
  const { producers, consumers } = contract.terms;
  return names([...producers, ...consumers], service) ? [{ role: 'resting', topic: named(source) }] : [];
}

export function contractedRoles(service: Service, name: ObjectName, family: ResolvedFamily): Role[] {
  const { contract, written, read } = family;
  const produces = names(contract.terms.producers, service);
  const afterFailure = [...family.retries, ...(family.deadLetter === undefined ? [] : [family.deadLetter])];
  return [
    ...(produces ? written.map((topic) => producer(service, named(topic))) : []),
    ...contract.terms.consumers
      .filter((one) => one.service === service.id && read.length > 0)
      .flatMap((one): Role[] => [
        ...read.map(
          (topic): Role => ({
            role: contract.address.class === 'work' ? 'sole consumer' : 'consumer',
            topic: named(topic),
            group: { name: one.group ?? name },
          }),
        ),
        ...afterFailure.map((topic): Role => ({ role: 'producer', topic: named(topic) })),
      ]),
  ];
}

function producer({ transactionalId }: Service, topic: Scope): Role {
  return transactionalId === undefined
    ? { role: 'producer', topic }
    : { role: 'transactional producer', topic, transactionalId: { prefix: `${transactionalId}-` } };
}

function dutyRoles(duty: Duty, name: ObjectName, { families }: ServiceContext): Role[] {
  const concerned = families.filter(
    ({ contract }) => duty.topics === 'all' || duty.topics.includes(contract.address.topic),
  );
  const group = { name };
  return concerned.flatMap(({ source, retries, deadLetter, written, read }): Role[] => {
    // What nobody writes takes no history, and what nobody reads takes nothing back.
    if ((duty.duty === 'replayer' ? written : read).length === 0) return [];
    switch (duty.duty) {
      case 'dispatcher':
        return retries.map((retry) => ({
          role: 'dispatcher',
          retry: named(retry),
          source: named(source),
          group,
        }));
      case 'dead letter operator':
        return deadLetter === undefined
          ? []
          : [{ role: 'dead letter operator', deadLetter: named(deadLetter), source: named(source), group }];
      case 'replayer':
        return [{ role: 'replayer', to: named(source) }];
      case 'canary':
        return [];
    }
  });
}

/** One group a topic, that of the canary's own name: in a shared one each round would take the topics of the others. */
function canaryRoles(service: Service, { environment, families }: ServiceContext): Role[] {
  if (environment.canaries === 'off') return [];
  return families
    .filter(({ contract, written, source }) => isTriedBy(service, contract) && written.includes(source))
    .map((family) => ({ role: 'canary', topic: named(family.source), group: { name: canaryName(family) } }));
}

const namespacesKnown = new WeakMap<readonly ResolvedFamily[], ReadonlyMap<string, ResolvedFamily[]>>();

/** Families by `<env>.<tenant>.<context>.<class>.`, where there are several; asked for by every service of a tenant. */
function namespaces(families: readonly ResolvedFamily[]): ReadonlyMap<string, ResolvedFamily[]> {
  const known = namespacesKnown.get(families);
  if (known !== undefined) return known;
  const spaces = groupBy(families, ({ tenant, source }) =>
    tenant === undefined ? undefined : `${source.name.value.split('.').slice(0, 4).join('.')}.`,
  );
  const several = new Map([...spaces].filter(([, topics]) => topics.length > 1));
  namespacesKnown.set(families, several);
  return several;
}

/**
 * Rights by namespace: where topics are named by environment, tenant, context and class, and contracts name the
 * service as a producer (or consumer) of every topic of one such namespace, one right on its prefix takes the
 * place of one a topic. A prefix never gives more than the contracts say: as soon as a topic is added that does
 * not name the service, the others become literal again.
 */
function namespaceRoles(
  roles: readonly Role[],
  service: Service,
  families: readonly ResolvedFamily[],
): Role[] {
  const covered = (list: 'producers' | 'consumers'): Map<string, string> =>
    new Map(
      [...namespaces(families)]
        .filter(([, topics]) =>
          topics.every(
            ({ source, contract, written, read }) =>
              names(contract.terms[list], service) &&
              (list === 'producers' ? written : read).includes(source),
          ),
        )
        .flatMap(([prefix, topics]) =>
          topics.map(({ source }): [string, string] => [source.name.value, prefix]),
        ),
    );
  const [written, read] = [covered('producers'), covered('consumers')];
  return roles.map((role) => {
    if (role.role !== 'producer' && role.role !== 'consumer') return role;
    const prefix =
      'name' in role.topic ? (role.role === 'producer' ? written : read).get(role.topic.name) : undefined;
    return prefix === undefined ? role : { ...role, topic: { prefix } };
  });
}

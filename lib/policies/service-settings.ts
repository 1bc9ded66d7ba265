import { mechanisms } from '../model/authentication/index.ts';
import { clientListener, type Environment, onListener } from '../model/terms/environment.ts';
import type { Service } from '../model/terms/system.ts';
import { joinObjectName, type ObjectName } from '../naming/object-name.ts';
import { journalRoles, type ResolvedOperations } from './operations.ts';
import { type ClientContext, resolveClients } from './client-settings.ts';
import { principal } from './principals.ts';
import { type Load, quotasOf } from './quotas.ts';
import type { ResolvedFamily } from './resolved-topic.ts';
import type { ResolvedService } from './resolved-service.ts';
import { serviceName } from './service-name.ts';
import { contractRoles, restingRoles } from './roles/contract-roles.ts';
import { canaryRoles, dutyRoles } from './roles/duty-roles.ts';
import { holderOf } from './roles/holder.ts';
import { namespaceRoles } from './roles/namespace-roles.ts';

export interface ServiceContext {
  readonly system: string;
  readonly environment: Environment;
  readonly tenant: string | undefined;
  /** The families of the system, of this tenant, whose clients are services: all but queues that jobs drain. */
  readonly families: readonly ResolvedFamily[];
  /** Those of them whose contracts name a service, by its id. */
  readonly byClient: ReadonlyMap<string, readonly ResolvedFamily[]>;
  /** All families of the system, of this tenant: duties are about queues too. */
  readonly inDuty: readonly ResolvedFamily[];
  /** What is expected of their topics. */
  readonly loads: ReadonlyMap<string, Load>;
  readonly clients: ClientContext;
  /** Of this tenant; undefined where the system has no journal here. */
  readonly operations: ResolvedOperations | undefined;
}

/** A service with the roles that contracts and its own duties give it; none for one that touches no topic but queues. */
export function resolveService(service: Service, context: ServiceContext): Omit<ResolvedService, 'queues'>[] {
  const { system, tenant, families, inDuty } = context;
  const name = serviceName(system, tenant, service.id);
  const environment = seenBy(service, context.environment);
  const holder = holderOf(service, name, tenant);
  const naming = context.byClient.get(service.id) ?? [];
  const contracted = naming.flatMap((family) => contractRoles(service.id, holder, family));
  const duties = dutyRoles(service, holder, inDuty);
  const canaries = environment.canaries === 'off' ? [] : canaryRoles(service, holder, families);
  // A journal alone is no reason for a user.
  const journal = duties.length > 0 ? journalRoles(service, holder, context.operations, inDuty) : [];
  const inUse = [...namespaceRoles(contracted, service.id, inDuty), ...duties, ...journal, ...canaries];
  const roles =
    inUse.length > 0 ? inUse : naming.flatMap((family) => restingRoles(service.id, holder, family));
  if (roles.length === 0) return [];
  // A canary sends one message a round, whatever others send: the least rate is plenty.
  const loads = canaries.length > 0 ? new Map<string, Load>() : context.loads;
  const quotas = quotasOf(environment, [...contracted, ...duties, ...journal], loads);
  const user = userName(service, name, tenant, environment);
  const [found] = principal(environment, user, service.id, service.purpose, roles, quotas);
  return [
    {
      service,
      name,
      tenant,
      environment,
      clients: resolveClients(service, holder, [...contracted, ...duties], context.clients),
      principal: found && tenant !== undefined ? { ...found, tenant } : found,
    },
  ];
}

/** The environment with the listener that offers what the service asks for, where there is one. */
export function seenBy(
  { authentication }: Pick<Service, 'authentication'>,
  environment: Environment,
): Environment {
  const listener = environment.kafka.listeners.find((one) => one.authentication === authentication);
  return listener === undefined ? environment : onListener(environment, listener.name);
}

/** Of a service that an identity provider knows by another name already, that one. */
function userName(
  { clientId }: Service,
  name: ObjectName,
  tenant: string | undefined,
  environment: Environment,
): string {
  const { namedByClient } = mechanisms[clientListener(environment).authentication];
  if (clientId === undefined || !namedByClient) return name;
  return tenant === undefined ? clientId : joinObjectName(tenant, '', clientId);
}

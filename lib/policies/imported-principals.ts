import { mechanismOfUser } from '../model/authentication/index.ts';
import type { Contract } from '../model/terms/contract.ts';
import { clientListener, type Environment } from '../model/terms/environment.ts';
import type { ImportedAcl } from '../model/terms/imported-terms.ts';
import type { Service, SystemDeclaration } from '../model/terms/system.ts';
import { certain } from '../naming/brand.ts';
import { parseForeignPrincipalName } from '../naming/principal.ts';
import type { ResolvedPrincipal } from './principals.ts';
import { expectedLoads, quotasOf } from './quotas.ts';
import { ownEntry } from './imported-topic.ts';
import { type Acl, mergedRights } from './rights.ts';
import { contractRoles, familiesByClient } from './roles/contract-roles.ts';
import { holderOf } from './roles/holder.ts';
import { serviceName } from './service-name.ts';
import { seenBy } from './service-settings.ts';
import type { ResolvedFamily } from './resolved-topic.ts';

/** Whether a topic that was there before its contract was there in this environment: nowhere else is it made. */
export function isThere({ terms }: Contract, { environment }: Environment): boolean {
  return terms.imported === undefined || ownEntry(terms.imported.in, environment) !== undefined;
}

/** Whether a service has users in other environments alone, as imports found them: here it has none. */
export function isElsewhere({ imported }: Service, { environment }: Environment): boolean {
  return imported !== undefined && ownEntry(imported, environment) === undefined;
}

/**
 * The users of a system whose names are imported: what contracts and the environment give each service, and before
 * that what its KafkaUser had. A service that was imported from elsewhere only, and whose topics are not here, has none.
 */
export function importedPrincipals(
  { id, services }: SystemDeclaration,
  environment: Environment,
  families: readonly ResolvedFamily[],
): ResolvedPrincipal[] {
  const loads = expectedLoads(families);
  const byService = familiesByClient(families);
  return services.flatMap((service): ResolvedPrincipal[] => {
    if (isElsewhere(service, environment)) return [];
    const imported = ownEntry(service.imported, environment.environment);
    const name = serviceName(id, undefined, service.id);
    const holder = holderOf(service, name, undefined);
    const roles = (byService.get(service.id) ?? []).flatMap((family) =>
      contractRoles(service.id, holder, family),
    );
    const listener = clientListener(seenBy(service, environment));
    const authentication =
      imported?.authentication === undefined
        ? (service.authentication ?? listener.authentication)
        : mechanismOfUser(imported.authentication === 'none' ? undefined : imported.authentication);
    if (authentication === 'none' || (imported === undefined && roles.length === 0)) return [];
    return [
      {
        name: certain(parseForeignPrincipalName(imported?.user ?? name)),
        service: service.id,
        purpose: service.purpose,
        authentication,
        listener: listener.name,
        roles,
        acls: imported?.acls === undefined ? mergedRights(roles) : imported.acls.map(aclOf),
        quotas: quotasOf(environment, roles, loads),
        ...(imported === undefined ? {} : { imported }),
      },
    ];
  });
}

function aclOf({ type, resource, operations, host }: ImportedAcl): Acl {
  return {
    ...(type === undefined ? {} : { type }),
    resource: {
      type: resource.type,
      name: resource.name ?? '',
      patternType: resource.patternType ?? 'literal',
    },
    operations,
    ...(host === undefined ? {} : { host }),
  };
}

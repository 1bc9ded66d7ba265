import type { Authenticated } from '../model/authentication/mechanism.ts';
import { clientListener, type Environment } from '../model/terms/environment.ts';
import type { ImportedUser } from '../model/terms/imported-terms.ts';
import { certain } from '../naming/brand.ts';
import { type PrincipalName, parsePrincipalName } from '../naming/principal.ts';
import type { Quotas } from './quotas.ts';
import { type Acl, mergedRights, type Role } from './rights.ts';

/** A KafkaUser: who it is, what for, and the fewest rights for it. */
export interface ResolvedPrincipal {
  readonly name: PrincipalName;
  /** The service that it belongs to, as contracts name it; the scaler belongs to `keda`. */
  readonly service: string;
  readonly purpose: string;
  /** The tenant whose topics it may reach; absent where names have no tenant. */
  readonly tenant?: string;
  readonly authentication: Authenticated;
  /** The listener that it connects to. */
  readonly listener: string;
  readonly roles: readonly Role[];
  readonly acls: readonly Acl[];
  /** None where the environment sets none. */
  readonly quotas: Quotas | undefined;
  /** What of its KafkaUser is pinned as it was imported, where something is. */
  readonly imported?: ImportedUser;
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
  const { authentication, name: listener } = clientListener(environment);
  if (authentication === 'none' || roles.length === 0) return [];
  return [
    {
      name: certain(parsePrincipalName(name)),
      service,
      purpose,
      authentication,
      listener,
      roles,
      acls: mergedRights(roles),
      quotas,
    },
  ];
}

import type { NameScope } from '../naming/address.ts';
import type { Naming } from '../naming/naming.ts';
import type { Environment } from '../model/terms/environment.ts';

/** What an environment, and a tenant where names have one, give to names. */
export function nameScope({ topics }: Environment, tenant: string | undefined): NameScope {
  return { env: topics.env, tenant, segments: topics.segments };
}

/** The tenants of which each contract has a topic; one that is undefined where names carry no tenant. */
export function tenantsOf({ hasTenants }: Naming, { tenants }: Environment): readonly (string | undefined)[] {
  return hasTenants ? tenants : [undefined];
}

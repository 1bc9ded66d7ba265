import { joinObjectName, type ObjectName } from '../naming/object-name.ts';

/**
 * `<system>-<service>`, or the service's id where it begins with the system's; with a tenant
 * `<system>-<tenant>--<service>`, for tenants and services may both have dashes.
 */
export function serviceName(system: string, tenant: string | undefined, id: string): ObjectName {
  if (tenant !== undefined) return joinObjectName(system, tenant, '', id);
  return id.startsWith(`${system}-`) ? joinObjectName(id) : joinObjectName(system, id);
}

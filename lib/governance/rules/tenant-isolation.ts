import { accessMatrix, principalId } from '../../policies/access-matrix.ts';
import type { ResolvedFamily } from '../../policies/resolved-topic.ts';
import { type EnvironmentRule, inContract } from '../rule.ts';

export const tenantIsolation: EnvironmentRule = {
  id: 'tenant-isolation',
  on: 'environment',
  what: "No principal of one tenant reaches another tenant's topics.",
  why: 'Tenants share brokers and nothing else: a right that crosses shows one customer the data of another.',
  fix: 'Take the right away: a service that serves several tenants has a principal for each.',
  level: 'error',
  check: ({ systems }) =>
    systems.flatMap(({ families, principals }) => {
      const owners = new Map<string, ResolvedFamily>(
        families.flatMap((family) => family.topics.map(({ name }) => [name.value, family])),
      );
      const bound = principals.filter(({ tenant }) => tenant !== undefined);
      const tenants = new Map(bound.map((one) => [principalId(one), one.tenant]));
      return accessMatrix(bound, [...owners.keys()]).flatMap(({ topic, principal }) => {
        const family = owners.get(topic);
        const tenant = tenants.get(principal);
        return family === undefined || family.tenant === tenant
          ? []
          : [
              inContract(
                tenantIsolation,
                family.contract,
                [],
                `${principal} of tenant ${tenant} reaches ${topic} of tenant ${family.tenant}`,
                'take the right away: a service that serves several tenants has a principal for each',
              ),
            ];
      });
    }),
};

import { AclPolicy } from '../constructs/kafka/acl-policy.ts';
import { TopicFamily } from '../constructs/kafka/topic-family.ts';
import { namingOf } from '../model/terms/naming-terms.ts';
import type { SystemDeclaration } from '../model/terms/service.ts';
import type { System, Unit } from './system.ts';

/**
 * Topics and users that were there before their contracts, in the environments where they were found: one unit each,
 * and nothing for their workloads, which run as they did.
 */
export function foundSystem(declaration: Omit<SystemDeclaration, 'naming'>): System {
  const { id: system } = declaration;
  return {
    ...declaration,
    naming: namingOf(system, 'imported'),
    units: ({ environment, families, otherPrincipals }) => [
      ...families.map(
        (family): Unit => ({
          name: family.unit,
          build: (chart) => {
            new TopicFamily(chart, 'Topics', { environment, family });
          },
        }),
      ),
      ...otherPrincipals.map(
        (principal): Unit => ({
          name: `user-${principal.service}`,
          build: (chart) => {
            new AclPolicy(chart, 'Access', {
              environment,
              system,
              component: principal.service,
              principals: [principal],
            });
          },
        }),
      ),
    ],
  };
}

import type { Problem } from '../../model/text/problem.ts';
import type { Path } from '../../model/text/yaml-source.ts';
import type { Contract } from '../../model/terms/contract.ts';
import { readersIn } from '../../policies/roles/readers.ts';
import type { ResolvedSystem } from '../../policies/resolve.ts';
import { type EnvironmentRule, inContract } from '../rule.ts';

export const uniqueGroups: EnvironmentRule = {
  id: 'unique-groups',
  on: 'environment',
  what: 'A consumer group belongs to one service, of one tenant.',
  why: 'Members of a group share the partitions of all its topics: each service would stop the other at every start, and could set its position back or forth; two tenants would do so to each other.',
  fix: 'Leave the group out, so that the service and its tenant name it, or choose another.',
  level: 'error',
  check: ({ systems }) => {
    const seen = new Map<string, string>();
    return systems.flatMap((system) =>
      claimsOf(system).flatMap(({ group, owner, contract, path }): Problem[] => {
        const other = seen.get(group);
        seen.set(group, other ?? owner);
        if (other === undefined || other === owner) return [];
        const what = `the consumer group ${group} of ${owner} is also that of ${other}`;
        const fix = 'leave it out, so that the service names it, or choose another';
        return [inContract(uniqueGroups, contract, path, what, fix)];
      }),
    );
  },
};

interface Claim {
  readonly group: string;
  readonly owner: string;
  readonly contract: Contract;
  readonly path: Path;
}

/** Who consumes in which group, as contracts say it. Between queues `unique-queue-names` judges. */
function claimsOf({ declaration, families, queues, services }: ResolvedSystem): Claim[] {
  const ofQueues = queues.map(
    ({ group, family }): Claim => ({
      group: group.value,
      owner: `the queues of ${declaration.id}`,
      contract: family.contract,
      path: ['consumers', 0, 'group'],
    }),
  );
  // Looked up: a hundred tenants have thousands of services.
  const here = new Set(services.map(({ service, tenant }) => `${tenant} ${service.id}`));
  const drained = new Set(queues.map(({ family }) => family));
  const ofServices = families
    .filter((family) => !drained.has(family))
    .flatMap((family) => {
      const { contract, tenant } = family;
      const whose = tenant === undefined ? '' : ` of tenant ${tenant}`;
      return readersIn(declaration, family)
        .filter(({ service }) => here.has(`${tenant} ${service}`))
        .map(
          ({ service, group, named, path }): Claim => ({
            group,
            owner: `${service} of ${declaration.id}${whose}`,
            contract,
            path: named ? [...path, 'group'] : path,
          }),
        );
    });
  return [...ofQueues, ...ofServices];
}

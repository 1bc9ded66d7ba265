import { systemOf } from '../../model/catalog.ts';
import { nearest, suggestion } from '../../model/text/nearest.ts';
import type { Problem } from '../../model/text/problem.ts';
import type { Path } from '../../model/text/yaml-source.ts';
import type { Environment } from '../../model/terms/environment.ts';
import { type CatalogRule, type CatalogView, inContract, inEnvironment } from '../rule.ts';

export const knownTenant: CatalogRule = {
  id: 'known-tenant',
  on: 'catalog',
  asksEnvironments: true,
  what: 'A tenant in a name is one of an environment, and environments spell their tenants alike.',
  why: 'A misspelt tenant is a tenant of its own: its topics are made, and no one reads or writes them.',
  fix: 'Spell the tenant as the environments do, or add it to `tenants`.',
  level: 'error',
  check: (view) => [...inNames(view), ...inEnvironments(view)],
};

/** Full topic names that contracts hold: a folder that was named by one, an earlier name, a successor. */
function inNames({ catalog, environments }: CatalogView): Problem[] {
  const known = [...new Set(environments.flatMap(({ tenants }) => tenants))];
  return catalog.contracts.flatMap((contract) => {
    const naming = systemOf(catalog, contract.address.system)?.naming;
    const { renamedFrom, lifecycle } = contract.terms;
    const names: { name: string; path: Path }[] = [
      { name: contract.address.topic, path: [] },
      ...(renamedFrom === undefined ? [] : [{ name: renamedFrom.topic, path: ['renamedFrom', 'topic'] }]),
      ...(lifecycle.state === 'deprecated'
        ? [{ name: lifecycle.successor, path: ['lifecycle', 'successor'] }]
        : []),
    ];
    return names.flatMap(({ name, path }) => {
      const read = naming?.parse(name);
      const tenant = read?.ok === true ? read.value.segments['tenant'] : undefined;
      if (tenant === undefined || known.includes(tenant)) return [];
      const what = `no tenant "${tenant}" (in ${name})`;
      return [inContract(knownTenant, contract, path, what, suggestion(tenant, known))];
    });
  });
}

/**
 * A tenant of one environment alone that is nearly one of several others, or of the one that it is promoted from, which
 * this one lacks.
 */
function inEnvironments({ environments }: CatalogView): Problem[] {
  return environments.flatMap((environment) => {
    const elsewhere = environments.filter((one) => one !== environment).flatMap(({ tenants }) => tenants);
    return environment.tenants.flatMap((tenant, index) => {
      if (elsewhere.includes(tenant)) return [];
      const lacking = elsewhere.filter((one) => !environment.tenants.includes(one));
      const several = lacking.filter((one, at) => lacking.indexOf(one) !== at);
      const meant = nearest(tenant, several) ?? sourceTenant(tenant, environment, environments);
      return meant === undefined
        ? []
        : [
            inEnvironment(
              knownTenant,
              environment,
              ['tenants', index],
              `the tenant "${tenant}" is in no other environment`,
              `did you mean "${meant}"?`,
            ),
          ];
    });
  });
}

/** What a tenant is called in the environment that changes come from; what differs by a number or a letter is a series. */
function sourceTenant(
  tenant: string,
  { promotion, tenants }: Environment,
  environments: readonly Environment[],
): string | undefined {
  const source = environments.find(
    ({ environment }) => promotion !== 'none' && environment === promotion.from,
  );
  const series = (name: string) => name.replaceAll(/[0-9]+|(?<=-)[a-z]$/g, '0');
  const lacking = source?.tenants.filter((one) => !tenants.includes(one) && series(one) !== series(tenant));
  return nearest(tenant, lacking ?? [], Math.max(1, Math.floor(tenant.length / 4)));
}

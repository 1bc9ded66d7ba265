import { checkCatalog, checkResolved } from '../../lib/governance/engine.ts';
import type { CatalogView } from '../../lib/governance/rule.ts';
import { rules } from '../../lib/governance/rules/index.ts';
import { catalogOf } from '../../lib/model/catalog.ts';
import type { Contract } from '../../lib/model/terms/contract.ts';
import type { Environment } from '../../lib/model/terms/environment.ts';
import { resolve } from '../../lib/policies/resolve.ts';
import { fixture, fixtureEnvironment } from './fixture.ts';

/** What rules see of these contracts, with the systems and shared schemas of the fixture. */
export function viewOf(contracts: readonly Contract[], environment: Environment): CatalogView {
  const { catalog } = fixture();
  return {
    catalog: catalogOf(contracts, catalog.systems, catalog.messages),
    environments: [environment],
    environmentNames: ['dev', 'eu-prod', 'qa'],
    today: '2026-11-21',
  };
}

/** What one rule says of contracts in an environment: `key: what / fix`. */
export function judged(
  id: string,
  contracts: readonly Contract[],
  environment: Environment = fixtureEnvironment('eu-prod'),
): string[] {
  const rule = rules.find((one) => one.id === id);
  if (rule === undefined) throw new Error(`no rule ${id}`);
  const view = viewOf(contracts, environment);
  const problems =
    rule.on === 'catalog'
      ? checkCatalog(view, [rule])
      : checkResolved(resolve(view.catalog, environment), view, [rule]);
  return problems.map(({ key, what, fix }) => `${key}: ${what} / ${fix}`);
}

import { expect, test } from '@jest/globals';
import { checkResolved } from '../../lib/governance/engine.ts';
import { adminServesServices } from '../../lib/governance/rules/admin-serves-services.ts';
import { catalogOf } from '../../lib/model/catalog.ts';
import { resolve } from '../../lib/policies/resolve.ts';
import { administered } from '../support/administered.ts';
import { fixture, fixtureEnvironment, type Mutable } from '../support/fixture.ts';

/** @param kept systems of the fixture */
function said(systems: readonly string[] | undefined, kept: readonly string[]): string[] {
  const { catalog: all } = fixture();
  const own = all.systems.filter(({ id }) => kept.includes(id));
  const contracts = all.contracts.filter(({ address }) => kept.includes(address.system));
  const catalog = { ...catalogOf(contracts, own), ...{ messages: all.messages } };
  const environment = administered((terms: Mutable) => {
    if (systems !== undefined) terms.runtime.admin.systems = systems;
  });
  const view = { catalog, environments: [environment], environmentNames: ['eu-prod'], today: '2026-11-21' };
  return checkResolved(resolve(catalog, environment), view, [adminServesServices]).map(
    ({ key, what, fix }) => `${key}: ${what} / ${fix}`,
  );
}

test('admin-serves-services is silent where each system that is named, or any, has a service for it', () => {
  expect(said(undefined, ['parcels', 'sorting'])).toEqual([]);
  expect(said(['parcels', 'ledger'], ['parcels', 'ledger'])).toEqual([]);
  const { catalog } = fixture();
  const environment = fixtureEnvironment('eu-prod');
  const view = { catalog, environments: [environment], environmentNames: ['eu-prod'], today: '2026-11-21' };
  expect(checkResolved(resolve(catalog, environment), view, [adminServesServices])).toEqual([]);
});

test('admin-serves-services fires where none has, or a system that is named is not there', () => {
  expect(said(undefined, ['sorting'])).toEqual([
    'runtime.admin: no system has a service with the duty `dead letter operator` or `replayer`: there is nothing to run / give a service the duty, or remove this',
  ]);
  expect(said(['sorting', 'parcel'], ['parcels', 'sorting'])).toEqual([
    'runtime.admin.systems: no service of sorting has the duty `dead letter operator` or `replayer` / give one the duty in contracts/sorting/system.yaml, or remove sorting',
    'runtime.admin.systems: there is no system parcel / did you mean "parcels"?',
  ]);
});

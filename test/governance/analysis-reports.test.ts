import { expect, test } from '@jest/globals';
import { checkResolved } from '../../lib/governance/engine.ts';
import { analysisReports } from '../../lib/governance/rules/analysis-reports.ts';
import { catalogOf } from '../../lib/model/catalog.ts';
import { resolve } from '../../lib/policies/resolve.ts';
import { analysing } from '../support/dispatching.ts';
import { fixture, fixtureEnvironment, type Mutable } from '../support/fixture.ts';

/** @param edit of the declaration of each system */
function said(environment = analysing(), edit: (system: Mutable) => void = () => undefined): string[] {
  const systems = fixture().catalog.systems.map((one) => {
    const copy = { ...one, services: one.services.map((service) => ({ ...service })) };
    edit(copy);
    return copy;
  });
  const { contracts, messages } = fixture().catalog;
  const catalog = { ...catalogOf(contracts, systems), messages };
  const view = { catalog, environments: [environment], environmentNames: ['eu-prod'], today: '2026-11-21' };
  return checkResolved(resolve(catalog, environment), view, [analysisReports]).map(
    ({ key, what, fix }) => `${key}: ${what} / ${fix}`,
  );
}

test('analysis-reports fires where no operator has a topic to report to', () => {
  expect(said()).toEqual([
    'runtime.analysis: no system with a dead letter operator has dead letters and a topic to report them to: ledger, parcels / name operations.journal, and operations.audit or operations.metrics, in contracts/ledger/system.yaml; or remove this',
  ]);
});

test('analysis-reports fires where no service is an operator', () => {
  const found = said(analysing(), (system) => {
    for (const service of system.services)
      service.duties = service.duties?.filter(({ duty }: Mutable) => duty !== 'dead letter operator');
  });
  expect(found).toEqual([
    'runtime.analysis: no system has a service with the duty `dead letter operator`: there is nothing to run / give a service of a system the duty, or remove this',
  ]);
});

test('analysis-reports is silent where one reports, and where no analysis runs', () => {
  const reports = (system: Mutable) => {
    // Any topic of the system will do: other rules judge its class.
    if (system.id === 'parcels')
      system.operations = { ...system.operations, metrics: { topic: 'parcel-delivered' } };
  };
  expect(said(analysing(), reports)).toEqual([]);
  expect(said(fixtureEnvironment('eu-prod'))).toEqual([]);
});

import { expect, test } from '@jest/globals';
import { checkResolved } from '../../lib/governance/engine.ts';
import { dispatcherReplicasWithinPartitions } from '../../lib/governance/rules/dispatcher-replicas-within-partitions.ts';
import { retriesDispatchedOnce } from '../../lib/governance/rules/retries-dispatched-once.ts';
import type { Environment } from '../../lib/model/terms/environment.ts';
import { catalogOf } from '../../lib/model/catalog.ts';
import { resolve } from '../../lib/policies/resolve.ts';
import { dispatching } from '../support/dispatching.ts';
import { fixture, fixtureEnvironment, type Mutable } from '../support/fixture.ts';

/** @param edit of the declaration of parcels */
function said(environment: Environment, edit: (system: Mutable) => void = () => undefined): string[] {
  const systems = fixture().catalog.systems.map((one) => {
    if (one.id !== 'parcels') return one;
    const copy = { ...one, services: one.services.map((service) => ({ ...service })) };
    edit(copy);
    return copy;
  });
  const contracts = fixture().catalog.contracts.filter(({ address }) => address.system === 'parcels');
  const catalog = { ...catalogOf(contracts, systems), ...{ messages: fixture().catalog.messages } };
  const view = { catalog, environments: [environment], environmentNames: ['eu-prod'], today: '2026-11-21' };
  return checkResolved(resolve(catalog, environment), view, [
    retriesDispatchedOnce,
    dispatcherReplicasWithinPartitions,
  ]).map(({ key, what, fix }) => `${key}: ${what} / ${fix}`);
}

const withoutDuty = (system: Mutable) => {
  for (const service of system.services) if (service.id === 'redelivery') delete service.duties;
};

test('retries-dispatched-once fires where no service brings retries back, or two do', () => {
  const none = said(dispatching(2), withoutDuty);
  expect(new Set(none)).toEqual(
    new Set([
      'retry: no service of parcels dispatches the retries of this topic / add `- { duty: dispatcher, topics: [parcel-scanned] }` to a service in contracts/parcels/system.yaml',
      'retry: no service of parcels dispatches the retries of this topic / add `- { duty: dispatcher, topics: [reroute-parcel] }` to a service in contracts/parcels/system.yaml',
    ]),
  );
  const two = said(dispatching(2), (system) => {
    for (const service of system.services)
      if (service.id === 'archive') service.duties = [{ duty: 'dispatcher', topics: ['parcel-scanned'] }];
  });
  expect(new Set(two)).toEqual(
    new Set([
      'retry: archive and redelivery dispatch the retries of this topic / take the duty `dispatcher` of this topic away from all of them but one, in contracts/parcels/system.yaml',
    ]),
  );
});

test('retries-dispatched-once is silent where one does, and where the environment runs none', () => {
  expect(said(dispatching(2))).toEqual([]);
  expect(said(fixtureEnvironment('eu-prod'), withoutDuty)).toEqual([]);
});

test('dispatcher-replicas-within-partitions fires above the partitions of all retry topics together', () => {
  const found = said(dispatching(50));
  expect(found.length).toBeGreaterThan(0);
  expect(found[0]).toMatch(
    /^runtime\.dispatcher\.replicas: 50 replicas of parcels-[a-z-]+--redelivery-dispatcher for [0-9]+ partitions \/ write [0-9]+ or less$/,
  );
  const most = Math.min(...found.map((one) => Number(/write ([0-9]+) or/.exec(one)?.[1])));
  expect(said(dispatching(most))).toEqual([]);
  expect(said(dispatching(most + 1))).not.toEqual([]);
});

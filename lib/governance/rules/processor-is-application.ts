import { systemOf } from '../../model/catalog.ts';
import { clientsOf } from '../../model/contract-clients.ts';
import { type CatalogRule, inContract } from '../rule.ts';

export const processorIsApplication: CatalogRule = {
  id: 'processor-is-application',
  on: 'catalog',
  what: 'A processor is a service that declares `streams`.',
  why: 'Its group, internal topics and transactional ids are named by its application: without one no right can be given.',
  fix: 'Declare `streams` for the service, or name it as a producer and a consumer.',
  level: 'error',
  check: ({ catalog }) =>
    catalog.contracts.flatMap((contract) =>
      clientsOf(contract)
        .filter(({ as }) => as === 'source' || as === 'sink')
        .flatMap(({ service, path }) => {
          const found = systemOf(catalog, contract.address.system)?.services.find(({ id }) => id === service);
          // The rule `known-service` reports a service that is not defined.
          if (found === undefined || found.streams !== undefined) return [];
          const what = `${service} is a processor here and declares no streams`;
          const fix = 'add `streams: {}` to the service, or name it in producers and consumers';
          return [inContract(processorIsApplication, contract, [...path, 'service'], what, fix)];
        }),
    ),
};

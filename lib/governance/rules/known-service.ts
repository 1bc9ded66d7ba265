import { systemOf } from '../../model/catalog.ts';
import { clientsOf } from '../../model/contract-clients.ts';
import { suggestion } from '../../model/text/nearest.ts';
import { type CatalogRule, inContract } from '../rule.ts';

export const knownService: CatalogRule = {
  id: 'known-service',
  on: 'catalog',
  what: 'Producers, consumers and processors are services that the system defines.',
  why: 'Rights are made from them: a misspelt service gets none, and no one notices until it runs.',
  fix: 'Spell the service as the `system.yaml` of its system does, or add it there.',
  level: 'error',
  check: ({ catalog }) =>
    catalog.contracts.flatMap((contract) => {
      const { system } = contract.address;
      const known = (systemOf(catalog, system)?.services ?? []).map(({ id }) => id);
      return clientsOf(contract).flatMap(({ service, path }) =>
        known.includes(service)
          ? []
          : [
              inContract(
                knownService,
                contract,
                [...path, 'service'],
                `no service "${service}" in system ${system}`,
                `${suggestion(service, known)}; services are in contracts/${system}/system.yaml`,
              ),
            ],
      );
    }),
};

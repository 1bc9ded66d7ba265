import { systemOf } from '../../model/catalog.ts';
import { suggestion } from '../../model/text/nearest.ts';
import { type CatalogRule, inContract } from '../rule.ts';

export const knownService: CatalogRule = {
  id: 'known-service',
  on: 'catalog',
  what: 'Producers and consumers are services that the system defines.',
  why: 'Rights are made from them: a misspelt service gets none, and nobody notices until it runs.',
  fix: 'Spell the service as `lib/systems` does, or define it there.',
  level: 'error',
  check: ({ catalog }) =>
    catalog.contracts.flatMap((contract) => {
      const known = (systemOf(catalog, contract.address.system)?.services ?? []).map(({ id }) => id);
      return (['producers', 'consumers'] as const).flatMap((key) =>
        contract.terms[key].flatMap(({ service }, index) =>
          known.includes(service)
            ? []
            : [
                inContract(
                  knownService,
                  contract,
                  [key, index, 'service'],
                  `no service "${service}" in system ${contract.address.system}`,
                  `${suggestion(service, known)}; services are defined in lib/systems`,
                ),
              ],
        ),
      );
    }),
};

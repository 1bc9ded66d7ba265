import { systemOf } from '../../model/catalog.ts';
import { type CatalogRule, inContract } from '../rule.ts';

/** The service that publishes test messages and checks that they pass. */
export const canary = 'canary';

export const canaryPerEvent: CatalogRule = {
  id: 'canary-per-event',
  on: 'catalog',
  what: 'Where a system has a canary, it is a producer of every evt topic.',
  why: 'A topic that breaks in silence is found by the next real event otherwise (OmniNode, Observability).',
  fix: 'Add `- service: canary` to the producers, and a sample that it can send.',
  level: 'error',
  check: ({ catalog }) =>
    catalog.contracts
      .filter(
        ({ address, terms }) =>
          address.class === 'evt' &&
          terms.lifecycle.state === 'active' &&
          systemOf(catalog, address.system)?.services.some(({ id }) => id === canary) === true,
      )
      .flatMap((contract) =>
        contract.terms.producers.some(({ service }) => service === canary)
          ? []
          : [
              inContract(
                canaryPerEvent,
                contract,
                ['producers'],
                'no canary writes to this evt topic',
                'add `- service: canary` to producers',
              ),
            ],
      ),
};

import { messagesOf, systemOf } from '../../model/catalog.ts';
import { isTriedBy, hasSendableKey } from '../../policies/canary-settings.ts';
import { type CatalogRule, inContract } from '../rule.ts';

export const canaryPerEvent: CatalogRule = {
  id: 'canary-per-event',
  on: 'catalog',
  what: 'Where a system has a canary, it is a producer of every evt topic, and the contract has a sample that it can send.',
  why: 'A topic that breaks in silence is found by the next real event otherwise (OmniNode, Observability).',
  fix: 'Add the canary to the producers, and a sample whose key is plain text.',
  level: 'error',
  check: ({ catalog }) =>
    catalog.contracts.flatMap((contract) => {
      const { producers, key } = contract.terms;
      const canaries = (systemOf(catalog, contract.address.system)?.services ?? []).filter((service) =>
        isTriedBy(service, contract),
      );
      return canaries.flatMap(({ id }) => [
        ...(producers.some(({ service }) => service === id)
          ? []
          : [
              inContract(
                canaryPerEvent,
                contract,
                ['producers'],
                'no canary writes to this evt topic',
                `add \`- service: ${id}\` to producers`,
              ),
            ]),
        ...(!hasSendableKey(contract, messagesOf(catalog, contract.address.system))
          ? [
              inContract(
                canaryPerEvent,
                contract,
                ['key', 'field'],
                `no sample has a key "${key.field}" that the canary could send: 1 to 512 characters of ASCII, or a number`,
                'add such a sample, or name the field that holds the key',
              ),
            ]
          : []),
      ]);
    }),
};

import { readersOf, writersOf } from '../../model/contract-clients.ts';
import { suggestion } from '../../model/text/nearest.ts';
import { type CatalogRule, inContract } from '../rule.ts';

export const knownProduceFrom: CatalogRule = {
  id: 'known-produce-from',
  on: 'catalog',
  asksAll: true,
  what: 'Where `produceWithin` runs from the records of another topic, a producer of this one reads that topic.',
  why: 'Otherwise nothing measures the promise, and no one is notified when it is broken.',
  fix: 'Name a topic of the system that a producer of this contract consumes, or leave `produceFrom` out.',
  level: 'error',
  check: ({ catalog }) =>
    catalog.contracts.flatMap((contract) => {
      const { address, terms } = contract;
      const from = terms.serviceLevels.produceFrom;
      if (from === undefined) return [];
      const producers = new Set(writersOf(contract).map(({ service }) => service));
      const read = catalog.contracts
        .filter(
          (other) =>
            other !== contract &&
            other.address.system === address.system &&
            readersOf(other).some(({ service }) => producers.has(service)),
        )
        .map((other) => other.address.topic);
      return read.includes(from)
        ? []
        : [
            inContract(
              knownProduceFrom,
              contract,
              ['serviceLevels', 'produceFrom'],
              `no producer of this topic reads "${from}"`,
              read.length === 0 ? 'leave it out: its producers read nothing' : suggestion(from, read),
            ),
          ];
    }),
};

import type { ConsumerGroup } from '../naming/principal.ts';
import type { Contract } from './terms/contract.ts';
import type { Service } from './terms/system.ts';
import type { Path } from './text/yaml-source.ts';

/** A service that a contract names, and as what: the three lists of a contract are one here. */
export interface ContractClient {
  readonly service: string;
  readonly as: 'producer' | 'consumer' | 'source' | 'sink';
  /** The group that the contract gives a consumer, where it gives one. */
  readonly group: ConsumerGroup | undefined;
  /** Where it is named: `consumers[0]`. */
  readonly path: Path;
}

interface Clients {
  readonly all: readonly ContractClient[];
  readonly writers: readonly ContractClient[];
  readonly readers: readonly ContractClient[];
}

/** By the terms that name them: each service of a system asks each of its contracts. */
const known = new WeakMap<Contract['terms'], Clients>();

function namedIn(terms: Contract['terms']): Clients {
  const kept = known.get(terms);
  if (kept !== undefined) return kept;
  const all = listed(terms);
  const clients = {
    all,
    writers: all.filter(({ as }) => as === 'producer' || as === 'sink'),
    readers: all.filter(({ as }) => as === 'consumer' || as === 'source'),
  };
  known.set(terms, clients);
  return clients;
}

function listed(terms: Contract['terms']): ContractClient[] {
  return [
    ...terms.producers.map(
      ({ service }, index): ContractClient => ({
        service,
        as: 'producer',
        group: undefined,
        path: ['producers', index],
      }),
    ),
    ...terms.consumers.map(
      ({ service, group }, index): ContractClient => ({
        service,
        as: 'consumer',
        group,
        path: ['consumers', index],
      }),
    ),
    ...terms.processors.map(
      ({ service, as }, index): ContractClient => ({
        service,
        as,
        group: undefined,
        path: ['processors', index],
      }),
    ),
  ];
}

/** Every client of a contract. */
export function clientsOf({ terms }: Pick<Contract, 'terms'>): readonly ContractClient[] {
  return namedIn(terms).all;
}

/** Those who write the topic: producers, and processors whose results it takes. */
export function writersOf({ terms }: Pick<Contract, 'terms'>): readonly ContractClient[] {
  return namedIn(terms).writers;
}

/** Those who read the topic: consumers, and processors that it feeds. */
export function readersOf({ terms }: Pick<Contract, 'terms'>): readonly ContractClient[] {
  return namedIn(terms).readers;
}

/** Whether the topic is written in transactions: by a processor, or by a producer that declares it. */
export function isTransactional(
  contract: Pick<Contract, 'terms'>,
  services: readonly Pick<Service, 'id' | 'transactionalId'>[],
): boolean {
  return writersOf(contract).some(
    ({ as, service }) =>
      as === 'sink' ||
      services.some(({ id, transactionalId }) => id === service && transactionalId !== undefined),
  );
}

import { type ContractClient, readersOf, writersOf } from '../../model/contract-clients.ts';
import { addressText, type Contract } from '../../model/terms/contract.ts';
import type { Problem } from '../../model/text/problem.ts';
import { type CatalogRule, inContract } from '../rule.ts';

export const queriesInPairs: CatalogRule = {
  id: 'queries-in-pairs',
  on: 'catalog',
  asksAll: true,
  what: 'Topics of class qrs come in pairs, `-requests` and `-replies`: who asks reads the replies, who answers writes them.',
  why: 'A request that no one answers, or an answer that no one reads, is found by a time-out in production.',
  fix: 'Add the other topic of the pair, with producers and consumers mirrored.',
  level: 'error',
  check: ({ catalog }) => {
    const queries = catalog.contracts.filter(({ address }) => address.class === 'qrs');
    const byAddress = new Map(queries.map((one) => [addressText(one.address), one]));
    return queries.flatMap((contract) => judged(contract, byAddress));
  },
};

const other = { requests: 'replies', replies: 'requests' } as const;

function judged(contract: Contract, byAddress: ReadonlyMap<string, Contract>): Problem[] {
  const { address } = contract;
  const match = /^(.+)-(requests|replies)$/.exec(address.topic);
  if (match === null) {
    return [
      inContract(
        queriesInPairs,
        contract,
        [],
        `"${address.topic}" ends with neither -requests nor -replies`,
        'rename the folder',
      ),
    ];
  }
  const kind = match[2] as keyof typeof other;
  const wanted = addressText({ ...address, topic: `${match[1]}-${other[kind]}` });
  const partner = byAddress.get(wanted);
  if (partner === undefined) {
    return [
      inContract(
        queriesInPairs,
        contract,
        [],
        `its other half is missing`,
        `add contracts/${wanted}, or remove this one`,
      ),
    ];
  }
  // Told once, at the requests.
  return kind === 'replies'
    ? []
    : [
        ...unmatched(contract, writersOf(contract), partner, readersOf(partner), {
          what: 'asks, and does not read the replies',
          list: 'consumers',
        }),
        ...unmatched(contract, readersOf(contract), partner, writersOf(partner), {
          what: 'is asked, and does not write the replies',
          list: 'producers',
        }),
      ];
}

function unmatched(
  contract: Contract,
  clients: readonly ContractClient[],
  partner: Contract,
  there: readonly ContractClient[],
  { what, list }: { readonly what: string; readonly list: string },
): Problem[] {
  return clients
    .filter(({ service }) => !there.some((one) => one.service === service))
    .map(({ service, path }) =>
      inContract(
        queriesInPairs,
        contract,
        [...path, 'service'],
        `${service} ${what}`,
        `add it to ${list} of ${partner.address.topic}`,
      ),
    );
}

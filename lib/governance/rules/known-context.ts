import { nearest } from '../../model/text/nearest.ts';
import { type CatalogRule, type CatalogView, inContract } from '../rule.ts';

export const knownContext: CatalogRule = {
  id: 'known-context',
  on: 'catalog',
  what: 'A context is not spelled nearly like another of its system that has more topics.',
  why: 'A misspelt context is a namespace of its own: rights by prefix do not reach it, and no one looks there.',
  fix: 'Move the contract to the context that was meant; if it is another one, give it a name that is not mistaken for the other, or add an exception with a reason.',
  level: 'error',
  check: ({ catalog }) =>
    catalog.systems.flatMap((system) => {
      const contracts = catalog.contracts.filter(({ address }) => address.system === system.id);
      const wrong = nearlyAlike(contracts);
      return contracts.flatMap((contract) => {
        const found = wrong.get(contract.address.context);
        return found === undefined ? [] : [inContract(knownContext, contract, [], found.what, found.fix)];
      });
    }),
};

type Contracts = CatalogView['catalog']['contracts'];
/** What is wrong with a context, by its name. */
type Wrong = ReadonlyMap<string, { readonly what: string; readonly fix: string }>;

function nearlyAlike(contracts: Contracts): Wrong {
  const topics = new Map<string, number>();
  for (const { address } of contracts) topics.set(address.context, (topics.get(address.context) ?? 0) + 1);
  const names = [...topics.keys()];
  return new Map(
    names.flatMap((name) => {
      const larger = names.filter(
        // What differs by a number is a series.
        (one) => (topics.get(one) ?? 0) > (topics.get(name) ?? 0) && wordsOf(one) !== wordsOf(name),
      );
      // Short names are near to each other by chance: one letter in four may differ.
      const meant = nearest(name, larger, Math.floor(name.length / 4));
      return meant === undefined
        ? []
        : [
            [
              name,
              {
                what: `the context "${name}" is spelled nearly like "${meant}"`,
                fix: `did you mean "${meant}"?`,
              },
            ] as const,
          ];
    }),
  );
}

function wordsOf(name: string): string {
  return name.replaceAll(/[0-9]+/g, '0');
}

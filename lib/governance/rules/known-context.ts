import { nearest, suggestion } from '../../model/nearest.ts';
import type { SystemDeclaration } from '../../model/service.ts';
import { type CatalogRule, type CatalogView, inContract } from '../rule.ts';

export const knownContext: CatalogRule = {
  id: 'known-context',
  on: 'catalog',
  what: 'A context is one that its system lists; where a system lists none, it is not spelled nearly like one that has more topics.',
  why: 'A misspelt context is a namespace of its own: rights by prefix do not reach it, and nobody looks there.',
  fix: "Move the contract to the context that was meant, or add the context to the system's list in lib/systems.",
  level: 'error',
  check: ({ catalog }) =>
    catalog.systems.flatMap((system) => {
      const contracts = catalog.contracts.filter(({ address }) => address.system === system.id);
      const wrong =
        system.contexts === undefined ? nearlyAlike(contracts) : unlisted(system.contexts, system, contracts);
      return contracts.flatMap((contract) => {
        const found = wrong.get(contract.address.context);
        return found === undefined ? [] : [inContract(knownContext, contract, [], found.what, found.fix)];
      });
    }),
};

type Contracts = CatalogView['catalog']['contracts'];
/** What is wrong with a context, by its name. */
type Wrong = ReadonlyMap<string, { readonly what: string; readonly fix: string }>;

function unlisted(known: readonly string[], { id }: SystemDeclaration, contracts: Contracts): Wrong {
  const names = new Set(contracts.map(({ address }) => address.context));
  return new Map(
    [...names]
      .filter((name) => !known.includes(name))
      .map((name) => [
        name,
        {
          what: `the system ${id} has no context "${name}"`,
          fix: `${suggestion(name, known)}; contexts are listed in lib/systems`,
        },
      ]),
  );
}

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

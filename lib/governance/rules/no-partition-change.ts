import { addressText } from '../../model/terms/contract.ts';
import type { EarlierTerms } from '../baseline.ts';
import { type CatalogRule, inContract } from '../rule.ts';

export const noPartitionChange: CatalogRule = {
  id: 'no-partition-change',
  on: 'catalog',
  what: 'Measured by a baseline (`lint --baseline`), a topic keeps its number of partitions in every environment.',
  why: 'With more partitions a key goes to another one than its earlier messages: they are no longer read in order, and a compacted topic keeps the last value of both places. Kafka never takes partitions away.',
  fix: 'Make `v<N+1>` of the contract beside this one and move to it by phases (docs/schemas.md). For more partitions of the same topic: an exception with a reason, and the approval that the plan of each environment asks for.',
  level: 'warning',
  check: ({ catalog, baseline, environmentNames }) => {
    const earlier = new Map(baseline?.contracts.map((one) => [addressText(one.address), one.terms]));
    return catalog.contracts.flatMap((contract) => {
      const before = earlier.get(addressText(contract.address));
      if (before?.partitions === undefined || before.retired) return [];
      const { partitions } = contract.terms;
      return changes(before.partitions, partitions, environmentNames).map(({ was, is, where }) =>
        inContract(
          noPartitionChange,
          contract,
          ['partitions'],
          `${is} partitions, and were ${was} (${where}, against ${baseline?.name ?? ''}): ${is > was ? 'keys move to other partitions' : 'Kafka never takes partitions away'}`,
          `write ${was}, or make the next version of the contract${is > was ? ', or add an exception with a reason' : ''}`,
        ),
      );
    });
  },
};

type Partitions = NonNullable<EarlierTerms['partitions']>;

function countIn(partitions: Partitions, environment: string): number | undefined {
  return typeof partitions === 'number' ? partitions : (partitions[environment] ?? partitions['default']);
}

/** Each change once, with the environments that have it. */
function changes(was: Partitions, is: Partitions, environments: readonly string[]) {
  const found = new Map<string, { was: number; is: number; names: string[] }>();
  for (const name of environments) {
    const [old, now] = [countIn(was, name), countIn(is, name)];
    if (old === undefined || now === undefined || old === now) continue;
    const entry = found.get(`${old} ${now}`) ?? { was: old, is: now, names: [] };
    found.set(`${old} ${now}`, entry);
    entry.names.push(name);
  }
  return [...found.values()].map(({ names, ...counts }) => ({ ...counts, where: names.join(', ') }));
}

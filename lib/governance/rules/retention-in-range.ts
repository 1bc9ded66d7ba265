import type { Contract } from '../../model/terms/contract.ts';
import { formatRetention, lengthOf, type Retention } from '../../model/kafka/retention.ts';
import { type Duration, formatDuration } from '../../model/text/duration.ts';
import type { Problem } from '../../model/text/problem.ts';
import { classPolicies, type TopicClass } from '../../model/topic-class.ts';
import type { Path } from '../../model/text/yaml-source.ts';
import { type CatalogRule, inContract } from '../rule.ts';

export const retentionInRange: CatalogRule = {
  id: 'retention-in-range',
  on: 'catalog',
  what: "Retention lies inside its class's range; a critical contract's inside the critical one, where the class has it.",
  why: 'Consumers, capacity and audits count on what the class says.',
  fix: 'Write a retention inside the range of the class, or set `critical: true` where the class has a critical range.',
  level: 'error',
  check: ({ catalog }) =>
    catalog.contracts.flatMap((contract) => {
      const { retention, deadLetter } = contract.terms;
      return [
        ...(retention === undefined
          ? []
          : outside(contract, contract.address.class, contract.terms.critical, retention, ['retention'])),
        ...(deadLetter?.retention === undefined
          ? []
          : outside(contract, 'dlt', false, deadLetter.retention, ['deadLetter', 'retention'])),
      ];
    }),
};

function outside(
  contract: Contract,
  cls: TopicClass,
  critical: boolean,
  retention: Retention,
  path: Path,
): Problem[] {
  const range = classPolicies[cls].retention;
  const bounds: { from?: Duration; to?: Duration } = critical && range.critical ? range.critical : range;
  const say = (what: string, bound: string) => [
    inContract(
      retentionInRange,
      contract,
      path,
      `"${formatRetention(retention)}" is ${what}`,
      `${bound}, or add an exception with a reason`,
    ),
  ];
  if (bounds.to !== undefined && lengthOf(retention) > bounds.to) {
    const wayOut = range.critical
      ? `write ${formatDuration(bounds.to)} or less, or set \`critical: true\` (${formatDuration(range.critical.from)} and more)`
      : `write ${formatDuration(bounds.to)} or less`;
    return say(`above ${formatDuration(bounds.to)}, the longest for class ${cls}`, wayOut);
  }
  if (bounds.from !== undefined && lengthOf(retention) < bounds.from) {
    return say(
      `below ${formatDuration(bounds.from)}, the shortest for ${critical && range.critical ? 'a critical topic of ' : ''}class ${cls}`,
      `write ${formatDuration(bounds.from)} or more`,
    );
  }
  return [];
}

import { formatDuration } from '../../model/text/duration.ts';
import { type EnvironmentRule, inContract } from '../rule.ts';

export const retryWithinRetention: EnvironmentRule = {
  id: 'retry-within-retention',
  on: 'environment',
  what: 'A retry topic keeps its messages for longer than their delay, and each retry topic has an attempt.',
  why: 'A message that is deleted before it is due is lost: no one processes it, and it is in no dead letter topic.',
  fix: 'Write shorter tiers, or a larger `attempts`: the first attempt and one for each tier.',
  level: 'error',
  check: ({ systems }) =>
    systems.flatMap(({ families }) =>
      families.flatMap(({ contract, retries }) => {
        const { tiers = [], attempts = 0 } = contract.terms.retry ?? {};
        const outlived = tiers.flatMap((tier, index) => {
          const kept = retries[index]?.config['retention.ms']?.value;
          if (typeof kept !== 'number' || kept < 0 || tier < kept) return [];
          return [
            inContract(
              retryWithinRetention,
              contract,
              ['retry', 'tiers', index],
              `the retry topic keeps messages for ${formatDuration(kept)}, and they are due after ${formatDuration(tier)}`,
              `write a tier below ${formatDuration(kept)}`,
            ),
          ];
        });
        const unused = tiers.length > 0 && attempts < tiers.length + 1;
        return [
          ...outlived,
          ...(unused
            ? [
                inContract(
                  retryWithinRetention,
                  contract,
                  ['retry', 'attempts'],
                  `${attempts} attempts are the first one and ${Math.max(0, attempts - 1)} of ${tiers.length} tiers`,
                  `write ${tiers.length + 1} or more, or fewer tiers`,
                ),
              ]
            : []),
        ];
      }),
    ),
};

import { formatSize } from '../../model/text/size.ts';
import { capacityOf } from '../../policies/capacity.ts';
import { type EnvironmentRule, inEnvironment } from '../rule.ts';

export const withinStorageBudget: EnvironmentRule = {
  id: 'within-storage-budget',
  on: 'environment',
  what: 'What the topics keep on the brokers’ disks, by expected load, retention and replication, stays inside the budget.',
  why: 'A full disk stops the broker and every topic on it.',
  fix: 'Lower retention or load where no one needs them, or raise `topics.storageBudget` together with the disks.',
  level: 'error',
  check: ({ environment, systems }) => {
    const topics = systems
      .flatMap(({ families }) => families)
      .flatMap((family) => capacityOf(family, environment));
    const total = topics.reduce((sum, { localBytes }) => sum + localBytes, 0);
    const { storageBudget: budget } = environment.topics;
    const largest = [...topics].sort((a, b) => b.localBytes - a.localBytes).slice(0, 3);
    return total <= budget
      ? []
      : [
          inEnvironment(
            withinStorageBudget,
            environment,
            ['topics', 'storageBudget'],
            `the topics keep ${gibibytes(total)} on the brokers, and the budget is ${formatSize(budget)}; most: ${largest
              .map(
                ({ topic, localBytes, endless }) =>
                  `${topic} ${gibibytes(localBytes)}${endless ? ' in the first year (endless retention)' : ''}`,
              )
              .join(', ')}`,
            'lower retention where no one needs it, or raise the budget with the disks',
          ),
        ];
  },
};

function gibibytes(bytes: number): string {
  return formatSize(Math.max(1, Math.ceil(bytes / 2 ** 30)) * 2 ** 30);
}

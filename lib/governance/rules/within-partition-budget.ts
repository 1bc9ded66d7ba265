import { type EnvironmentRule, inEnvironment } from '../rule.ts';

export const withinPartitionBudget: EnvironmentRule = {
  id: 'within-partition-budget',
  on: 'environment',
  what: 'All partitions of an environment, replicas counted once, stay inside its budget.',
  why: 'Brokers slow down and fail over slowly when they lead too many partitions.',
  fix: 'Lower partitions where the load allows it, or raise `topics.partitionBudget` together with the brokers.',
  level: 'error',
  check: ({ systems, environment }) => {
    const total = systems
      .flatMap(({ families }) => families.flatMap(({ topics }) => topics))
      .reduce((sum, { partitions }) => sum + partitions.value, 0);
    const { partitionBudget: budget } = environment.topics;
    return total <= budget
      ? []
      : [
          inEnvironment(
            withinPartitionBudget,
            environment,
            ['topics', 'partitionBudget'],
            `the topics have ${total} partitions, and the budget is ${budget}`,
            'lower partitions where the load allows it, or raise the budget with the brokers',
          ),
        ];
  },
};

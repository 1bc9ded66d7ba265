import { type EnvironmentRule, inEnvironment } from '../rule.ts';

export const dispatcherReplicasWithinPartitions: EnvironmentRule = {
  id: 'dispatcher-replicas-within-partitions',
  on: 'environment',
  what: 'A dispatcher has no more replicas than its retry topics have partitions.',
  why: 'A consumer group gives each partition to one member: further replicas idle.',
  fix: 'Write fewer `runtime.dispatcher.replicas`.',
  level: 'warning',
  check: ({ systems, environment }) =>
    systems.flatMap(({ dispatchers }) =>
      dispatchers.flatMap(({ name, replicas, families }) => {
        const partitions = families
          .flatMap(({ retries }) => retries)
          .reduce((sum, one) => sum + one.partitions.value, 0);
        return replicas <= partitions
          ? []
          : [
              inEnvironment(
                dispatcherReplicasWithinPartitions,
                environment,
                ['runtime', 'dispatcher', 'replicas'],
                `${replicas} replicas of ${name} for ${partitions} partition${partitions === 1 ? '' : 's'}`,
                `write ${partitions} or less`,
              ),
            ];
      }),
    ),
};

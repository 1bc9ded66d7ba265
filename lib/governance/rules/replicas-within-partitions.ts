import type { Problem } from '../../model/text/problem.ts';
import type { ResolvedScaledConsumer } from '../../policies/resolved-scaler.ts';
import { placeOf } from '../../policies/scaled-consumers.ts';
import { type EnvironmentRule, inContract } from '../rule.ts';

export const replicasWithinPartitions: EnvironmentRule = {
  id: 'replicas-within-partitions',
  on: 'environment',
  what: 'A scaled Deployment has at most one replica a partition, and no more at the least than at the most.',
  why: 'A consumer group gives each partition to one member: further replicas idle. KEDA refuses a range that is empty.',
  fix: 'Leave `maxReplicas` out (a replica a partition), or raise the partitions.',
  level: 'error',
  check: ({ systems }) =>
    systems.flatMap(({ scalers }) =>
      scalers.flatMap(({ consumers }) =>
        consumers.filter(({ topics }) => topics.length > 0).flatMap((consumer) => judge(consumer)),
      ),
    ),
};

function judge(consumer: ResolvedScaledConsumer): Problem[] {
  const { topics, minReplicas, maxReplicas } = consumer;
  const partitions = Math.max(...topics.map(({ topic }) => topic.partitions.value));
  const say = (term: 'minReplicas' | 'maxReplicas', what: string, fix: string) => {
    const { claim, path } = placeOf(consumer, term);
    return inContract(replicasWithinPartitions, claim.family.contract, path, what, fix);
  };
  if (minReplicas.value > maxReplicas.value) {
    return [
      say(
        'minReplicas',
        `${minReplicas.value} replicas at the least and ${maxReplicas.value} at the most`,
        `write ${maxReplicas.value} or less, or raise maxReplicas and the partitions`,
      ),
    ];
  }
  return maxReplicas.value <= partitions
    ? []
    : [
        say(
          'maxReplicas',
          `${maxReplicas.value} replicas for ${partitions} partition${partitions === 1 ? '' : 's'}`,
          'leave maxReplicas out (a replica a partition), raise partitions, or add an exception with a reason',
        ),
      ];
}

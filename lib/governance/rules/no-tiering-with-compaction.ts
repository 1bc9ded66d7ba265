import { formatRetention, lengthOf } from '../../model/kafka/retention.ts';
import { formatDuration } from '../../model/text/duration.ts';
import { classPolicies } from '../../model/topic-class.ts';
import { hotRetention } from '../../policies/topic-settings.ts';
import { type EnvironmentRule, inContract } from '../rule.ts';

export const noTieringWithCompaction: EnvironmentRule = {
  id: 'no-tiering-with-compaction',
  on: 'environment',
  what: 'A topic that its class moves to tiered storage is not compacted if it is kept longer than brokers keep tiered topics.',
  why: 'Kafka refuses tiered storage with compaction: all of it would stay on the brokers’ disks, and no one would notice until they are full.',
  fix: 'Write `cleanup: delete`, or keep it as long as brokers keep tiered topics and no longer.',
  level: 'error',
  check: ({ environment, systems }) =>
    environment.kafka.tieredStorage
      ? systems.flatMap(({ families }) =>
          families.flatMap(({ contract, source }) => {
            const { tiered } = classPolicies[source.class];
            const moved = tiered === 'always' || (tiered === 'critical' && contract.terms.critical);
            const kept = source.config['retention.ms']?.value;
            return moved &&
              contract.terms.cleanup !== 'delete' &&
              kept !== undefined &&
              lengthOf(kept) > hotRetention
              ? [
                  inContract(
                    noTieringWithCompaction,
                    contract,
                    ['cleanup'],
                    `cleanup is ${contract.terms.cleanup}: ${kept === 'endless' ? 'all of it' : formatRetention(kept)} would stay on the brokers' disks`,
                    `write cleanup: delete, or retention ${formatDuration(hotRetention)} or less where the class allows it`,
                  ),
                ]
              : [];
          }),
        )
      : [],
};

import { isTransactional } from '../../model/contract-clients.ts';
import { lengthOf } from '../../model/kafka/retention.ts';
import { duration, formatDuration } from '../../model/text/duration.ts';
import type { ScaledTopic } from '../../policies/resolved-scaler.ts';
import type { ResolvedSystem } from '../../policies/resolve.ts';
import type { ResolvedTopic } from '../../policies/resolved-topic.ts';
import { placeOf } from '../../policies/scaled-consumers.ts';
import { type EnvironmentRule, inContract } from '../rule.ts';

/** What brokers keep the offsets of a group for that has no member (`offsets.retention.minutes`, by default). */
const offsetsKept = duration('7d');

export const scaleToZeroKeepsOffsets: EnvironmentRule = {
  id: 'scale-to-zero-keeps-offsets',
  on: 'environment',
  what: 'A Deployment that may have no replica reads topics that keep messages for at most 7d and have no transactions.',
  why: 'A group without members loses its offsets after 7d (`offsets.retention.minutes`) and reads again what its topics still keep; marks of transactions stay as lag, so that the Deployment never stops.',
  fix: 'Leave `minReplicas` out, or shorten the retention to 7d; where reading again is harmless add an exception with a reason.',
  level: 'error',
  check: ({ systems }) =>
    systems.flatMap((system) =>
      system.scalers.flatMap(({ consumers }) =>
        consumers
          .filter(({ minReplicas }) => minReplicas.value === 0)
          .flatMap((consumer) =>
            consumer.topics.flatMap((scaled) =>
              dangersOf(system, scaled).map(({ what, fix }) => {
                const { claim, path } = placeOf(consumer, 'minReplicas');
                return inContract(scaleToZeroKeepsOffsets, claim.family.contract, path, what, fix);
              }),
            ),
          ),
      ),
    ),
};

function dangersOf({ declaration }: ResolvedSystem, { topic, group, family }: ScaledTopic) {
  const name = topic.name.value;
  const kept = keptLonger(topic);
  const transactional = isTransactional(family.contract, declaration.services);
  return [
    ...(kept !== undefined
      ? [
          {
            what: `without a replica the group ${group.value} loses its offsets after ${formatDuration(offsetsKept)}, and ${name} keeps ${kept}: they are processed again`,
            fix: `leave minReplicas out (1), shorten the retention to ${formatDuration(offsetsKept)}, or add an exception with a reason`,
          },
        ]
      : []),
    ...(transactional
      ? [
          {
            what: `${name} is written in transactions, whose marks stay as a lag of 1 in each partition: KEDA never stops the Deployment`,
            fix: 'leave minReplicas out (1), or add an exception that says how the consumer commits past the marks',
          },
        ]
      : []),
  ];
}

/** What is still there when a group without members loses its offsets. */
function keptLonger({ config }: ResolvedTopic): string | undefined {
  if (config['cleanup.policy']?.value.includes('compact') === true) return 'the last message of each key';
  const kept = config['retention.ms']?.value;
  if (kept === undefined || lengthOf(kept) <= offsetsKept) return undefined;
  return kept === 'endless' ? 'messages for ever' : `messages for ${formatDuration(kept)}`;
}

import { type EnvironmentRule, inContract } from '../rule.ts';

/** Names that Kafka and what runs beside it make for themselves, and whose they are. */
const internal: readonly (readonly [RegExp, string])[] = [
  [/^__/, 'Kafka'],
  [/^_schemas$/, 'the schema registry'],
  [/^_?_?strimzi/, 'Strimzi'],
  [/^(?:mm2-|heartbeats$)|\.(?:internal|heartbeats)$/, 'MirrorMaker'],
  [/^connect-(?:configs|offsets|status)$/, 'Kafka Connect'],
  [/-(?:changelog|repartition)$/, 'Kafka Streams'],
];

/** Whose name it is, where a program keeps it for itself. */
export function keptBy(topic: string): string | undefined {
  return internal.find(([pattern]) => pattern.test(topic))?.[1];
}

export const noReservedNames: EnvironmentRule = {
  id: 'no-reserved-names',
  on: 'environment',
  what: 'No topic, also none of former days, has a name that Kafka or a program beside it keeps for itself.',
  why: 'Its owner writes there what it needs to live, and whoever manages it as a topic of ours ends by deleting it: `__consumer_offsets` holds the positions of every group.',
  fix: 'Choose another name.',
  level: 'error',
  check: ({ systems }) =>
    systems.flatMap(({ families }) =>
      families.flatMap(({ contract, topics }) =>
        topics.flatMap(({ name, role }) => {
          const owner = keptBy(name.value);
          if (owner === undefined) return [];
          const what = `the topic ${name.value} has a name that ${owner} keeps for itself`;
          const path = role === 'former' ? ['renamedFrom', 'topic'] : [];
          return [inContract(noReservedNames, contract, path, what, 'choose another name')];
        }),
      ),
    ),
};

import { z } from 'zod';
import { countOutput, formatField, type Printed, textsField } from '../../model/outputs/output.ts';
import { described } from '../../model/terms/described.ts';
import { topicClasses } from '../../model/topic-class.ts';

const amount = z.number().min(0);

const amounts = {
  topics: described(countOutput, 'Number of topics.'),
  partitions: described(countOutput, 'Partitions, each counted once.'),
  replicas: described(countOutput, 'Replicas of all partitions.'),
  localBytes: described(amount, "Bytes on the brokers' disks, with all replicas."),
  tieredBytes: described(amount, 'Bytes in tiered storage.'),
  written: described(amount, 'Bytes that producers send each second.'),
  fetched: described(amount, 'Bytes that consumers and followers fetch each second.'),
};

const namedAmounts = (about: string) => z.strictObject({ name: described(z.string(), about), ...amounts });

/** A topic with its retries and dead letters. */
const demand = z.strictObject({
  system: described(z.string(), 'System of the topic.'),
  owner: described(z.string(), 'Team that owns the topic.'),
  topic: described(z.string(), 'Name of the topic.'),
  class: described(z.enum(topicClasses), 'Class of the topic.'),
  critical: described(z.boolean(), 'Whether the contract says `critical: true`.'),
  endless: described(textsField, 'Those of its topics that keep messages without end.'),
  ...amounts,
});

/** What `workstreams capacity --format json` prints. */
export const capacityOutput = z.strictObject({
  schema: formatField('workstreams.io/capacity/v1'),
  environment: described(z.string(), 'Environment.'),
  budgets: described(
    z.array(
      z.strictObject({
        resource: described(
          z.enum(['partitions', 'storage']),
          'What the budget is about. Amounts are partitions, or bytes.',
        ),
        used: described(amount, 'Amount that topics need.'),
        budget: described(amount, 'Amount that the environment allows.'),
        over: described(amount, 'Amount above the budget. 0 where there is enough.'),
        givesWay: described(
          z.array(
            z.strictObject({
              demand: described(demand, 'Topic with its retries and dead letters.'),
              frees: described(amount, 'Amount that it frees.'),
              stillOver: described(amount, 'Amount that is above the budget after that.'),
            }),
          ),
          'Topics that would have to give way, in their order. Empty where there is enough.',
        ),
      }),
    ),
    'Budgets of the environment.',
  ),
  total: described(z.strictObject(amounts), 'Amounts of all topics.'),
  bySystem: described(z.array(namedAmounts('System.')), 'Amounts by system.'),
  byOwner: described(z.array(namedAmounts('Team.')), 'Amounts by owner.'),
  endless: described(textsField, 'Topics that keep messages without end. One year of them is counted.'),
});

export type CapacityOutput = Printed<z.output<typeof capacityOutput>>;

import { z } from 'zod';
import { formatField, type Printed, textsField } from '../../model/outputs/output.ts';
import { described } from '../../model/terms/described.ts';
import { topicClasses } from '../../model/topic-class.ts';

/** What `workstreams inventory --format json` prints. */
export const inventoryOutput = z.strictObject({
  schema: formatField('workstreams.io/inventory/v1'),
  topics: described(
    z.array(
      z.strictObject({
        environment: described(z.string(), 'Environment.'),
        system: described(z.string(), 'System.'),
        role: described(
          z.enum(['source', 'former', 'retry', 'dead-letter']),
          'What the topic is to its contract: its primary topic, one with an earlier name, for retries, or for dead letters.',
        ),
        class: described(z.enum(topicClasses), 'Class of the topic.'),
        purpose: described(z.string(), 'Purpose from the contract.'),
        topic: described(z.string(), 'Name of the topic.'),
        resource: described(z.string(), "KafkaTopic object in Kafka's namespace, as kind and name."),
        scaledJobs: described(textsField, 'ScaledJobs that read the topic, as kind and name.'),
        scaledObjects: described(
          textsField,
          'ScaledObjects that use the lag on the topic, as kind and name.',
        ),
        consumerGroups: described(textsField, 'Consumer groups.'),
        producers: described(textsField, 'Services that write.'),
        consumers: described(textsField, 'Services that read.'),
        retention: described(z.string(), 'How long messages are kept, such as `7d` or `endless`.'),
        settings: described(
          z.array(
            z.strictObject({
              name: described(z.string(), "Name of the setting in Kafka's documentation."),
              value: described(z.string(), 'Its value, in units that people use.'),
              from: described(z.string(), 'Who decided it, such as `contract` or `environment`.'),
            }),
          ),
          'Settings of Kafka beside those that every topic has.',
        ),
        schema: described(
          z.string(),
          'Title or name of the schema of the messages. Empty where it has none.',
        ),
        owner: described(z.string(), 'Team that owns the topic.'),
        notes: described(textsField, 'Notes, such as a deprecation.'),
      }),
    ),
    'Topics of each environment, by system. Those for retries and dead letters are included.',
  ),
});

export type InventoryOutput = Printed<z.output<typeof inventoryOutput>>;

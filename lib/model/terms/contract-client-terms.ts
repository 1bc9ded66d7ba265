import { z } from 'zod';
import { deploymentField } from './deployment-terms.ts';
import { described } from './described.ts';
import { consumerGroupField, idField } from './fields.ts';

export const producerField = z.strictObject({
  service: described(
    idField,
    'Service that writes the topic, by its id in system.yaml. It gets the right to write it.',
    { examples: ['checkout'] },
  ),
});

export const consumerField = z.strictObject({
  service: described(
    idField,
    'Service that reads the topic, by its id in system.yaml. It may read the topic in its group, and write its retries and dead letters.',
    { examples: ['billing'] },
  ),
  group: described(consumerGroupField.optional(), 'Id of its consumer group.', {
    default: 'the name of the service’s objects; of a queue that jobs drain: <system>-<context>-<topic>-v<N>',
    examples: ['shop-billing'],
  }),
  deployment: described(
    deploymentField.optional(),
    'Scales the Deployment of this consumer by the lag of its group (KEDA ScaledObject). Write `{}` for every default.',
    { default: 'the Deployment is not scaled' },
  ),
});

export const processorField = z.strictObject({
  service: described(
    idField,
    'Kafka Streams application, by its id in system.yaml, where it has `streams`.',
    { examples: ['order-totals'] },
  ),
  as: described(
    z.enum(['source', 'sink']),
    '`source`: it reads the topic. `sink`: it writes its results to the topic.',
    { examples: ['source'] },
  ),
});

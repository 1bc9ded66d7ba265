import { z } from 'zod';
import { described } from './described.ts';
import { countField, durationField, nameField, sizeField } from './fields.ts';

export const loadField = z.strictObject({
  messagesPerSecond: described(
    z.number().positive(),
    'Messages a second that producers write in production on average.',
    { examples: [20] },
  ),
  bytesPerMessage: described(sizeField, 'Average size of a message.', { examples: ['2KiB'] }),
});

export const serviceLevelsField = z.strictObject({
  produceWithin: described(
    durationField,
    'Longest time until a message is in the topic. With `produceFrom` an alert fires when it takes longer.',
    { examples: ['1s'] },
  ),
  produceFrom: described(
    nameField.optional(),
    'Folder of another topic of the system, which a producer of this one reads. `produceWithin` then runs from its records on.',
    {
      default: 'the time runs from the moment at which the producer has the message',
      examples: ['order-placed'],
    },
  ),
  consumeWithin: described(
    durationField,
    'Longest time until a consumer has read a message. An alert fires when the oldest unread message is older.',
    { examples: ['1m'] },
  ),
  alertLag: described(countField, 'Unread messages of a group above which an alert fires.', {
    examples: [1000],
  }),
});

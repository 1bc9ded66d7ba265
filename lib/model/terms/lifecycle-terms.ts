import { z } from 'zod';
import { described } from './described.ts';
import { dateField, nameField } from './fields.ts';

const deprecated = z.strictObject({
  state: described(
    z.literal('deprecated'),
    'The topic has a successor. Clients move to it until the last day.',
  ),
  until: described(dateField, 'Last day on which clients may use the topic.', { examples: ['2027-06-30'] }),
  successor: described(nameField, 'Contract that clients move to, by its folder below contracts/.', {
    examples: ['shop/orders/evt/order-placed/v2'],
  }),
});

export const lifecycleField = z.discriminatedUnion('state', [
  z.strictObject({ state: described(z.literal('active'), 'The topic is in use.') }),
  deprecated,
  z.strictObject({
    state: described(
      z.literal('retired'),
      'No one writes the topic. The contract stays until its folder is deleted, which deletes the topic.',
    ),
    since: described(dateField, 'First day without producers.', { examples: ['2026-12-31'] }),
  }),
]);

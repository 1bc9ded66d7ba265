import { z } from 'zod';
import { described } from './described.ts';
import { idField } from './fields.ts';

export const promotionField = described(
  z.union([
    z.literal('none'),
    z.strictObject({
      from: described(idField, 'Environment that changes come from.', { examples: ['staging'] }),
    }),
  ]),
  'Environment whose catalogue `workstreams promote` brings here; `none` where changes begin.',
  { examples: ['none', { from: 'staging' }] },
);

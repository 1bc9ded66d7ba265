import { z } from 'zod';
import { described } from './described.ts';
import { dateField, durationField, idField } from './fields.ts';

/** A quarter (OmniNode, Governance: keys of encrypted fields are rotated each quarter). */
const quarter = '90d';

/** What people know of a key that encrypts fields; the key itself is in a key service. */
const key = z.strictObject({
  system: described(idField, 'System whose fields the key encrypts.', { examples: ['shop'] }),
  rotated: described(
    dateField,
    'Day of the last rotation, or on which the key was made. Whoever rotates the key changes it.',
    { examples: ['2026-11-30'] },
  ),
  every: described(durationField.prefault(quarter), 'How often the key must be rotated.', {
    examples: ['30d'],
  }),
});

export const keysField = described(
  z
    .union([
      z.literal('none'),
      z.record(idField, described(key, 'The key that has this name in the key service.')),
    ])
    .default({}),
  'Keys that encrypt fields, by their name in the key service; `none`: keys are not rotated here. `workstreams review` reports rotations that are due.',
  { examples: ['none', { 'shop-fields': { system: 'shop', rotated: '2026-11-30' } }] },
);

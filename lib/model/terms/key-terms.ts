import { z } from 'zod';
import { duration } from '../text/duration.ts';
import { dateField, durationField, idField } from './fields.ts';

/** A quarter (OmniNode, Governance: keys of encrypted fields are rotated each quarter). */
const quarter = duration('90d');

/** What people know of a key that encrypts fields; the key itself lies in a key service. */
const key = z.strictObject({
  /** The system whose contracts' fields it seals. */
  system: idField,
  /** The day of its last rotation, or of its making: whoever rotates it writes it here, in the same change. */
  rotated: dateField,
  /** @default 90d */
  every: durationField.default(quarter),
});

/**
 * The keys that seal fields in an environment, by the name that the key service has for them. Schemas say which
 * fields are sealed, and each message by which key; when that key was rotated nobody could tell from either.
 * `none` where what is sealed is not worth a rotation: keys are made anew with the environment.
 */
export const keysField = z.union([z.literal('none'), z.record(idField, key)]);

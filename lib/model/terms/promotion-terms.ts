import { z } from 'zod';
import { idField } from './fields.ts';

/** Which environment's catalogue this one takes over when it is promoted; `none` for where a change begins. */
export const promotionField = z.union([z.literal('none'), z.strictObject({ from: idField })]);

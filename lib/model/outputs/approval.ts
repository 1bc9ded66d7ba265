import { z } from 'zod';
import { type Approval, approvalTerms } from '../terms/approval.ts';
import { described } from '../terms/described.ts';
import type { Printed } from './output.ts';

/** An approval, as outputs have it: as the file has it, and with `null` for what is not in the file. */
export const approvalOutput = z.strictObject({
  ...approvalTerms.shape,
  count: described(
    z.int().nullable(),
    'Number of changes that a name with `*` approves. `null` where the name has none.',
  ),
});

export function approvalValue(approval: Approval): Printed<z.output<typeof approvalOutput>> {
  const { object, change, count = null, reason, who, until } = approval;
  return { object, change, count, reason, who, until };
}

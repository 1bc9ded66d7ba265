import { z } from 'zod';
import { dateField, lineField } from './fields.ts';

/** One destructive change of one object that somebody has approved. */
const approvalTerms = z.strictObject({
  /** The object as the plan names it: `KafkaTopic ameide-prod/toolrun-verify-v1`. */
  object: lineField,
  /** The change as the plan prints it: `delete`, `spec.config.retention.ms: 604800000 -> 86400000`. */
  change: lineField,
  reason: lineField,
  /** Who has approved it. */
  who: lineField,
  /** The last day on which it holds. */
  until: dateField,
});

export const approvalsField = z.array(approvalTerms).default([]);

export type Approval = z.output<typeof approvalTerms>;

import { z } from 'zod';
import { described } from './described.ts';
import { dateField, lineField } from './fields.ts';

const approvalTerms = z.strictObject({
  object: described(lineField, 'Object as the plan names it: kind, namespace and name.', {
    examples: ['KafkaTopic kafka/shop-invoices'],
  }),
  change: described(lineField, 'Change as the plan prints it.', {
    examples: ['delete', 'spec.config.retention.ms: 604800000 -> 86400000'],
  }),
  reason: described(lineField, 'Why the loss is accepted.', {
    examples: ['All consumers read the new topic since May'],
  }),
  who: described(lineField, 'Who approved it.', { examples: ['Ada, platform team'] }),
  until: described(dateField, 'Last day on which the approval holds.', { examples: ['2026-12-31'] }),
});

export const approvalsField = described(
  z.array(approvalTerms).default([]),
  'Approvals of destructive changes. Each one allows one change of one object until a last day.',
);

export type Approval = z.output<typeof approvalTerms>;

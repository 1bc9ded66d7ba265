import { z } from 'zod';
import { described } from './described.ts';
import { dateField, lineField, nameField } from './fields.ts';
import { isPattern } from '../text/name-pattern.ts';

/** `KafkaTopic kafka/shop-*`, `Namespace shop-*`: only the name may hold a pattern. */
const groupOfObjects = /^[^ */]+ (?:[^ */]+\/)?[^ /]+$/;

export const approversField = described(
  z.enum(['anyone', 'codeowners']).default('anyone'),
  'Who may approve: with `codeowners` somebody in `who` must own the contract, or the system or this file where there is none, by the CODEOWNERS file of the repository.',
  { examples: ['codeowners'] },
);

export const approvalTerms = z
  .strictObject({
    object: described(
      nameField,
      'Object as the plan names it: kind, namespace and name. A `*` in the name stands for any characters: then `count` says how many changes are approved.',
      { examples: ['KafkaTopic kafka/shop-invoices', 'KafkaTopic kafka/shop-initech-*'] },
    ),
    change: described(nameField, 'Change as the plan prints it.', {
      examples: ['delete', 'spec.config.retention.ms: 604800000 -> 86400000'],
    }),
    count: described(
      z.int().min(2, 'a pattern is for at least 2 changes: write the object').optional(),
      'Number of changes that a name with `*` approves. If the plan has another number of them, none is approved.',
      { examples: [123], default: 'none' },
    ),
    reason: described(lineField, 'Why the loss is accepted.', {
      examples: ['All consumers read the new topic since May'],
    }),
    who: described(lineField, 'Who approved it. With `approvers: codeowners` as CODEOWNERS names them.', {
      examples: ['Ada, platform team', '@example/platform'],
    }),
    until: described(dateField, 'Last day on which the approval holds.', { examples: ['2026-12-31'] }),
  })
  .superRefine(({ object, count }, context) => {
    const say = (key: string, input: unknown, message: string) =>
      context.issues.push({ code: 'custom', path: [key], input, message });
    if (!isPattern(object)) {
      if (count !== undefined)
        say('count', count, 'only a name with `*` has a count: remove it, or write a pattern in `object`');
    } else if (!groupOfObjects.test(object)) {
      say(
        'object',
        object,
        'only the name may hold `*`: write kind and namespace in full, for example KafkaTopic kafka/shop-*',
      );
    } else if (count === undefined) {
      say('object', object, 'a name with `*` needs `count`: the number of changes that are approved');
    }
  });

export const approvalsField = described(
  z.array(approvalTerms).default([]),
  'Approvals of destructive changes. Each one allows one change of one object, or of a counted group of objects, until a last day.',
);

export type Approval = z.output<typeof approvalTerms>;

/** ` (123 objects)` where an approval has a count. */
export function countOf(count: number | undefined): string {
  return count === undefined ? '' : ` (${count} objects)`;
}

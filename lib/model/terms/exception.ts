import { z } from 'zod';
import { described } from './described.ts';
import { dateField, lineField, nameField } from './fields.ts';

export const ruleIdField = z
  .string()
  .regex(/^[a-z][a-z0-9-]*$/, 'a rule has an id such as retention-in-range');

/** A rule that a contract may break. */
export const contractException = z.strictObject({
  rule: described(ruleIdField, 'Id of the rule (docs/rules.md).', { examples: ['retention-in-range'] }),
  reason: described(lineField, 'Why the rule may be broken here.', {
    examples: ['The auditors ask for 400d of these events'],
  }),
  until: described(dateField, 'Last day on which the exception holds.', {
    examples: ['2026-12-31'],
  }),
});

/** A rule that one thing of an environment may break. */
export const environmentException = contractException.extend({
  subject: described(
    nameField,
    'What breaks the rule, exactly as `lint --format json` shows it: an executor, an object, a contract by its folder, or a key of this file.',
    { examples: ['print.invoices', 'Role shop/reports'] },
  ),
});

export type ContractException = z.output<typeof contractException>;
export type EnvironmentException = z.output<typeof environmentException>;

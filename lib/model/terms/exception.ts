import { z } from 'zod';
import { dateField, lineField } from './fields.ts';

export const ruleIdField = z
  .string()
  .regex(/^[a-z][a-z0-9-]*$/, 'a rule has an id such as retention-in-range');

/** What excuses a contract from a rule. */
export const contractException = z.strictObject({
  /** Id of the rule. */
  rule: ruleIdField,
  reason: lineField,
  /** The last day on which it holds. */
  until: dateField,
});

/** What excuses one thing of an environment from a rule. */
export const environmentException = contractException.extend({
  /** Exactly what it is about: an executor, an object (`Role ameide-prod/x`), a contract's address, a key. */
  subject: lineField,
});

export type ContractException = z.output<typeof contractException>;
export type EnvironmentException = z.output<typeof environmentException>;

import { z } from 'zod';
import { described } from '../terms/described.ts';
import { isError, type Problem } from '../text/problem.ts';
import type { Printed } from './output.ts';

/** A place in a file, as outputs have it. */
export const placeOutput = z.strictObject({
  file: described(z.string(), 'File. Paths inside the stack begin at its root.'),
  line: described(z.int().min(1), 'Line, from 1.'),
  column: described(z.int().min(1), 'Column, from 1.'),
});

/** A problem, as outputs have it. */
export const problemOutput = z.strictObject({
  level: described(z.enum(['error', 'warning']), 'An error stops the command. A warning does not.'),
  rule: described(z.string().nullable(), 'Id of the rule that found it. `null` where no rule did.'),
  subject: described(
    z.string().nullable(),
    'What an exception for it must name as its `subject`. `null` where an exception names none.',
  ),
  place: described(placeOutput, 'Where it is.'),
  key: described(z.string(), 'Key that it is about. Empty where it is about the whole file.'),
  what: described(z.string(), 'What is wrong, and what was found.'),
  fix: described(z.string(), 'What is allowed, or what to do.'),
});

export function problemValue(found: Problem): Printed<z.output<typeof problemOutput>> {
  const { rule = null, subject = null, place, key, what, fix } = found;
  const { file, line, column } = place;
  return {
    level: isError(found) ? 'error' : 'warning',
    rule,
    subject,
    place: { file, line, column },
    key,
    what,
    fix,
  };
}

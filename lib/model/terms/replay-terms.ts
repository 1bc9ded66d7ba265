import { z } from 'zod';
import { described } from './described.ts';
import { lineField } from './fields.ts';

export const replayField = z.strictObject({
  allowed: described(z.boolean(), 'Whether history may be written to the topic again.', { examples: [true] }),
  why: described(
    lineField,
    'Where it is allowed: what readers do with a message that they have had, and with `x-replay-id`. Otherwise: what would go wrong.',
    { examples: ['Readers know an event by its id, and those with effects pass over x-replay-id'] },
  ),
});

type ReplayTerms = Readonly<z.output<typeof replayField>>;

/** Whether a contract lets history be written to its topic again; it says nothing: it does not. */
export function allowsReplay({
  terms,
}: {
  readonly terms: { readonly replay?: ReplayTerms | undefined };
}): boolean {
  return terms.replay?.allowed === true;
}

/** `allowed: Readers know an event by its id` */
export function replayText({ allowed, why }: ReplayTerms): string {
  return `${allowed ? 'allowed' : 'not allowed'}: ${why}`;
}

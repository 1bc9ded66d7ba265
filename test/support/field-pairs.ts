import { breaks, type JsonSchema } from '../../lib/governance/schema-compatibility.ts';

/** A message with an id and one field `p`. */
export const field = (p: JsonSchema, more: object = {}): JsonSchema => ({
  ...{ type: 'object', properties: { id: { type: 'string' }, p }, required: ['id'] },
  ...more,
});
const shared = (schemas: readonly JsonSchema[]) =>
  new Map(schemas.map((one) => [String((one as { $id?: string }).$id), one]));

/** Fields with what does not hold, where readers of `next` read what was written by `old`. */
export function backward(
  old: JsonSchema,
  next: JsonSchema,
  messages: { old?: JsonSchema[]; next?: JsonSchema[] } = {},
): string[] {
  const sides = { old: shared(messages.old ?? []), next: shared(messages.next ?? []) };
  return breaks(old, next, 'backward', sides).map(
    ({ field: at, what }) => `${at}: ${what.replace(/: readers would refuse what was written before$/, '')}`,
  );
}
export const [string, integer] = [{ type: 'string' }, { type: 'integer' }];
/** `if` and `then`, from text: an object with `then` in a program looks like a promise. */
export const when = (condition: object, then: object): object =>
  JSON.parse(`{ "if": ${JSON.stringify(condition)}, "then": ${JSON.stringify(then)} }`) as object;

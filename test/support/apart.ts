/**
 * The schema without what ajv answers wrongly.
 *
 * Each `contains` is in an `allOf`, for beside `prefixItems` ajv does not ask it of an empty list; and never of `true`, for
 * then ajv holds unevaluatedItems against what it contains. Each `if` is an `anyOf`, for ajv takes what the condition has
 * looked at as evaluated where the condition does not hold, and the other way round.
 */
export function apart(schema: unknown): unknown {
  if (Array.isArray(schema)) return schema.map(apart);
  if (typeof schema !== 'object' || schema === null) return schema;
  return withoutConditions(containsApart(schema));
}

function withoutConditions(schema: Readonly<Record<string, unknown>>): Record<string, unknown> {
  const { if: condition, then = true, else: otherwise = true, ...rest } = schema;
  if (condition === undefined) return { ...schema };
  const allOf = Array.isArray(rest['allOf']) ? (rest['allOf'] as unknown[]) : [];
  const either = [{ allOf: [condition, then] }, { allOf: [{ not: condition }, otherwise] }];
  return { ...rest, allOf: [...allOf, { anyOf: either }] };
}

function containsApart(schema: object): Record<string, unknown> {
  const inner = Object.entries(schema).map(([key, value]): [string, unknown] => [key, apart(value)]);
  const counts = ['contains', 'minContains', 'maxContains'];
  const [asked, rest] = [true, false].map((is) =>
    Object.fromEntries(inner.filter(([key]) => counts.includes(key) === is)),
  );
  if (asked?.['contains'] === undefined || rest === undefined) return Object.fromEntries(inner);
  const allOf = Array.isArray(rest['allOf']) ? (rest['allOf'] as unknown[]) : [];
  return { ...rest, allOf: [...allOf, { ...asked, contains: { allOf: [asked['contains']] } }] };
}

import { type Documents, named, type Schema } from './schema-graph.ts';
import { names, scalars } from './random-schemas.ts';

/** A number below `most`. */
export type Pick = (most: number) => number;

/** A message that a schema might accept: most follow it, some do not. */
export function messageOf(
  all: Documents,
  pick: Pick,
  schema: unknown = all.root,
  root: Schema = all.root,
  depth = 0,
): unknown {
  const any = (): unknown => {
    const kind = pick(8);
    if (kind < 5 || depth > 3) return scalars[pick(scalars.length)];
    if (kind === 5) return Array.from({ length: pick(3) }, () => messageOf(all, pick, true, root, depth + 1));
    return Object.fromEntries(
      names.filter(() => pick(2) === 0).map((key) => [key, messageOf(all, pick, true, root, depth + 1)]),
    );
  };
  if (typeof schema !== 'object' || schema === null || pick(12) === 0 || depth > 6) return any();
  const here = schema as Record<string, unknown>;
  const inner = (one: unknown, of = root) => messageOf(all, pick, one, of, depth + 1);
  const list = (value: unknown) => (Array.isArray(value) ? (value as unknown[]) : []);
  const map = (value: unknown) => (value ?? {}) as Record<string, unknown>;
  const branches = [
    ...list(here['anyOf']),
    ...list(here['oneOf']),
    ...list(here['allOf']),
    ...[here['if'], here['then'], here['else']].filter((one) => one !== undefined),
  ].map((one) => ({ one, of: root }));
  const target = named(all, root, here['$ref']);
  if (target !== undefined) branches.push({ one: target.schema, of: target.root });
  if (Object.hasOwn(here, 'const')) return here['const'];
  if (Array.isArray(here['enum'])) return list(here['enum'])[pick(list(here['enum']).length)];
  const branch = branches[pick(Math.max(1, branches.length))];
  const taken = branch !== undefined && pick(3) > 0 ? inner(branch.one, branch.of) : undefined;
  const type = list(here['type'])[pick(Math.max(1, list(here['type']).length))] ?? here['type'];
  const ofObject = [
    'properties',
    'required',
    'patternProperties',
    'additionalProperties',
    'dependentRequired',
  ];
  if (type === 'object' || (type === undefined && ofObject.some((key) => key in here))) {
    const required = list(here['required']).map(String);
    const fields = names.filter(
      (key) => required.includes(key) || pick(3) === 0 || (key in map(here['properties']) && pick(3) > 0),
    );
    const value = Object.fromEntries(
      fields.map((key) => {
        const held =
          map(here['properties'])[key] ??
          Object.entries(map(here['patternProperties'])).find(([one]) => new RegExp(one).test(key))?.[1] ??
          here['additionalProperties'] ??
          here['unevaluatedProperties'] ??
          true;
        return [key, inner(held)];
      }),
    );
    return typeof taken === 'object' && taken !== null && !Array.isArray(taken)
      ? { ...taken, ...value }
      : value;
  }
  if (taken !== undefined) return taken;
  if (type === 'array' || ['items', 'prefixItems', 'contains'].some((key) => key in here)) {
    return Array.from({ length: pick(4) }, (_, index) =>
      inner(
        list(here['prefixItems'])[index] ??
          (pick(2) === 0 ? here['contains'] : undefined) ??
          here['items'] ??
          true,
      ),
    );
  }
  const fits = scalars.filter((one) =>
    type === undefined
      ? true
      : type === 'null'
        ? one === null
        : type === 'integer'
          ? Number.isInteger(one)
          : typeof one === type,
  );
  return fits.length === 0 ? any() : fits[pick(fits.length)];
}

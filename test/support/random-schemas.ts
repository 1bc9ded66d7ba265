import fc from 'fast-check';

type Schema = Record<string, unknown> | boolean;

const names = ['a', 'b', 'c', 'x-a'];
const name = fc.constantFrom(...names);
const few = fc.integer({ min: 0, max: 4 });
const scalars: unknown[] = [
  '',
  'a',
  'b',
  'ab',
  'abc',
  'xa',
  -1,
  0,
  0.5,
  1,
  2,
  3,
  4,
  6,
  10,
  true,
  false,
  null,
];
const scalar = fc.constantFrom(...scalars);
const pattern = fc.constantFrom('^a', 'b$', '^x', 'a', '^[a-c]+$');
const types = ['string', 'integer', 'number', 'boolean', 'null', 'array', 'object'];

/** One keyword with a value; those with schemas inside take them from `inner`. */
function keyword(inner: fc.Arbitrary<Schema>): fc.Arbitrary<Record<string, unknown>> {
  const one = (key: string, value: fc.Arbitrary<unknown>) => value.map((given) => ({ [key]: given }));
  const some = fc.array(inner, { minLength: 1, maxLength: 3 });
  const fields = fc.dictionary(name, inner, { maxKeys: 3 });
  return fc.oneof(
    one('type', fc.oneof(fc.constantFrom(...types), fc.subarray(types, { minLength: 1, maxLength: 3 }))),
    one('const', scalar),
    one('enum', fc.uniqueArray(scalar, { minLength: 1, maxLength: 4 })),
    one('minimum', few),
    one('exclusiveMinimum', few),
    one('maximum', few),
    one('exclusiveMaximum', few),
    one('multipleOf', fc.constantFrom(0.5, 1, 2, 3, 4)),
    one('minLength', few),
    one('maxLength', few),
    one('pattern', pattern),
    one('required', fc.subarray(names, { maxLength: 2 })),
    one('properties', fields),
    one('properties', fields),
    one(
      'patternProperties',
      fc.dictionary(fc.constantFrom('^x', '^a', 'a', '^[ab]$'), inner, { maxKeys: 2 }),
    ),
    one('additionalProperties', inner),
    one('unevaluatedProperties', fc.oneof(fc.boolean(), inner)),
    one('propertyNames', fc.record({ pattern })),
    one('minProperties', few),
    one('maxProperties', few),
    one(
      'dependentRequired',
      fc.dictionary(name, fc.subarray(names, { minLength: 1, maxLength: 2 }), { maxKeys: 2 }),
    ),
    one('dependentSchemas', fc.dictionary(name, inner, { maxKeys: 1 })),
    one('items', inner),
    one('prefixItems', some),
    one('unevaluatedItems', inner),
    fc.record({ contains: inner, minContains: few, maxContains: few }, { requiredKeys: ['contains'] }),
    one('minItems', few),
    one('maxItems', few),
    one('uniqueItems', fc.boolean()),
    one('allOf', some),
    one('anyOf', some),
    one('oneOf', some),
    one('not', inner),
    fc
      .tuple(inner, fc.option(inner), fc.option(inner))
      .map((all) =>
        Object.fromEntries(
          ['if', 'then', 'else'].flatMap((key, index) => (all[index] === null ? [] : [[key, all[index]]])),
        ),
      ),
    one('$ref', fc.constantFrom('#/$defs/p', '#/$defs/q%20r', '#money')),
  );
}

/** What a schema most often is: a type, or an object with fields. */
function usual(inner: fc.Arbitrary<Schema>): fc.Arbitrary<Schema> {
  return fc.oneof(
    fc.constantFrom(...types).map((type) => ({ type })),
    fc
      .record({
        properties: fc.dictionary(name, inner, { minKeys: 1, maxKeys: 3 }),
        required: fc.subarray(names, { maxLength: 2 }),
        additionalProperties: fc.oneof(fc.constant(false), inner),
      })
      .map((rest) => ({ type: 'object', ...rest })),
  );
}

const node = fc.letrec<{ node: Schema }>((tie) => ({
  node: fc.oneof(
    { maxDepth: 3, depthSize: 'small' },
    { weight: 1, arbitrary: fc.boolean() },
    { weight: 4, arbitrary: usual(tie('node')) },
    {
      weight: 8,
      arbitrary: fc
        .array(keyword(tie('node')), { minLength: 1, maxLength: 3 })
        .map((all) => Object.assign({}, ...all) as Schema),
    },
  ),
})).node;

const definitions = fc.record({ p: usual(node), 'q r': usual(node), money: usual(node) });

/** A schema with definitions. A definition that leads back to itself at once is none. */
const whole = fc.tuple(node, definitions).map(([root, defs]): Schema => {
  const own = structuredClone(root);
  const plain = (schema: Schema) =>
    JSON.parse(JSON.stringify(schema).replaceAll('"$ref"', '"$comment"')) as Schema;
  return {
    ...(typeof own === 'boolean' ? { allOf: [own] } : own),
    $defs: {
      p: plain(defs.p),
      'q r': plain(defs['q r']),
      m: { $anchor: 'money', ...(plain(defs.money) as object) },
    },
  };
});

/** A schema, and another that is near it: one place of it differs. */
export const schemaPairs: fc.Arbitrary<readonly [Schema, Schema]> = whole.chain((schema) => {
  const refers = JSON.stringify(schema).includes('"$ref"');
  const places = placesOf(schema).filter(([top]) => refers || top !== '$defs');
  const edit = fc.oneof(
    node.map((other) => (): Schema => other),
    keyword(node).map((more) => (old: Schema) => (typeof old === 'boolean' ? more : { ...old, ...more })),
    fc.nat(5).map((index) => (old: Schema) => without(old, index)),
  );
  return fc
    .tuple(fc.nat(places.length - 1), edit)
    .map(([index, change]) => [schema, changed(schema, places[index] ?? [], change)] as const);
});

function without(schema: Schema, index: number): Schema {
  if (typeof schema === 'boolean') return true;
  const keys = Object.keys(schema).filter((key) => key !== '$defs');
  const gone = keys[index % Math.max(1, keys.length)];
  return Object.fromEntries(Object.entries(schema).filter(([key]) => key !== gone));
}

type Path = readonly (string | number)[];

/** Paths of all schemas inside a schema, itself first. */
function placesOf(schema: unknown, path: Path = []): Path[] {
  if (typeof schema === 'boolean') return [path];
  if (typeof schema !== 'object' || schema === null) return [];
  const holders = ['properties', 'patternProperties', 'dependentSchemas', '$defs'];
  const lists = ['allOf', 'anyOf', 'oneOf', 'prefixItems'];
  const ones = [
    'additionalProperties',
    'unevaluatedProperties',
    'items',
    'unevaluatedItems',
    'contains',
    'not',
    'if',
    'then',
    'else',
  ];
  return [
    path,
    ...Object.entries(schema).flatMap(([key, value]) =>
      holders.includes(key) || lists.includes(key)
        ? Object.entries(value as object).flatMap(([inner, one]) => placesOf(one, [...path, key, inner]))
        : ones.includes(key)
          ? placesOf(value, [...path, key])
          : [],
    ),
  ];
}

function changed(schema: Schema, path: Path, change: (old: Schema) => Schema): Schema {
  const copy = structuredClone({ schema });
  let here: Record<string | number, unknown> = copy;
  let key: string | number = 'schema';
  for (const step of path) {
    here = here[key] as Record<string | number, unknown>;
    key = step;
  }
  const old = here[key] as Schema;
  const next = change(old);
  // The definitions and the anchor stay: references would name nothing.
  const keeps =
    typeof old === 'object'
      ? Object.fromEntries(['$defs', '$anchor'].flatMap((one) => (one in old ? [[one, old[one]]] : [])))
      : {};
  here[key] =
    Object.keys(keeps).length === 0
      ? next
      : { ...(typeof next === 'boolean' ? { allOf: [next] } : next), ...keeps };
  return copy.schema;
}

/** A number below `most`. */
export type Pick = (most: number) => number;

/** A message that a schema might accept: most follow it, some do not. */
export function messageOf(root: Schema, pick: Pick, schema: unknown = root, depth = 0): unknown {
  const any = (): unknown => {
    const kind = pick(8);
    if (kind < 5 || depth > 3) return scalars[pick(scalars.length)];
    if (kind === 5) return Array.from({ length: pick(3) }, () => messageOf(root, pick, true, depth + 1));
    return Object.fromEntries(
      names.filter(() => pick(2) === 0).map((key) => [key, messageOf(root, pick, true, depth + 1)]),
    );
  };
  if (typeof schema !== 'object' || schema === null || pick(12) === 0 || depth > 6) return any();
  const here = schema as Record<string, unknown>;
  const inner = (one: unknown, deeper = 1) => messageOf(root, pick, one, depth + deeper);
  const list = (value: unknown) => (Array.isArray(value) ? (value as unknown[]) : []);
  const map = (value: unknown) => (value ?? {}) as Record<string, unknown>;
  const branches = [
    ...list(here['anyOf']),
    ...list(here['oneOf']),
    ...list(here['allOf']),
    ...[here['if'], here['then'], here['else']].filter((one) => one !== undefined),
    ...(typeof here['$ref'] === 'string' ? [definition(root, here['$ref'])] : []),
  ];
  if (Object.hasOwn(here, 'const')) return here['const'];
  if (Array.isArray(here['enum'])) return list(here['enum'])[pick(list(here['enum']).length)];
  const taken = branches.length > 0 && pick(3) > 0 ? inner(branches[pick(branches.length)]) : undefined;
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

function definition(root: Schema, reference: string): unknown {
  const defs = (root as { $defs: Record<string, unknown> }).$defs;
  return reference === '#money' ? defs['m'] : defs[decodeURIComponent(reference.slice('#/$defs/'.length))];
}

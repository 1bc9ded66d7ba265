import { fc } from './property.ts';
import { type Documents, placesOf, type Schema, schemaAt, tied } from './schema-graph.ts';

export const names = ['a', 'b', 'c', 'x-a'];
/** Where the documents are that have an `$id`. */
const base = 'https://s.example/';
const name = fc.constantFrom(...names);
const few = fc.integer({ min: 0, max: 4 });
export const scalars: unknown[] = [
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
/** Lists and objects among the values that schemas list: of those, too, all is known. */
const listed = fc.oneof(
  { weight: 5, arbitrary: scalar },
  {
    weight: 1,
    arbitrary: fc.constantFrom<unknown>(
      { a: 1 },
      { a: 'x' },
      { b: { a: 'ab' }, c: 2 },
      [],
      ['a'],
      [1, { a: 'b' }],
    ),
  },
);
const pattern = fc.constantFrom('^a', 'b$', '^x', 'a', '^[a-c]+$');
const types = ['string', 'integer', 'number', 'boolean', 'null', 'array', 'object'];

/** To definitions, to places further up, and from one document to the other; those that name nothing are left out. */
const reference = fc.constantFrom(
  '#/$defs/p',
  '#/$defs/q%20r',
  '#/$defs/alias',
  '#money',
  '#',
  '#/properties/a',
  '#/properties/b',
  '#/$defs/p/properties/a',
  `${base}other`,
  'other#inner',
  '/other#/$defs/alias',
  'root',
  'root#money',
  'root#/$defs/alias',
);

const refers = reference.map((one): Schema => ({ $ref: one }));

/** One keyword with a value; those with schemas inside take them from `inner`. */
function keyword(inner: fc.Arbitrary<Schema>): fc.Arbitrary<Record<string, unknown>> {
  const one = (key: string, value: fc.Arbitrary<unknown>) => value.map((given) => ({ [key]: given }));
  const some = fc.array(inner, { minLength: 1, maxLength: 3 });
  const fields = fc.dictionary(name, inner, { maxKeys: 3 });
  return fc.oneof(
    one('type', fc.oneof(fc.constantFrom(...types), fc.subarray(types, { minLength: 1, maxLength: 3 }))),
    one('const', listed),
    one(
      'enum',
      fc.uniqueArray(listed, {
        minLength: 1,
        maxLength: 4,
        comparator: (a, b) => JSON.stringify(a) === JSON.stringify(b),
      }),
    ),
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
    one('$ref', reference),
  );
}

/** What a schema most often is: a type, an object with fields, or one whose fields are in branches. */
function usual(inner: fc.Arbitrary<Schema>): fc.Arbitrary<Schema> {
  const fields = fc.dictionary(name, inner, { minKeys: 1, maxKeys: 3 });
  const required = fc.subarray(names, { maxLength: 2 });
  const closed = fc.oneof(fc.constant(false), inner);
  const branch = fc.record({ properties: fields, required }, { requiredKeys: ['properties'] });
  const branches = fc.oneof(
    fc
      .tuple(fc.constantFrom('anyOf', 'oneOf', 'allOf'), fc.array(branch, { minLength: 1, maxLength: 2 }))
      .map(([key, all]) => ({ [key]: all })),
    fc
      .tuple(branch, branch, branch)
      .map((all) => Object.fromEntries(['if', 'then', 'else'].map((key, index) => [key, all[index]]))),
    fc.dictionary(name, branch, { minKeys: 1, maxKeys: 1 }).map((dependentSchemas) => ({ dependentSchemas })),
  );
  return fc.oneof(
    { weight: 4, arbitrary: fc.constantFrom(...types).map((type) => ({ type })) },
    {
      weight: 4,
      arbitrary: fc
        .record({ properties: fields, required, additionalProperties: closed })
        .map((rest) => ({ type: 'object', ...rest })),
    },
    {
      weight: 1,
      arbitrary: fc
        .tuple(branches, closed)
        .map(([all, unevaluatedProperties]) => ({ type: 'object', ...all, unevaluatedProperties })),
    },
  );
}

const node = fc.letrec<{ node: Schema }>((tie) => ({
  node: fc.oneof(
    { maxDepth: 3, depthSize: 'small' },
    { weight: 1, arbitrary: fc.boolean() },
    { weight: 4, arbitrary: usual(tie('node')) },
    { weight: 3, arbitrary: refers },
    {
      weight: 8,
      arbitrary: fc
        .array(keyword(tie('node')), { minLength: 1, maxLength: 3 })
        .map((all) => Object.assign({}, ...all) as Schema),
    },
  ),
})).node;

/** Definitions and what uses them. */
interface Parts {
  readonly root: Schema;
  readonly other: Schema;
  readonly definitions: readonly Schema[];
  readonly named: boolean;
}

/** A message schema and one that is shared. Their definitions may lead back to themselves and to each other. */
function documentsOf(root: fc.Arbitrary<Schema>, inner: fc.Arbitrary<Schema>): fc.Arbitrary<Documents> {
  const definitions = fc.array(inner, { minLength: 6, maxLength: 6 });
  return fc.record({ root, other: inner, definitions, named: fc.boolean() }).map(tiedOf);
}

function tiedOf({ root, other, definitions, named }: Parts): Documents {
  const [p = true, q = true, alias = true, money = true, third = true, last = true] = definitions;
  return tied({
    root: {
      ...(named ? { $id: `${base}root` } : {}),
      ...asMap(root),
      $defs: { p, 'q r': q, alias, m: { ...asMap(money), $anchor: 'money' } },
    },
    other: {
      $id: `${base}other`,
      ...asMap(other),
      $defs: { alias: third, i: { ...asMap(last), $anchor: 'inner' } },
    },
  });
}

/** Places in the documents that schemas of little but references name. */
const target = fc.constantFrom(
  ...['#', '#/properties/a', '#/properties/b', '#/$defs/p', '#/$defs/alias', '#money'],
  ...[`${base}other`, 'other#inner', 'root', 'root#/$defs/alias'],
);
const leads = target.map((one): Schema => ({ $ref: one }));

/** A schema of little but references: where they lead is all that it says. */
const linked = fc.letrec<{ node: Schema }>((tie) => {
  const inner = tie('node');
  const fields = fc.dictionary(name, inner, { minKeys: 1, maxKeys: 2 });
  return {
    node: fc.oneof(
      { maxDepth: 3 },
      { weight: 2, arbitrary: fc.constantFrom('string', 'integer').map((type) => ({ type })) },
      { weight: 3, arbitrary: leads },
      { weight: 3, arbitrary: fields.map((properties) => ({ type: 'object', properties })) },
      { weight: 1, arbitrary: inner.map((items) => ({ type: 'array', items })) },
      { weight: 1, arbitrary: inner.map((one) => ({ anyOf: [{ type: 'null' }, one] })) },
      { weight: 1, arbitrary: inner.map((one) => ({ type: 'object', additionalProperties: one })) },
    ),
  };
}).node;
const linkedRoot = fc
  .record({ a: linked, b: linked })
  .map((properties): Schema => ({ type: 'object', properties }));

function asMap(schema: Schema): Record<string, unknown> {
  return typeof schema === 'boolean' ? { allOf: [schema] } : schema;
}

/** A change of one schema inside the documents. */
type Edit = (old: Schema) => Schema;

const anyEdit: fc.Arbitrary<Edit> = fc.oneof(
  node.map(
    (other): Edit =>
      () =>
        other,
  ),
  keyword(node).map(
    (more): Edit =>
      (old) => ({ ...asMap(old), ...more }),
  ),
  fc.nat(5).map(
    (index): Edit =>
      (old) =>
        without(old, index),
  ),
);

/** Documents, and others that are near them: one place differs, or two. */
function near(
  documents: fc.Arbitrary<Documents>,
  edits: fc.Arbitrary<Edit>,
  of: (schema: Schema) => boolean,
) {
  return documents.chain((old) => {
    const all = placesOf(old);
    const some = all.filter((path) => of(schemaAt(old, path)));
    const places = some.length === 0 ? all : some;
    const one = fc.tuple(fc.nat(places.length - 1), edits);
    return fc.array(one, { minLength: 1, maxLength: 2 }).map((changes) => {
      const next = changes.reduce((before, [at, edit]) => changed(before, places[at] ?? [], edit), old);
      return [old, tied(next)] as const;
    });
  });
}

const other = (schema: fc.Arbitrary<Schema>) =>
  schema.map(
    (one): Edit =>
      () =>
        one,
  );
const rich = documentsOf(
  fc.oneof(node, usual(node)),
  fc.oneof({ weight: 3, arbitrary: usual(node) }, refers),
);
const refersOn = (schema: Schema) => typeof schema === 'object' && '$ref' in schema;

const sparse = documentsOf(linkedRoot, fc.oneof(linked, leads));

export const schemaPairs: fc.Arbitrary<readonly [Documents, Documents]> = fc.oneof(
  { weight: 3, arbitrary: near(rich, anyEdit, () => true) },
  { weight: 1, arbitrary: near(sparse, other(linked), () => true) },
  // References that lead elsewhere, and as many levels up.
  { weight: 2, arbitrary: near(sparse, other(leads), refersOn) },
);

/** A few objects that a schema lists; it names some of their fields, or none, or a field that none has. */
const listing = fc
  .tuple(
    fc.array(fc.dictionary(name, fc.oneof(listed, fc.record({ a: scalar })), { minKeys: 1, maxKeys: 3 }), {
      minLength: 1,
      maxLength: 2,
    }),
    fc.option(scalar),
    fc.option(fc.dictionary(name, fc.constant(true), { minKeys: 1, maxKeys: 1 })),
  )
  .map(([objects, more, properties]): Schema => {
    const [only] = objects;
    const named = properties === null ? {} : { properties };
    if (more === null) return { ...named, ...(objects.length === 1 ? { const: only } : { enum: objects }) };
    return { ...named, enum: [...objects, more] };
  });

/** What names fields and lets any other in. */
const open = fc.letrec<{ node: Schema }>((tie) => {
  const held = fc.oneof(
    { weight: 4, arbitrary: fc.subarray(types, { minLength: 2 }).map((type): Schema => ({ type })) },
    { weight: 1, arbitrary: tie('node') },
  );
  const fields = fc.dictionary(name, held, { minKeys: 1, maxKeys: 2 });
  return {
    node: fc.oneof(
      { maxDepth: 2 },
      { weight: 3, arbitrary: fields.map((properties): Schema => ({ properties })) },
      { weight: 1, arbitrary: held.map((one): Schema => ({ patternProperties: { '^[ab]$': one } })) },
      { weight: 1, arbitrary: fields.map((properties): Schema => ({ allOf: [{ properties }] })) },
      {
        weight: 1,
        arbitrary: fields.map((properties): Schema => ({ dependentSchemas: { a: { properties } } })),
      },
    ),
  };
}).node;

/** Where such a schema is in a message. */
const placed = fc.constantFrom<(schema: Schema) => Record<string, unknown>>(
  asMap,
  (schema) => ({ type: 'object', properties: { a: schema } }),
  (schema) => ({ type: 'array', items: schema }),
  (schema) => ({ properties: { b: { $ref: '#/$defs/p' } }, $defs: { p: schema } }),
  (schema) => ({ anyOf: [schema, { type: 'null' }] }),
);

/** Writers that list objects whole, and readers that name some of their fields. */
export const listedPairs: fc.Arbitrary<readonly [Documents, Documents]> = fc
  .tuple(placed, listing, fc.oneof(open, listing))
  .map(([place, old, next]) => {
    const documents = (schema: Schema): Documents => ({
      root: place(schema),
      other: { $id: `${base}other` },
    });
    return [documents(old), documents(next)] as const;
  });

function without(schema: Schema, index: number): Schema {
  if (typeof schema === 'boolean') return true;
  const keys = Object.keys(schema);
  const gone = keys[index % Math.max(1, keys.length)];
  return Object.fromEntries(Object.entries(schema).filter(([key]) => key !== gone));
}

/** The documents with one schema changed; as they were, where an earlier change took the place away. */
function changed(before: Documents, path: readonly (string | number)[], change: Edit): Documents {
  const copy: Record<string | number, unknown> = structuredClone({ ...before });
  let here = copy;
  for (const step of path.slice(0, -1)) {
    const next = here[step];
    if (typeof next !== 'object' || next === null) return before;
    here = next as Record<string | number, unknown>;
  }
  const key = path.at(-1) ?? '';
  const old = here[key];
  if (typeof old !== 'boolean' && (typeof old !== 'object' || old === null)) return before;
  const next = change(old as Schema);
  // References would name nothing without them.
  const kept = ['$id', '$defs', '$anchor'].flatMap((one) =>
    typeof old === 'object' && one in old ? [[one, (old as Record<string, unknown>)[one]]] : [],
  );
  here[key] = kept.length === 0 ? next : { ...asMap(next), ...Object.fromEntries(kept) };
  return copy as unknown as Documents;
}

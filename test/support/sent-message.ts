import { Ajv2020 } from 'ajv/dist/2020.js';
import { apart } from './apart.ts';
import { type Documents, named, type Schema } from './schema-graph.ts';

/** A schema that a value is held against, and the document that it is in. */
interface Applied {
  readonly schema: Readonly<Record<string, unknown>>;
  readonly root: Schema;
}

/** Whether a schema inside the documents accepts a value. */
type Holds = (schema: Schema, root: Schema, value: unknown) => boolean;

const isMap = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
const isSchema = (value: unknown): value is Schema => typeof value === 'boolean' || isMap(value);
const schemas = (value: unknown): Schema[] => (Array.isArray(value) ? value.filter(isSchema) : []);
const byName = (value: unknown): [string, Schema][] =>
  Object.entries(isMap(value) ? value : {}).filter((entry): entry is [string, Schema] => isSchema(entry[1]));

/** All that holds for a value: a schema, what it refers to, and the branches that the value takes. */
function appliedTo(all: Documents, holds: Holds, schema: unknown, root: Schema, value: unknown): Applied[] {
  if (!isMap(schema)) return [];
  const also = (one: unknown, of = root) => appliedTo(all, holds, one, of, value);
  const target = named(all, root, schema['$ref']);
  const taken = [...schemas(schema['anyOf']), ...schemas(schema['oneOf'])].filter((one) =>
    holds(one, root, value),
  );
  const { if: condition, then, else: otherwise } = schema;
  const branches = isSchema(condition) && (isSchema(then) || isSchema(otherwise));
  const met = branches && holds(condition, root, value);
  const present = byName(schema['dependentSchemas']).filter(([name]) => isMap(value) && name in value);
  return [
    { schema, root },
    ...(target === undefined ? [] : also(target.schema, target.root)),
    ...schemas(schema['allOf']).flatMap((one) => also(one)),
    ...taken.flatMap((one) => also(one)),
    ...(met ? [...also(condition), ...also(then)] : branches ? also(otherwise) : []),
    ...present.flatMap(([name, one]) => [{ schema: { required: [name] }, root }, ...also(one)]),
  ];
}

/** What schemas say of a field; undefined where they do not name it. */
function ofField(applied: readonly Applied[], name: string): Applied[] | undefined {
  const said = applied.flatMap(({ schema, root }) => {
    const own = [
      ...byName(schema['properties']).filter(([one]) => one === name),
      ...byName(schema['patternProperties']).filter(([one]) => new RegExp(one, 'u').test(name)),
    ].map(([, one]) => one);
    const rest = [schema['additionalProperties'], schema['unevaluatedProperties']].find(isSchema);
    const others = own.length > 0 || rest === undefined || rest === true ? own : [rest];
    return others.map((one) => ({ schema: isMap(one) ? one : {}, root }));
  });
  const needed = applied.some(({ schema: { required, dependentRequired } }) =>
    [required, ...Object.values(isMap(dependentRequired) ? dependentRequired : {})].some(
      (one) => Array.isArray(one) && one.includes(name),
    ),
  );
  return said.length > 0 || needed ? said : undefined;
}

/** Whether schemas say which fields their objects have. */
function namesFields(applied: readonly Applied[]): boolean {
  const keywords = ['properties', 'patternProperties', 'additionalProperties', 'unevaluatedProperties'];
  return applied.some(
    ({ schema }) =>
      keywords.some((key) => schema[key] !== undefined) ||
      [schema['required'], Object.keys(isMap(schema['dependentRequired']) ? schema['dependentRequired'] : {})]
        .filter(Array.isArray)
        .some((one) => one.length > 0),
  );
}

/** Copies of the documents in which each schema has a number, so that it is found again in what is made of them. */
function numbered(all: Documents): Documents {
  let number = 0;
  const visit = (value: unknown): unknown => {
    if (Array.isArray(value)) return value.map(visit);
    if (!isMap(value)) return value;
    const inner = Object.entries(value).map(([key, one]): [string, unknown] => [
      key,
      ['const', 'enum', 'required', 'dependentRequired'].includes(key) ? one : visit(one),
    ]);
    number += 1;
    return { ...Object.fromEntries(inner), $comment: number };
  };
  return {
    root: { $id: 'https://s.example/message', ...(visit(all.root) as object) },
    other: visit(all.other) as Schema,
  };
}

/** JSON pointer to the object with a number. */
function pointerTo(number: unknown, here: unknown): string | undefined {
  if (typeof here !== 'object' || here === null) return undefined;
  if (isMap(here) && here['$comment'] === number) return '';
  for (const [key, one] of Object.entries(here)) {
    const found = pointerTo(number, one);
    if (found !== undefined) return `/${encodeURIComponent(key)}${found}`;
  }
  return undefined;
}

/** Whether a program that goes by the schema sends a message that it accepts: nothing in it is without a name there. */
export function sender(given: Documents): (message: unknown) => boolean {
  const all = numbered(given);
  const ajv = new Ajv2020({
    ...{ strict: false, ownProperties: true, validateSchema: false, logger: false },
    code: { optimize: false },
  });
  const copies = new Map(Object.values(all).map((one: Schema) => [one, apart(one) as { $id: string }]));
  for (const copy of copies.values()) ajv.addSchema(copy);
  const holds: Holds = (schema, root, value) => {
    if (!isMap(schema)) return schema;
    const copy = copies.get(root);
    const validate = ajv.compile({ $ref: `${copy?.$id}#${pointerTo(schema['$comment'], copy)}` });
    return validate(value);
  };
  const known = (applied: readonly Applied[], value: unknown): boolean => {
    if (applied.some(({ schema }) => 'const' in schema || 'enum' in schema)) return true;
    if (Array.isArray(value)) {
      return value.every((item: unknown, index) =>
        known(
          applied.flatMap(({ schema, root }) => {
            const one =
              schemas(schema['prefixItems'])[index] ?? schema['items'] ?? schema['unevaluatedItems'];
            return appliedTo(all, holds, one, root, item);
          }),
          item,
        ),
      );
    }
    if (!isMap(value)) return true;
    const anything = !namesFields(applied);
    return Object.entries(value).every(([name, held]) => {
      const said = ofField(applied, name);
      if (said === undefined) return anything;
      return known(
        said.flatMap(({ schema, root }) => appliedTo(all, holds, schema, root, held)),
        held,
      );
    });
  };
  return (message) => known(appliedTo(all, holds, all.root, all.root, message), message);
}

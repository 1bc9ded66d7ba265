import { isMap, type JsonSchema, type Keywords } from '../model/schemas/schema-keywords.ts';
import { SchemaReferences } from '../model/schemas/schema-references.ts';
import type { JsonSchemaFile } from '../model/terms/contract.ts';

export type Schema = Keywords;

/** Where a reference is read: what it may name, and where the schema that it is in is in the document. */
interface Reading {
  readonly references: SchemaReferences;
  readonly root: unknown;
  /** Of `root`; undefined where it stands where it is used. */
  readonly at: string | undefined;
}

/**
 * Schemas of a system as they are in one AsyncAPI document: below `components.schemas`, with every reference to a
 * shared schema leading there. AsyncAPI reads them as draft 7, where what stands beside a `$ref` is not looked at and
 * a few keywords have older names; both are put in the older way, which means the same.
 */
export class SchemaBundle {
  /** Shared schemas with an `$id`, by what they hold. */
  readonly #files = new Map<unknown, JsonSchemaFile>();
  readonly #shared: readonly unknown[];
  readonly #schemas = new Map<string, unknown>();

  /** @param shared what contracts of the system may refer to */
  constructor(shared: readonly JsonSchemaFile[]) {
    for (const file of shared) {
      if (isMap(file.value) && typeof file.value['$id'] === 'string') this.#files.set(file.value, file);
    }
    this.#shared = [...this.#files.keys()];
  }

  /** Adds a schema with all that it refers to, once. @returns a reference to it */
  add(name: string, schema: unknown): Schema {
    const at = `#/components/schemas/${name}`;
    if (!this.#schemas.has(name)) {
      // Known before it is walked: a schema may lead back to itself.
      this.#schemas.set(name, {});
      const references = new SchemaReferences(schema, this.#shared);
      this.#schemas.set(name, this.#bundled(schema, { references, root: schema, at }));
    }
    return { $ref: at };
  }

  /** Adds a shared schema. @returns a reference to it, or undefined where no schema has the `$id` */
  shared(id: string): Schema | undefined {
    const file = [...this.#files.values()].find(({ value }) => isMap(value) && value['$id'] === id);
    return file === undefined ? undefined : this.add(componentName(file.file), file.value);
  }

  /** A schema that stands where it is used, with its references leading to what was added. */
  inline(schema: unknown): unknown {
    const references = new SchemaReferences(undefined, this.#shared);
    return this.#bundled(schema, { references, root: schema, at: undefined });
  }

  /** All that was added, by name, in order. */
  schemas(): Record<string, unknown> {
    return Object.fromEntries([...this.#schemas].sort(([a], [b]) => (a < b ? -1 : 1)));
  }

  #bundled(schema: unknown, reading: Reading): unknown {
    if (!isMap(schema)) return schema;
    const { $ref: reference, ...rest } = schema;
    const own = Object.fromEntries(
      Object.entries(rest)
        .filter(([key]) => !['$id', '$schema', '$comment'].includes(key))
        .flatMap(([key, value]) => this.#keyword(key, value, reading)),
    );
    // The list that draft 2020-12 calls prefixItems is draft 7's items, and what follows it additionalItems.
    const listed =
      Array.isArray(own['prefixItems']) && own['items'] !== undefined
        ? { additionalItems: own['items'] }
        : {};
    const { prefixItems, ...others } = own;
    const whole = prefixItems === undefined ? own : { ...others, ...listed, items: prefixItems };
    if (typeof reference !== 'string') return whole;
    const target = this.#referred(schema, reading);
    if (Object.keys(whole).length === 0) return target;
    // Behind its own, so that references to those still hold.
    const all = Array.isArray(whole['allOf']) ? (whole['allOf'] as unknown[]) : [];
    return { ...whole, allOf: [...all, target] };
  }

  #keyword(key: string, value: unknown, reading: Reading): [string, unknown][] {
    if (key === '$defs') return [['definitions', this.#each(value, reading)]];
    if (key === 'dependentRequired') return [['dependencies', value]];
    if (schemaMaps.has(key)) return [[key, this.#each(value, reading)]];
    if (schemaLists.has(key) && Array.isArray(value))
      return [[key, value.map((one: unknown) => this.#bundled(one, reading))]];
    return [[key, oneSchema.has(key) ? this.#bundled(value, reading) : value]];
  }

  #each(map: unknown, reading: Reading): unknown {
    return isMap(map)
      ? Object.fromEntries(Object.entries(map).map(([name, one]) => [name, this.#bundled(one, reading)]))
      : map;
  }

  #referred(schema: Keywords, { references, root, at }: Reading): JsonSchema {
    const target = references.referred(schema);
    // The catalogue is read only where every reference leads somewhere.
    if (target === undefined) throw new Error(`no schema is ${String(schema['$ref'])}`);
    const home = isMap(target) ? references.home(target) : undefined;
    if (home === undefined) return target;
    const file = this.#files.get(home.document);
    const base =
      home.document === root && at !== undefined
        ? at
        : file === undefined
          ? undefined
          : this.add(componentName(file.file), file.value)['$ref'];
    return { $ref: `${String(base)}${older(home.document, home.path)}` };
  }
}

/** The JSON pointer to a schema, with the names that its keywords have in draft 7. */
function older(document: Keywords, path: string): string {
  let here: unknown = document;
  let named = false;
  let pointer = '';
  for (const step of path.split('/').slice(1)) {
    const key = step.replaceAll('~1', '/').replaceAll('~0', '~');
    const schema: Keywords | undefined = !named && isMap(here) ? here : undefined;
    pointer += `/${schema === undefined ? step : (olderName(key, schema) ?? step)}`;
    named = schema !== undefined && (key === '$defs' || schemaMaps.has(key));
    here = (here as Record<string, unknown> | undefined)?.[key];
  }
  return pointer;
}

function olderName(keyword: string, schema: Keywords): string | undefined {
  if (keyword === '$defs') return 'definitions';
  if (keyword === 'prefixItems') return 'items';
  return keyword === 'items' && Array.isArray(schema['prefixItems']) ? 'additionalItems' : undefined;
}

const schemaMaps = new Set(['properties', 'patternProperties', 'definitions', 'dependentSchemas']);
const schemaLists = new Set(['allOf', 'anyOf', 'oneOf', 'prefixItems']);
const oneSchema = new Set([
  'items',
  'contains',
  'additionalItems',
  'additionalProperties',
  'unevaluatedItems',
  'unevaluatedProperties',
  'propertyNames',
  'not',
  'if',
  'then',
  'else',
]);

/** `contracts/shop/messages/DomainEvent.v1.schema.json` is `messages.DomainEvent.v1`. */
function componentName(file: string): string {
  return file
    .split('/')
    .slice(2)
    .join('.')
    .replace(/\.schema\.json$/, '')
    .replaceAll(/[^A-Za-z0-9._-]/g, '_');
}

/** What shared schemas of headers say of one header: text, where none does. */
export function headerSchema(name: string, shared: readonly JsonSchemaFile[]): unknown {
  for (const { value } of shared) {
    if (!isMap(value) || typeof value['title'] !== 'string' || !value['title'].endsWith('Headers')) continue;
    const properties = value['properties'];
    if (isMap(properties) && Object.hasOwn(properties, name)) return properties[name];
  }
  return { type: 'string' };
}

/** The headers that a shared schema asks for, by the end of its title: `FailureHeaders`. */
export function requiredHeaders(title: string, shared: readonly JsonSchemaFile[]): string[] {
  const found = shared.find(({ value }) => isMap(value) && value['title'] === title)?.value;
  const required = isMap(found) ? found['required'] : undefined;
  return Array.isArray(required) ? required.map(String) : [];
}

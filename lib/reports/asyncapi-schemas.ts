import type { JsonSchemaFile } from '../model/terms/contract.ts';

export type Schema = Readonly<Record<string, unknown>>;

/**
 * Schemas of a system as they stand in one AsyncAPI document: below `components.schemas`, with every reference to a
 * shared schema leading there. AsyncAPI reads them as draft 7, where what stands beside a `$ref` is not looked at and
 * a few keywords have older names; both are put in the older way, which means the same.
 */
export class SchemaBundle {
  /** Names of the shared schemas below `components.schemas`, by `$id`. */
  readonly #names: ReadonlyMap<string, string>;
  readonly #shared: ReadonlyMap<string, JsonSchemaFile>;
  readonly #schemas = new Map<string, unknown>();

  /** @param shared what contracts of the system may refer to */
  constructor(shared: readonly JsonSchemaFile[]) {
    const known = shared.flatMap((file): [string, JsonSchemaFile][] => {
      const id = isSchema(file.value) ? file.value['$id'] : undefined;
      return typeof id === 'string' ? [[id, file]] : [];
    });
    this.#shared = new Map(known);
    this.#names = new Map(known.map(([id, { file }]) => [id, componentName(file)]));
  }

  /** Adds a schema with all that it refers to, once. @returns a reference to it */
  add(name: string, schema: unknown): Schema {
    const at = `#/components/schemas/${name}`;
    if (!this.#schemas.has(name)) {
      // Known before it is walked: a schema may lead back to itself.
      this.#schemas.set(name, {});
      this.#schemas.set(name, this.#bundled(schema, at));
    }
    return { $ref: at };
  }

  /** Adds a shared schema. @returns a reference to it, or undefined where no schema has the `$id` */
  shared(id: string): Schema | undefined {
    const name = this.#names.get(id);
    const file = this.#shared.get(id);
    return name === undefined || file === undefined ? undefined : this.add(name, file.value);
  }

  /** A schema that stands where it is used, with its references leading to what was added. */
  inline(schema: unknown): unknown {
    return this.#bundled(schema, '');
  }

  /** All that was added, by name, in order. */
  schemas(): Record<string, unknown> {
    return Object.fromEntries([...this.#schemas].sort(([a], [b]) => (a < b ? -1 : 1)));
  }

  /** @param at where the schema stands that `#` refers to */
  #bundled(schema: unknown, at: string): unknown {
    if (!isSchema(schema)) return schema;
    const { $ref: reference, ...rest } = schema;
    const own = Object.fromEntries(
      Object.entries(rest)
        .filter(([key]) => !['$id', '$schema', '$comment'].includes(key))
        .flatMap(([key, value]) => this.#keyword(key, value, at)),
    );
    // The list that draft 2020-12 calls prefixItems is draft 7's items, and what follows it additionalItems.
    const listed =
      Array.isArray(own['prefixItems']) && own['items'] !== undefined
        ? { additionalItems: own['items'] }
        : {};
    const { prefixItems, ...others } = own;
    const whole = prefixItems === undefined ? own : { ...others, ...listed, items: prefixItems };
    if (typeof reference !== 'string') return whole;
    const target = this.#referred(reference, at);
    if (Object.keys(whole).length === 0) return target;
    const all = Array.isArray(whole['allOf']) ? (whole['allOf'] as unknown[]) : [];
    return { ...whole, allOf: [target, ...all] };
  }

  #keyword(key: string, value: unknown, at: string): [string, unknown][] {
    if (key === '$defs') return [['definitions', this.#each(value, at)]];
    if (key === 'dependentRequired') return [['dependencies', value]];
    if (schemaMaps.has(key)) return [[key, this.#each(value, at)]];
    if (schemaLists.has(key) && Array.isArray(value))
      return [[key, value.map((one: unknown) => this.#bundled(one, at))]];
    return [[key, oneSchema.has(key) ? this.#bundled(value, at) : value]];
  }

  #each(map: unknown, at: string): unknown {
    return isSchema(map)
      ? Object.fromEntries(Object.entries(map).map(([name, one]) => [name, this.#bundled(one, at)]))
      : map;
  }

  #referred(reference: string, at: string): Schema {
    const hash = reference.indexOf('#');
    const id = hash < 0 ? reference : reference.slice(0, hash);
    const pointer = (hash < 0 ? '' : reference.slice(hash + 1)).replace(/(^|\/)\$defs\//g, '$1definitions/');
    if (id === '') return { $ref: `${at === '' ? '#' : at}${pointer}` };
    const found = this.shared(id);
    // The catalogue is read only where every reference leads somewhere.
    if (found === undefined) throw new Error(`no shared schema is ${id}`);
    return { $ref: `${String(found['$ref'])}${pointer}` };
  }
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

export function isSchema(value: unknown): value is Schema {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

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
    if (!isSchema(value) || typeof value['title'] !== 'string' || !value['title'].endsWith('Headers'))
      continue;
    const properties = value['properties'];
    if (isSchema(properties) && Object.hasOwn(properties, name)) return properties[name];
  }
  return { type: 'string' };
}

/** The headers that a shared schema asks for, by the end of its title: `FailureHeaders`. */
export function requiredHeaders(title: string, shared: readonly JsonSchemaFile[]): string[] {
  const found = shared.find(({ value }) => isSchema(value) && value['title'] === title)?.value;
  const required = isSchema(found) ? found['required'] : undefined;
  return Array.isArray(required) ? required.map(String) : [];
}

import { Ajv2020, type ValidateFunction } from 'ajv/dist/2020.js';
import addFormats from 'ajv-formats';
import { linearPattern } from '../../model/schemas/linear-pattern.ts';
import {
  annotations,
  holders,
  isMap,
  isSchema,
  type JsonSchema,
  type Keywords,
  schemasByName,
  schemasIn,
} from './keywords.ts';

/** A schema with an URI of its own, to which the references inside are relative. */
interface Resource {
  readonly uri: string;
  readonly root: Keywords;
  readonly anchors: Map<string, Keywords>;
}

/** Where a schema stands. */
interface Home {
  readonly resource: Resource;
  /** JSON pointer from the resource's root. */
  readonly pointer: string;
}

/** Base of a schema that has no `$id`. */
const unnamed = 'schema://contract/';

/** One side of a comparison: a message schema, and the shared schemas that its references may name. */
export class SchemaDocuments {
  readonly root: JsonSchema;
  readonly #resources = new Map<string, Resource>();
  readonly #homes = new WeakMap<Keywords, Home>();
  readonly #validators = new Map<JsonSchema, ValidateFunction | undefined>();
  #ajv: Ajv2020 | undefined;

  /** @param shared schemas by their `$id` */
  constructor(root: JsonSchema, shared: ReadonlyMap<string, JsonSchema>) {
    this.root = root;
    for (const [id, schema] of shared) if (isMap(schema) && schema !== root) this.#add(schema, id);
    if (isMap(root)) this.#add(root, unnamed);
  }

  /** What a schema's `$ref` names; undefined where it names nothing that is here. */
  referred(schema: Keywords): JsonSchema | undefined {
    const home = this.#homes.get(schema);
    const reference = schema['$ref'];
    if (typeof reference !== 'string') return undefined;
    const [id = '', ...rest] = absolute(reference, home?.resource.uri ?? unnamed).split('#');
    const resource = this.#resources.get(id);
    const fragment = decoded(rest.join('#'));
    if (resource === undefined || fragment === undefined) return undefined;
    if (fragment !== '' && !fragment.startsWith('/')) return resource.anchors.get(fragment);
    return this.#pointed(resource, fragment);
  }

  /** What a schema is that only refers to another. */
  direct(schema: JsonSchema): JsonSchema {
    const seen = new Set<JsonSchema>();
    let here = schema;
    while (isMap(here) && !seen.has(here)) {
      seen.add(here);
      const says = Object.keys(here).filter((keyword) => !annotations.has(keyword));
      const target = says.length === 1 && says[0] === '$ref' ? this.referred(here) : undefined;
      if (target === undefined) return here;
      here = target;
    }
    return here;
  }

  /** What cannot be compared in any schema that can be reached: references that name nothing, or change by scope. */
  unreadable(): string[] {
    const found = new Set<string>();
    const seen = new Set<JsonSchema>();
    const walk = (schema: JsonSchema): void => {
      if (seen.has(schema) || !isMap(schema)) return;
      seen.add(schema);
      if (schema['$dynamicRef'] !== undefined) found.add('$dynamicRef cannot be compared');
      if (schema['$ref'] !== undefined) {
        const target = this.referred(schema);
        if (target === undefined) found.add(`$ref ${JSON.stringify(schema['$ref'])} names nothing`);
        else walk(target);
      }
      for (const { schema: one, keyword } of inside(schema)) if (!definitions.has(keyword)) walk(one);
    };
    walk(this.root);
    return [...found];
  }

  /** Whether the schema takes a value; undefined where that cannot be said. */
  accepts(schema: JsonSchema, value: unknown): boolean | undefined {
    if (typeof schema === 'boolean') return schema;
    if (!this.#validators.has(schema)) this.#validators.set(schema, this.#compiled(schema));
    try {
      return this.#validators.get(schema)?.(value);
    } catch {
      // Its validator fails on some nestings of unevaluatedProperties.
      return undefined;
    }
  }

  #compiled(schema: Keywords): ValidateFunction | undefined {
    try {
      const home = this.#homes.get(schema);
      if (home === undefined) return this.#validator().compile(schema);
      const { resource, pointer } = home;
      const fragment = pointer.split('/').map(encodeURIComponent).join('/');
      return this.#validator().compile({ $ref: `${resource.uri}#${fragment}` });
    } catch {
      return undefined;
    }
  }

  #validator(): Ajv2020 {
    if (this.#ajv !== undefined) return this.#ajv;
    this.#ajv = new Ajv2020({
      strict: false,
      validateSchema: false,
      ownProperties: true,
      inlineRefs: false,
      logger: false,
      code: { regExp: linearPattern, optimize: false },
    });
    addFormats.default(this.#ajv);
    const roots = new Set([...this.#resources.values()].map(({ root }) => root));
    for (const { uri, root } of this.#resources.values()) {
      // Those inside another one are found there.
      const outer = this.#outer.get(root);
      if (outer === undefined || !roots.has(outer)) this.#ajv.addSchema({ ...root, $id: uri });
    }
    return this.#ajv;
  }

  /** The document that a resource inside it stands in. */
  readonly #outer = new Map<Keywords, Keywords>();

  #add(document: Keywords, base: string): void {
    const walk = (schema: Keywords, above: Resource | undefined, pointer: string): void => {
      const id = schema['$id'];
      const own = above === undefined || typeof id === 'string';
      const uri = absolute(typeof id === 'string' ? id : base, above?.uri ?? base).replace(/#.*$/, '');
      const resource = own ? { uri, root: schema, anchors: new Map<string, Keywords>() } : above;
      if (own) {
        this.#resources.set(uri, resource);
        if (above !== undefined) this.#outer.set(schema, document);
      }
      const home = { resource, pointer: own ? '' : pointer };
      this.#homes.set(schema, home);
      const anchor = schema['$anchor'] ?? schema['$dynamicAnchor'];
      if (typeof anchor === 'string') resource.anchors.set(anchor, schema);
      for (const { schema: one, at } of inside(schema)) {
        if (isMap(one)) walk(one, resource, `${home.pointer}${at}`);
      }
    };
    walk(document, undefined, '');
  }

  #pointed(resource: Resource, pointer: string): JsonSchema | undefined {
    let here: unknown = resource.root;
    for (const step of pointer.split('/').slice(1)) {
      const key = step.replaceAll('~1', '/').replaceAll('~0', '~');
      if (typeof here !== 'object' || here === null || !Object.hasOwn(here, key)) return undefined;
      here = (here as Record<string, unknown>)[key];
    }
    if (!isSchema(here)) return undefined;
    // A place that no keyword makes a schema: a reference does.
    if (isMap(here) && !this.#homes.has(here)) this.#homes.set(here, { resource, pointer });
    return here;
  }
}

const definitions: ReadonlySet<string> = new Set(['$defs', 'definitions']);

/** Each schema right inside another, with its keyword and the JSON pointer to it. */
function inside(
  schema: Keywords,
): { readonly schema: JsonSchema; readonly keyword: string; readonly at: string }[] {
  return [
    ...holders.one.flatMap((keyword) => {
      const one = schema[keyword];
      return isSchema(one) ? [{ schema: one, keyword, at: `/${keyword}` }] : [];
    }),
    ...holders.list.flatMap((keyword) =>
      schemasIn(schema[keyword]).map((one, index) => ({ schema: one, keyword, at: `/${keyword}/${index}` })),
    ),
    ...holders.map.flatMap((keyword) =>
      schemasByName(schema[keyword]).map(([name, one]) => ({
        schema: one,
        keyword,
        at: `/${keyword}/${name.replaceAll('~', '~0').replaceAll('/', '~1')}`,
      })),
    ),
  ];
}

function absolute(reference: string, base: string): string {
  return URL.canParse(reference, base) ? new URL(reference, base).href : reference;
}

function decoded(fragment: string): string | undefined {
  try {
    return decodeURIComponent(fragment);
  } catch {
    return undefined;
  }
}

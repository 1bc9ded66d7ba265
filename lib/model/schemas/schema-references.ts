import { isMap, isSchema, type JsonSchema, type Keywords, schemasInside } from './schema-keywords.ts';

/** A schema with an URI of its own, to which the references inside are relative. */
interface Resource {
  readonly uri: string;
  readonly root: Keywords;
  readonly anchors: Map<string, Keywords>;
}

/** Where a schema is. */
export interface SchemaHome {
  /** URI of the innermost schema around it that has an `$id`. */
  readonly uri: string;
  /** JSON pointer from there. */
  readonly pointer: string;
  /** The whole schema that it is part of, and the JSON pointer from there. */
  readonly document: Keywords;
  readonly path: string;
}

/** One whole schema, read once. */
interface Document {
  readonly root: Keywords;
  readonly resources: Resource[];
  readonly homes: Map<Keywords, SchemaHome>;
}

/** Base of a schema that has no `$id`, and of relative ones. */
const unnamed = 'schema://contract/';

/** Shared schemas are referred to by thousands of contracts. */
const read = new WeakMap<Keywords, Document>();

/**
 * Finds what references name (JSON Schema draft 2020-12, 8.2): by URI relative to the schema's own `$id`, by JSON
 * pointer, or by anchor. Only schemas that are given are found: nothing is fetched.
 */
export class SchemaReferences {
  readonly #documents: Document[];
  readonly #resources = new Map<string, Resource>();
  readonly #targets = new Map<Keywords, JsonSchema | undefined>();

  /**
   * @param root the schema that references start from
   * @param shared schemas that references may name by `$id`. Of two with one `$id` the first is named, and `root` before all
   */
  constructor(root: unknown, shared: Iterable<unknown>) {
    const others = [...shared].filter(
      (one): one is Keywords => isMap(one) && one !== root && typeof one['$id'] === 'string',
    );
    const known = others.map((one) => {
      const before = read.get(one) ?? documentOf(one);
      read.set(one, before);
      return before;
    });
    this.#documents = isMap(root) ? [documentOf(root), ...known] : known;
    for (const { resources } of this.#documents) this.#add(resources);
  }

  #add(resources: readonly Resource[]): void {
    for (const one of resources) if (!this.#resources.has(one.uri)) this.#resources.set(one.uri, one);
  }

  /** The whole schemas that a schema leads to, each by the URI that it has or is given. */
  documents(from: JsonSchema): Map<string, Keywords> {
    const reached = new Set([...this.reached(from)].map((one) => this.home(one)?.document));
    const some = this.#documents.filter(({ root }) => reached.has(root));
    // Of two with one URI the first is named.
    return new Map(
      some.map(({ root, homes }) => [homes.get(root)?.uri ?? unnamed, root] as const).toReversed(),
    );
  }

  /** Where a schema is; undefined where it is in none that was given. */
  home(schema: Keywords): SchemaHome | undefined {
    for (const { homes } of this.#documents) {
      const found = homes.get(schema);
      if (found !== undefined) return found;
    }
    return undefined;
  }

  /** What a schema's `$ref` names; undefined where it has none, or it names nothing that is here. */
  referred(schema: Keywords): JsonSchema | undefined {
    const reference = schema['$ref'];
    if (typeof reference !== 'string') return undefined;
    if (!this.#targets.has(schema)) this.#targets.set(schema, this.#find(schema, reference));
    return this.#targets.get(schema);
  }

  /** A schema and all that it leads to, each once: what is inside, and what is referred to. Definitions, if referred to. */
  reached(from: JsonSchema): Set<Keywords> {
    const found = new Set<Keywords>();
    const open: JsonSchema[] = [from];
    for (let schema = open.pop(); schema !== undefined; schema = open.pop()) {
      if (!isMap(schema) || found.has(schema)) continue;
      found.add(schema);
      const target = this.referred(schema);
      if (target !== undefined) open.push(target);
      for (const one of schemasInside(schema)) if (!definitions.has(one.keyword)) open.push(one.schema);
    }
    return found;
  }

  #find(schema: Keywords, reference: string): JsonSchema | undefined {
    const [uri = '', ...rest] = absolute(reference, this.home(schema)?.uri ?? unnamed).split('#');
    const resource = this.#resources.get(uri);
    const fragment = decoded(rest.join('#'));
    if (resource === undefined || fragment === undefined) return undefined;
    if (fragment !== '' && !fragment.startsWith('/')) return resource.anchors.get(fragment);
    return this.#pointed(resource, fragment);
  }

  #pointed(resource: Resource, pointer: string): JsonSchema | undefined {
    let here: unknown = resource.root;
    for (const step of pointer.split('/').slice(1)) {
      const key = step.replaceAll('~1', '/').replaceAll('~0', '~');
      if (typeof here !== 'object' || here === null || !Object.hasOwn(here, key)) return undefined;
      here = (here as Record<string, unknown>)[key];
    }
    if (!isSchema(here)) return undefined;
    const document = this.#documents.find(({ resources }) => resources.includes(resource));
    if (isMap(here) && document !== undefined && this.home(here) === undefined) {
      // A place that no keyword makes a schema: a reference does.
      const added: Document = { root: document.root, resources: [], homes: new Map() };
      const path = `${document.homes.get(resource.root)?.path ?? ''}${pointer}`;
      enter(added, here, { resource, pointer, path });
      this.#documents.push(added);
      this.#add(added.resources);
    }
    return here;
  }
}

function documentOf(root: Keywords): Document {
  const document: Document = { root, resources: [], homes: new Map() };
  enter(document, root, { resource: undefined, pointer: '', path: '' });
  return document;
}

interface Place {
  /** Undefined for a whole schema. */
  readonly resource: Resource | undefined;
  readonly pointer: string;
  readonly path: string;
}

/** Notes the places of a schema and of all inside it. */
function enter(document: Document, schema: Keywords, { resource: above, pointer, path }: Place): void {
  const id = schema['$id'];
  const own = above === undefined || typeof id === 'string';
  const base = above?.uri ?? unnamed;
  const uri = (typeof id === 'string' ? absolute(id, base) : base).replace(/#.*$/s, '');
  const resource = own ? { uri, root: schema, anchors: new Map<string, Keywords>() } : above;
  if (own) document.resources.push(resource);
  const home = { uri: resource.uri, pointer: own ? '' : pointer, document: document.root, path };
  document.homes.set(schema, home);
  for (const keyword of ['$anchor', '$dynamicAnchor']) {
    const anchor = schema[keyword];
    if (typeof anchor === 'string') resource.anchors.set(anchor, schema);
  }
  for (const { schema: one, at } of schemasInside(schema)) {
    if (isMap(one)) {
      enter(document, one, { resource, pointer: `${home.pointer}${at}`, path: `${path}${at}` });
    }
  }
}

const definitions: ReadonlySet<string> = new Set(['$defs', 'definitions']);

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

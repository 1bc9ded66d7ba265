import { suggestion } from '../text/nearest.ts';
import { received } from '../text/problem.ts';
import type { Path } from '../text/yaml-source.ts';
import type { Refusal } from './avro-refusals.ts';
import { isMap, type Keywords } from './schema-keywords.ts';

/** A named type in a file of its own, which schemas refer to by its full name. */
interface SharedType {
  /** With its namespace: `shop.Money`. */
  readonly name: string;
  readonly value: Keywords;
}

/** An Avro schema and the shared types that it leads to. */
interface AvroLink {
  /** The schema, whole in itself: each shared type is written where it is named first. */
  readonly schema: unknown;
  /** Shared types that the schema names itself. */
  readonly direct: readonly SharedType[];
  /** All shared types that it needs; what one of them needs is before it. */
  readonly used: readonly SharedType[];
  /** What is wrong with names in the schema itself; faults of a shared type are those of its own file. */
  readonly faults: readonly Refusal[];
}

const primitives = ['null', 'boolean', 'int', 'long', 'float', 'double', 'bytes', 'string'];
const named: ReadonlySet<unknown> = new Set(['record', 'error', 'enum', 'fixed']);
const complex = ['record', 'enum', 'fixed', 'array', 'map', 'error'];

/** Shared types that lead to each other. */
const deepest = 32;

/** The full name of a shared type; undefined where a value is none: a JSON Schema has other types. */
export function sharedTypeName(value: unknown): string | undefined {
  if (!isMap(value) || !named.has(value['type']) || typeof value['name'] !== 'string') return undefined;
  return fullName(value, '');
}

function fullName(node: Keywords, around: string): string {
  const own = node['namespace'];
  return qualified(String(node['name']), typeof own === 'string' ? own : around);
}

/** A name as a namespace completes it (Avro 1.12, Names). */
export function qualified(name: string, namespace: string): string {
  return name.includes('.') || namespace === '' ? name : `${namespace}.${name}`;
}

const namespaceOf = (full: string): string =>
  full.includes('.') ? full.slice(0, full.lastIndexOf('.')) : '';

/** A schema, whole in itself. What it names and no shared type has stays as it is. */
export function wholeAvro(schema: unknown, shared: Iterable<unknown>): unknown {
  return avroLink(schema, shared).schema;
}

/** @param shared the schemas of `messages/`, those of other formats among them. Of two with one name the last is taken */
export function avroLink(schema: unknown, shared: Iterable<unknown>): AvroLink {
  const types = new Map<string, Keywords>();
  let isShared = false;
  for (const value of shared) {
    const name = sharedTypeName(value);
    if (name !== undefined) types.set(name, value as Keywords);
    isShared ||= value === schema;
  }
  return new Linking(schema, types, isShared).link();
}

class Linking {
  readonly #root: unknown;
  readonly #types: ReadonlyMap<string, Keywords>;
  readonly #defined = new Set<string>();
  readonly #direct = new Map<string, Keywords>();
  readonly #used = new Map<string, Keywords>();
  readonly #faults: Refusal[] = [];
  /** Shared types that the walk is in, from the outermost; of the schema itself where it is one. */
  readonly #open: string[] = [];
  readonly #own: string | undefined;

  constructor(root: unknown, types: ReadonlyMap<string, Keywords>, isShared: boolean) {
    this.#root = root;
    this.#types = types;
    this.#own = isShared ? sharedTypeName(root) : undefined;
  }

  link(): AvroLink {
    const schema = this.#walk(this.#root, '', []);
    const listed = (types: ReadonlyMap<string, Keywords>) =>
      [...types].map(([name, value]): SharedType => ({ name, value }));
    return {
      schema: this.#used.size === 0 ? this.#root : schema,
      direct: listed(this.#direct),
      used: listed(this.#used),
      faults: this.#faults,
    };
  }

  /** @param path in the schema itself: of what is inside a shared type, that of its name */
  #walk(node: unknown, namespace: string, path: Path): unknown {
    if (typeof node === 'string') return this.#name(node, namespace, path);
    if (Array.isArray(node))
      return node.map((one: unknown, index) => this.#walk(one, namespace, this.#at(path, index)));
    if (!isMap(node)) return node;
    const { type } = node;
    if (named.has(type))
      return typeof node['name'] === 'string' ? this.#declared(node, namespace, path) : node;
    const inner = type === 'array' ? 'items' : type === 'map' ? 'values' : 'type';
    return { ...node, [inner]: this.#walk(node[inner], namespace, this.#at(path, inner)) };
  }

  #declared(node: Keywords, namespace: string, path: Path): unknown {
    const name = fullName(node, namespace);
    const other = this.#types.get(name);
    const fix = 'name the shared type instead, or choose another name';
    // Two shared types of one name are reported by who reads the files.
    if (other !== undefined && other !== node && name !== this.#own)
      this.#say([...path, 'name'], `${received(name)} is the name of a shared type`, fix);
    this.#defined.add(name);
    const fields: unknown = node['fields'];
    if (!Array.isArray(fields)) return node;
    const inside = namespaceOf(name);
    const linked = fields.map((field: unknown, index) =>
      isMap(field)
        ? { ...field, type: this.#walk(field['type'], inside, this.#at(path, 'fields', index, 'type')) }
        : field,
    );
    return { ...node, fields: linked };
  }

  #name(text: string, namespace: string, path: Path): unknown {
    if (primitives.includes(text)) return text;
    const full = qualified(text, namespace);
    const value = this.#types.get(full);
    if (value === undefined || full === this.#own || this.#open.at(-1) === full) {
      if (full === this.#own && this.#open.length > 0) this.#cycle(path);
      else if (!this.#defined.has(full) && !this.#defined.has(text)) this.#unknown(text, path);
      return text;
    }
    if (this.#open.length === 0) this.#direct.set(full, value);
    if (this.#open.includes(full) || this.#defined.has(full)) return full;
    if (this.#open.length >= deepest) {
      const fix = 'write some of them in one file';
      this.#faults.push({ path, what: `more than ${deepest} shared types that need each other`, fix });
      return full;
    }
    this.#open.push(full);
    const whole = this.#declared(value, '', path);
    this.#open.pop();
    this.#used.set(full, value);
    return whole;
  }

  #at(path: Path, ...steps: Path): Path {
    return this.#open.length === 0 ? [...path, ...steps] : path;
  }

  #cycle(path: Path): void {
    const what = `${received(this.#open[0])} needs this type itself`;
    this.#faults.push({ path, what, fix: 'put what both need in a third file' });
  }

  #unknown(text: string, path: Path): void {
    const all = [...this.#types.keys(), ...this.#defined, ...primitives, ...complex];
    const known = [...new Set(all)].filter((one) => one !== text);
    this.#say(path, `${received(text)} is not a type that this schema knows`, suggestion(text, known));
  }

  #say(path: Path, what: string, fix: string): void {
    if (this.#open.length === 0) this.#faults.push({ path, what, fix });
  }
}

import {
  annotations,
  holders,
  isMap,
  isSchema,
  type JsonSchema,
  type Keywords,
  schemasByName,
  schemasIn,
} from '../../model/schemas/schema-keywords.ts';
import type { SchemaDocuments } from './schema-documents.ts';
import { TooLarge } from './too-large.ts';

/** Schemas that one question may open: definitions that name each other twice over would take without end. */
const mostSteps = 20_000;

/**
 * Numbers for schemas: equal ones, on whatever side, have one number. References are followed, annotations left out,
 * and lists whose order means nothing are sorted.
 */
export class Identities {
  readonly #numbers = new Map<string, number>();
  readonly #known = new Map<SchemaDocuments, Map<Keywords, number>>();
  #steps = 0;

  /** @throws TooLarge */
  of(documents: SchemaDocuments, schema: JsonSchema): number {
    return this.#visit(documents, schema, []).number;
  }

  /**
   * A number for one keyword of a schema, as far as it does not depend on its neighbours.
   * @throws TooLarge
   */
  ofKeyword(documents: SchemaDocuments, schema: Keywords, keyword: string): number {
    const child = (one: JsonSchema) => this.of(documents, one);
    return this.#intern(`${keyword} ${this.#value(documents, schema, keyword, schema[keyword], child)}`);
  }

  #intern(text: string): number {
    const known = this.#numbers.get(text);
    if (known !== undefined) return known;
    this.#numbers.set(text, this.#numbers.size);
    return this.#numbers.size - 1;
  }

  /** `up`: the topmost schema above that it leads back to; what leads back nowhere is remembered. */
  #visit(
    documents: SchemaDocuments,
    given: JsonSchema,
    above: readonly Keywords[],
  ): { readonly number: number; readonly up: number } {
    // A schema that only refers is what it refers to: it is no step of its own on the way up.
    const schema = documents.direct(given);
    if (!isMap(schema)) return { number: this.#intern(String(schema)), up: Infinity };
    let known = this.#known.get(documents);
    if (known === undefined) this.#known.set(documents, (known = new Map()));
    const before = known.get(schema);
    if (before !== undefined) return { number: before, up: Infinity };
    const at = above.indexOf(schema);
    if (at >= 0) return { number: this.#intern(`up ${above.length - at}`), up: at };
    this.#steps += 1;
    if (this.#steps > mostSteps || above.length > 200) throw new TooLarge();
    const trail = [...above, schema];
    let up = Infinity;
    const child = (one: JsonSchema): number => {
      const visited = this.#visit(documents, one, trail);
      up = Math.min(up, visited.up);
      return visited.number;
    };
    const parts = Object.entries(schema)
      .filter(([keyword]) => !annotations.has(keyword))
      .map(([keyword, value]) => `${keyword} ${this.#value(documents, schema, keyword, value, child)}`);
    const number = this.#intern(parts.sort().join('\n'));
    if (up >= above.length) known.set(schema, number);
    return { number, up: up >= above.length ? Infinity : up };
  }

  #value(
    documents: SchemaDocuments,
    schema: Keywords,
    keyword: string,
    value: unknown,
    child: (one: JsonSchema) => number,
  ): string {
    if (keyword === '$ref') {
      const target = documents.referred(schema);
      return target === undefined ? JSON.stringify(value) : String(child(target));
    }
    if ((holders.one as readonly string[]).includes(keyword) && isSchema(value)) return String(child(value));
    if ((holders.list as readonly string[]).includes(keyword)) {
      const numbers = schemasIn(value).map(child);
      return (keyword === 'prefixItems' ? numbers : numbers.sort((a, b) => a - b)).join(' ');
    }
    if ((holders.map as readonly string[]).includes(keyword)) {
      return schemasByName(value)
        .map(([name, one]) => `${JSON.stringify(name)} ${child(one)}`)
        .sort()
        .join(' ');
    }
    const text =
      Array.isArray(value) && unordered.has(keyword)
        ? JSON.stringify(value.map((one) => canonical(one)).sort())
        : canonical(value);
    documents.spend(text.length);
    return text;
  }
}

const unordered: ReadonlySet<string> = new Set(['enum', 'required', 'type']);

/** JSON with the keys of each object in order. */
export function canonical(value: unknown): string {
  if (typeof value !== 'object' || value === null) return JSON.stringify(value);
  return JSON.stringify(value, (_key, one: unknown) =>
    isMap(one) ? Object.fromEntries(Object.entries(one).sort(([a], [b]) => (a < b ? -1 : 1))) : one,
  );
}

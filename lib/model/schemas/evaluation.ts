import { Ajv2020, type ValidateFunction } from 'ajv/dist/2020.js';
import addFormats from 'ajv-formats';
import type { Path } from '../text/yaml-source.ts';
import { linearPattern } from './linear-pattern.ts';
import {
  annotations,
  holders,
  isMap,
  isSchema,
  type JsonSchema,
  type Keywords,
  mapOf,
  schemasByName,
  schemasIn,
} from './schema-keywords.ts';
import type { SchemaReferences } from './schema-references.ts';

/** What a schema has looked at in a value that it accepts, or where it refuses the value. */
type Outcome =
  | { readonly accepted: true; readonly fields: Set<string>; readonly items: Set<number> }
  | ({ readonly accepted: false } & Refusal);

/** Where a value is refused, and by which keyword. */
export interface Refusal {
  readonly path: Path;
  readonly keyword: string;
}

/** Keywords that hold schemas or refer to them, which are followed here, and those that say nothing. */
const followed: ReadonlySet<string> = new Set([
  ...[...annotations, ...holders.one, ...holders.list, ...holders.map],
  ...['$ref', 'minContains', 'maxContains'],
]);

/**
 * Whether ajv may answer wrongly for a schema: it takes what an `if` has looked at as evaluated where the condition does
 * not hold, and the other way round; beside `prefixItems` it does not ask `contains` of an empty list, and what contains
 * `true` it does not take as evaluated.
 */
export function isUnsure(root: JsonSchema, references: SchemaReferences): boolean {
  const all = [...references.reached(root)];
  const has = (...keywords: string[]) => all.some((one) => keywords.some((key) => one[key] !== undefined));
  return (
    (has('if') && has('unevaluatedProperties', 'unevaluatedItems')) ||
    (has('contains') && has('prefixItems', 'unevaluatedItems'))
  );
}

/**
 * Holds values against schemas as draft 2020-12 says, with what each part has evaluated. Slower than ajv, which still judges
 * what holds no schema (types, bounds, formats). Its work is that which `stepCounter` counts.
 */
export class Evaluation {
  readonly #references: SchemaReferences;
  readonly #assertions = new Map<string, ValidateFunction>();
  #ajv: Ajv2020 | undefined;

  constructor(references: SchemaReferences) {
    this.#references = references;
  }

  /** Where a schema refuses a value, and by which keyword; undefined where it accepts it. */
  refusal(schema: JsonSchema, value: unknown): Refusal | undefined {
    const outcome = this.#judge(schema, value, []);
    return outcome.accepted ? undefined : { path: outcome.path, keyword: outcome.keyword };
  }

  #judge(schema: JsonSchema, value: unknown, path: Path): Outcome {
    const fields = new Set<string>();
    const items = new Set<number>();
    const refused = (keyword: string): Outcome => ({ accepted: false, path, keyword });
    if (!isMap(schema)) return schema ? { accepted: true, fields, items } : refused('false');
    const assertion = this.#assertion(schema);
    if (assertion?.(value) === false) return refused(assertion.errors?.[0]?.keyword ?? 'type');
    /** The refusal of a schema for the same value. What it has evaluated is evaluated here, too. */
    const same = (one: unknown): Outcome | undefined => {
      if (!isSchema(one)) return undefined;
      const outcome = this.#judge(one, value, path);
      if (!outcome.accepted) return outcome;
      for (const name of outcome.fields) fields.add(name);
      for (const index of outcome.items) items.add(index);
      return undefined;
    };
    for (const one of [this.#references.referred(schema), ...schemasIn(schema['allOf'])]) {
      const refusal = same(one);
      if (refusal !== undefined) return refusal;
    }
    for (const keyword of ['anyOf', 'oneOf']) {
      if (schema[keyword] === undefined) continue;
      const held = schemasIn(schema[keyword]).filter((one) => same(one) === undefined).length;
      if (held === 0 || (keyword === 'oneOf' && held > 1)) return refused(keyword);
    }
    if (isSchema(schema['not']) && this.#judge(schema['not'], value, path).accepted) return refused('not');
    if (isSchema(schema['if'])) {
      const refusal = same(same(schema['if']) === undefined ? schema['then'] : schema['else']);
      if (refusal !== undefined) return refusal;
    }
    if (isMap(value)) {
      const present = schemasByName(schema['dependentSchemas']).filter(([name]) =>
        Object.hasOwn(value, name),
      );
      const refusal =
        present.map(([, one]) => same(one)).find((one) => one !== undefined) ??
        this.#ofFields(schema, value, path, fields);
      if (refusal !== undefined) return refusal;
    }
    if (Array.isArray(value)) {
      const refusal = this.#ofItems(schema, value, path, items);
      if (refusal !== undefined) return refusal;
    }
    return { accepted: true, fields, items };
  }

  #ofFields(schema: Keywords, value: Keywords, path: Path, evaluated: Set<string>): Outcome | undefined {
    const properties = mapOf(schema['properties']);
    const patterns = schemasByName(schema['patternProperties']).map(
      ([pattern, one]) => [linearPattern(pattern), one] as const,
    );
    const { additionalProperties, propertyNames, unevaluatedProperties } = schema;
    const hold = (name: string, some: readonly unknown[], keyword: string): Outcome | undefined => {
      for (const one of some) {
        if (!isSchema(one)) continue;
        const outcome = this.#judge(one, value[name], [...path, name]);
        if (!outcome.accepted) return named(outcome, one, keyword);
        evaluated.add(name);
      }
      return undefined;
    };
    for (const name of Object.keys(value)) {
      if (isSchema(propertyNames) && !this.#judge(propertyNames, name, path).accepted)
        return { accepted: false, path: [...path, name], keyword: 'propertyNames' };
      const own = Object.hasOwn(properties, name) ? [properties[name]] : [];
      const matched = patterns.filter(([pattern]) => pattern.test(name)).map(([, one]) => one);
      const known = [...own, ...matched];
      const refusal =
        known.length > 0
          ? hold(name, known, own.length > 0 ? 'properties' : 'patternProperties')
          : hold(name, [additionalProperties], 'additionalProperties');
      if (refusal !== undefined) return refusal;
    }
    for (const name of Object.keys(value)) {
      const refusal = evaluated.has(name)
        ? undefined
        : hold(name, [unevaluatedProperties], 'unevaluatedProperties');
      if (refusal !== undefined) return refusal;
    }
    return undefined;
  }

  #ofItems(
    schema: Keywords,
    value: readonly unknown[],
    path: Path,
    evaluated: Set<number>,
  ): Outcome | undefined {
    const places = schemasIn(schema['prefixItems']);
    const { contains, minContains = 1, maxContains = Infinity } = schema;
    const hold = (index: number, one: unknown, keyword: string): Outcome | undefined => {
      if (!isSchema(one)) return undefined;
      const outcome = this.#judge(one, value[index], [...path, index]);
      if (!outcome.accepted) return named(outcome, one, keyword);
      evaluated.add(index);
      return undefined;
    };
    for (const index of value.keys()) {
      const refusal =
        index < places.length
          ? hold(index, places[index], 'prefixItems')
          : hold(index, schema['items'], 'items');
      if (refusal !== undefined) return refusal;
    }
    if (isSchema(contains)) {
      const held = [...value.keys()].filter(
        (index) => hold(index, contains, 'contains') === undefined,
      ).length;
      if (held < Number(minContains) || held > Number(maxContains))
        return { accepted: false, path, keyword: 'contains' };
    }
    for (const index of value.keys()) {
      const refusal = evaluated.has(index)
        ? undefined
        : hold(index, schema['unevaluatedItems'], 'unevaluatedItems');
      if (refusal !== undefined) return refusal;
    }
    return undefined;
  }

  /** What a schema says without other schemas; undefined where that is nothing. */
  #assertion(schema: Keywords): ValidateFunction | undefined {
    const own = Object.entries(schema).filter(([keyword]) => !followed.has(keyword));
    if (own.length === 0) return undefined;
    const text = JSON.stringify(own);
    const known = this.#assertions.get(text);
    if (known !== undefined) return known;
    const made = this.#validator().compile(Object.fromEntries(own));
    this.#assertions.set(text, made);
    return made;
  }

  #validator(): Ajv2020 {
    if (this.#ajv === undefined) {
      this.#ajv = new Ajv2020({
        ...{ strict: false, validateSchema: false, meta: false, ownProperties: true, logger: false },
        code: { regExp: linearPattern, optimize: false },
      });
      addFormats.default(this.#ajv);
    }
    return this.#ajv;
  }
}

/** Of a schema that refuses everything, the keyword that it belongs to says more. */
function named({ path, ...refused }: Refusal, schema: JsonSchema, keyword: string): Outcome {
  return { accepted: false, path, keyword: schema === false ? keyword : refused.keyword };
}

import { Ajv2020, type ValidateFunction } from 'ajv/dist/2020.js';
import addFormats from 'ajv-formats';
import { Evaluation, isUnsure } from '../../model/schemas/evaluation.ts';
import { linearPattern } from '../../model/schemas/linear-pattern.ts';
import {
  annotations,
  isMap,
  type JsonSchema,
  type Keywords,
  unsupported,
} from '../../model/schemas/schema-keywords.ts';
import { SchemaReferences } from '../../model/schemas/schema-references.ts';
import { tooMuchIn } from '../../model/schemas/schema-size.ts';
import { stepCounter } from '../../model/schemas/validation-steps.ts';
import { TooLarge } from './too-large.ts';

/** Of one side: under a second. */
const mostWork = 10_000_000;
/** To compile one. */
const workOfValidator = 40_000;

/** One side of a comparison: a message schema, and the shared schemas that its references may name. */
export class SchemaDocuments {
  readonly root: JsonSchema;
  readonly #references: SchemaReferences;
  readonly #validators = new Map<JsonSchema, ValidateFunction | undefined>();
  readonly #count: ReturnType<typeof stepCounter>;
  #work = 0;
  #ajv: Ajv2020 | undefined;
  #unsure: boolean | undefined;
  #evaluation: Evaluation | undefined;

  /** @param shared schemas with an `$id` */
  constructor(root: JsonSchema, shared: Iterable<JsonSchema>) {
    this.root = root;
    this.#references = new SchemaReferences(root, shared);
    this.#count = stepCounter(this.#references, 0);
  }

  /**
   * Counts work: values, names, characters that are looked at. Steps alone may each be as large as the schemas are.
   * @throws TooLarge
   */
  spend(work: number): void {
    this.#work += work;
    if (this.#work > mostWork) throw new TooLarge();
  }

  /** @throws TooLarge where a schema that can be reached is larger than one that is read today */
  refuseLarge(): void {
    for (const root of this.#references.documents(this.root).values()) {
      if (tooMuchIn(root) !== undefined) throw new TooLarge();
    }
  }

  /** What a schema's `$ref` names; undefined where it names nothing that is here. */
  referred(schema: Keywords): JsonSchema | undefined {
    return this.#references.referred(schema);
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

  /** What cannot be compared in any schema that can be reached: references that name nothing, keywords of other drafts. */
  unreadable(): string[] {
    const found = new Set<string>();
    for (const schema of this.#references.reached(this.root)) {
      for (const keyword of unsupported.keys()) {
        if (schema[keyword] !== undefined) found.add(`${keyword} cannot be compared`);
      }
      if (schema['$ref'] !== undefined && this.referred(schema) === undefined)
        found.add(`$ref ${JSON.stringify(schema['$ref'])} names nothing`);
    }
    return [...found];
  }

  /**
   * Whether the schema takes a value; undefined where that cannot be said.
   * @throws TooLarge
   */
  accepts(schema: JsonSchema, value: unknown): boolean | undefined {
    if (typeof schema === 'boolean') return schema;
    if (this.#count(schema, value) !== undefined) throw new TooLarge();
    this.#unsure ??= isUnsure(this.root, this.#references);
    if (typeof value === 'object' && value !== null && this.#unsure) return this.#evaluated(schema, value);
    if (!this.#validators.has(schema)) {
      this.spend(workOfValidator);
      this.#validators.set(schema, this.#compiled(schema));
    }
    try {
      return this.#validators.get(schema)?.(value);
    } catch {
      // Its validator fails on some nestings of unevaluatedProperties.
      return undefined;
    }
  }

  #evaluated(schema: Keywords, value: unknown): boolean | undefined {
    if (this.#evaluation === undefined) this.spend(workOfValidator);
    this.#evaluation ??= new Evaluation(this.#references);
    try {
      return this.#evaluation.refusal(schema, value) === undefined;
    } catch {
      return undefined;
    }
  }

  #compiled(schema: Keywords): ValidateFunction | undefined {
    try {
      const home = this.#references.home(schema);
      if (home === undefined) return this.#validator().compile(schema);
      const fragment = home.pointer.split('/').map(encodeURIComponent).join('/');
      return this.#validator().compile({ $ref: `${home.uri}#${fragment}` });
    } catch {
      return undefined;
    }
  }

  #validator(): Ajv2020 {
    if (this.#ajv !== undefined) return this.#ajv;
    this.#ajv = new Ajv2020({
      strict: false,
      validateSchema: false,
      meta: false,
      ownProperties: true,
      inlineRefs: false,
      logger: false,
      code: { regExp: linearPattern, optimize: false },
    });
    addFormats.default(this.#ajv);
    const documents = this.#references.documents(this.root);
    for (const [uri, root] of documents) this.#ajv.addSchema({ ...root, $id: uri });
    return this.#ajv;
  }
}

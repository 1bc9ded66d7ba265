import { Ajv2020, type AnySchema, type AnySchemaObject, type ErrorObject } from 'ajv/dist/2020.js';
import addFormats from 'ajv-formats';
import type { JsonSchemaFile, Sample } from '../terms/contract.ts';
import { Evaluation, isUnsure, type Refusal } from './evaluation.ts';
import { linearPattern } from './linear-pattern.ts';
import { tooManyFields } from './schema-fields.ts';
import {
  draft,
  isMap,
  type JsonSchema,
  schemaAnnotations,
  schemasInside,
  unsupported,
} from './schema-keywords.ts';
import { tooMuchIn } from './schema-size.ts';
import { SchemaReferences } from './schema-references.ts';
import { type Excess, stepCounter, stepsOfAny } from './validation-steps.ts';
import { firstOf } from '../text/first-of.ts';
import { bounded, type Place, type Problem, problem, received } from '../text/problem.ts';
import { type Path, pathText } from '../text/yaml-source.ts';

/**
 * Checks one contract's schema (JSON Schema draft 2020-12) and its samples; answers all that is wrong.
 * Strict: a keyword that JSON Schema does not know is a problem. Nothing is ever fetched: a `$ref` that is
 * not among the shared schemas is a problem.
 */
export type SchemaCheck = (schema: JsonSchemaFile, samples: readonly Sample[]) => Problem[];

/** Of a schema that has no other keywords, any message is right: an import makes thousands of them. */
const saysNothing: ReadonlySet<string> = new Set(['$schema', 'title', 'description']);

/** Finds places in a file that was read. */
type Placer = (file: string) => (path: Path) => Place;

const atStart: Placer = (file) => () => ({ file, line: 1, column: 1 });

/**
 * @param shared schemas that others refer to by `$id`, from the systems' messages folders.
 * @param placer asked only when a sample is wrong. Default: the start of the file
 * @param judged of the shared schemas, those that another checker has judged already
 */
export function schemaChecker(
  shared: readonly JsonSchemaFile[],
  placer = atStart,
  judged: ReadonlySet<JsonSchemaFile> = new Set(),
): {
  check: SchemaCheck;
  problems: Problem[];
} {
  const ajv = validator(false);
  const accepted: AnySchema[] = [];
  const problems: Problem[] = [];
  const sharedReferences = referencesIn(shared.map(({ value }) => value));
  for (const one of shared) {
    const { file, value } = one;
    const dialect = judged.has(one) ? undefined : wrongDialect(one);
    if (dialect) {
      problems.push(dialect);
      continue;
    }
    try {
      if (!judged.has(one)) refuseInvalid(value as AnySchema);
      ajv.addSchema(value as AnySchema);
      accepted.push(value as AnySchema);
      if (judged.has(one)) continue;
      ajv.compile({ $schema: draft, $ref: (value as { $id?: string }).$id ?? '' });
    } catch (error) {
      problems.push(
        whole(file, `not a valid JSON Schema: ${messageOf(error)}`, 'fix the shared schema; it needs an $id'),
      );
    }
  }

  let telling: Ajv2020 | undefined;
  const toldOfSample = (definition: AnySchemaObject, sample: Sample): Problem[] => {
    const placeOf = placer(sample.file);
    if (telling === undefined) {
      telling = validator(true);
      for (const known of accepted) telling.addSchema(known);
    }
    const validate = telling.compile(definition);
    telling.removeSchema(definition);
    const errors = validate(sample.value) ? [] : (validate.errors ?? []);
    return bounded(errors, (error) => sampleProblem(error, placeOf));
  };

  const check: SchemaCheck = (schema, samples) => {
    const dialect = wrongDialect(schema);
    if (dialect) return [dialect];
    const definition = schema.value as AnySchemaObject;
    const id = definition.$id as unknown;
    // Compiled all the same, it would take the other's place and break every schema that comes after it.
    if (typeof id === 'string' && (id in ajv.schemas || id in ajv.refs)) {
      return [
        whole(
          schema.file,
          `the $id ${received(id)} is that of another schema`,
          'choose another, or leave it out',
        ),
      ];
    }
    try {
      refuseInvalid(definition);
      if (Object.keys(definition).every((keyword) => saysNothing.has(keyword))) return [];
      const multiplies = referencesIn(definition) + sharedReferences > fewReferences;
      const large = multiplies ? tooLarge(schema, shared) : undefined;
      if (large !== undefined) return [large];
      const validate = ajv.compile(definition);
      // A schema inside itself multiplies with the depth of the message, however few references it has.
      const references = referencesOf(definition, shared);
      const count = stepCounter(references);
      for (const { file, value } of samples) {
        const excess = count(definition, value);
        if (excess !== undefined) return [tooLong(file, 'this sample', excess)];
      }
      if (samples.length > 0 && isUnsure(definition, references)) {
        const evaluation = new Evaluation(references);
        return samples.flatMap((sample) => {
          const refusal = evaluation.refusal(definition, sample.value);
          return refusal === undefined ? [] : [refusedSample(refusal, placer(sample.file))];
        });
      }
      return samples.flatMap((sample) => (validate(sample.value) ? [] : toldOfSample(definition, sample)));
    } catch (error) {
      return [whole(schema.file, `not a valid JSON Schema: ${messageOf(error)}`, 'fix the schema')];
    } finally {
      // Kept, 10,000 compiled schemas would cost hundreds of megabytes.
      ajv.removeSchema(definition);
    }
  };
  return { check, problems };
}

/**
 * Judges messages by one schema, for a program that gets many: compiled once.
 * @returns why a value is refused, without any part of it: the keyword and its place in the schema; undefined where it is not
 * @throws Error where the schema is not one
 */
export function messageJudge(
  definition: JsonSchema,
  shared: readonly JsonSchemaFile[],
): (value: unknown) => string | undefined {
  const ajv = validator(false);
  for (const { value } of shared) ajv.addSchema(value as AnySchema);
  const validate = ajv.compile(definition as AnySchemaObject);
  const references = referencesOf(definition, shared);
  const count = stepCounter(references);
  const evaluation = isUnsure(definition, references) ? new Evaluation(references) : undefined;
  return (value) => {
    if (count(definition, value) !== undefined) return 'the value would take too long to judge';
    if (evaluation !== undefined) {
      const refusal = evaluation.refusal(definition, value);
      return refusal && `the value breaks ${refusal.keyword}`;
    }
    if (validate(value)) return undefined;
    const [error] = validate.errors ?? [];
    return `the value breaks ${error?.schemaPath ?? 'the schema'}`;
  };
}

/**
 * @param tells whether it says all that is wrong with a message. One that only answers yes or no has half the code, which
 * is made for each contract; most samples are right
 */
function validator(tells: boolean): Ajv2020 {
  const ajv = new Ajv2020({
    // A shared schema is compiled once, not into each of 10,000 contracts that refer to it.
    inlineRefs: false,
    strict: true,
    allErrors: tells,
    messages: tells,
    strictRequired: false,
    allowUnionTypes: true,
    // Otherwise every object has a `constructor`.
    ownProperties: true,
    code: { regExp: linearPattern, optimize: false },
    // Judged by `refuseInvalid`: each instance would compile the meta-schema for itself.
    validateSchema: false,
  });
  addFormats.default(ajv);
  // ajv finds anchors, and does not know their keyword in strict mode.
  ajv.addVocabulary([...schemaAnnotations, '$anchor']);
  return ajv;
}

let metaSchema: Ajv2020 | undefined;

/** @throws Error where the meta-schema of the draft does not accept the schema */
function refuseInvalid(schema: AnySchema): void {
  metaSchema ??= new Ajv2020({ strict: true, code: { optimize: false } });
  if (metaSchema.validateSchema(schema) !== true) {
    throw new Error(`schema is invalid: ${metaSchema.errorsText()}`);
  }
}

function wrongDialect({ file, value }: JsonSchemaFile): Problem | undefined {
  if (!isMap(value)) return whole(file, `${received(value)} is no JSON Schema`, 'write an object');
  // A keyword of ajv's: its validator would answer with a promise, which is never false, and reject later.
  if (Object.hasOwn(value, '$async')) return whole(file, '$async is no keyword of JSON Schema', 'remove it');
  const keyword = firstUnsupported(value);
  if (keyword !== undefined)
    return whole(file, `${keyword} is not supported`, unsupported.get(keyword) ?? '');
  const excess = tooMuchIn(value);
  if (excess !== undefined) return whole(file, excess.what, excess.fix);
  const dialect = value['$schema'];
  return dialect === draft ? undefined : whole(file, `$schema is ${received(dialect)}`, `write "${draft}"`);
}

function firstUnsupported(schema: JsonSchema): string | undefined {
  if (!isMap(schema)) return undefined;
  for (const keyword of unsupported.keys()) if (Object.hasOwn(schema, keyword)) return keyword;
  for (const { schema: one } of schemasInside(schema)) {
    const found = firstUnsupported(one);
    if (found !== undefined) return found;
  }
  return undefined;
}

/** References that can only multiply to little: 3 to the power of a third of them. */
const fewReferences = 16;

function referencesIn(value: unknown): number {
  if (typeof value !== 'object' || value === null) return 0;
  let count = 0;
  for (const [key, one] of Object.entries(value)) count += key === '$ref' ? 1 : referencesIn(one);
  return count;
}

function tooLarge({ file, value }: JsonSchemaFile, shared: readonly JsonSchemaFile[]): Problem | undefined {
  const tooMany = tooManyFields(value, shared);
  if (tooMany !== undefined)
    return whole(file, `the schema has ${tooMany}`, 'make it smaller, or the definitions that it refers to');
  const references = referencesOf(value, shared);
  const excess = isMap(value) ? stepsOfAny(references.reached(value), references) : undefined;
  return excess === undefined ? undefined : tooLong(file, 'any message', excess);
}

function referencesOf(schema: unknown, shared: readonly JsonSchemaFile[]): SchemaReferences {
  return new SchemaReferences(
    schema,
    shared.map(({ value }) => value),
  );
}

function tooLong(file: string, message: string, { what, fix }: Excess): Problem {
  return whole(file, `the schema takes ${what} for ${message}`, fix);
}

function sampleProblem(error: ErrorObject, placeOf: (path: Path) => Place): Problem {
  const path = error.instancePath
    .split('/')
    .slice(1)
    .map((step) => step.replaceAll('~1', '/').replaceAll('~0', '~'))
    .map((step) => (/^[0-9]+$/.test(step) ? Number(step) : step));
  const message = error.message ?? 'is wrong';
  const params = Object.values(error.params as Record<string, unknown>).flat();
  const detail = firstOf(
    params.map((one) => (typeof one === 'string' ? one : received(one))),
    12,
  );
  const what = `the sample ${message.includes(detail) ? message : `${message} (${detail})`}`;
  return problem(placeOf(path), pathText(path), what, 'fix the sample, or the schema beside it');
}

/** What ajv does not find, or finds at another place. */
function refusedSample({ path, keyword }: Refusal, placeOf: (path: Path) => Place): Problem {
  const what = `the sample is refused by ${keyword}`;
  return problem(placeOf(path), pathText(path), what, 'fix the sample, or the schema beside it');
}

function whole(file: string, what: string, fix: string): Problem {
  return problem({ file, line: 1, column: 1 }, '', what, fix);
}

function messageOf(error: unknown): string {
  // The validator's stack.
  if (error instanceof RangeError) return 'its schemas refer to each other over too many steps';
  return error instanceof Error ? error.message : String(error);
}

import { Ajv2020, type AnySchema, type AnySchemaObject, type ErrorObject } from 'ajv/dist/2020.js';
import addFormats from 'ajv-formats';
import type { JsonSchemaFile, Sample } from '../terms/contract.ts';
import { linearPattern } from './linear-pattern.ts';
import { fieldsOf, mostFields } from './schema-fields.ts';
import { mostSteps, takesTooLong } from './validation-steps.ts';
import { bounded, type Place, type Problem, problem, received } from '../text/problem.ts';
import { type Path, pathText } from '../text/yaml-source.ts';

/**
 * Checks one contract's schema (JSON Schema draft 2020-12) and its samples; answers all that is wrong.
 * Strict: a keyword that JSON Schema does not know is a problem. Nothing is ever fetched: a `$ref` that is
 * not among the shared schemas is a problem.
 */
export type SchemaCheck = (schema: JsonSchemaFile, samples: readonly Sample[]) => Problem[];

const draft = 'https://json-schema.org/draft/2020-12/schema';

/** Annotations of ours that a schema may carry: PII level and encryption of a field (OmniNode, Security). */
export const schemaAnnotations = ['x-pii', 'x-encryption'] as const;

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
  const ajv = new Ajv2020({
    // A shared schema is compiled once, not into each of 10,000 contracts that refer to it.
    inlineRefs: false,
    strict: true,
    allErrors: true,
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
      if (judged.has(one)) continue;
      ajv.compile({ $schema: draft, $ref: (value as { $id?: string }).$id ?? '' });
    } catch (error) {
      problems.push(
        whole(
          file,
          `not a valid JSON Schema: ${messageOf(error)}`,
          'mend the shared schema; it needs an $id',
        ),
      );
    }
  }

  const toldOfSample = (sample: Sample, errors: readonly ErrorObject[]): Problem[] => {
    const placeOf = placer(sample.file);
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
      const multiplies = referencesIn(definition) + sharedReferences > fewReferences;
      const large = multiplies ? tooLarge(schema, shared) : undefined;
      if (large !== undefined) return [large];
      const validate = ajv.compile(definition);
      // A schema inside itself multiplies with the depth of the message, however few references it has.
      const long = samples.filter(({ value }) => takesTooLong(definition, shared, value));
      if (long.length > 0) return long.map(({ file }) => tooLong(file, 'this sample'));
      return samples.flatMap((sample) =>
        validate(sample.value) ? [] : toldOfSample(sample, validate.errors ?? []),
      );
    } catch (error) {
      return [whole(schema.file, `not a valid JSON Schema: ${messageOf(error)}`, 'mend the schema')];
    } finally {
      // Kept, 10,000 compiled schemas would cost hundreds of megabytes.
      ajv.removeSchema(definition);
    }
  };
  return { check, problems };
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
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    return whole(file, `${received(value)} is no JSON Schema`, 'write an object');
  }
  // A keyword of ajv's: its validator would answer with a promise, which is never false, and reject later.
  if (Object.hasOwn(value, '$async')) return whole(file, '$async is no keyword of JSON Schema', 'remove it');
  if (changesByScope(value))
    return whole(file, '$dynamicRef is not supported: which schema it names depends on others', 'write $ref');
  const dialect = (value as Record<string, unknown>)['$schema'];
  return dialect === draft ? undefined : whole(file, `$schema is ${received(dialect)}`, `write "${draft}"`);
}

/** Whether a schema has a reference whose target depends on the schemas that lead to it. */
function changesByScope(value: unknown): boolean {
  if (typeof value !== 'object' || value === null) return false;
  return Object.entries(value).some(
    ([key, one]) => (key === '$dynamicRef' && typeof one === 'string') || changesByScope(one),
  );
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
  if (fieldsOf(value, shared).length > mostFields) {
    const what = `the schema has more than ${mostFields} fields, counted at each place where they may be`;
    return whole(file, what, 'make it smaller, or the definitions that it refers to');
  }
  return takesTooLong(value, shared, null) ? tooLong(file, 'any message') : undefined;
}

function tooLong(file: string, message: string): Problem {
  const what = `the schema takes more than ${mostSteps} steps for ${message}`;
  return whole(file, what, 'make it simpler: allOf, anyOf and references multiply, or it refers to itself');
}

function sampleProblem(error: ErrorObject, placeOf: (path: Path) => Place): Problem {
  const path = error.instancePath
    .split('/')
    .slice(1)
    .map((step) => step.replaceAll('~1', '/').replaceAll('~0', '~'))
    .map((step) => (/^[0-9]+$/.test(step) ? Number(step) : step));
  const message = error.message ?? 'is wrong';
  const detail = Object.values(error.params as Record<string, unknown>)
    .flat()
    .map(String)
    .join(', ');
  const what = `the sample ${message.includes(detail) ? message : `${message} (${detail})`}`;
  return problem(placeOf(path), pathText(path), what, 'mend the sample, or the schema beside it');
}

function whole(file: string, what: string, fix: string): Problem {
  return problem({ file, line: 1, column: 1 }, '', what, fix);
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

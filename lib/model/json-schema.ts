import { Ajv2020, type AnySchema, type ErrorObject } from 'ajv/dist/2020.js';
import addFormats from 'ajv-formats';
import type { JsonSchemaFile, Sample } from './contract.ts';
import { type Problem, problem, received } from './problem.ts';

/**
 * Checks one contract's schema (JSON Schema draft 2020-12) and its samples; answers all that is wrong.
 * Strict: a keyword that JSON Schema does not know is a problem. Nothing is ever fetched: a `$ref` that is
 * not among the shared schemas is a problem.
 */
export type SchemaCheck = (schema: JsonSchemaFile, samples: readonly Sample[]) => Problem[];

const draft = 'https://json-schema.org/draft/2020-12/schema';

/** Annotations of ours that a schema may carry: PII level and encryption of a field (OmniNode, Security). */
export const schemaAnnotations = ['x-pii', 'x-encryption'] as const;

/**
 * @param shared schemas that others refer to by `$id`, from the systems' messages folders.
 */
export function schemaChecker(shared: readonly JsonSchemaFile[]): {
  check: SchemaCheck;
  problems: Problem[];
} {
  const ajv = new Ajv2020({ strict: true, allErrors: true, strictRequired: false, allowUnionTypes: true });
  addFormats.default(ajv);
  ajv.addVocabulary([...schemaAnnotations]);
  const problems: Problem[] = [];
  for (const { file, value } of shared) {
    const dialect = wrongDialect({ file, value });
    if (dialect) {
      problems.push(dialect);
      continue;
    }
    try {
      ajv.addSchema(value as AnySchema);
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

  const check: SchemaCheck = (schema, samples) => {
    const dialect = wrongDialect(schema);
    if (dialect) return [dialect];
    const definition = schema.value as AnySchema;
    try {
      const validate = ajv.compile(definition);
      return samples.flatMap((sample) =>
        validate(sample.value) ? [] : (validate.errors ?? []).map((error) => sampleProblem(sample, error)),
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

function wrongDialect({ file, value }: JsonSchemaFile): Problem | undefined {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    return whole(file, `${received(value)} is no JSON Schema`, 'write an object');
  }
  const dialect = (value as Record<string, unknown>)['$schema'];
  return dialect === draft ? undefined : whole(file, `$schema is ${received(dialect)}`, `write "${draft}"`);
}

function sampleProblem(sample: Sample, error: ErrorObject): Problem {
  const key = error.instancePath.slice(1).replaceAll('/', '.');
  const detail = Object.values(error.params as Record<string, unknown>)
    .flat()
    .map(String)
    .join(', ');
  const what = `the sample ${error.message ?? 'is wrong'}${detail === '' ? '' : ` (${detail})`}`;
  return problem(
    { file: sample.file, line: 1, column: 1 },
    key,
    what,
    'mend the sample, or the schema beside it',
  );
}

function whole(file: string, what: string, fix: string): Problem {
  return problem({ file, line: 1, column: 1 }, '', what, fix);
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

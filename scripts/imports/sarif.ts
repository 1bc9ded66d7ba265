import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { goModule } from './fetch.ts';
import { SARIF } from './pins.ts';

/**
 * The schema of SARIF 2.1.0, without prose, as JSON Schema draft 7: the published one is draft 4, of which it
 * uses nothing that draft 7 reads otherwise.
 */
export function sarifSchema(): { schema: unknown; source: string } {
  const code = readFileSync(join(goModule(SARIF.module, SARIF.version), SARIF.file), 'utf8');
  const text = /`([^`]*)`/.exec(code)?.[1];
  if (text === undefined) throw new Error(`${SARIF.file} holds no schema`);
  const { id: _, $schema: __, ...schema } = JSON.parse(text) as Record<string, unknown>;
  return {
    schema: { $schema: 'http://json-schema.org/draft-07/schema#', ...(withoutProse(schema) as object) },
    source: `${SARIF.module}@${SARIF.version}`,
  };
}

/** A `description` that is text is prose; one that is a schema is a property of that name. */
function withoutProse(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withoutProse);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value)
      .filter(([key, item]) => key !== 'description' || typeof item !== 'string')
      .map(([key, item]) => [key, withoutProse(item)]),
  );
}

import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { contractSchema } from '../lib/model/terms/contract.ts';
import { rules } from '../lib/governance/rules/index.ts';
import { environmentSchema } from '../lib/model/terms/environment.ts';
import { rulesPage } from '../lib/reports/rules-page.ts';

/** The JSON Schemas by which editors complete and check contracts and environments, from the same zod schemas. */
export function editorSchemas(): Record<string, string> {
  return Object.fromEntries(
    Object.entries({ contract: contractSchema, environment: environmentSchema }).map(([name, schema]) => [
      `${name}.schema.json`,
      `${JSON.stringify(z.toJSONSchema(schema, { io: 'input', target: 'draft-2020-12' }), undefined, 2)}\n`,
    ]),
  );
}

if (process.argv[1] === import.meta.filename) {
  const folder = join(import.meta.dirname, '..', 'schemas');
  mkdirSync(folder, { recursive: true });
  for (const [name, text] of Object.entries(editorSchemas())) writeFileSync(join(folder, name), text);
  writeFileSync(join(import.meta.dirname, '..', 'docs', 'rules.md'), rulesPage(rules));
}

import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { z } from 'zod';
import { builtInMessages } from '../lib/model/messages/built-in.ts';
import { contractSchema } from '../lib/model/terms/contract.ts';
import { rules } from '../lib/governance/rules/index.ts';
import { environmentSchema } from '../lib/model/terms/environment.ts';
import { systemSchema } from '../lib/model/terms/system.ts';
import { rulesPage } from '../lib/reports/rules-page.ts';
import { topicSettingsPage } from '../lib/reports/topic-settings-page.ts';

/** The JSON Schemas by which editors complete and check files, from the same zod schemas. */
export function editorSchemas(): Record<string, string> {
  return Object.fromEntries(
    Object.entries({ contract: contractSchema, environment: environmentSchema, system: systemSchema }).map(
      ([name, schema]) => [
        `schemas/${name}.schema.json`,
        json(z.toJSONSchema(schema, { io: 'input', target: 'draft-2020-12' })),
      ],
    ),
  );
}

/** The built-in messages, for programs in other languages. */
export function messageSchemas(): Record<string, string> {
  return Object.fromEntries(builtInMessages.map(({ file, value }) => [file, json(value)]));
}

function json(value: unknown): string {
  return `${JSON.stringify(value, undefined, 2)}\n`;
}

if (process.argv[1] === import.meta.filename) {
  const files = {
    ...editorSchemas(),
    ...messageSchemas(),
    'docs/rules.md': rulesPage(rules),
    'docs/topic-settings.md': topicSettingsPage(),
  };
  for (const [name, text] of Object.entries(files)) {
    const file = join(import.meta.dirname, '..', name);
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, text);
  }
}

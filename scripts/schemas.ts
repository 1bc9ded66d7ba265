import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { z } from 'zod';
import { builtInMessages } from '../lib/model/messages/built-in.ts';
import { contractSchema } from '../lib/model/terms/contract.ts';
import { rules } from '../lib/governance/rules/index.ts';
import { keyTexts } from '../lib/model/terms/described.ts';
import { environmentSchema } from '../lib/model/terms/environment.ts';
import { systemSchema } from '../lib/model/terms/system.ts';
import { referencePage } from '../lib/reports/reference-page.ts';
import { rulesPage } from '../lib/reports/rules-page.ts';
import { topicSettingsPage } from '../lib/reports/topic-settings-page.ts';

/** The JSON Schemas by which editors complete and check files, from the same zod schemas. */
export function editorSchemas(): Record<string, string> {
  return Object.fromEntries(
    Object.entries({ contract: contractSchema, environment: environmentSchema, system: systemSchema }).map(
      ([name, schema]) => [
        `schemas/${name}.schema.json`,
        json(
          z.toJSONSchema(schema, {
            io: 'input',
            target: 'draft-2020-12',
            // zod leaves out examples of what is transformed: it cannot know that ours are as files write them.
            override: ({ zodSchema, jsonSchema }) => {
              const examples = keyTexts.get(zodSchema)?.examples ?? [];
              if (examples.length > 0) jsonSchema.examples = [...examples];
            },
          }),
        ),
      ],
    ),
  );
}

/** The built-in messages, for programs in other languages. */
export function messageSchemas(): Record<string, string> {
  return Object.fromEntries(builtInMessages.map(({ file, value }) => [file, json(value)]));
}

const root = join(import.meta.dirname, '..');

/** The whole files that the reference pages begin with. */
export function exampleFile(name: string): string {
  return readFileSync(join(root, 'docs', 'reference', 'examples', name), 'utf8');
}

/** A page of every key of each kind of file. */
export function referencePages(): Record<string, string> {
  return {
    'docs/reference/system.md': referencePage({
      kind: 'System',
      schema: systemSchema,
      readers: 'For those who declare a system and its services',
      file: 'contracts/<system>/system.yaml',
      examples: [{ title: 'Example', text: exampleFile('system.yaml') }],
    }),
    'docs/reference/contract.md': referencePage({
      kind: 'Contract',
      schema: contractSchema,
      readers: 'For those who add or change a topic',
      file: 'contracts/<system>/<context>/<class>/<topic>/v<N>/contract.yaml',
      examples: [
        { title: 'Example: events', text: exampleFile('contract.yaml') },
        { title: 'Example: a queue that jobs drain', text: exampleFile('contract-queue.yaml') },
      ],
      elsewhere: { settings: '../topic-settings.md' },
    }),
    'docs/reference/environment.md': referencePage({
      kind: 'Environment',
      schema: environmentSchema,
      readers: 'For those who keep an environment',
      file: 'environments/<environment>.yaml',
      examples: [{ title: 'Example', text: exampleFile('environment.yaml') }],
    }),
  };
}

function json(value: unknown): string {
  return `${JSON.stringify(value, undefined, 2)}\n`;
}

if (process.argv[1] === import.meta.filename) {
  const files = {
    ...editorSchemas(),
    ...messageSchemas(),
    ...referencePages(),
    'docs/rules.md': rulesPage(rules),
    'docs/topic-settings.md': topicSettingsPage(),
  };
  for (const [name, text] of Object.entries(files)) {
    const file = join(root, name);
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, text);
  }
}

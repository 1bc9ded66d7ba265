import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { z } from 'zod';
import { ciFiles } from '../lib/cli/init/ci-files.ts';
import { codeScanningWorkflow } from '../lib/cli/init/recipes/github.ts';
import { recipeStack } from '../lib/cli/init/recipes/recipe.ts';
import { builtInMessages } from '../lib/model/messages/built-in.ts';
import { optionsProto } from '../lib/model/messages/protobuf-options.ts';
import { optionsFile } from '../lib/model/schemas/protobuf/linked.ts';
import { contractSchema } from '../lib/model/terms/contract.ts';
import { rules } from '../lib/governance/rules/index.ts';
import { keyTexts } from '../lib/model/terms/described.ts';
import { environmentSchema } from '../lib/model/terms/environment.ts';
import { systemSchema } from '../lib/model/terms/system.ts';
import { planOutput } from '../lib/plan/plan-output.ts';
import { promotionOutput } from '../lib/release/promotion-output.ts';
import { schemasApplyOutput, schemasPlanOutput } from '../lib/registry/schemas-output.ts';
import { accessOutput } from '../lib/reports/outputs/access.ts';
import { capacityOutput } from '../lib/reports/outputs/capacity.ts';
import { explainOutput } from '../lib/reports/outputs/explain.ts';
import { inventoryOutput } from '../lib/reports/outputs/inventory.ts';
import { lintOutput } from '../lib/reports/outputs/lint.ts';
import { replayCountOutput, replayOutput } from '../lib/reports/outputs/replay.ts';
import { reviewOutput } from '../lib/reports/outputs/review.ts';
import { servicesOutput } from '../lib/reports/outputs/services.ts';
import { outputFile, outputsPage } from '../lib/reports/outputs-page.ts';
import { referencePage } from '../lib/reports/reference-page.ts';
import { rulesPage } from '../lib/reports/rules-page.ts';
import { topicSettingsPage } from '../lib/reports/topic-settings-page.ts';
import { commandsPage } from './commands-page.ts';

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

/** What each command prints with `--format json`, by the command. */
export const outputs = {
  access: accessOutput,
  capacity: capacityOutput,
  explain: explainOutput,
  inventory: inventoryOutput,
  lint: lintOutput,
  plan: planOutput,
  promote: promotionOutput,
  replay: replayOutput,
  'replay start': replayCountOutput,
  review: reviewOutput,
  services: servicesOutput,
  'schemas apply': schemasApplyOutput,
  'schemas plan': schemasPlanOutput,
};

/** The JSON Schemas of the outputs. */
export function outputSchemas(): Record<string, string> {
  return Object.fromEntries(
    Object.entries(outputs).map(([command, schema]) => {
      const { $schema, ...rest } = z.toJSONSchema(schema, { target: 'draft-2020-12' });
      return [outputFile(schema), json({ $schema, title: `workstreams ${command} --format json`, ...rest })];
    }),
  );
}

/** The built-in messages, and the options of Protobuf schemas, for programs in other languages. */
export function messageSchemas(): Record<string, string> {
  return {
    ...Object.fromEntries(builtInMessages.map(({ file, value }) => [file, json(value)])),
    [`schemas/protobuf/${optionsFile}`]: optionsProto,
  };
}

const root = join(import.meta.dirname, '..');

/** The whole files that the reference pages begin with. */
export function exampleFile(name: string): string {
  return readFileSync(join(root, 'docs', 'reference', 'examples', name), 'utf8');
}

/** A page of every key of each kind of file, and one of every field of the outputs. */
export function referencePages(): Record<string, string> {
  return {
    'docs/reference/outputs.md': outputsPage(outputs),
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

/** The stack of which `docs/ci.md` shows the recipes. */
const documentedStack = recipeStack([
  { environment: 'dev', promotion: 'none' },
  { environment: 'staging', promotion: { from: 'dev' } },
  { environment: 'prod', promotion: { from: 'staging' } },
]);

/** The recipes of CI by their path: what `init` writes, and one more. */
export const documentedRecipes = [
  ...ciFiles('both', documentedStack),
  { path: '.github/workflows/code-scanning.yaml', text: codeScanningWorkflow },
];

/** `docs/ci.md` with each recipe in the block below its heading. */
export function recipesPage(): string {
  const page = readFileSync(join(root, 'docs', 'ci.md'), 'utf8');
  return documentedRecipes.reduce((text, recipe) => {
    const [before, after, ...others] = text.split(`: \`${recipe.path}\`\n`);
    if (before === undefined || after === undefined || others.length > 0)
      throw new Error(`docs/ci.md has one heading for ${recipe.path}`);
    const block = after.replace(/^```yaml\n.*?^```$/ms, () => `\`\`\`yaml\n${recipe.text}\`\`\``);
    return `${before}: \`${recipe.path}\`\n${block}`;
  }, page);
}

function json(value: unknown): string {
  return `${JSON.stringify(value, undefined, 2)}\n`;
}

if (process.argv[1] === import.meta.filename) {
  const files = {
    ...editorSchemas(),
    ...messageSchemas(),
    ...outputSchemas(),
    ...referencePages(),
    'docs/ci.md': recipesPage(),
    'docs/reference/commands.md': commandsPage(),
    'docs/rules.md': rulesPage(rules),
    'docs/topic-settings.md': topicSettingsPage(),
  };
  for (const [name, text] of Object.entries(files)) {
    const file = join(root, name);
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, text);
  }
}

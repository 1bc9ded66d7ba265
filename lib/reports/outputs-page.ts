import type { z } from 'zod';
import { keysOf, type SchemaKey } from '../model/terms/schema-keys.ts';
import { markdownCellCode, markdownTable } from '../model/text/markdown.ts';
import { cellText, typeOf } from './reference-page.ts';

/** The schema of an output: its first field says which one it is. */
export type OutputSchema = z.ZodObject<{ readonly schema: z.ZodLiteral<string> }>;

/** `workstreams.io/plan/v1` */
function formatOf({ shape }: OutputSchema): string {
  return shape.schema.value;
}

/** Where the JSON Schema of an output is: `schemas/output/plan.v1.schema.json`. */
export function outputFile(schema: OutputSchema): string {
  const [, name, version] = formatOf(schema).split('/');
  return `schemas/output/${name}.${version}.schema.json`;
}

/**
 * The page of every field of every output, as Markdown.
 * @param outputs by command
 */
export function outputsPage(outputs: Readonly<Record<string, OutputSchema>>): string {
  const commands = Object.entries(outputs);
  return `# JSON: every field

Written by \`npm run schemas\`; do not edit.

For those who write programs around Workstreams: what each command prints with \`--format json\`, and which JSON Schema
describes it.

- Each output is one object. Its first field, \`schema\`, names the output and its version.
- Every field is always there. A field without a value is \`null\`, a list without items is \`[]\`.
- Within a version, fields are added. They are not removed or renamed, and their types and meanings stay. Where a field has
  a list of values, values may be added. So read the fields that you need, and ignore the others.
- Any other change is a new version with a schema file of its own, and \`CHANGELOG.md\` says so.
- The JSON Schemas describe exactly what their release prints: they refuse unknown fields. Validate with the schema of
  the release that you run: \`node_modules/workstreams/schemas/output/\`.
- \`lint\` prints errors of contracts and environments as its output. The other commands print them to stderr and end with 1,
  and their stdout is empty.

${markdownTable(
  ['command', '`schema`', 'JSON Schema'],
  commands.map(([command, schema]) => {
    const file = outputFile(schema);
    return [
      `[${command}](#${command.replaceAll(' ', '-')})`,
      markdownCellCode(formatOf(schema)),
      `[${file}](../../${file})`,
    ];
  }),
)}
In paths \`[]\` stands for each item of a list, and \`*\` for any name.
${commands
  .map(
    ([command, schema]) => `
## ${command}

${markdownTable(['field', 'type', 'what it says'], rowsOf(schema, outputs))}`,
  )
  .join('')}`;
}

/** A field whose value is the output of a command has the fields of that output. */
function rowsOf(schema: OutputSchema, outputs: Readonly<Record<string, OutputSchema>>): string[][] {
  const keys = keysOf(schema);
  const nested = Object.keys(outputs).filter((command) =>
    keys.some(({ path }) => path === `${command}.schema`),
  );
  return keys
    .filter(({ path }) => !nested.some((command) => path.startsWith(`${command}.`)))
    .map((key) => {
      const more = nested.includes(key.path) ? ` [Its fields](#${key.path}).` : '';
      return [markdownCellCode(key.path), typeText(key), `${cellText(key.text?.about ?? '')}${more}`];
    });
}

/** What a field may have, as Markdown. */
export function typeText({ schema }: SchemaKey): string {
  return `${typeOf(schema)}${schema.safeParse(null).success ? ' or `null`' : ''}`;
}

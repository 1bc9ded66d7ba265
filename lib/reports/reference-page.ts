import { stringify } from 'yaml';
import { z } from 'zod';
import { fieldKinds } from '../model/terms/fields.ts';
import type { Kind } from '../model/terms/format.ts';
import { alternativesOf, keysOf, type SchemaKey } from '../model/terms/schema-keys.ts';
import { markdownBlock, markdownCellCode, markdownTable } from '../model/text/markdown.ts';

export interface ReferencePage {
  readonly kind: Kind;
  readonly schema: z.ZodType;
  /** Who writes such a file: "For those who add or change a topic". */
  readonly readers: string;
  /** Where such a file is, from the root of a stack. */
  readonly file: string;
  /** Whole files; what each shows, and its text. */
  readonly examples: readonly { readonly title: string; readonly text: string }[];
  /** Keys whose keys below have a page of their own, by path. */
  readonly elsewhere?: Readonly<Record<string, string>>;
}

/** The page of one kind of file, as Markdown: every key in the words of its schema. */
export function referencePage(page: ReferencePage): string {
  const { kind, readers, file, schema, examples } = page;
  const rows = rowsOf(keysOf(schema), page);
  const top = rows.filter(({ section }) => section === undefined);
  const sections = [...new Set(rows.flatMap(({ section }) => section ?? []))];
  return `# ${kind}: every key

Written by \`npm run schemas\`; do not edit.

${readers}: what each key does, what holds without it, and an example. The file is
\`${file}\`; editors show the same words from
\`schemas/${kind.toLowerCase()}.schema.json\`.

${examples.map(({ title, text }) => `## ${title}\n\n${markdownBlock('yaml', text.trimEnd().split('\n'))}`).join('\n')}
## Top level

In paths \`*\` stands for any name, and \`[]\` for each item of a list. A duration is written as \`100ms\`, \`30s\`, \`15m\`,
\`2h\` or \`7d\`, a size as \`512B\`, \`64KiB\`, \`1MiB\`, \`1GiB\` or \`1TiB\`.

${tableOf(top)}${sections
  .map(
    (section) => `
## ${section}

${tableOf(rows.filter((row) => row.section === section))}`,
  )
  .join('')}`;
}

interface Row {
  /** The key at the top under which it stands; undefined for keys at the top. */
  readonly section: string | undefined;
  readonly cells: readonly string[];
}

const tableOf = (rows: readonly Row[]): string =>
  markdownTable(
    ['key', 'type', 'default', 'what it does', 'example'],
    rows.map(({ cells }) => cells),
  );

function rowsOf(keys: readonly SchemaKey[], { elsewhere = {} }: ReferencePage): Row[] {
  const seen = new Set<string>();
  return keys.flatMap((key): Row[] => {
    if (Object.keys(elsewhere).some((path) => key.path.startsWith(`${path}.`))) return [];
    const { path, schema, required, when, text } = key;
    const about = text?.about ?? '';
    // Maps of a union may have one key for the same.
    const same = `${path} ${when ?? ''} ${typeOf(schema)}`;
    if (seen.has(same)) return [];
    seen.add(same);
    const [section = ''] = path.split(/[.[]/);
    const isTop = section === path;
    const page = elsewhere[path];
    const example = text?.examples[0];
    return [
      {
        section: isTop ? undefined : section,
        cells: [
          markdownCellCode(path),
          typeOf(schema),
          required ? '**required**' : path.endsWith('*') ? '' : cellText(text?.default ?? ''),
          [
            when === undefined || literalOf(schema) ? '' : `With ${markdownCellCode(when)}: `,
            cellText(about),
            page === undefined ? '' : ` [Every one of them](${page}).`,
          ].join(''),
          example === undefined ? '' : markdownCellCode(flow(example)),
        ],
      },
    ];
  });
}

/** Words of our own, in which code stands between backticks: outside of it nothing may be markup. */
export function cellText(text: string): string {
  return text
    .split(/(`[^`]*`)/)
    .map((part) =>
      part.startsWith('`')
        ? part.replaceAll('|', '\\|')
        : part.replaceAll('<', '&lt;').replaceAll(/[|*_[\]]/g, '\\$&'),
    )
    .join('');
}

/** A value on one line, as YAML. */
function flow(value: unknown): string {
  return stringify(value, { collectionStyle: 'flow', lineWidth: 0, flowCollectionPadding: true }).trim();
}

const literalOf = (schema: z.ZodType): boolean =>
  alternativesOf(schema).every((one) => one instanceof z.ZodLiteral);

/** What a file may have for it, as Markdown. */
export function typeOf(schema: z.ZodType): string {
  return [...new Set(alternativesOf(schema).map(oneTypeOf))].join(' or ');
}

function oneTypeOf(schema: z.ZodType): string {
  const kind = fieldKinds.get(schema);
  if (kind !== undefined)
    return kind.text.replace(/^an? /, '').replace(/,? (?:for example|in lowercase) [^,]+/g, '');
  if (schema instanceof z.ZodEnum)
    return schema.options.map((one) => markdownCellCode(String(one))).join(', ');
  if (schema instanceof z.ZodLiteral)
    return [...schema.values].map((one) => markdownCellCode(String(one))).join(', ');
  if (schema instanceof z.ZodNumber) return schema.format === null ? 'number' : 'whole number';
  if (schema instanceof z.ZodBoolean) return '`true`, `false`';
  if (schema instanceof z.ZodArray) return `list: ${typeOf(schema.element as z.ZodType)}`;
  if (schema instanceof z.ZodObject || schema instanceof z.ZodRecord) return 'map';
  return 'text';
}

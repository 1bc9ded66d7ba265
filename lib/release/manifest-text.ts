import { stringify } from 'yaml';

/**
 * One file's text: its objects as YAML documents. Plain where every reader agrees, quoted where YAML 1.1 or
 * 1.2 takes an unquoted word for something else (`n`, `on`, `1e9`, `0o17`, `12:30`); never folded.
 */
export function manifestText(manifests: readonly unknown[]): string {
  return manifests.map(documentText).join('---\n');
}

const options = {
  schema: 'core',
  compat: 'yaml-1.1',
  lineWidth: 0,
  aliasDuplicateObjects: false,
} as const;

function documentText(manifest: unknown): string {
  const lines: string[] = [];
  // The yaml package takes many times as long; what the short way does not know is its to write.
  return isMap(manifest) && Object.keys(manifest).length > 0 && writeMap(manifest, '', '', lines)
    ? `${lines.join('\n')}\n`
    : stringify(manifest, options);
}

type Fields = Readonly<Record<string, unknown>>;

function isMap(value: unknown): value is Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** @param first what stands before the first key: the indentation, or that of a list's item with its dash */
function writeMap(map: Fields, indent: string, first: string, lines: string[]): boolean {
  let start = first;
  for (const key of Object.keys(map)) {
    if (!plainKey.test(key) || !writeValue(map[key], `${start}${keyText(key)}:`, indent, lines)) return false;
    start = indent;
  }
  return true;
}

function writeList(list: readonly unknown[], indent: string, lines: string[]): boolean {
  for (const item of list) {
    if (Array.isArray(item)) return false;
    const written =
      isMap(item) && Object.keys(item).length > 0
        ? writeMap(item, `${indent}  `, `${indent}- `, lines)
        : writeValue(item, `${indent}-`, indent, lines);
    if (!written) return false;
  }
  return true;
}

/** @param head the line so far: the key and its colon, or the dash of a list's item */
function writeValue(value: unknown, head: string, indent: string, lines: string[]): boolean {
  if (typeof value === 'string') {
    const text = textOf(value);
    lines.push(`${head} ${text.includes('\n') ? text.replaceAll(/\n(?=[^\n])/g, `\n${indent}`) : text}`);
    return true;
  }
  // Of whole numbers a template drops the sign of -0 alone.
  if (
    typeof value === 'boolean' ||
    (typeof value === 'number' && Number.isSafeInteger(value) && !Object.is(value, -0))
  ) {
    lines.push(`${head} ${value}`);
    return true;
  }
  if (Array.isArray(value)) {
    if (value.length === 0) lines.push(`${head} []`);
    else lines.push(head);
    return writeList(value, `${indent}  `, lines);
  }
  if (!isMap(value)) return false;
  if (Object.keys(value).length === 0) lines.push(`${head} {}`);
  else lines.push(head);
  return writeMap(value, `${indent}  `, `${indent}  `, lines);
}

function textOf(value: string): string {
  if (evident.test(value) || isPhrase(value)) return value;
  if (json.test(value)) return `'${value}'`;
  return isBlock(value) ? blockText(value) : scalarText(value);
}

const known = new Map<string, string>();
const mostKnown = 10_000;

/** Text as the yaml package writes it behind a key. */
function scalarText(value: string): string {
  let text = known.get(value);
  if (text === undefined) {
    text = stringify({ k: value }, options).slice('k: '.length, -1);
    if (known.size >= mostKnown) known.clear();
    known.set(value, text);
  }
  return text;
}

function keyText(key: string): string {
  return evident.test(key) ? key : scalarText(key);
}

/**
 * Text that no reader takes for anything else: words with a letter first, joined by a dash, a dot or a slash; and one
 * word that is longer than `false`.
 */
const evident = /^(?:[a-zA-Z]{6,}|[a-zA-Z][a-zA-Z0-9]*(?:[-./]+[a-zA-Z0-9]+)+)$/;

/** JSON of an object or of a list of them, without an apostrophe. */
const json = /^(?:\{|\[\{)"[ -&(-~]*$/;

/** A sentence or a query, of one line: too many words for a number or a date, and nothing in it that YAML has a use for. */
function isPhrase(value: string): boolean {
  return (
    phrase.test(value) &&
    (value.includes(' ') || value.includes('(') || value.includes('{')) &&
    !value.includes(': ') &&
    !value.includes(' #')
  );
}

const phrase = /^[a-zA-Z][ -~]*[!-,.-9;-~]$/;

/** Several lines without a blank one, none of which says how far it is indented. */
function isBlock(value: string): boolean {
  return block.test(value);
}

const block = /^[!-~][ -~]*(?:\n *[!-~][ -~]*)+$/;

function blockText(value: string): string {
  return `|-\n  ${value.replaceAll('\n', '\n  ')}`;
}

/** A key that is written as a value would be. */
const plainKey = /^[a-zA-Z][a-zA-Z0-9._/-]{0,200}$/;

import { isDeepStrictEqual } from 'node:util';
import {
  type Document,
  isCollection,
  isMap,
  isNode,
  parseDocument,
  stringify,
  type YAMLMap,
  type YAMLSeq,
} from 'yaml';
import { Failure } from '../../model/text/failure.ts';

/** One more entry of a map, or without a key one more item of a list. */
export interface Addition {
  /** Of the map or list. */
  readonly path: readonly string[];
  readonly key?: string;
  readonly value: unknown;
  /** It is written in braces, on one line. */
  readonly inline?: boolean;
}

/** A YAML text with one more entry, the last of a map; everything else stays byte for byte. */
export function withEntry(
  file: string,
  text: string,
  path: readonly string[],
  key: string,
  value: unknown,
): string {
  return withAdditions(file, text, [{ path, key, value }]);
}

/**
 * A YAML text with more entries and items, the last of their maps and lists; everything else stays byte for byte. A list
 * that is not there becomes the last key of the file, behind `before`.
 * @throws Error where there is no such map, or it cannot be edited without a doubt
 */
export function withAdditions(
  file: string,
  text: string,
  additions: readonly Addition[],
  before = '',
): string {
  if (additions.length === 0) return text;
  const whole = text === '' || text.endsWith('\n') ? text : `${text}\n`;
  const document = parseDocument(whole);
  const splices: Splice[] = [];
  for (const [first, ...more] of byContainer(additions)) {
    const found: unknown = document.getIn(first.path);
    const splice = isCollection(found)
      ? isMap(found) === (first.key !== undefined)
        ? spliceInto(found, whole, [first, ...more])
        : undefined
      : found === undefined
        ? newList(whole.length, before, [first, ...more])
        : undefined;
    if (splice === undefined) throw new Failure(byHand(file, first));
    splices.push(splice);
  }
  const edited = splices
    .toSorted((a, b) => b.from - a.from)
    .reduce((all, splice) => all.slice(0, splice.from) + splice.text + all.slice(splice.to), whole);
  for (const { path, key, value } of additions) {
    if (key !== undefined) document.setIn([...path, key], value);
    else if (document.hasIn(path)) document.addIn(path, document.createNode(value));
    else document.setIn(path, document.createNode([value]));
  }
  return checked(edited, document, byHand(file, additions[0] ?? { path: [], value: undefined }));
}

function byHand(file: string, { path, key, value }: Addition): string {
  return `${file} cannot be edited safely; add ${key ?? JSON.stringify(value)} below ${path.join('.')} by hand`;
}

type Collection = YAMLMap | YAMLSeq;

interface Splice {
  readonly from: number;
  readonly to: number;
  readonly text: string;
}

/** A list that is not there, as the last key of the file. */
function newList(end: number, before: string, added: readonly [Addition, ...Addition[]]): Splice | undefined {
  const [{ path, key, inline }] = added;
  const [name, ...deeper] = path;
  if (name === undefined || deeper.length > 0 || key !== undefined) return undefined;
  const list = written({ [name]: added.map(({ value }) => value) }, 0, inline);
  return { from: end, to: end, text: before + list };
}

function byContainer(additions: readonly Addition[]): [Addition, ...Addition[]][] {
  const groups = new Map<string, [Addition, ...Addition[]]>();
  for (const one of additions) {
    const key = JSON.stringify(one.path);
    const group = groups.get(key);
    if (group === undefined) groups.set(key, [one]);
    else group.push(one);
  }
  return [...groups.values()];
}

function spliceInto(
  node: Collection,
  whole: string,
  added: readonly [Addition, ...Addition[]],
): Splice | undefined {
  if (node.range === undefined || node.range === null) return undefined;
  const [start, end] = node.range;
  const lines = (indent: number) => added.map((one) => written(asEntry(one), indent, one.inline)).join('');
  const last = lastOf(node);
  if (node.items.length === 0) {
    // `{}` and `[]` become a block, two deeper than their own key.
    const line = whole.slice(whole.lastIndexOf('\n', start - 1) + 1, start);
    const from = endBefore(whole, start, ' ');
    return { from, to: end, text: `\n${lines(line.search(/[^ ]/) + 2).replace(/\n+$/, '')}` };
  }
  if (node.flow === true) {
    const from = endBefore(whole, end - 1, ' \t\r\n,');
    const text = added.map(
      ({ key, value }) => `, ${key === undefined ? '' : `${JSON.stringify(key)}: `}${JSON.stringify(value)}`,
    );
    return { from, to: from, text: text.join('') };
  }
  if (!isNode(last) || last.range === undefined || last.range === null) return undefined;
  const said = endBefore(whole, last.range[1], ' \t\r\n');
  const at = whole.indexOf('\n', said) + 1;
  return { from: at, to: at, text: lines(start - (whole.lastIndexOf('\n', start - 1) + 1)) };
}

/** Where a text ends without the signs that stand before a place. */
function endBefore(text: string, place: number, signs: string): number {
  let end = place;
  while (end > 0 && signs.includes(text.charAt(end - 1))) end -= 1;
  return end;
}

function lastOf(node: Collection): unknown {
  return isMap(node) ? (node.items.at(-1)?.value ?? node.items.at(-1)?.key) : node.items.at(-1);
}

function asEntry({ key, value }: Addition): object {
  return key === undefined ? [value] : { [key]: value };
}

function written(value: object, indent: number, inline = false): string {
  if (!inline) return indented(stringify(value, { lineWidth: 0 }), indent);
  // The list itself is a block, each item of it is on one line.
  const flow = (item: unknown) => stringify(item, { lineWidth: 0, collectionStyle: 'flow' }).trimEnd();
  const [list, head] = Array.isArray(value)
    ? [value as unknown[], '']
    : [Object.values(value)[0] as unknown[], `${Object.keys(value)[0] ?? ''}:\n`];
  const pad = ' '.repeat(head === '' ? indent : indent + 2);
  return `${head}${list.map((item) => `${pad}- ${flow(item)}\n`).join('')}`;
}

/** Lines of YAML end with LF here; JavaScript's `^` would also stand behind U+2028, inside a text. */
function indented(text: string, indent: number): string {
  return text.replaceAll(/(?<=^|\n)(?=[^\n])/g, ' '.repeat(indent));
}

/** @throws Error where the text does not say what the document says */
function checked(text: string, wanted: Document, otherwise: string): string {
  if (!isDeepStrictEqual(parseDocument(text).toJS(), wanted.toJS())) throw new Failure(otherwise);
  return text;
}

import { isMap, isScalar, isSeq, type LineCounter, type Node, type YAMLMap } from 'yaml';
import { type Problem, problem, type Read } from '../../model/text/problem.ts';
import { placeAt, readDocument } from '../../model/text/yaml-document.ts';
import { type Path, pathText, readYaml, type YamlSource } from '../../model/text/yaml-source.ts';

/** One key of a map with its value, where it is in the file. */
export interface Entry {
  readonly path: Path;
  readonly map: YAMLMap;
  /** Its place in the map. */
  readonly index: number;
  /** From the first to behind the last character of the key, quotes included. */
  readonly key: Span;
  readonly value: Node | null;
}

interface Span {
  readonly start: number;
  readonly end: number;
}

interface TextEdit extends Span {
  readonly text: string;
  /** Where people look for what the text says, if it comes from elsewhere in the file. */
  readonly origin?: number;
}

export interface Inserted {
  /** Lines of a map in block style. */
  readonly lines: readonly string[];
  /** The same in brackets. */
  readonly flow: string;
  /** A blank line comes before it where one comes behind it. */
  readonly apart?: boolean;
  /** The entry that it says again. */
  readonly from?: Entry;
}

/**
 * A YAML file that is edited in its text: what no edit touches stays byte for byte, with its comments, quotes, order
 * and blank lines. Edits are collected; what cannot be done safely becomes a problem with its place.
 */
export class EditableYaml {
  readonly source: YamlSource;
  /** What was edited, in words. */
  readonly changes: string[] = [];
  readonly problems: Problem[] = [];
  readonly #text: string;
  readonly #root: YAMLMap;
  readonly #lines: LineCounter;
  readonly #newline: string;
  readonly #edits: TextEdit[] = [];

  private constructor(source: YamlSource, root: YAMLMap, lines: LineCounter) {
    this.source = source;
    this.#text = source.text;
    this.#root = root;
    this.#lines = lines;
    this.#newline = /^[^\n]*\r\n/.test(source.text) ? '\r\n' : '\n';
  }

  static read(file: string, text: string): Read<EditableYaml> {
    const source = readYaml(file, text);
    if (!source.ok) return source;
    const document = readDocument(file, text);
    if (!document.ok) return document;
    const { root, lines } = document.value;
    if (!isMap(root.contents)) {
      const what = `expected a map, found ${isSeq(root.contents) ? 'a list' : 'a single value'}`;
      const fix = 'write the keys of a contract or of an environment';
      return { ok: false, problems: [problem(source.value.place([]), '', what, fix)] };
    }
    return { ok: true, value: new EditableYaml(source.value, root.contents, lines) };
  }

  /** The entries at a path. Each step is the list of names that match; `*` matches every key. */
  entries(steps: readonly (readonly string[])[]): Entry[] {
    let maps: { path: Path; node: unknown }[] = [{ path: [], node: this.#root }];
    let found: Entry[] = [];
    for (const names of steps) {
      found = maps.flatMap(({ path, node }) =>
        isMap(node) ? entriesOf(node, path).filter((one) => matches(one, names)) : [],
      );
      maps = found.map(({ path, value }) => ({ path, node: value }));
    }
    return found;
  }

  /** The items of a list of maps at the file's first level. */
  itemEntries(list: string, key: string): Entry[] {
    const [found] = this.entries([[list]]);
    if (found === undefined || !isSeq(found.value)) return [];
    return found.value.items.flatMap((item, index) =>
      isMap(item) ? entriesOf(item, [list, index]).filter((one) => one.path.at(-1) === key) : [],
    );
  }

  /** The text of a value on the line of its key as it is written, quotes included; undefined for anything else. */
  scalarText({ key, value }: Entry): string | undefined {
    if (!isScalar(value) || value.range === undefined || value.range === null) return undefined;
    const text = this.#text.slice(value.range[0], value.range[1]);
    return text === '' || this.#text.slice(key.end, value.range[1]).includes('\n') ? undefined : text;
  }

  /** Gives a key another name, in the quotes that it has. */
  renameKey(entry: Entry, to: string): void {
    const { map, path, key } = entry;
    if (map.items.some((one) => isScalar(one.key) && one.key.value === to)) {
      const what = `"${String(path.at(-1))}" and "${to}", its new name, are both in this map`;
      this.refuse(path, what, 'keep one of the two');
      return;
    }
    if (this.#replaceWord(key, path, to)) this.changes.push(`${pathText(path)} -> ${to}`);
  }

  /** Gives a key another value of one word, in the quotes that the value has. */
  renameValue(entry: Entry, to: string): void {
    const { value, path } = entry;
    const [start, end] = value?.range ?? [0, 0];
    const before = isScalar(value) ? String(value.value) : '';
    if (this.#replaceWord({ start, end }, path, to))
      this.changes.push(`${pathText(path)}: ${before} -> ${to}`);
  }

  #replaceWord({ start, end }: Span, path: Path, to: string): boolean {
    const written = this.#text.slice(start, end);
    if (written.includes('\n') || written === '') {
      this.refuse(path, 'it is not written on one line', 'write it on one line');
      return false;
    }
    const quote = /^["']/.exec(written)?.[0] ?? '';
    this.#edits.push({ start, end, text: `${quote}${to}${quote}` });
    return true;
  }

  /** Keys before all others, below the comment that the file begins with. */
  prepend(fields: readonly (readonly [string, string])[]): void {
    const start = this.#root.range?.[0] ?? 0;
    if (this.#root.flow === true) {
      const inner = fields.map(([key, value]) => ` ${key}: ${value},`).join('');
      this.#edits.push({ start: start + 1, end: start + 1, text: inner });
      return;
    }
    const indent = this.#text.slice(this.#lineStart(start), start).replaceAll(/[^ ]/g, '');
    const at = this.#belowFirstComment(this.#lineStart(start));
    const lines = fields.map(([key, value]) => `${indent}${key}: ${value}`);
    this.#insertLines(at, lines);
  }

  /** A key behind another one of the file's first level; in block style on lines of its own below that one. */
  insertBehind(entry: Entry, { lines, flow, apart = false, from = entry }: Inserted): void {
    const origin = from.key.start;
    if (this.#root.flow === true) {
      const at = entry.value?.range?.[1] ?? entry.key.end;
      this.#edits.push({ start: at, end: at, text: `, ${flow}`, origin });
      return;
    }
    const at = this.#behind(entry);
    const rest = this.#text.slice(at);
    const gap = apart && (rest === '' || /^[ \t]*\r?\n/.test(rest));
    const column = entry.key.start - this.#lineStart(entry.key.start);
    const indented = lines.map((line) => ' '.repeat(column) + line);
    this.#insertLines(at, gap ? ['', ...indented] : indented, origin);
  }

  /**
   * Takes an entry out of its map, with the comment lines right above it.
   * @returns the comments, as they are written: those above, and the one behind it
   */
  remove(entry: Entry): { readonly above: readonly string[]; readonly behind: string | undefined } {
    return entry.map.flow === true ? this.#removeInFlow(entry) : this.#removeLines(entry);
  }

  #removeLines(entry: Entry): { above: string[]; behind: string | undefined } {
    const { key, value } = entry;
    let start = this.#lineStart(key.start);
    const column = key.start - start;
    const end = this.#lineEnd(value?.range?.[1] ?? key.end);
    const above: string[] = [];
    while (start > 0) {
      const before = this.#lineStart(start - 1);
      const line = this.#text.slice(before, start).trimEnd();
      if (!/^ *#/.test(line) || line.search('#') !== column) break;
      above.unshift(line.trim());
      start = before;
    }
    const behind = /^[ \t]+(#.*)$/.exec(this.#text.slice(value?.range?.[1] ?? key.end, end).trimEnd())?.[1];
    // The last line without a line end takes the one before it along.
    const open = end === this.#text.length && !this.#text.endsWith('\n');
    const from = open ? this.#text.slice(0, start).replace(/\r?\n$/, '').length : start;
    this.#edits.push({ start: from, end, text: '' });
    return { above, behind };
  }

  #removeInFlow({ key, value, map, index }: Entry): { above: string[]; behind: undefined } {
    const end = value?.range?.[1] ?? key.end;
    const next = map.items[index + 1]?.key as Node | undefined;
    const previous = map.items[index - 1];
    const last = (previous?.value ?? previous?.key) as Node | undefined;
    const ahead = this.#text.slice(end, next?.range?.[0] ?? map.range?.[1]);
    const back = this.#text.slice(last?.range?.[1] ?? key.start, key.start);
    const between = /^\s*,\s*$/;
    let span = { start: key.start, end };
    // A comment between two entries stays: then only the entry and the comma behind it are taken out.
    if (next !== undefined && between.test(ahead)) span = { ...span, end: end + ahead.length };
    else if (next === undefined && between.test(back)) span = { start: key.start - back.length, end };
    else span = { ...span, end: end + (/^\s*,[ \t]*/.exec(ahead)?.[0].length ?? 0) };
    this.#edits.push({ ...span, text: '' });
    return { above: [], behind: undefined };
  }

  /** Something is wrong with a key. */
  refuse(path: Path, what: string, fix: string): void {
    this.problems.push(problem(this.source.keyPlace(path), pathText(path), what, fix));
  }

  /** Something is wrong with a value. */
  refuseValue(path: Path, what: string, fix: string): void {
    this.problems.push(problem(this.source.place(path), pathText(path), what, fix));
  }

  /** The text with every edit. */
  edited(): string {
    let text = '';
    let at = 0;
    for (const edit of this.#inOrder()) {
      text += this.#text.slice(at, edit.start) + edit.text;
      at = edit.end;
    }
    return text + this.#text.slice(at);
  }

  /** The place in the file as it is now of an offset in the edited text: where something is wrong, people look there. */
  placeBefore(offset: number): Problem['place'] {
    let shift = 0;
    for (const { start, end, text, origin = start } of this.#inOrder()) {
      if (offset < start + shift) break;
      if (offset < start + shift + text.length) return this.#placeOf(origin);
      shift += text.length - (end - start);
    }
    return this.#placeOf(offset - shift);
  }

  #placeOf(offset: number): Problem['place'] {
    return placeAt(this.source.file, this.#lines, Math.min(offset, this.#text.length));
  }

  #inOrder(): TextEdit[] {
    // What is put before a word comes before what the word becomes.
    return [...this.#edits].sort((a, b) => a.start - b.start || a.end - b.end);
  }

  #belowFirstComment(firstKey: number): number {
    const head = this.#text.slice(0, firstKey);
    const marker = /^---(?=\s).*\n/m.exec(head);
    let at = marker === null ? (head.startsWith('\ufeff') ? 1 : 0) : marker.index + marker[0].length;
    const line = () => this.#text.slice(at, this.#lineEnd(at));
    while (at < firstKey && line().trim() === '') at = this.#lineEnd(at);
    if (at >= firstKey || !/^ *#/.test(line())) return firstKey;
    while (at < firstKey && /^ *#/.test(line())) at = this.#lineEnd(at);
    return at;
  }

  /** The line behind an entry in block style, what is commented out at its end included. */
  #behind({ key, value }: Entry): number {
    const column = key.start - this.#lineStart(key.start);
    let node: unknown = value;
    let end = key.end;
    while (node !== null && node !== undefined) {
      end = (node as Node).range?.[1] ?? end;
      if (!(isMap(node) || isSeq(node)) || node.flow === true || node.items.length === 0) break;
      const item: unknown = node.items.at(-1);
      const pair = item as { key: unknown; value: unknown };
      node = isMap(node) ? (pair.value ?? pair.key) : item;
    }
    let at = this.#text[end - 1] === '\n' ? end : this.#lineEnd(end);
    for (let next = at; next < this.#text.length; next = this.#lineEnd(next)) {
      const text = this.#text.slice(next, this.#lineEnd(next));
      if (/^ *#/.test(text) && text.search('#') > column) at = this.#lineEnd(next);
      else if (text.trim() !== '') break;
    }
    return at;
  }

  #insertLines(at: number, lines: readonly string[], origin = at): void {
    const joined = lines.join(this.#newline);
    const open = at > 0 && this.#text[at - 1] !== '\n' && this.#text[at - 1] !== '\ufeff';
    const text = open ? this.#newline + joined : joined + this.#newline;
    this.#edits.push({ start: at, end: at, text, origin });
  }

  #lineStart(offset: number): number {
    const start = this.#text.lastIndexOf('\n', offset - 1) + 1;
    return offset === 0 ? 0 : start === 0 && this.#text.startsWith('\ufeff') ? 1 : start;
  }

  /** Behind the line's end, or the text's. */
  #lineEnd(offset: number): number {
    const end = this.#text.indexOf('\n', offset);
    return end < 0 ? this.#text.length : end + 1;
  }
}

function matches({ path }: Entry, names: readonly string[]): boolean {
  return names.includes('*') || names.includes(String(path.at(-1)));
}

function entriesOf(map: YAMLMap, path: Path): Entry[] {
  return map.items.flatMap(({ key, value }, index) => {
    if (!isScalar(key) || key.range === undefined || key.range === null) return [];
    const [start, end] = key.range;
    const inner = (value ?? null) as Node | null;
    return [{ path: [...path, String(key.value)], map, index, key: { start, end }, value: inner }];
  });
}

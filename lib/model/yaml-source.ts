import {
  isAlias,
  isMap,
  isScalar,
  isSeq,
  LineCounter,
  type Node,
  type Pair,
  parseAllDocuments,
  Scalar,
} from 'yaml';
import { type Place, type Problem, problem, received } from './problem.ts';

/** What a YAML file may be at most; contracts and environments stay far below. */
export const yamlLimits = { bytes: 256 * 1024, depth: 64, keysInMap: 2000 } as const;

/** A key, or an index in a list. */
export type Path = readonly (string | number)[];

/** A YAML file that was read: its plain value, and where each part of it stands. */
export interface YamlSource {
  readonly file: string;
  readonly value: unknown;
  /** The place of the value at `path`, or of the nearest thing around it that exists. */
  readonly place: (path: Path) => Place;
  /** The place of the key at the end of `path`. */
  readonly keyPlace: (path: Path) => Place;
}

export type Read<T> =
  | { readonly ok: true; readonly value: T }
  | { readonly ok: false; readonly problems: Problem[] };

/** `consumers[0].service` */
export function pathText(path: Path): string {
  return path
    .map((step, index) => (typeof step === 'number' ? `[${step}]` : index === 0 ? step : `.${step}`))
    .join('');
}

/**
 * Reads one YAML document as plain data: YAML 1.2's core schema, without anchors, aliases, tags,
 * directives, duplicate keys or numbers that another reader would take for something else. Never throws
 * and never runs long, whatever the text (`abuse-cases`, Reading).
 */
export function readYaml(file: string, text: string): Read<YamlSource> {
  const lines = new LineCounter();
  const early = beforeParsing(file, text);
  if (early) return { ok: false, problems: [early] };

  const documents = parseAllDocuments(text, {
    lineCounter: lines,
    prettyErrors: false,
    uniqueKeys: false,
    stringKeys: false,
    logLevel: 'silent',
  });
  const at = (offset: number): Place => placeAt(file, lines, offset);
  const problems: Problem[] = [];
  const list = Array.isArray(documents) ? documents : [];
  const [document, second] = list;
  if (document === undefined || document.contents === null) {
    return {
      ok: false,
      problems: [
        problem(at(0), '', 'the file is empty', 'write the contract or environment that its folder names'),
      ],
    };
  }
  if (second !== undefined) {
    problems.push(
      problem(
        at(second.range[0]),
        '',
        'a second document begins here',
        'one file holds one document: remove "---"',
      ),
    );
  }
  if (/^%/m.test(text.slice(0, document.contents.range?.[0] ?? 0))) {
    problems.push(problem(at(0), '', 'the file has a % directive', 'remove it: files are YAML 1.2'));
  }
  for (const error of list.flatMap((one) => one.errors)) {
    problems.push(problem(at(error.pos[0]), '', `not YAML: ${sentence(error.message)}`, hintFor(error.code)));
  }
  if (problems.length > 0) return { ok: false, problems };

  const value = plain(document.contents, [], (node, path, what, fix) => {
    problems.push(problem(at(node?.range?.[0] ?? 0), pathText(path), what, fix));
  });
  if (problems.length > 0) return { ok: false, problems };
  return { ok: true, value: source(file, text, value) };
}

type Report = (node: Node | null, path: Path, what: string, fix: string) => void;

/** What must be known before the parser sees the text, for it would run out of stack, time or memory. */
function beforeParsing(file: string, text: string): Problem | undefined {
  const start: Place = { file, line: 1, column: 1 };
  const bytes = Buffer.byteLength(text);
  if (bytes > yamlLimits.bytes) {
    return problem(start, '', `the file has ${bytes} bytes`, `at most ${yamlLimits.bytes} (256KiB) are read`);
  }
  const stack: number[] = [];
  let flow = 0;
  let lineNumber = 0;
  for (const line of text.split('\n')) {
    lineNumber += 1;
    // Each of "- ", "? " and ": " at the head of a line may open a level, as each wider indentation does.
    const head = /^[ ]*(?:[-?:][ \t]+)*/.exec(line)?.[0] ?? '';
    const indent = head.search(/[^ ]/);
    const first = indent < 0 ? head.length : indent;
    while (stack.length > 0 && (stack.at(-1) as number) >= first) stack.pop();
    stack.push(first);
    const markers = head.replaceAll(/[ \t]/g, '').length;
    for (const char of line) {
      if (char === '[' || char === '{') flow += 1;
      else if (char === ']' || char === '}') flow = Math.max(0, flow - 1);
      if (stack.length + markers + flow > yamlLimits.depth) {
        return problem(
          { file, line: lineNumber, column: 1 },
          '',
          `more than ${yamlLimits.depth} levels of nesting`,
          'write it flatter',
        );
      }
    }
  }
  return undefined;
}

/** The plain value of a node; what it refuses it reports. */
function plain(node: Node | null | undefined, path: Path, report: Report): unknown {
  if (node === null || node === undefined) return null;
  if (isAlias(node)) {
    report(node, path, `the alias *${node.source}`, 'write the value itself: aliases are not read');
    return null;
  }
  if ('anchor' in node && node.anchor !== undefined) {
    report(node, path, `the anchor &${node.anchor}`, 'remove it: anchors are not read');
  }
  if (node.tag !== undefined && 'tag' in node && hasExplicitTag(node)) {
    report(node, path, `the tag ${node.tag}`, 'remove it: tags are not read');
  }
  if (isScalar(node)) return scalar(node, path, report);
  if (isSeq(node)) {
    return node.items.map((item, index) => plain(item as Node | null, [...path, index], report));
  }
  if (isMap(node)) return mapping(node.items as Pair<Node, Node | null>[], node, path, report);
  report(node, path, 'something that is no scalar, list or map', 'write plain YAML');
  return null;
}

function hasExplicitTag(node: Node): boolean {
  const token = node.srcToken as { props?: { type: string }[] } | undefined;
  return token !== undefined
    ? (token.props?.some((prop) => prop.type === 'tag') ?? false)
    : node.tag !== undefined;
}

const refusedKeys = new Set(['__proto__', 'constructor', 'prototype']);

function mapping(pairs: readonly Pair<Node, Node | null>[], map: Node, path: Path, report: Report): unknown {
  const result: Record<string, unknown> = {};
  if (pairs.length > yamlLimits.keysInMap) {
    report(map, path, `a map of ${pairs.length} keys`, `at most ${yamlLimits.keysInMap} are read`);
    return result;
  }
  const seen = new Set<string>();
  for (const { key, value } of pairs) {
    if (!isScalar(key) || (typeof key.value !== 'string' && typeof key.value !== 'number')) {
      report(
        key,
        path,
        `the key ${isScalar(key) ? received(key.value) : 'is a list or a map'}`,
        'a key is text',
      );
      continue;
    }
    const name = String(scalar(key, path, report));
    const inner = [...path, name];
    if (refusedKeys.has(name)) report(key, inner, `the key "${name}"`, 'choose another name');
    else if (seen.has(name))
      report(key, inner, `"${name}" stands here for the second time`, 'keep one of the two');
    else result[name] = plain(value, inner, report);
    seen.add(name);
  }
  return result;
}

const decimal = /^-?(?:0|[1-9][0-9]{0,14})(?:\.[0-9]{1,9})?$/;
const refusedText =
  // biome-ignore lint/suspicious/noControlCharactersInRegex: finding them is the purpose
  /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u2028\u2029\u200e\u200f\u202a-\u202e\u2066-\u2069\ufeff]|\p{Surrogate}/u;

function scalar(node: Scalar, path: Path, report: Report): unknown {
  const { value } = node;
  if (typeof value === 'number' || typeof value === 'bigint') {
    const written = node.source ?? String(value);
    if (node.type === Scalar.PLAIN && !decimal.test(written)) {
      report(
        node,
        path,
        `the number ${written}, which YAML readers do not agree on`,
        'write it in decimal, at most 15 digits, or quote it',
      );
    }
    return Number(value);
  }
  if (typeof value === 'string') {
    const bad = refusedText.exec(value);
    if (bad) {
      const code = bad[0].charCodeAt(0).toString(16).toUpperCase().padStart(4, '0');
      report(
        node,
        path,
        `text with the character U+${code}`,
        'remove it: control and direction marks are not read',
      );
    }
    return value;
  }
  if (typeof value === 'boolean' || value === null) return value;
  report(node, path, 'a value that is no text, number, true, false or null', 'write plain YAML');
  return null;
}

function source(file: string, text: string, value: unknown): YamlSource {
  // Positions are wanted only where something is wrong: 10,000 kept trees would cost 100 MB.
  let tree: { root: Node | null; lines: LineCounter } | undefined;
  const parse = (): { root: Node | null; lines: LineCounter } => {
    const lines = new LineCounter();
    const [document] = parseAllDocuments(text, {
      lineCounter: lines,
      uniqueKeys: false,
      prettyErrors: false,
    });
    return { root: (document?.contents as Node | null | undefined) ?? null, lines };
  };
  const find = (path: Path, wantKey: boolean): Place => {
    tree ??= parse();
    let offset = tree.root?.range?.[0] ?? 0;
    let node: unknown = tree.root;
    for (const [index, step] of path.entries()) {
      const last = index === path.length - 1;
      if (isMap(node)) {
        const pair = node.items.find((item) => isScalar(item.key) && String(item.key.value) === String(step));
        if (!pair) break;
        const inside = pair.value as Node | null;
        offset =
          (last && wantKey ? undefined : inside?.range?.[0]) ?? (pair.key as Node).range?.[0] ?? offset;
        node = inside;
      } else if (isSeq(node) && typeof step === 'number') {
        const item = node.items[step] as Node | undefined;
        if (!item) break;
        offset = item.range?.[0] ?? offset;
        node = item;
      } else break;
    }
    return placeAt(file, tree.lines, offset);
  };
  return { file, value, place: (path) => find(path, false), keyPlace: (path) => find(path, true) };
}

function placeAt(file: string, lines: LineCounter, offset: number): Place {
  const { line, col } = lines.linePos(offset);
  return { file, line: Math.max(1, line), column: Math.max(1, col) };
}

function sentence(message: string): string {
  return message.charAt(0).toLowerCase() + message.slice(1);
}

function hintFor(code: string): string {
  switch (code) {
    case 'TAB_AS_INDENT':
      return 'indent with spaces';
    case 'BAD_INDENT':
      return 'indent the keys of one map alike';
    default:
      return 'mend the syntax here, or quote the text';
  }
}

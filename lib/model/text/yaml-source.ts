import { isAlias, isMap, isScalar, isSeq, type Node, type Pair, type Range, Scalar } from 'yaml';
import { firstHiddenInName, hiddenIn, hiddenInFile, removeHidden } from './hidden-characters.ts';
import { offsetsIn } from './json-places.ts';
import { bounded, type Place, type Problem, problem, type Read, received } from './problem.ts';
import { linesOf, placeAt, readDocument, type YamlDocument } from './yaml-document.ts';
import { type YamlLimits, yamlLimits } from './yaml-limits.ts';

export type { Read };

/** A key, or an index in a list. */
export type Path = readonly (string | number)[];

/** A YAML file that was read: its plain value, and where each part of it stands. */
export interface YamlSource {
  readonly file: string;
  /** As it was read, comments included; empty for what a program makes. */
  readonly text: string;
  readonly value: unknown;
  /** The place of the value at `path`, or of the nearest thing around it that exists. */
  readonly place: (path: Path) => Place;
  /** The place of the key at the end of `path`. */
  readonly keyPlace: (path: Path) => Place;
}

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
export function readYaml(file: string, text: string, limits = yamlLimits): Read<YamlSource> {
  const document = readDocument(file, text, limits);
  if (!document.ok) return document;
  const { root, lines } = document.value;
  const problems: Problem[] = [];
  const told: Range[] = [];
  const value = plain(root.contents, [], (node, path, what, fix) => {
    if (node?.range) told.push(node.range);
    problems.push(problem(placeAt(file, lines, node?.range?.[0] ?? 0), pathText(path), what, fix));
  });
  // In comments, and between words.
  for (const { offset, name } of hiddenInFile(text)) {
    if (told.some(([start, end]) => offset >= start && offset < end)) continue;
    problems.push(problem(placeAt(file, lines, offset), '', `the character ${name}`, removeHidden));
  }
  if (problems.length > 0) return { ok: false, problems: bounded(problems) };
  return { ok: true, value: sourceOf(file, text, value, limits) };
}

/** Places in a text whose value does not matter, JSON too; its start for all where it is neither. */
export function placesIn(file: string, text: string): YamlSource['place'] {
  const isYaml = readDocument(file, text).ok;
  if (isYaml) return sourceOf(file, text, undefined).place;
  // JSON may be longer than YAML that is read.
  const [lines, offsetOf] = [linesOf(text), offsetsIn(text)];
  return (path) => placeAt(file, lines, offsetOf(path));
}

type Report = (node: Node | null, path: Path, what: string, fix: string) => void;

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
    if (node.items.length > yamlLimits.itemsInList) {
      report(
        node,
        path,
        `a list of ${node.items.length} items`,
        `at most ${yamlLimits.itemsInList} are read`,
      );
      return [];
    }
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
    const name = String(scalar(key, path, report, firstHiddenInName));
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

function scalar(
  node: Scalar,
  path: Path,
  report: Report,
  firstHidden = (text: string) => hiddenIn(text, 1)[0],
): unknown {
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
    const bad = firstHidden(value);
    if (bad !== undefined) report(node, path, `text with the character ${bad.name}`, removeHidden);
    return value;
  }
  if (typeof value === 'boolean' || value === null) return value;
  report(node, path, 'a value that is no text, number, true, false or null', 'write plain YAML');
  return null;
}

/** A text whose value is known; its places are looked up only where somebody asks for one. */
export function sourceOf(file: string, text: string, value: unknown, limits = yamlLimits): YamlSource {
  // Positions are wanted only where something is wrong: 10,000 kept trees would cost 100 MB.
  let tree: YamlDocument | undefined;
  const find = (path: Path, wantKey: boolean): Place => {
    tree ??= readAgain(file, text, limits);
    const { contents } = tree.root;
    let offset = contents?.range?.[0] ?? 0;
    let node: unknown = contents;
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
  return { file, text, value, place: (path) => find(path, false), keyPlace: (path) => find(path, true) };
}

function readAgain(file: string, text: string, limits: YamlLimits): YamlDocument {
  const document = readDocument(file, text, limits);
  if (!document.ok) throw new Error(`${file} was read once and cannot be read again`);
  return document.value;
}

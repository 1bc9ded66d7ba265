import {
  Document,
  isCollection,
  isMap,
  isNode,
  isPair,
  isScalar,
  isSeq,
  type Node,
  Pair,
  parseDocument,
  Scalar,
  stringify,
  visit,
  YAMLMap,
  YAMLSeq,
} from 'yaml';
import { currentApiVersion } from '../../model/renamed-keys.ts';
import type { DeclaredService, DeclaredSystem } from './declared-systems.ts';
import { refusal } from './evaluate.ts';
import { earlierContextClasses, namings } from './namings.ts';
import type { Data, EntryData } from './written-data.ts';

/** Lists and maps up to this width are written on one line. */
const lineWidth = 110;

/** Keys of a service that have another name in `system.yaml`. */
const renamed: Readonly<Record<string, string>> = { found: 'imported' };

/**
 * `system.yaml` of a system, with the comments that its declaration has.
 * @param schema where editors find the JSON Schema, if the stack's other files say it
 */
export function systemText(system: DeclaredSystem, schema: string | undefined): string {
  const [purpose, ...more] = purposeOf(system);
  const document = new Document({}, { schema: 'core', compat: 'yaml-1.1' });
  const root = new YAMLMap();
  document.contents = root as typeof document.contents;
  add(root, 'apiVersion', document.createNode(currentApiVersion));
  add(root, 'kind', document.createNode('System'));
  add(root, 'purpose', document.createNode(purpose), more);
  const field = (key: string): EntryData | undefined => system.fields.findLast((one) => one.key === key);
  const naming = flowWhereShort(document.createNode(namings[system.grammar]) as Node, 0, lineWidth);
  add(root, 'naming', naming, field('grammar')?.comments);
  // The earlier format asked this of every system whose names have a tenant.
  if (system.grammar === 'namespaced') {
    const classes = document.createNode(earlierContextClasses) as Node;
    add(root, 'contextClasses', flowWhereShort(classes, 0, 'contextClasses: '.length));
  }
  const services = new YAMLMap();
  for (const service of system.services) {
    add(services, service.id, serviceNode(document, service), service.comments);
  }
  add(root, 'services', services, field('services')?.comments);
  const modeline = schema === undefined ? '' : `# yaml-language-server: $schema=${schema}\n`;
  return modeline + tightLists(document.toString({ lineWidth: 0 }));
}

/** `[a, b]` beside `{ a: 1 }`: the package pads both or neither. */
function tightLists(text: string): string {
  let tight = text;
  const spaces: number[] = [];
  visit(parseDocument(text), {
    Seq: (_key, { flow, range }) => {
      if (flow === true && range !== undefined && range !== null) spaces.push(range[0] + 1, range[1] - 2);
    },
  });
  for (const at of spaces.sort((a, b) => b - a)) {
    if (tight[at] === ' ') tight = tight.slice(0, at) + tight.slice(at + 1);
  }
  return tight;
}

function serviceNode(document: Document, { fields }: DeclaredService): Node {
  const map = new YAMLMap();
  const first = fields.filter(({ key }) => key === 'purpose');
  const rest = fields.filter(({ key }) => key !== 'purpose' && key !== 'id');
  const ofId = fields.filter(({ key }) => key === 'id').flatMap(({ comments }) => comments);
  for (const [index, { key, comments, value }] of [...first, ...rest].entries()) {
    const to = renamed[key] ?? key;
    const node = flowWhereShort(nodeOf(document, value), 4, 4 + to.length + 2);
    add(map, to, node, index === 0 ? [...ofId, ...comments] : comments);
  }
  return map;
}

function nodeOf(document: Document, data: Data): Node {
  switch (data.kind) {
    case 'scalar':
      return document.createNode(data.value);
    case 'list': {
      const list = new YAMLSeq();
      for (const { comments, value } of data.items) {
        const node = nodeOf(document, value);
        comment(node, comments);
        list.items.push(node);
      }
      return list;
    }
    case 'map': {
      const map = new YAMLMap();
      for (const { key, comments, value } of data.entries) add(map, key, nodeOf(document, value), comments);
      return map;
    }
    case 'code':
      throw refusal(data.place, 'this is code, not data');
  }
}

/** @param comments lines above the key */
function add(map: YAMLMap, key: string, value: Node, comments: readonly string[] = []): void {
  const name = new Scalar(key);
  comment(name, comments);
  map.items.push(new Pair(name, value));
}

function comment(node: Node, lines: readonly string[]): void {
  if (lines.length > 0) node.commentBefore = lines.map((line) => (line === '' ? '' : ` ${line}`)).join('\n');
}

/**
 * Maps without maps, and lists of words, on one line where they fit and have no comments, as people write them.
 * @param used columns that are taken before the node
 */
function flowWhereShort<T extends Node>(node: T, indent: number, used: number): T {
  if (!isCollection(node)) return node;
  const width = flowWidth(node);
  const nested = node.items.some((item) =>
    isPair(item) ? isMap(item.value) && item.value.items.length > 0 : isCollection(item),
  );
  if (width !== undefined && !nested && used + width <= lineWidth) node.flow = true;
  else {
    for (const item of node.items) {
      if (isPair(item))
        flowWhereShort(item.value as Node, indent + 2, indent + 2 + scalarWidth(item.key) + 2);
      else flowWhereShort(item as Node, indent + 2, indent + 4);
    }
  }
  return node;
}

/** Columns that a node takes on one line; undefined where it has a comment. */
function flowWidth(node: unknown): number | undefined {
  if (isPair(node)) {
    const value = flowWidth(node.value);
    return hasComment(node.key) || value === undefined ? undefined : scalarWidth(node.key) + 2 + value;
  }
  if (hasComment(node)) return undefined;
  if (!isCollection(node)) return scalarWidth(node);
  const widths = node.items.map(flowWidth);
  const brackets = isSeq(node) ? 2 : 4;
  return widths.includes(undefined)
    ? undefined
    : widths.reduce<number>((sum, one) => sum + (one ?? 0), brackets + Math.max(0, widths.length - 1) * 2);
}

function hasComment(node: unknown): boolean {
  return isNode(node) && typeof node.commentBefore === 'string';
}

function scalarWidth(node: unknown): number {
  return isScalar(node) ? stringify(node.value, { lineWidth: 0, compat: 'yaml-1.1' }).trimEnd().length : 0;
}

/** The first sentence says what the system is for; what follows is a comment. */
function purposeOf({ id, about }: DeclaredSystem): string[] {
  const text = about.join(' ').trim();
  if (text === '') return [`The system ${id}`, 'Write in one sentence what the system is for.'];
  const end = /\.(?:\s|$)/.exec(text)?.index ?? text.length;
  const rest = text.slice(end + 1).trim();
  return [text.slice(0, end), ...(rest === '' ? [] : [rest])];
}

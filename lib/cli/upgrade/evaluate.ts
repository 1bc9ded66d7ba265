import type { AnyNode, CallExpression, Expression, Node, Property, SpreadElement } from 'acorn';
import { posix } from 'node:path';
import { type Place, type Problem, problem } from '../../model/text/problem.ts';
import { readModule, type TypeScriptModule } from './typescript-module.ts';
import {
  type Data,
  type EntryData,
  entryOf,
  type ListData,
  type ScalarData,
  textOf,
} from './written-data.ts';

/**
 * Values and lines of comments in all: declarations have a few hundred. Constants that use each other twice could make
 * any number.
 */
const mostValues = 20_000;
const deepest = 100;
/** Characters of a text: fields of one line are far below. */
const longestText = 2000;

/** Thrown with what cannot be read as data. */
export class NotData extends Error {
  readonly problems: readonly Problem[];

  constructor(problems: readonly Problem[]) {
    super(problems[0]?.what);
    this.problems = problems;
  }
}

/** An expression, and the module whose names it uses. */
export interface Located {
  readonly module: TypeScriptModule;
  readonly node: Expression;
  /** Those above the constant that it came from. */
  readonly comments: readonly string[];
}

/**
 * Reads values out of TypeScript files without running them: literals, lists, maps, constants of the same or another
 * file, `...` and templates. Anything else is refused with its place.
 */
export class Evaluator {
  readonly #root: string;
  readonly #modules = new Map<string, TypeScriptModule>();
  #values = 0;
  #depth = 0;

  constructor(root: string) {
    this.#root = root;
  }

  module(file: string): TypeScriptModule {
    const known = this.#modules.get(file);
    if (known !== undefined) return known;
    const read = readModule(this.#root, file);
    if (!read.ok) throw new NotData(read.problems);
    this.#modules.set(file, read.value);
    return read.value;
  }

  /** The expression that a name stands for, through imports and other names. */
  resolve(module: TypeScriptModule, name: string, at: Place): Located {
    let here = module;
    let wanted = name;
    for (let step = 0; step < deepest; step += 1) {
      const binding = here.bindings.get(wanted);
      if (binding === undefined)
        throw refusal(at, `"${name}" is not a constant of this file or of one it imports`);
      if (binding.kind === 'import') {
        here = this.module(this.#fileOf(here, binding.from, at));
        wanted = binding.name;
      } else if (binding.value.type === 'Identifier' && here.bindings.has(binding.value.name)) {
        wanted = binding.value.name;
      } else return { module: here, node: binding.value, comments: binding.comments };
    }
    throw refusal(at, `"${name}" refers to itself`);
  }

  /** The name by which the function that is called was imported, or declared. */
  calledName({ module, node }: Located): string | undefined {
    if (node.type !== 'CallExpression' || node.callee.type !== 'Identifier') return undefined;
    const binding = module.bindings.get(node.callee.name);
    return binding?.kind === 'import' ? binding.name : node.callee.name;
  }

  data({ module, node }: Pick<Located, 'module' | 'node'>): Data {
    const place = module.place(node);
    this.#count(1, place);
    if (this.#depth >= deepest) throw refusal(place, `more than ${deepest} levels, or a constant in itself`);
    this.#depth += 1;
    const data = this.#dataOf(module, node);
    this.#depth -= 1;
    if (data.kind === 'scalar' && typeof data.value === 'string' && data.value.length > longestText) {
      throw refusal(place, `a text of more than ${longestText} characters`);
    }
    return data;
  }

  #count(values: number, place: Place): void {
    this.#values += values;
    if (this.#values > mostValues)
      throw refusal(place, `more than ${mostValues} values and lines of comments`);
  }

  #dataOf(module: TypeScriptModule, node: Expression): Data {
    const place = module.place(node);
    const typed = withoutTypes(node);
    if (typed !== node) return this.data({ module, node: typed });
    const value = this.#scalarOf(module, node);
    if (value !== undefined) return { kind: 'scalar', place, value };
    if (node.type === 'Identifier') return this.data(this.resolve(module, node.name, place));
    if (node.type === 'CallExpression') return this.#unitOf(module, node);
    if (node.type === 'ArrayExpression')
      return { kind: 'list', place, items: this.#items(module, node.elements, node) };
    if (node.type === 'ObjectExpression')
      return { kind: 'map', place, entries: this.#entries(module, node.properties, node) };
    if (node.type === 'ArrowFunctionExpression' || node.type === 'FunctionExpression')
      return { kind: 'code', place };
    if (node.type === 'MemberExpression' && node.object.type !== 'Super') {
      const { property, computed } = node;
      const key = property.type === 'Identifier' && !computed ? property.name : undefined;
      const found = key === undefined ? undefined : entryOf(this.data({ module, node: node.object }), key);
      if (found !== undefined) return found.value;
    }
    throw refusal(place, 'this is code, not data');
  }

  #scalarOf(module: TypeScriptModule, node: Expression): ScalarData['value'] | undefined {
    if (node.type === 'Literal') {
      const { value } = node;
      return typeof value === 'bigint' || value instanceof RegExp ? undefined : value;
    }
    if (node.type === 'UnaryExpression' && node.operator === '-') {
      const data = this.data({ module, node: node.argument });
      return data.kind === 'scalar' && typeof data.value === 'number' ? -data.value : undefined;
    }
    if (node.type === 'TemplateLiteral') {
      return node.quasis
        .map(({ value }, index) => {
          const inner = node.expressions[index];
          return (value.cooked ?? '') + (inner === undefined ? '' : this.#text({ module, node: inner }));
        })
        .join('');
    }
    if (node.type === 'BinaryExpression' && node.operator === '+' && node.left.type !== 'PrivateIdentifier') {
      const [left, right] = [node.left, node.right].map((one) => this.data({ module, node: one }));
      const texts = [textOf(left), textOf(right)];
      return texts.includes(undefined) ? undefined : texts.join('');
    }
    return undefined;
  }

  #text(located: Pick<Located, 'module' | 'node'>): string {
    const data = this.data(located);
    if (data.kind === 'scalar' && data.value !== null) return String(data.value);
    throw refusal(data.place, 'this is not text');
  }

  /** `duration('7d')` and `size('1MiB')` check a text; in YAML the text stands alone. */
  #unitOf(module: TypeScriptModule, node: CallExpression): Data {
    const name = this.calledName({ module, node, comments: [] });
    const [argument] = node.arguments;
    if (
      (name === 'duration' || name === 'size') &&
      argument !== undefined &&
      argument.type !== 'SpreadElement'
    ) {
      const data = this.data({ module, node: argument });
      if (textOf(data) !== undefined) return data;
    }
    throw refusal(module.place(node), 'this is code, not data');
  }

  #items(
    module: TypeScriptModule,
    elements: readonly (Expression | SpreadElement | null)[],
    list: Node,
  ): ListData['items'] {
    const items: { comments: readonly string[]; value: Data }[] = [];
    for (const { element, comments } of withComments(module, elements, list)) {
      if (element.type !== 'SpreadElement') {
        items.push({ comments, value: this.data({ module, node: element }) });
        continue;
      }
      const spread = this.data({ module, node: element.argument });
      if (spread.kind !== 'list') throw refusal(spread.place, 'this is not a list');
      items.push(
        ...spread.items.map((one, index) =>
          index === 0 ? { ...one, comments: [...comments, ...one.comments] } : one,
        ),
      );
    }
    return items;
  }

  #entries(
    module: TypeScriptModule,
    properties: readonly (Property | SpreadElement)[],
    map: Node,
  ): EntryData[] {
    const entries = new Map<string, EntryData>();
    for (const { element, comments } of withComments(module, properties, map)) {
      const place = module.place(element);
      if (element.type === 'SpreadElement') {
        const spread = this.data({ module, node: element.argument });
        if (spread.kind !== 'map') throw refusal(spread.place, 'this is not a map');
        for (const one of spread.entries) entries.set(one.key, one);
        continue;
      }
      const key = this.#keyOf(module, element);
      const { value } = element;
      if (value.type === 'Identifier' && value.name === 'undefined') continue;
      const above = [
        ...comments,
        ...module.comments(element.key.end, value.start),
        ...this.#constantComments(module, value),
      ];
      const data: Data =
        element.kind === 'init' && !element.method
          ? this.data({ module, node: value })
          : { kind: 'code', place };
      entries.set(key, { key, place, comments: above, value: data });
    }
    return [...entries.values()];
  }

  /** What is said above a constant is about the value, wherever it is used. */
  #constantComments(module: TypeScriptModule, value: Node): readonly string[] {
    const node = value as AnyNode;
    if (node.type !== 'Identifier') return [];
    const { comments } = this.resolve(module, node.name, module.place(node));
    this.#count(comments.length, module.place(node));
    return comments;
  }

  #keyOf(module: TypeScriptModule, { key, computed }: Property): string {
    if (!computed && key.type === 'Identifier') return key.name;
    return this.#text({ module, node: key });
  }

  #fileOf({ file }: TypeScriptModule, from: string, at: Place): string {
    const path = posix.join(posix.dirname(file), from);
    if (!from.startsWith('.') || path.startsWith('../'))
      throw refusal(at, `it comes from ${from}, which is not a file of the stack`);
    return path;
  }
}

const fix = 'write the value itself here, or write contracts/<system>/system.yaml by hand';

export function refusal(place: Place, what: string): NotData {
  return new NotData([problem(place, '', what, fix)]);
}

/** `x as T`, `x satisfies T` and `x!` are x. */
function withoutTypes(node: Expression): Expression {
  const { type, expression } = node as { type: string; expression?: Expression };
  const wrappers = [
    'TSAsExpression',
    'TSSatisfiesExpression',
    'TSNonNullExpression',
    'ParenthesizedExpression',
  ];
  return wrappers.includes(type) && expression !== undefined ? expression : node;
}

/** Each part of a list or map with the comments that are about it: above it, or behind it on its line. */
function withComments<T extends Node>(
  module: TypeScriptModule,
  parts: readonly (T | null)[],
  whole: Node,
): { element: T; comments: string[] }[] {
  const present = parts.filter((one) => one !== null);
  let from = whole.start;
  return present.map((element, index) => {
    const next = present[index + 1];
    // Behind the last one everything up to the bracket is about it.
    const to = next === undefined ? whole.end : module.lineEnd(element.end, next.start);
    const comments = [...module.comments(from, element.start), ...module.comments(element.end, to)];
    from = to;
    return { element, comments };
  });
}

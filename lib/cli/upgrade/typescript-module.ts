import { tsPlugin } from '@sveltejs/acorn-typescript';
import { type AnyNode, type Comment, type Expression, type Node, Parser, type Program } from 'acorn';
import { type Place, type Problem, problem, type Read } from '../../model/text/problem.ts';
import { readText } from '../../model/text/read-files.ts';
import { join } from 'node:path';

/** Where a name of a module comes from: its own constant, or a name of another module. */
type Binding =
  | { readonly kind: 'constant'; readonly value: Expression; readonly comments: readonly string[] }
  | { readonly kind: 'import'; readonly from: string; readonly name: string };

/** A TypeScript file, parsed and not run. */
export interface TypeScriptModule {
  /** Relative to the stack's folder. */
  readonly file: string;
  readonly bindings: ReadonlyMap<string, Binding>;
  readonly place: (node: Node) => Place;
  /** The lines of the comments between two offsets. */
  readonly comments: (start: number, end: number) => string[];
  /** The end of the line that holds `offset`, or `limit` if that comes first. */
  readonly lineEnd: (offset: number, limit: number) => number;
}

const TypeScriptParser = Parser.extend(tsPlugin());

/** Parses `file`; what it imports is parsed when it is asked for. */
export function readModule(root: string, file: string): Read<TypeScriptModule> {
  const text = readText(join(root, file), file);
  if (!text.ok) return text;
  const comments: Comment[] = [];
  try {
    const program = TypeScriptParser.parse(text.value, {
      sourceType: 'module',
      ecmaVersion: 'latest',
      locations: true,
      onComment: comments,
    });
    return { ok: true, value: moduleOf(file, text.value, program, comments) };
  } catch (error) {
    return { ok: false, problems: [notTypeScript(file, error)] };
  }
}

function notTypeScript(file: string, error: unknown): Problem {
  const { loc, message } = error as { loc?: { line: number; column: number }; message?: string };
  const place = { file, line: loc?.line ?? 1, column: (loc?.column ?? 0) + 1 };
  const why =
    error instanceof RangeError ? 'it is nested too deeply' : (message ?? '').replace(/ \(\d+:\d+\)$/, '');
  return problem(place, '', `not TypeScript: ${why}`, 'fix the syntax here');
}

function moduleOf(file: string, text: string, program: Program, all: readonly Comment[]): TypeScriptModule {
  const comments = (start: number, end: number): string[] => {
    const lines: string[] = [];
    for (let at = firstFrom(all, start); at < all.length; at += 1) {
      const one = all[at];
      if (one === undefined || one.end > end) break;
      lines.push(...linesOf(one));
    }
    return lines;
  };
  const bindings = new Map<string, Binding>();
  let before = 0;
  for (const statement of program.body as AnyNode[]) {
    bind(statement, comments(before, statement.start), bindings);
    before = statement.end;
  }
  return {
    file,
    bindings,
    comments,
    place: ({ loc }) => ({ file, line: loc?.start.line ?? 1, column: (loc?.start.column ?? 0) + 1 }),
    lineEnd: (offset, limit) => {
      const end = text.slice(offset, limit).indexOf('\n');
      return end < 0 ? limit : offset + end;
    },
  };
}

function bind(statement: AnyNode, comments: readonly string[], bindings: Map<string, Binding>): void {
  if (statement.type === 'ImportDeclaration') {
    for (const one of statement.specifiers) {
      if (one.type !== 'ImportSpecifier' || one.imported.type !== 'Identifier') continue;
      const from = String(statement.source.value);
      bindings.set(one.local.name, { kind: 'import', from, name: one.imported.name });
    }
    return;
  }
  const declared = statement.type === 'ExportNamedDeclaration' ? statement.declaration : statement;
  if (declared?.type !== 'VariableDeclaration' || declared.kind !== 'const') return;
  for (const { id, init } of declared.declarations) {
    if (id.type !== 'Identifier' || init === null || init === undefined) continue;
    bindings.set(id.name, { kind: 'constant', value: init, comments });
  }
}

/** The index of the first comment that begins at `start` or later; they are in order. */
function firstFrom(all: readonly Comment[], start: number): number {
  let [low, high] = [0, all.length];
  while (low < high) {
    const middle = Math.floor((low + high) / 2);
    if ((all[middle]?.start ?? 0) < start) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** The words of a comment, a line each. */
function linesOf({ type, value }: Comment): string[] {
  if (type === 'Line') return [value.trim()];
  const lines = value.split('\n').map((line) =>
    line
      .trim()
      .replace(/^\*+ ?/, '')
      .trim(),
  );
  while (lines[0] === '') lines.shift();
  while (lines.at(-1) === '') lines.pop();
  return lines;
}

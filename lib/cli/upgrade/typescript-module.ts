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
  /** The offset behind the line that holds `offset`. */
  readonly lineEnd: (offset: number) => number;
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
  const comments = (start: number, end: number): string[] =>
    all.filter((one) => one.start >= start && one.end <= end).flatMap(linesOf);
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
    lineEnd: (offset) => {
      const end = text.indexOf('\n', offset);
      return end < 0 ? text.length : end;
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

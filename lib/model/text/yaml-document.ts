import { Composer, type CST, type Document, isScalar, Lexer, LineCounter, Parser } from 'yaml';
import { bounded, type Place, type Problem, problem, type Read } from './problem.ts';
import { type YamlLimits, yamlLimits } from './yaml-limits.ts';

/** The tree of a file that holds one whole document. */
export interface YamlDocument {
  readonly root: Document.Parsed;
  readonly lines: LineCounter;
}

/**
 * The syntax tree of a text. The limits are kept while it is read: composed whole, a few kilobytes of `[`
 * would run out of stack, and a quarter of a megabyte of `]` would take seconds and half a gigabyte.
 */
export function readDocument(file: string, text: string, limits = yamlLimits): Read<YamlDocument> {
  const lines = linesOf(text);
  const at = (offset: number): Place => placeAt(file, lines, offset);
  const refused = (...problems: Problem[]): Read<never> => ({ ok: false, problems });

  const bytes = Buffer.byteLength(text);
  if (bytes > limits.bytes) {
    const fix = `at most ${limits.bytes} (${limits.bytes / 1024}KiB) are read`;
    return refused(problem(at(0), '', `the file has ${bytes} bytes`, fix));
  }
  const tokens: CST.Token[] = [];
  const over = parseWithin(text, tokens, limits);
  if (over) return refused(problem(at(over.offset), '', over.what, over.fix));

  const documents = tokens.filter(({ type }) => type === 'document');
  const directive = tokens.find(({ type }) => type === 'directive');
  const problems: Problem[] = [];
  if (documents[1]) {
    const fix = 'one file holds one document: remove "---"';
    problems.push(problem(at(documents[1].offset), '', 'a second document begins here', fix));
  }
  if (directive) {
    const place = at(directive.offset);
    problems.push(problem(place, '', 'the file has a % directive', 'remove it: files are YAML 1.2'));
  }
  const options = { prettyErrors: false, uniqueKeys: false, stringKeys: false, logLevel: 'silent' } as const;
  const [root] = new Composer(options).compose(tokens, true, text.length);
  const errors = root?.errors ?? [];
  // What is wrong with the lines after a tab follows from it.
  const tabs = errors.filter(({ code }) => code === 'TAB_AS_INDENT');
  for (const { pos, message, code } of tabs.length > 0 ? tabs : errors) {
    problems.push(problem(at(pos[0]), '', `not YAML: ${sentence(message)}`, hintFor(code, message)));
  }
  if (problems.length > 0) return refused(...bounded(problems));
  if (root === undefined || isBlank(root)) {
    const fix = 'write the contract or environment that its folder names';
    return refused(problem(at(0), '', 'the file is empty', fix));
  }
  return { ok: true, value: { root, lines } };
}

interface Excess {
  readonly offset: number;
  readonly what: string;
  readonly fix: string;
}

/** Fills `tokens` until the text ends, is out of bounds, or is wrong so often that the rest does not matter. */
function parseWithin(text: string, tokens: CST.Token[], limits: YamlLimits): Excess | undefined {
  const parser = new Parser();
  let lexemes = 0;
  let documents = 0;
  for (const lexeme of new Lexer().lex(text)) {
    lexemes += 1;
    if (lexemes > limits.lexemes) {
      const what = `more than ${limits.lexemes} words and signs`;
      return {
        offset: parser.offset,
        what,
        fix:
          limits.lexemes > yamlLimits.lexemes
            ? 'split what is in it over several files'
            : 'no contract or environment is that long: write less',
      };
    }
    for (const token of parser.next(lexeme)) {
      tokens.push(token);
      if (token.type === 'document') documents += 1;
    }
    if (documents > 1 || tokens.length > limits.lexemes / 10) return undefined;
    if (parser.stack.length > limits.depth && levels(parser.stack) > limits.depth) {
      const what = `more than ${limits.depth} levels of nesting`;
      return { offset: parser.offset - lexeme.length, what, fix: 'write it flatter' };
    }
  }
  tokens.push(...parser.end());
  return undefined;
}

/** The collections that are open. */
function levels(stack: readonly CST.Token[]): number {
  const collections = ['block-map', 'block-seq', 'flow-collection'];
  return stack.filter(({ type }) => collections.includes(type)).length;
}

function isBlank({ contents }: Document.Parsed): boolean {
  return contents === null || (isScalar(contents) && contents.value === null && !contents.source);
}

/** The parser's own count misses lines where a block scalar is in brackets. */
export function linesOf(text: string): LineCounter {
  const lines = new LineCounter();
  for (let start = 0; start >= 0; start = text.indexOf('\n', start) + 1 || -1) lines.addNewLine(start);
  return lines;
}

export function placeAt(file: string, lines: LineCounter, offset: number): Place {
  const { line, col } = lines.linePos(offset);
  return { file, line: Math.max(1, line), column: Math.max(1, col) };
}

function sentence(message: string): string {
  return message.charAt(0).toLowerCase() + message.slice(1);
}

function hintFor(code: string, message: string): string {
  switch (code) {
    case 'TAB_AS_INDENT':
      return 'indent with spaces';
    case 'BAD_INDENT':
      return message.startsWith('Flow')
        ? 'close the bracket, or indent what is in it'
        : 'indent the keys of one map alike';
    default:
      return 'fix the syntax here, or quote the text';
  }
}

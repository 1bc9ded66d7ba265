import { received } from '../../text/problem.ts';
import { refuse } from './fault.ts';

/** A word, number, string or sign of a .proto text. */
export interface Token {
  readonly kind: 'name' | 'integer' | 'float' | 'string' | 'sign' | 'end';
  readonly at: number;
  /** As written; of a string, what it says. */
  readonly text: string;
  /** The comment that ends on the line before it, without its signs; empty where there is none. */
  readonly comment: string;
}

const blank = /[ \t\n\r\v\f]*/y;
const comment = /\/\/[^\n]*|\/\*[\s\S]*?\*\//y;
const name = /[A-Za-z_][A-Za-z0-9_]*/y;
const float = /(?:[0-9]+\.[0-9]*|\.[0-9]+)(?:[eE][+-]?[0-9]+)?|[0-9]+[eE][+-]?[0-9]+/y;
const integer = /0[xX][0-9a-fA-F]+|0[0-7]*|[1-9][0-9]*/y;
const sign = /[;,.=<>(){}[\]:+-]/y;
const afterNumber = /[A-Za-z0-9_]/;

/** Every token of a text, `end` last. @throws ProtoSyntaxFault at the first character that begins none */
export function tokensOf(text: string): Token[] {
  const tokens: Token[] = [];
  let at = text.startsWith('\ufeff') ? 1 : 0;
  let said: string | undefined;
  /** Line feeds since the comment, and whether nothing but comments stands before on this line. */
  let [gap, isFresh] = [0, true];
  const matched = (pattern: RegExp): string | undefined => {
    pattern.lastIndex = at;
    return pattern.exec(text)?.[0];
  };
  const push = (kind: Token['kind'], value: string, length: number): void => {
    tokens.push({ kind, at, text: value, comment: gap <= 1 ? (said ?? '') : '' });
    said = undefined;
    isFresh = false;
    at += length;
  };
  for (;;) {
    const space = matched(blank) ?? '';
    const lines = space.split('\n').length - 1;
    gap += lines;
    isFresh ||= lines > 0;
    at += space.length;
    if (at >= text.length) break;
    const note = matched(comment);
    if (note !== undefined) {
      at += note.length;
      // What follows something on its line is about that.
      if (!isFresh) continue;
      const joined = said !== undefined && note.startsWith('//') && gap <= 1;
      said = joined ? `${said} ${wordsOf(note)}` : wordsOf(note);
      gap = 0;
      continue;
    }
    if (text.startsWith('/*', at)) refuse(at, 'a comment that does not end', 'close it with */');
    const word = matched(name);
    if (word !== undefined) {
      push('name', word, word.length);
      continue;
    }
    const number = matched(float) ?? matched(integer);
    if (number !== undefined) {
      if (afterNumber.test(text.charAt(at + number.length)))
        refuse(at, `${received(text.slice(at, at + number.length + 1))} is not a number`, 'write a number');
      push(/^[0-9]+$|^0[xX]/.test(number) ? 'integer' : 'float', number, number.length);
      continue;
    }
    const quote = text.charAt(at);
    if (quote === '"' || quote === "'") {
      const { value, length } = stringAt(text, at, quote);
      push('string', value, length);
      continue;
    }
    const found = matched(sign);
    if (found === undefined) {
      const char = String.fromCodePoint(text.codePointAt(at) ?? 0);
      refuse(at, `${received(char)} is not a character of a .proto file`, 'remove it');
    }
    push('sign', found, 1);
  }
  push('end', '', 0);
  return tokens;
}

function wordsOf(note: string): string {
  const inner = note.startsWith('//') ? note.replace(/^\/+/, '') : note.slice(2, -2);
  return inner
    .split('\n')
    .map((line) =>
      line
        .trim()
        .replace(/^\*+ ?/, '')
        .trim(),
    )
    .filter((line) => line !== '')
    .join(' ');
}

const plainEscapes: Readonly<Record<string, string>> = {
  a: '\u0007',
  b: '\b',
  f: '\f',
  n: '\n',
  r: '\r',
  t: '\t',
  v: '\v',
  '\\': '\\',
  "'": "'",
  '"': '"',
  '?': '?',
};
const codeEscape = /[xX]([0-9a-fA-F]{1,2})|([0-7]{1,3})|u([0-9a-fA-F]{4})|U([0-9a-fA-F]{8})/y;

function stringAt(text: string, start: number, quote: string): { value: string; length: number } {
  let value = '';
  let at = start + 1;
  for (;;) {
    const char = text.charAt(at);
    if (char === quote) return { value, length: at + 1 - start };
    if (char === '' || char === '\n' || char === '\0')
      refuse(start, 'a string that does not end on its line', `close it with ${quote}`);
    if (char !== '\\') {
      value += char;
      at += 1;
      continue;
    }
    const escaped = text.charAt(at + 1);
    const simple = Object.hasOwn(plainEscapes, escaped) ? plainEscapes[escaped] : undefined;
    codeEscape.lastIndex = at + 1;
    const [whole = '', hex, octal, short, long] = simple === undefined ? (codeEscape.exec(text) ?? []) : [];
    const code = hex ?? short ?? long;
    const point = octal === undefined ? Number.parseInt(code ?? '', 16) : Number.parseInt(octal, 8);
    if (simple === undefined && !(point <= 0x10ffff))
      refuse(at, `${received(text.slice(at, at + 2))} is not an escape`, 'write \\\\ for a backslash');
    value += simple ?? String.fromCodePoint(point);
    at += simple === undefined ? 1 + whole.length : 2;
  }
}

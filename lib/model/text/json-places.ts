import type { Place } from './problem.ts';

/** Where a JSON text is not JSON. */
class Fault {
  constructor(readonly offset: number) {}
}

/** The offset of the first thing that is not JSON; undefined where all is. Depth is to be bounded before. */
export function faultIn(text: string): number | undefined {
  try {
    const end = blanks(text, value(text, 0));
    return end < text.length ? end : undefined;
  } catch (fault) {
    if (fault instanceof Fault) return fault.offset;
    throw fault;
  }
}

/**
 * Answers with the offset of the value at a path of a JSON text, or of the nearest around it that exists. No tree is
 * made, and nothing is passed over twice: a sample may be wrong in half a million places, and a hundred of them are reported.
 */
export function offsetsIn(text: string): (path: readonly (string | number)[]) => number {
  const insides = new Map<number, Inside>();
  return (path) => {
    let at = blanks(text, 0);
    for (const step of path) {
      const inside = insides.get(at) ?? new Inside(text, at);
      insides.set(at, inside);
      const child = inside.find(String(step));
      if (child === undefined) return at;
      at = child;
    }
    return at;
  };
}

/** The offsets of what is in a list or a map, as far as it was passed over. */
class Inside {
  readonly #text: string;
  readonly #isMap: boolean;
  readonly #found = new Map<string, number>();
  #at: number;

  constructor(text: string, open: number) {
    this.#text = text;
    this.#isMap = text[open] === '{';
    this.#at = this.#isMap || text[open] === '[' ? blanks(text, open + 1) : text.length;
  }

  find(step: string): number | undefined {
    const text = this.#text;
    while (!this.#found.has(step) && this.#at < text.length && !']}'.includes(text.charAt(this.#at))) {
      let at = this.#at;
      let name = String(this.#found.size);
      if (this.#isMap) {
        const end = endOfString(text, at);
        name = JSON.parse(text.slice(at, end)) as string;
        at = blanks(text, blanks(text, end) + 1);
      }
      this.#found.set(name, at);
      at = blanks(text, endOfValue(text, at));
      this.#at = text[at] === ',' ? blanks(text, at + 1) : at;
    }
    return this.#found.get(step);
  }
}

/** Passes over a value that is known to be JSON. */
function endOfValue(text: string, begin: number): number {
  let depth = 0;
  for (let at = begin; at < text.length; at += 1) {
    const char = text[at];
    if (char === '"') at = endOfString(text, at) - 1;
    else if (char === '[' || char === '{') depth += 1;
    else if (char === ']' || char === '}') depth -= 1;
    const isOver = depth < 0 || (depth === 0 && char === ',');
    if (isOver) return at;
    if (depth === 0 && (char === ']' || char === '}')) return at + 1;
  }
  return text.length;
}

function endOfString(text: string, begin: number): number {
  let at = begin + 1;
  while (at < text.length && text[at] !== '"') at += text[at] === '\\' ? 2 : 1;
  return at + 1;
}

/** Passes over one value, and answers where it ends. */
function value(text: string, from: number): number {
  const at = blanks(text, from);
  if (text[at] === '{')
    return members(text, at, '}', (begin) =>
      value(text, expected(text, blanks(text, string(text, begin)), ':')),
    );
  if (text[at] === '[') return members(text, at, ']', (begin) => value(text, begin));
  return text[at] === '"' ? string(text, at) : word(text, at);
}

/** What stands between two brackets, with commas between. */
function members(text: string, open: number, close: string, one: (begin: number) => number): number {
  let at = blanks(text, open + 1);
  if (text[at] === close) return at + 1;
  for (;;) {
    at = blanks(text, one(at));
    if (text[at] === close) return at + 1;
    at = blanks(text, expected(text, at, ','));
  }
}

const word = (text: string, at: number): number => {
  const pattern = /(?:true|false|null|-?(?:0|[1-9][0-9]*)(?:\.[0-9]+)?(?:[eE][-+]?[0-9]+)?)(?![\w.+-])/y;
  pattern.lastIndex = at;
  if (!pattern.test(text)) throw new Fault(at);
  return pattern.lastIndex;
};

function string(text: string, begin: number): number {
  let at = expected(text, begin, '"');
  for (;;) {
    const char = text[at];
    if (char === '"') return at + 1;
    // What is not closed is wrong where it begins.
    if (char === undefined) throw new Fault(begin);
    if (char < ' ') throw new Fault(at);
    if (char !== '\\') at += 1;
    else if (/^\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4})/.test(text.slice(at, at + 6)))
      at += text[at + 1] === 'u' ? 6 : 2;
    else throw new Fault(at);
  }
}

function expected(text: string, at: number, sign: string): number {
  if (text[at] !== sign) throw new Fault(at);
  return at + 1;
}

function blanks(text: string, from: number): number {
  let at = from;
  while (text[at] === ' ' || text[at] === '\n' || text[at] === '\r' || text[at] === '\t') at += 1;
  return at;
}

/** The place of an offset. */
export function placeIn(file: string, text: string, offset: number): Place {
  const before = text.slice(0, offset);
  const line = before.split('\n').length;
  return { file, line, column: offset - before.lastIndexOf('\n') };
}

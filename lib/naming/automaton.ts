import { alphabet, characterIndex, type Expression, type Expressions, TooComplex } from './language.ts';

/** A deterministic automaton over the characters of topic names; state 0 is the first. */
export interface Automaton {
  readonly states: number;
  /** At `state * alphabet.length + character`: the next state, or -1 where no accepted text goes on so. */
  readonly next: Int16Array;
  /** At `state`: 1 where a text may end. */
  readonly accepts: Uint8Array;
  /** At `character`: the number of a class of characters that are never told apart. */
  readonly classes: Uint8Array;
}

const width = alphabet.length;
const mostStates = 1_000;

/**
 * The texts of an expression as an automaton. Every state leads to an accepted text.
 * @throws TooComplex where it would have more than 1,000 states
 */
export function automatonOf(expressions: Expressions, expression: Expression): Automaton {
  const classes = characterClasses(expression);
  const ofClass = alphabet
    .split('')
    .filter((_, index) => classes.indexOf(classes[index] as number) === index);
  const order: Expression[] = [expression];
  const numbers = new Map<Expression, number>([[expression, 0]]);
  const rows: number[][] = [];
  for (let state = 0; state < order.length; state += 1) {
    const row: number[] = [];
    for (const character of ofClass) {
      const follows = expressions.after(order[state] as Expression, character);
      let number = numbers.get(follows);
      if (number === undefined) {
        if (order.length >= mostStates) throw new TooComplex();
        number = order.push(follows) - 1;
        numbers.set(follows, number);
      }
      row[classes[characterIndex(character) as number] as number] = number;
    }
    rows.push(row);
  }
  const next = new Int16Array(rows.length * width);
  rows.forEach((row, state) => {
    for (let index = 0; index < width; index += 1)
      next[state * width + index] = row[classes[index] as number] as number;
  });
  const accepts = Uint8Array.from(order, ({ matchesEmpty }) => (matchesEmpty ? 1 : 0));
  return withoutDeadEnds({ states: rows.length, next, accepts, classes });
}

/** These texts and no others, each of characters that topic names may have. */
export function automatonOfTexts(texts: readonly string[]): Automaton {
  const rows: Int16Array[] = [new Int16Array(width).fill(-1)];
  const ends = new Set<number>();
  for (const text of texts) {
    let state = 0;
    for (const character of text) {
      const row = rows[state] as Int16Array;
      const index = characterIndex(character) as number;
      if (row[index] === -1) row[index] = rows.push(new Int16Array(width).fill(-1)) - 1;
      state = row[index] as number;
    }
    ends.add(state);
  }
  const next = new Int16Array(rows.length * width);
  rows.forEach((row, state) => next.set(row, state * width));
  const letters = [...new Set(texts.join(''))];
  return {
    states: rows.length,
    next,
    accepts: Uint8Array.from(rows, (_, state) => (ends.has(state) ? 1 : 0)),
    classes: Uint8Array.from(alphabet, (character) => letters.indexOf(character) + 1),
  };
}

/** A class for each character; those of one class are never told apart by the expression. */
function characterClasses(expression: Expression): Uint8Array {
  const sets = new Set<string>();
  const seen = new Set<Expression>();
  const walk = (one: Expression): void => {
    if (seen.has(one)) return;
    seen.add(one);
    if (one.kind === 'one of') sets.add(one.characters);
    else if (one.kind === 'sequence') [one.first, one.rest].forEach(walk);
    else if (one.kind === 'any' || one.kind === 'all') one.of.forEach(walk);
    else if (one.kind === 'not' || one.kind === 'repeat') walk(one.of);
  };
  walk(expression);
  return [...sets].reduce<Uint8Array>(
    (classes, set) =>
      commonClasses(
        classes,
        Uint8Array.from(alphabet, (one) => (set.includes(one) ? 1 : 0)),
      ),
    new Uint8Array(width),
  );
}

/** Classes of characters that are in one class of both. */
export function commonClasses(one: Uint8Array, other: Uint8Array): Uint8Array {
  const numbers = new Map<number, number>();
  return one.map((cls, character) => {
    const key = cls * width + (other[character] as number);
    const number = numbers.get(key) ?? numbers.size;
    numbers.set(key, number);
    return number;
  });
}

function withoutDeadEnds(automaton: Automaton): Automaton {
  const { states, next, accepts } = automaton;
  const live = Uint8Array.from(accepts);
  for (let changed = true; changed; ) {
    changed = false;
    for (let state = states - 1; state >= 0; state -= 1) {
      if (live[state] === 1) continue;
      for (let at = state * width; at < (state + 1) * width && live[state] === 0; at += 1)
        if (live[next[at] as number] === 1) live[state] = 1;
      changed ||= live[state] === 1;
    }
  }
  return { ...automaton, next: next.map((to) => (live[to] === 1 ? to : -1)) };
}

export function acceptsText({ next, accepts }: Automaton, text: string): boolean {
  let state = 0;
  for (let at = 0; at < text.length; at += 1) {
    const index = characterIndex(text.charAt(at));
    if (index === undefined) return false;
    state = next[state * width + index] as number;
    if (state < 0) return false;
  }
  return accepts[state] === 1;
}

export function acceptsAnything({ next, accepts }: Automaton): boolean {
  return accepts[0] === 1 || next.subarray(0, width).some((to) => to >= 0);
}

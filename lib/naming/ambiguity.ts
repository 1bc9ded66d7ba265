import { type Automaton, commonClasses } from './automaton.ts';
import { alphabet } from './language.ts';

/** A piece of a form: the texts that may stand there, and the segment that they are the value of, if any. */
interface Piece {
  readonly segment: string | undefined;
  readonly texts: Automaton;
}

/** One sequence of pieces, none of which may be empty: a template with or without its part in brackets. */
export type Form = readonly Piece[];

/** One text that two readings give different values; or that one form has and another may go on from. */
export interface Collision {
  readonly text: string;
  readonly first: Readonly<Record<string, string>>;
  readonly second: Readonly<Record<string, string>>;
}

/** Forms have more pairs of states than those of a naming that people can read. */
export class TooManySteps extends Error {}

/** What makes two readings of a text a collision. */
export type Question =
  /** Both forms have the text. */
  | 'same text'
  /** Both have it, and at some character they are in different pieces: the values differ. */
  | 'other values'
  /** The first has it, and a text of the second begins with it. */
  | 'beginning'
  /** The same, where the two are in different pieces at some character. */
  | 'beginning with other values';

const width = alphabet.length;
const longestName = 249;
const mostPairs = 100_000;

/** A form as one automaton whose states are numbered through; 0 is the first. */
interface Line {
  readonly states: number;
  /** At `state * classes + class`: the next state in the same piece, or -1. */
  readonly within: Int32Array;
  /** The same: the state in the next piece, where this one may end. */
  readonly beyond: Int32Array;
  /** The same: classes of one state that lead to the same states have one number; 0 leads nowhere. */
  readonly ways: Uint8Array;
  readonly pieceOf: Int32Array;
  readonly ends: Uint8Array;
}

/** Compares forms with each other. Forms that are compared often are prepared once. */
export class Comparison {
  /** One character of each class that no form tells apart. */
  private readonly characters: readonly number[];
  private readonly lines: ReadonlyMap<Form, Line>;
  private left = mostPairs;
  /** Pairs of ways that have been gone from the pair that is looked at, by its number. */
  private readonly gone = new Int32Array(128 * 128);
  private looked = 0;

  constructor(forms: readonly Form[]) {
    const all = new Set(forms.flatMap((form) => form.map(({ texts }) => texts.classes)));
    const classes = [...all].reduce(commonClasses, new Uint8Array(width));
    this.characters = [...new Set(classes)].map((one) => classes.indexOf(one));
    this.lines = new Map(forms.map((form) => [form, lineOf(form, this.characters)]));
  }

  /**
   * The shortest text of at most 249 characters about which the answer to `question` is yes, or undefined where there
   * is none. Exact: both forms read the same characters side by side, through every pair of states that they reach.
   * Two readings by one form have different values if and only if they are in different pieces at some character.
   * @throws TooManySteps where all comparisons together have looked at 100,000 pairs
   */
  collision(first: Form, second: Form, question: Question): Collision | undefined {
    const [one, other] = [this.line(first), this.line(second)];
    const distinct = question === 'other values' || question === 'beginning with other values';
    const whole = question === 'same text' || question === 'other values';
    const [waysOfOne, waysOfOther] = [
      [one.within, one.beyond],
      [other.within, other.beyond],
    ];
    const seen = new Set<number>([0]);
    // Pairs in the order in which they are reached: the first that fits has the shortest text.
    const pairs = [0];
    const before = [-1];
    const read = [-1];
    const lengths = [0];
    for (let at = 0; at < pairs.length; at += 1) {
      const pair = pairs[at] as number;
      const apart = pair % 2;
      const a = Math.floor(pair / 2 / other.states);
      const b = Math.floor(pair / 2) % other.states;
      if ((lengths[at] as number) >= longestName) return undefined;
      this.looked += 1;
      for (let cls = 0; cls < this.characters.length; cls += 1) {
        const wayOfA = one.ways[a * this.characters.length + cls] as number;
        const wayOfB = other.ways[b * this.characters.length + cls] as number;
        if (wayOfA === 0 || wayOfB === 0) continue;
        // Of characters that lead both to the same states, the first is enough.
        const both = wayOfA * 128 + wayOfB;
        if (this.gone[both] === this.looked) continue;
        this.gone[both] = this.looked;
        for (const nextA of waysOfOne) {
          const toA = nextA[a * this.characters.length + cls] as number;
          if (toA < 0) continue;
          for (const nextB of waysOfOther) {
            const toB = nextB[b * this.characters.length + cls] as number;
            if (toB < 0) continue;
            const differ = apart === 1 || one.pieceOf[toA] !== other.pieceOf[toB];
            const next = (toA * other.states + toB) * 2 + (differ ? 1 : 0);
            if (seen.has(next)) continue;
            seen.add(next);
            this.left -= 1;
            if (this.left < 0) throw new TooManySteps();
            pairs.push(next);
            before.push(at);
            read.push(this.characters[cls] as number);
            lengths.push((lengths[at] as number) + 1);
            if (one.ends[toA] === 1 && (!whole || other.ends[toB] === 1) && (differ || !distinct)) {
              const trail: number[] = [];
              for (let step = pairs.length - 1; step > 0; step = before[step] as number) trail.unshift(step);
              const text = trail.map((step) => alphabet.charAt(read[step] as number));
              const states = trail.map((step) => Math.floor((pairs[step] as number) / 2));
              return {
                text: text.join(''),
                first: valuesOf(
                  first,
                  one,
                  states.map((state) => Math.floor(state / other.states)),
                  text,
                ),
                second: valuesOf(
                  second,
                  other,
                  states.map((state) => state % other.states),
                  text,
                ),
              };
            }
          }
        }
      }
    }
    return undefined;
  }

  private line(form: Form): Line {
    return this.lines.get(form) ?? lineOf(form, this.characters);
  }
}

function lineOf(form: Form, characters: readonly number[]): Line {
  const starts = [0];
  for (const { texts } of form) starts.push((starts.at(-1) as number) + texts.states);
  const states = starts.at(-1) as number;
  const within = new Int32Array(states * characters.length).fill(-1);
  const beyond = new Int32Array(states * characters.length).fill(-1);
  const ways = new Uint8Array(states * characters.length);
  const pieceOf = new Int32Array(states);
  const ends = new Uint8Array(states);
  form.forEach(({ texts }, piece) => {
    const start = starts[piece] as number;
    const following = form[piece + 1]?.texts;
    for (let state = 0; state < texts.states; state += 1) {
      const accepts = texts.accepts[state] === 1;
      pieceOf[start + state] = piece;
      ends[start + state] = accepts && following === undefined ? 1 : 0;
      const known = new Map<number, number>([[0, 0]]);
      characters.forEach((character, cls) => {
        const at = (start + state) * characters.length + cls;
        const to = texts.next[state * width + character] as number;
        if (to >= 0) within[at] = start + to;
        const after = accepts && following !== undefined ? (following.next[character] as number) : -1;
        if (after >= 0) beyond[at] = start + texts.states + after;
        const key = (to + 1) * (states + 1) + after + 1;
        if (!known.has(key)) known.set(key, known.size);
        ways[at] = known.get(key) as number;
      });
    }
  });
  return { states, within, beyond, ways, pieceOf, ends };
}

/** The values of a form's segments, from the states that it goes through. */
function valuesOf(
  form: Form,
  { pieceOf }: Line,
  states: readonly number[],
  text: readonly string[],
): Record<string, string> {
  const read = new Map<string, string>();
  states.forEach((state, index) => {
    const segment = form[pieceOf[state] as number]?.segment;
    if (segment !== undefined) read.set(segment, (read.get(segment) ?? '') + (text[index] as string));
  });
  return Object.fromEntries(read);
}

/**
 * The values that a form reads from a text; undefined where the text is not of the form. Of a form that is not
 * ambiguous there is one reading.
 */
export function readForm(form: Form, text: string): Record<string, string> | undefined {
  // Where each piece begins, once it is known that the rest cannot be read from there.
  const failed = new Set<number>();
  const ends: number[] = [];
  const read = (piece: number, from: number): boolean => {
    const texts = form[piece]?.texts;
    if (texts === undefined) return from === text.length;
    const key = piece * (text.length + 1) + from;
    if (failed.has(key)) return false;
    let state = 0;
    for (let at = from; at < text.length; at += 1) {
      const index = alphabet.indexOf(text.charAt(at));
      state = index < 0 ? -1 : (texts.next[state * width + index] ?? -1);
      if (state < 0) break;
      ends[piece] = at + 1;
      if (texts.accepts[state] === 1 && read(piece + 1, at + 1)) return true;
    }
    failed.add(key);
    return false;
  };
  if (!read(0, 0)) return undefined;
  const values: Record<string, string> = {};
  form.forEach(({ segment }, piece) => {
    if (segment !== undefined) values[segment] = text.slice(ends[piece - 1] ?? 0, ends[piece]);
  });
  return values;
}

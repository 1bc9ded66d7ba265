import { type Parsed, parsed, rejected } from './brand.ts';
import {
  alphabet,
  characterIndex,
  type CharacterSet,
  type Expression,
  type Expressions,
  othersThan,
  setOf,
} from './language.ts';

const longestPattern = 300;
/** Kafka's limit on a topic name: more repetitions than characters mean nothing. */
const mostRepetitions = 249;

class Wrong extends Error {}

/**
 * Reads the part of JavaScript's regular expressions that a segment may use: characters, `.`, classes (`[a-z]`,
 * `[^-]`, `\d`, `\w`), groups, `|`, and the quantifiers `*`, `+`, `?`, `{n}`, `{n,}`, `{n,m}`. A pattern stands for a
 * whole segment. `.` and negated classes mean the characters of a topic name. What an automaton cannot decide
 * (look-around, back references) is rejected.
 * @throws TooComplex from the expressions
 */
export function parsePattern(expressions: Expressions, source: string): Parsed<Expression> {
  if (source.length > longestPattern) {
    return rejected(`a pattern has at most ${longestPattern} characters, and this one has ${source.length}`);
  }
  try {
    return parsed(new PatternReader(expressions, source).whole());
  } catch (error) {
    if (error instanceof Wrong) return rejected(error.message);
    throw error;
  }
}

class PatternReader {
  private at = 0;
  private readonly make: Expressions;
  private readonly source: string;

  constructor(make: Expressions, source: string) {
    this.make = make;
    this.source = source;
  }

  whole(): Expression {
    const found = this.choice();
    if (this.at < this.source.length) throw new Wrong('a ")" closes no group');
    return found;
  }

  private take(text: string): boolean {
    if (!this.source.startsWith(text, this.at)) return false;
    this.at += text.length;
    return true;
  }

  private choice(): Expression {
    const options = [this.sequence()];
    while (this.take('|')) options.push(this.sequence());
    return this.make.any(options);
  }

  private sequence(): Expression {
    const parts: Expression[] = [];
    // At the end stands the empty text, which every text includes.
    while (!'|)'.includes(this.source.charAt(this.at))) {
      parts.push(this.quantified(this.atom()));
    }
    return parts.reduceRight((rest, one) => this.make.sequence(one, rest), this.make.empty);
  }

  private atom(): Expression {
    if (this.take('(')) {
      if (/^\?(?:=|!|<=|<!)/.test(this.source.slice(this.at)))
        throw new Wrong('look-around is not supported');
      if (!this.take('?:') && this.take('?')) throw new Wrong('write a group as (...) or (?:...)');
      const inner = this.choice();
      if (!this.take(')')) throw new Wrong('a "(" has no ")"');
      return inner;
    }
    if (this.take('[')) return this.make.oneOf(this.characterClass());
    if (this.take('.')) return this.make.oneOf(alphabet);
    if (this.take('\\')) return this.make.oneOf(this.escape());
    const character = this.source.charAt(this.at);
    if ('^$'.includes(character)) {
      throw new Wrong(`a pattern always stands for the whole segment: remove "${character}"`);
    }
    if ('*+?{'.includes(character)) throw new Wrong(`"${character}" has nothing to repeat`);
    this.at += 1;
    return this.make.oneOf(single(character));
  }

  private quantified(of: Expression): Expression {
    const counts = /^\{(\d{1,4})(,)?(\d{1,4})?\}/.exec(this.source.slice(this.at));
    if (this.take('*')) return this.once(this.make.repeat(of, 0, Infinity));
    if (this.take('+')) return this.once(this.make.repeat(of, 1, Infinity));
    if (this.take('?')) return this.once(this.make.repeat(of, 0, 1));
    if (counts === null) {
      if (this.take('{')) throw new Wrong('write a count as {n}, {n,} or {n,m}');
      return of;
    }
    this.at += counts[0].length;
    const least = Number(counts[1]);
    const most = counts[3] === undefined ? (counts[2] === undefined ? least : Infinity) : Number(counts[3]);
    if (least > most) throw new Wrong(`in ${counts[0]} the first number must not be above the second`);
    if (least > mostRepetitions || (most !== Infinity && most > mostRepetitions)) {
      throw new Wrong(`a count is at most ${mostRepetitions}, and this one is ${counts[0]}`);
    }
    return this.once(this.make.repeat(of, least, most));
  }

  private once(quantified: Expression): Expression {
    const more = this.source.charAt(this.at);
    if (more !== '' && '*+?{'.includes(more)) {
      throw new Wrong(`"${more}" must not follow a quantifier directly`);
    }
    return quantified;
  }

  private escape(): CharacterSet {
    const character = this.source.charAt(this.at);
    this.at += 1;
    if (character === 'd') return setOf('0123456789');
    if (character === 'w') return setOf(alphabet.replaceAll(/[.-]/g, ''));
    if (/[1-9k]/.test(character)) throw new Wrong('back references are not supported');
    if ('._-'.includes(character) && character !== '') return setOf(character);
    throw new Wrong(`"\\${character}" is not supported: escape only ".", "_" and "-", or write \\d or \\w`);
  }

  private characterClass(): CharacterSet {
    const negated = this.take('^');
    let set = '';
    while (!this.take(']')) {
      if (this.at >= this.source.length) throw new Wrong('a "[" has no "]"');
      if (this.take('\\')) {
        set += this.escape();
        continue;
      }
      const from = this.source.charAt(this.at);
      this.at += 1;
      const to = /^-[^\]\\]/.test(this.source.slice(this.at)) ? this.source.charAt(this.at + 1) : undefined;
      if (to === undefined) {
        set += single(from);
        continue;
      }
      this.at += 2;
      if (!/^(?:[a-z]{2}|[A-Z]{2}|[0-9]{2})$/.test(from + to) || from > to) {
        throw new Wrong(`the range ${from}-${to} must be of a-z, A-Z or 0-9, in this order`);
      }
      set += setOf(
        alphabet
          .split('')
          .filter((one) => one >= from && one <= to)
          .join(''),
      );
    }
    const found = negated ? othersThan(set) : setOf(set);
    if (found === '') throw new Wrong('a class "[...]" must have a character');
    return found;
  }
}

function single(character: string): CharacterSet {
  if (characterIndex(character) === undefined) {
    throw new Wrong(
      `${JSON.stringify(character)} is not a character of topic names (a-z, A-Z, 0-9, ".", "_", "-")`,
    );
  }
  return character;
}

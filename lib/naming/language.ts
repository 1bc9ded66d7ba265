/** The characters of a topic name (Kafka, `Topic.validate`); everything here is decided over them. */
export const alphabet = 'abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789._-';

const indices = new Map(alphabet.split('').map((character, index) => [character, index]));

/** The place of a character in the alphabet; undefined for one that no topic name has. */
export const characterIndex = (character: string): number | undefined => indices.get(character);

/** A set of characters: each once, in the alphabet's order. */
export type CharacterSet = string;

/** Those of some characters that topic names may have. */
export const setOf = (characters: string): CharacterSet =>
  alphabet
    .split('')
    .filter((one) => characters.includes(one))
    .join('');

/** The characters that a set does not have. */
export const othersThan = (set: CharacterSet): CharacterSet =>
  alphabet
    .split('')
    .filter((one) => !set.includes(one))
    .join('');

/** A set of texts, as an expression. `id` is the same for expressions that are spelled alike. */
export type Expression = { readonly id: number; readonly matchesEmpty: boolean } & (
  | { readonly kind: 'one of'; readonly characters: CharacterSet }
  | { readonly kind: 'empty' }
  | { readonly kind: 'sequence'; readonly first: Expression; readonly rest: Expression }
  | { readonly kind: 'any' | 'all'; readonly of: readonly Expression[] }
  | { readonly kind: 'not'; readonly of: Expression }
  | {
      readonly kind: 'repeat';
      readonly of: Expression;
      readonly least: number;
      readonly most: number;
    }
);

type Shape<E = Expression> = E extends unknown ? Omit<E, 'id' | 'matchesEmpty'> : never;

/** An expression needs more states or steps than a name can reasonably have. */
export class TooComplex extends Error {}

const mostExpressions = 50_000;

/**
 * Builds expressions and derives them (Brzozowski): what may follow after a character. Equal expressions are one
 * object, so that a finite number of them follows from each. Bounded: patterns come from files.
 * @throws TooComplex from every method
 */
export class Expressions {
  private readonly known = new Map<string, Expression>();
  private readonly derived = new Map<number, Expression>();

  readonly nothing = this.oneOf('');
  readonly empty = this.make('e', { kind: 'empty' }, true);

  oneOf(characters: CharacterSet): Expression {
    return this.make(`c${characters}`, { kind: 'one of', characters }, false);
  }

  text(text: string): Expression {
    return text.split('').reduceRight((rest, one) => this.sequence(this.oneOf(one), rest), this.empty);
  }

  sequence(first: Expression, rest: Expression): Expression {
    if (first === this.nothing || rest === this.nothing) return this.nothing;
    if (first === this.empty) return rest;
    if (rest === this.empty) return first;
    // Nested to the right, so that equal sequences are spelled alike.
    if (first.kind === 'sequence') return this.sequence(first.first, this.sequence(first.rest, rest));
    // Each option goes on by itself (Antimirov): otherwise equal sets of texts would be many different expressions.
    if (first.kind === 'any') return this.any(first.of.map((one) => this.sequence(one, rest)));
    const matchesEmpty = first.matchesEmpty && rest.matchesEmpty;
    return this.make(`s${first.id},${rest.id}`, { kind: 'sequence', first, rest }, matchesEmpty);
  }

  any(options: readonly Expression[]): Expression {
    const flat = options.flatMap((one) => (one.kind === 'any' ? one.of : [one]));
    const characters = flat.flatMap((one) => (one.kind === 'one of' ? [one.characters] : []));
    const others = flat.filter(({ kind }) => kind !== 'one of');
    if (characters.length < 2) return this.joined('any', flat);
    return this.joined('any', [...others, this.oneOf(setOf(characters.join('')))]);
  }

  all(conditions: readonly Expression[]): Expression {
    const flat = conditions.flatMap((one) => (one.kind === 'all' ? one.of : [one]));
    return flat.includes(this.nothing) ? this.nothing : this.joined('all', flat);
  }

  not(of: Expression): Expression {
    return of.kind === 'not' ? of.of : this.make(`n${of.id}`, { kind: 'not', of }, !of.matchesEmpty);
  }

  repeat(of: Expression, least: number, most: number): Expression {
    if (most === 0 || of === this.empty) return this.empty;
    if (of === this.nothing) return least === 0 ? this.empty : this.nothing;
    if (least === 1 && most === 1) return of;
    // What may be empty need not be there: one spelling for both.
    const needed = of.matchesEmpty ? 0 : least;
    const key = `r${of.id},${needed},${most}`;
    return this.make(key, { kind: 'repeat', of, least: needed, most }, needed === 0);
  }

  /** What may follow after a character. */
  after(expression: Expression, character: string): Expression {
    const key = expression.id * 128 + character.charCodeAt(0);
    const known = this.derived.get(key);
    if (known !== undefined) return known;
    const found = this.derive(expression, character);
    this.derived.set(key, found);
    return found;
  }

  private derive(expression: Expression, character: string): Expression {
    switch (expression.kind) {
      case 'one of':
        return expression.characters.includes(character) ? this.empty : this.nothing;
      case 'empty':
        return this.nothing;
      case 'sequence': {
        const { first, rest } = expression;
        const inFirst = this.sequence(this.after(first, character), rest);
        return first.matchesEmpty ? this.any([inFirst, this.after(rest, character)]) : inFirst;
      }
      case 'any':
        return this.any(expression.of.map((one) => this.after(one, character)));
      case 'all':
        return this.all(expression.of.map((one) => this.after(one, character)));
      case 'not':
        return this.not(this.after(expression.of, character));
      case 'repeat': {
        const { of, least, most } = expression;
        const rest = this.repeat(of, Math.max(0, least - 1), most === Infinity ? most : most - 1);
        return this.sequence(this.after(of, character), rest);
      }
    }
  }

  /** In one order and each once; a single one is itself. */
  private joined(kind: 'any' | 'all', parts: readonly Expression[]): Expression {
    const of = [...new Set(parts)]
      .filter((one) => kind === 'all' || one !== this.nothing)
      .sort((a, b) => a.id - b.id);
    const [only] = of;
    if (only === undefined) return kind === 'any' ? this.nothing : this.not(this.nothing);
    if (of.length === 1) return only;
    const matchesEmpty =
      kind === 'any' ? of.some((one) => one.matchesEmpty) : of.every((one) => one.matchesEmpty);
    return this.make(`${kind}${of.map(({ id }) => id).join(',')}`, { kind, of }, matchesEmpty);
  }

  private make(key: string, shape: Shape, matchesEmpty: boolean): Expression {
    const known = this.known.get(key);
    if (known !== undefined) return known;
    if (this.known.size >= mostExpressions) throw new TooComplex();
    const made: Expression = { id: this.known.size, matchesEmpty, ...shape };
    this.known.set(key, made);
    return made;
  }
}

import { received } from '../../text/problem.ts';
import { refuse } from './fault.ts';
import type { ProtoConstant, ProtoOption, ProtoRange } from './syntax.ts';
import { type Token, tokensOf } from './tokens.ts';

/** Takes one token after the other. Every method throws ProtoSyntaxFault at what it does not expect. */
export class TokenReader {
  readonly #tokens: readonly Token[];
  #index = 0;

  constructor(text: string) {
    this.#tokens = tokensOf(text);
  }

  peek(ahead = 0): Token {
    const last = this.#tokens.length - 1;
    return this.#tokens[Math.min(this.#index + ahead, last)] as Token;
  }

  take(): Token {
    const token = this.peek();
    this.#index += 1;
    return token;
  }

  isAt(text: string): boolean {
    const { kind, text: here } = this.peek();
    return (kind === 'name' || kind === 'sign') && here === text;
  }

  /** Takes this name or sign if it is next. */
  takes(text: string): boolean {
    const found = this.isAt(text);
    if (found) this.#index += 1;
    return found;
  }

  expect(text: string): Token {
    if (!this.isAt(text)) this.unexpected(received(text));
    return this.take();
  }

  /** @param expected what may stand here, in words */
  unexpected(expected: string): never {
    const { at, kind, text } = this.peek();
    const found = kind === 'end' ? 'the end of the file' : received(text);
    return refuse(
      at,
      `${expected} is expected, and ${found} was found`,
      'see the Protobuf language guide (proto3)',
    );
  }

  name(what: string): Token {
    return this.peek().kind === 'name' ? this.take() : this.unexpected(what);
  }

  /** `a.b.c`; `.a.b` where it may begin with a dot. */
  dotted(what: string, leading: boolean): { readonly text: string; readonly at: number } {
    const { at } = this.peek();
    let text = leading && this.takes('.') ? '.' : '';
    text += this.name(what).text;
    while (this.takes('.')) text += `.${this.name(what).text}`;
    return { text, at };
  }

  /** Adjacent strings are one. */
  string(what: string): { readonly text: string; readonly at: number } {
    const { at } = this.peek();
    let text = '';
    do {
      if (this.peek().kind !== 'string') this.unexpected(what);
      text += this.take().text;
    } while (this.peek().kind === 'string');
    return { text, at };
  }

  /** @param negative whether it may have a minus */
  integer(negative: boolean): { readonly number: number; readonly at: number } {
    const { at } = this.peek();
    const minus = negative && this.takes('-');
    if (this.peek().kind !== 'integer') this.unexpected('a whole number');
    const number = integerOf(this.take().text);
    return { number: minus ? -number : number, at };
  }

  /** `2, 9 to 11, 100 to max;` */
  ranges(most: number, negative: boolean): ProtoRange[] {
    const found: ProtoRange[] = [];
    do {
      const { number: first, at } = this.integer(negative);
      const last = this.takes('to') ? (this.takes('max') ? most : this.integer(negative).number) : first;
      found.push({ first, last, at });
    } while (this.takes(','));
    this.expect(';');
    return found;
  }

  /** `option name = value;` behind its first word. */
  optionLine(): ProtoOption {
    const option = this.#option();
    this.expect(';');
    return option;
  }

  /** `[a = b, c = d]`, where there is one. */
  optionList(): ProtoOption[] {
    const found: ProtoOption[] = [];
    if (!this.takes('[')) return found;
    do found.push(this.#option());
    while (this.takes(','));
    this.expect(']');
    return found;
  }

  #option(): ProtoOption {
    const { at } = this.peek();
    let name = '';
    do {
      if (name !== '') name += '.';
      if (this.takes('(')) {
        name += `(${this.dotted('the name of an option', true).text})`;
        this.expect(')');
      } else name += this.name('the name of an option').text;
    } while (this.takes('.'));
    this.expect('=');
    const valueAt = this.peek().at;
    return { name, at, value: this.#constant(), valueAt };
  }

  #constant(): ProtoConstant {
    const { kind, at } = this.peek();
    if (kind === 'name') return { kind, text: this.take().text };
    if (kind === 'string') return { kind, text: this.string('a string').text };
    if (this.isAt('{')) refuse(at, 'an option whose value is a message', 'options with fields are not read');
    const minus = this.takes('-');
    const number = this.peek();
    if (number.kind === 'integer') {
      const value = integerOf(this.take().text);
      return { kind: 'integer', number: minus ? -value : value };
    }
    if (number.kind === 'float') {
      const value = Number(this.take().text);
      return { kind: 'float', number: minus ? -value : value };
    }
    return this.unexpected('a name, a number or a string');
  }
}

function integerOf(text: string): number {
  return /^0[0-7]+$/.test(text) ? Number.parseInt(text, 8) : Number(text);
}

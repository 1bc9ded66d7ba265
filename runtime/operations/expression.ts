import jsonata from 'jsonata';

/** Milliseconds that one evaluation may take, and depth of its calls. */
const limits = { timeout: 1000, stack: 500, sequence: 100_000 };

/** What an expression sees of a message. */
export interface Subject {
  /** The value as JSON; undefined where it could not be read. */
  readonly value: unknown;
  /** As text; null where there is none. */
  readonly key: string | null;
  /** The last value of each header, as text. */
  readonly headers: Readonly<Record<string, string>>;
  readonly topic: string;
  readonly partition: number;
  readonly offset: string;
  /** When it was written, in RFC 3339. */
  readonly timestamp: string;
}

/** An expression that is wrong, or ended without a result, in one sentence. */
export class ExpressionError extends Error {
  override readonly name = 'ExpressionError';
}

/** An expression in JSONata. It sees the message that it is given, and nothing else. */
export class Expression {
  readonly #text: string;
  readonly #compiled: jsonata.Expression;

  /** @throws ExpressionError with the column of what is wrong */
  constructor(text: string) {
    this.#text = text;
    try {
      this.#compiled = jsonata(text, limits);
    } catch (error) {
      const { message, position } = error as jsonata.JsonataError;
      throw new ExpressionError(`${text}: column ${position ?? 1}: ${message} (JSONata)`, { cause: error });
    }
  }

  /**
   * @returns JSON of its own: no part of it is shared with the message; undefined where the expression finds nothing
   * @throws ExpressionError where it fails, or takes longer than a second; never with a part of the message
   */
  async evaluate(subject: Subject): Promise<unknown> {
    try {
      const found: unknown = await this.#compiled.evaluate(subject);
      const text: string | undefined = JSON.stringify(found);
      return text === undefined ? undefined : (JSON.parse(text) as unknown);
    } catch (error) {
      // Its message has values of the message; its code and place have none.
      const { code, position } = error as Partial<jsonata.JsonataError>;
      const where = position === undefined ? '' : ` at column ${position}`;
      throw new ExpressionError(`${this.#text}: failed${where} (JSONata ${code ?? 'error'})`);
    }
  }

  /** Whether the result is true in JSONata's sense: nothing, false, 0, "" and empty lists and objects are not. */
  async holds(subject: Subject): Promise<boolean> {
    return isTrue(await this.evaluate(subject));
  }
}

/** As `$boolean` casts. */
function isTrue(value: unknown): boolean {
  if (Array.isArray(value)) return value.some(isTrue);
  if (typeof value === 'object' && value !== null) return Object.keys(value).length > 0;
  return Boolean(value);
}

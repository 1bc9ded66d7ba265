import { fc } from './property.ts';

type Plain = string | number | boolean | readonly Plain[] | { readonly [key: string]: Plain };

/** Where a text has a choice: quotes, brackets, comments, blank lines, indentation. */
type Choose = (alternatives: number) => number;

/**
 * The ways in which people write the same data as YAML. Each comment has a number of its own.
 * @returns the text, and how many comments it has
 */
export function writtenYaml(
  data: Readonly<Record<string, Plain>>,
): fc.Arbitrary<{ text: string; comments: number }> {
  return fc
    .record({ choices: fc.array(fc.nat(1_000), { minLength: 60, maxLength: 60 }), crlf: fc.boolean() })
    .map(({ choices, crlf }) => {
      let at = 0;
      const choose: Choose = (alternatives) => {
        at += 1;
        return ((choices[at % choices.length] ?? 0) + at) % alternatives;
      };
      const writer = new Writer(choose);
      const flow = choose(8) === 0;
      const body = flow
        ? `${writer.flow(data, '')}${writer.behind()}`
        : writer.block(data, writer.indent(choose(4) === 0));
      // The reader takes a byte order mark for indentation where the file is indented.
      const starts = ['', '# yaml-language-server: $schema=x.json\n', '---\n', '\n', '\ufeff'];
      const start = starts[choose(writer.indented ? 4 : 5)] ?? '';
      const whole = start + (choose(3) === 0 ? `${writer.comment()}\n\n` : '') + body;
      const ended = choose(5) === 0 ? whole : `${whole.replace(/\n*$/, '')}\n`;
      return { text: crlf ? ended.replaceAll('\n', '\r\n') : ended, comments: writer.comments };
    });
}

class Writer {
  comments = 0;
  indented = false;
  readonly #choose: Choose;

  constructor(choose: Choose) {
    this.#choose = choose;
  }

  /** What stands before the first level's keys. */
  indent(some: boolean): string {
    this.indented = some;
    return some ? ' ' : '';
  }

  comment(): string {
    this.comments += 1;
    return `# comment ${this.comments}: lagThreshold found`;
  }

  /** Behind a value, on its line. */
  behind(): string {
    return this.#choose(4) === 0 ? `  ${this.comment()}` : '';
  }

  block(map: Readonly<Record<string, Plain>>, indent: string): string {
    return Object.entries(map)
      .map(([key, value]) => {
        const above = [
          this.#choose(6) === 0 ? '\n' : '',
          this.#choose(4) === 0 ? `${indent}${this.comment()}\n` : '',
        ].join('');
        return `${above}${indent}${this.#word(key)}:${this.#inBlock(value, indent)}`;
      })
      .join('');
  }

  #inBlock(value: Plain, indent: string): string {
    const inner = indent + ['  ', '    ', '   '][this.#choose(3)];
    if (isMap(value) && Object.keys(value).length > 0 && this.#choose(3) > 0) {
      return `${this.behind()}\n${this.block(value, inner)}`;
    }
    if (Array.isArray(value) && value.length > 0 && this.#choose(2) === 0) {
      const items = value.map((one: Plain) => `${inner}- ${this.flow(one, inner)}${this.behind()}\n`);
      return `${this.behind()}\n${items.join('')}`;
    }
    return ` ${this.flow(value, inner)}${this.behind()}\n`;
  }

  flow(value: Plain, indent: string): string {
    if (!isMap(value) && !Array.isArray(value))
      return typeof value === 'string' ? this.#word(value) : JSON.stringify(value);
    const parts = Array.isArray(value)
      ? value.map((one: Plain) => this.flow(one, `${indent} `))
      : Object.entries(value).map(([key, one]) => `${this.#word(key)}: ${this.flow(one, `${indent} `)}`);
    const [open, close] = Array.isArray(value) ? ['[', ']'] : ['{', '}'];
    if (parts.length === 0) return open + close;
    if (this.#choose(4) > 0) return `${open}${parts.join(', ')}${close}`;
    const comma = this.#choose(2) === 0 ? ',' : '';
    const lines = parts.map((part, index) => {
      const end = index < parts.length - 1 ? ',' : comma;
      return `\n ${indent} ${part}${end}${this.behind()}`;
    });
    return `${open}${lines.join('')}\n ${indent}${close}`;
  }

  #word(text: string): string {
    const plain = /^[a-zA-Z][a-zA-Z0-9./-]*$/.test(text);
    const quotes = [plain ? '' : '"', '"', "'"][this.#choose(4)] ?? (plain ? '' : "'");
    return quotes + text + quotes;
  }
}

function isMap(value: Plain): value is { readonly [key: string]: Plain } {
  return typeof value === 'object' && !Array.isArray(value);
}

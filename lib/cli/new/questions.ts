import { createInterface, type Interface } from 'node:readline';
import { printable } from '../../model/text/problem.ts';
import { Failure } from '../../model/text/failure.ts';

/** Where questions are asked. */
export interface Dialogue {
  readonly input: NodeJS.ReadableStream;
  readonly output: NodeJS.WritableStream;
}

/** What is wrong with an answer, and what to do. */
export interface Refusal {
  readonly what: string;
  readonly fix: string;
}

/** Answers by their key. */
export type Answers = Readonly<Record<string, readonly string[]>>;

/** One thing to be known before anything is made: a flag, or a question. */
export interface Field {
  readonly key: string;
  /** Without dashes. */
  readonly flag: string;
  readonly question: string;
  /** Several answers, one a line. @default false */
  readonly many?: boolean;
  /** Taken where nothing is said. @default it must be said */
  readonly suggested?: (answers: Answers) => readonly string[];
  /** It is not asked: only its flag says it. @default false */
  readonly flagOnly?: boolean;
  /** Keys of the fields that the check goes by: where one of them is wrong, this one is not judged. @default none */
  readonly needs?: readonly string[];
  readonly check: (answer: string, answers: Answers) => Refusal | undefined;
  /** What is right only if it is meant. @default nothing */
  readonly unusual?: (answer: string, answers: Answers) => Refusal | undefined;
}

/** A refusal with the flag that it is about. */
export interface FlagRefusal extends Refusal {
  readonly flag: string;
}

/** The one answer of a field that has one; empty where there is none. */
export function answerOf(answers: Answers, key: string): string {
  return answers[key]?.[0] ?? '';
}

/**
 * Answers from flags, from questions where there is a dialogue, else from what is suggested; or all that is wrong.
 * @param meant the unusual was confirmed by a flag
 */
export async function collect(
  fields: readonly Field[],
  given: Answers,
  meant: boolean,
  terminal: Terminal | undefined,
): Promise<{ readonly answers: Answers; readonly refusals: readonly FlagRefusal[] }> {
  const answers: Record<string, readonly string[]> = {};
  const refusals: FlagRefusal[] = [];
  const refused = new Set<string>();
  for (const field of fields) {
    const judge = (one: string): Refusal | undefined =>
      field.check(one, answers) ?? (meant ? undefined : field.unusual?.(one, answers));
    const suggested = field.suggested?.(answers) ?? [];
    const said = given[field.key];
    const found =
      said !== undefined
        ? said
        : terminal === undefined || field.flagOnly === true
          ? suggested
          : await terminal.answers(field, suggested, answers, meant);
    const judged =
      (said !== undefined || terminal === undefined || field.flagOnly === true) &&
      !field.needs?.some((key) => refused.has(key));
    const wrong = judged ? found.flatMap((one) => judge(one) ?? []) : [];
    if (found.length === 0) wrong.push({ what: 'is missing', fix: field.question });
    if (wrong.length > 0) refused.add(field.key);
    refusals.push(...wrong.map((one) => ({ flag: field.flag, ...one })));
    answers[field.key] = found;
  }
  return { answers, refusals };
}

/** Asks on a terminal, again until the answer is right. */
export class Terminal {
  readonly #lines: Interface;
  readonly #output: NodeJS.WritableStream;
  readonly #typed: string[] = [];
  #closed = false;
  #wake: () => void = () => {};

  constructor({ input, output }: Dialogue) {
    this.#output = output;
    this.#lines = createInterface({ input, output });
    this.#lines.on('line', (line) => {
      this.#typed.push(line);
      this.#wake();
    });
    this.#lines.on('close', () => {
      this.#closed = true;
      this.#wake();
    });
    this.#lines.on('SIGINT', () => {
      this.#lines.close();
    });
  }

  close(): void {
    this.#lines.close();
  }

  say(text: string): void {
    this.#output.write(text);
  }

  /** @throws Error when the input ends before the answer */
  async ask(prompt: string): Promise<string> {
    this.#lines.setPrompt(prompt);
    this.#lines.prompt();
    while (this.#typed.length === 0 && !this.#closed) {
      await new Promise<void>((wake) => {
        this.#wake = wake;
      });
    }
    const line = this.#typed.shift();
    if (line === undefined) throw new Failure('no answer; nothing was written');
    return line.trim();
  }

  async confirmed(question: string): Promise<boolean> {
    return /^y(?:es)?$/i.test(await this.ask(`${question} (y/n) `));
  }

  async answers(
    field: Field,
    suggested: readonly string[],
    answers: Answers,
    meant: boolean,
  ): Promise<readonly string[]> {
    const hint = suggested.length === 0 ? '' : ` [${suggested.map(printable).join(', ')}]`;
    const many = field.many === true ? ' One a line, an empty line ends.' : '';
    const found: string[] = [];
    for (;;) {
      const line = await this.ask(found.length === 0 ? `${field.question}${many}${hint} ` : '… ');
      if (line === '' && (found.length > 0 || suggested.length > 0))
        return found.length > 0 ? found : suggested;
      const refusal = line === '' ? { what: 'an answer is needed', fix: '' } : field.check(line, answers);
      if (refusal !== undefined) {
        this.say(refusalText(refusal));
        continue;
      }
      const unusual = meant ? undefined : field.unusual?.(line, answers);
      if (unusual !== undefined) {
        this.say(`  ${printable(unusual.what)}\n`);
        if (!(await this.confirmed('  Is it meant?'))) continue;
      }
      found.push(line);
      if (field.many !== true) return found;
    }
  }
}

function refusalText({ what, fix }: Refusal): string {
  return `  ${printable(what)}${fix === '' ? '' : `\n  ${printable(fix)}`}\n`;
}

/** All refusals for people, with what became of it. */
export function refusalReport(refusals: readonly FlagRefusal[]): string {
  const lines = refusals.map((one) => `--${one.flag}: ${refusalText(one).trim()}\n`);
  const count = refusals.length === 1 ? '1 problem' : `${refusals.length} problems`;
  return `${lines.join('')}\n${count}; nothing was written\n`;
}

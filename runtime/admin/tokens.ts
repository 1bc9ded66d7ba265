import { createHash, timingSafeEqual } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Log } from '../log.ts';

const scopes = ['read', 'act'] as const;

/** What a token allows: to look, or to change something and to see personal data. */
export type Scope = (typeof scopes)[number];

/** Who calls. */
export interface Caller {
  /** The name of the token: the person or program, for audit records. */
  readonly name: string;
  readonly scopes: ReadonlySet<Scope>;
}

interface Token extends Caller {
  /** SHA-256 of the token. */
  readonly digest: Buffer;
}

/** What files say: the tokens, and a sentence for each line that is none. */
export interface ReadTokens {
  readonly tokens: readonly Token[];
  readonly problems: readonly string[];
}

const namePattern = /^[a-zA-Z0-9](?:[-_.a-zA-Z0-9]{0,61}[a-zA-Z0-9])?$/;
const linePattern = /^([a-z]+(?:,[a-z]+)*) sha256:([0-9a-f]{64})$/;

/**
 * Reads the lines of one file: `read,act sha256:<64 hex digits>`. Several lines are several tokens of one name, so that one can
 * take the place of the other. Empty lines and those that begin with `#` say nothing.
 *
 * @param name of the file, and of who has the token
 */
export function tokensIn(name: string, text: string): ReadTokens {
  const tokens: Token[] = [];
  const problems: string[] = [];
  if (!namePattern.test(name))
    return {
      tokens,
      problems: [`${name}: a token has a name of at most 63 letters, digits and -_. between them`],
    };
  for (const [at, line] of text.split(/\r?\n/).entries()) {
    const said = line.trim();
    if (said === '' || said.startsWith('#')) continue;
    const [, names = '', digest = ''] = linePattern.exec(said) ?? [];
    const given = names.split(',');
    if (digest !== '' && given.every((one) => scopes.some((known) => known === one)))
      tokens.push({ name, scopes: new Set(given as Scope[]), digest: Buffer.from(digest, 'hex') });
    // Never what the line has: it may be the token itself.
    else
      problems.push(`${name}:${at + 1}: write <scopes> sha256:<64 hex digits>, with read, act or read,act`);
  }
  return { tokens, problems };
}

/** Milliseconds for which the files are not read again. */
const kept = 1000;

/** The tokens in the files of a folder, as they are now. */
export class TokenFolder {
  readonly #folder: string;
  readonly #log: Log;
  readonly #now: () => number;
  #tokens: readonly Token[] = [];
  #readAt = Number.NEGATIVE_INFINITY;
  #said = '';

  /** @param now milliseconds of a clock that only goes forward */
  constructor(folder: string, log: Log, now: () => number = () => performance.now()) {
    this.#folder = folder;
    this.#log = log;
    this.#now = now;
  }

  /** How many there are. */
  get size(): number {
    return this.#current().length;
  }

  /** Whose token it is; undefined: no one's. The time that it takes says nothing of how much of it is right. */
  callerOf(token: string): Caller | undefined {
    const digest = createHash('sha256').update(token).digest();
    let found: Caller | undefined;
    for (const one of this.#current()) if (timingSafeEqual(one.digest, digest)) found = one;
    return found;
  }

  #current(): readonly Token[] {
    if (this.#now() - this.#readAt < kept) return this.#tokens;
    const { tokens, problems } = readFolder(this.#folder);
    this.#tokens = tokens;
    this.#readAt = this.#now();
    const said = problems.join('\n');
    if (said !== this.#said) for (const one of problems) this.#log.error(`WORK_TOKENS_FOLDER: ${one}`);
    this.#said = said;
    return tokens;
  }
}

/** What cannot be read allows nothing. */
function readFolder(folder: string): ReadTokens {
  const problems: string[] = [];
  const tokens: Token[] = [];
  for (const name of namesIn(folder, problems)) {
    const text = textOf(join(folder, name), problems);
    if (text === undefined) continue;
    const read = tokensIn(name, text);
    tokens.push(...read.tokens);
    problems.push(...read.problems);
  }
  const ambiguous = tokens.filter((one) =>
    tokens.some((other) => other.name !== one.name && other.digest.equals(one.digest)),
  );
  if (ambiguous.length > 0) {
    const names = [...new Set(ambiguous.map(({ name }) => name))].join(' and ');
    problems.push(`${names} have the same token, which is refused: give each its own`);
  }
  return { tokens: tokens.filter((one) => !ambiguous.includes(one)), problems };
}

function namesIn(folder: string, problems: string[]): string[] {
  try {
    // A Secret is mounted with hidden folders beside its files.
    const names = readdirSync(folder).filter((name) => !name.startsWith('.'));
    if (names.length === 0) problems.push(`${folder} has no file: no one can call`);
    return names.sort();
  } catch (error) {
    problems.push(`${folder} cannot be read (${codeOf(error)}): no one can call`);
    return [];
  }
}

function textOf(path: string, problems: string[]): string | undefined {
  try {
    return readFileSync(path, 'utf8');
  } catch (error) {
    // Taken away since the folder was read.
    if (codeOf(error) !== 'ENOENT') problems.push(`${path} cannot be read (${codeOf(error)})`);
    return undefined;
  }
}

function codeOf(error: unknown): string {
  return (error as NodeJS.ErrnoException).code ?? 'error';
}

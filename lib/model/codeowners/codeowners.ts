import { bounded, type Place, type Problem, problem, type Read, received } from '../text/problem.ts';
import { pathMatcher } from './path-pattern.ts';

/** What a CODEOWNERS file says of a path. */
export interface PathOwners {
  /** `@ada`, `@example/shop`, `ada@example.com`; empty where its line names no one. */
  readonly owners: readonly string[];
  /** The line that decides. */
  readonly place: Place;
}

export interface Codeowners {
  /** By the last line whose pattern takes the path; undefined where none does. */
  readonly ownersOf: (path: string) => PathOwners | undefined;
}

interface Line {
  readonly takes: (path: string) => boolean;
  readonly owners: PathOwners;
}

/** Reads a CODEOWNERS file as GitHub does; what GitHub would skip is a problem, for it owns nothing. */
export function parseCodeowners(text: string, file: string): Read<Codeowners> {
  const problems: Problem[] = [];
  const lines: Line[] = [];
  for (const [index, line] of text
    .replace(/^\uFEFF/, '')
    .split(/\r?\n/)
    .entries()) {
    const words = wordsOf(line);
    const [pattern, ...owners] = words;
    if (pattern === undefined) continue;
    const wrong = wrongPattern(pattern.text) ?? owners.flatMap(({ text: one }) => wrongOwner(one) ?? [])[0];
    const place = { file, line: index + 1, column: pattern.column };
    if (wrong === undefined)
      lines.push({
        takes: pathMatcher(pattern.text),
        owners: { owners: owners.map((one) => one.text), place },
      });
    else problems.push(problem(place, '', wrong.what, wrong.fix));
  }
  if (problems.length > 0) return { ok: false, problems: bounded(problems) };
  lines.reverse();
  return { ok: true, value: { ownersOf: (path) => lines.find(({ takes }) => takes(path))?.owners } };
}

interface Word {
  readonly text: string;
  readonly column: number;
}

/** Up to a comment. A space of a pattern has a backslash in front. */
function wordsOf(line: string): Word[] {
  const words = [...line.matchAll(/(?:\\.|[^\s\\]|\\$)+/g)].map(({ 0: text, index }) => ({
    text,
    column: index + 1,
  }));
  const comment = words.findIndex(({ text }) => text.startsWith('#'));
  return comment === -1 ? words : words.slice(0, comment);
}

interface Wrong {
  readonly what: string;
  readonly fix: string;
}

const longest = 1_000;

function wrongPattern(pattern: string): Wrong | undefined {
  const told = received(pattern);
  if (/^\^?\[/.test(pattern))
    return { what: `${told}: sections are not read`, fix: 'write patterns and owners alone' };
  if (pattern.startsWith('!'))
    return {
      what: `${told}: a pattern cannot be taken back with "!"`,
      fix: 'write a later line with the owners',
    };
  if (/[[\]]/.test(pattern))
    return { what: `${told}: a pattern has no [ ]`, fix: 'write a line for each, or use * and ?' };
  if (pattern.startsWith('\\#'))
    return { what: `${told}: a pattern cannot begin with #`, fix: 'begin it with a / or a *' };
  if (pattern.includes('***')) return { what: `${told}: three * in a row`, fix: 'write * or **' };
  return pattern.length > longest
    ? { what: `${told}: ${pattern.length} characters`, fix: `a pattern has at most ${longest}` }
    : undefined;
}

const user = /^@[A-Za-z0-9_](?:[A-Za-z0-9_.-]*)(?:\/[A-Za-z0-9_./-]+)?$/;
const email = /^[^\s@]+@[^\s@]+\.[^\s@]+$/;

function wrongOwner(owner: string): Wrong | undefined {
  if (user.test(owner) || email.test(owner)) return undefined;
  return {
    what: `${received(owner)} is not an owner`,
    fix: 'write @user, @organisation/team or an email address',
  };
}

import { printable } from '../model/text/problem.ts';

const invisible = '\u200b';

/**
 * Text from input as running text of Markdown: nothing in it is markup, mentions somebody, refers to an issue, links, or
 * is a template's to fill in. Mentions are found after entities are resolved: a character that is not seen parts them.
 */
export function markdownText(text: string): string {
  return unfilled(printable(text))
    .replaceAll(/[\\`*_[\]~|!]/g, (char) => `\\${char}`)
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll(/[@#]/g, (char) => `${char}${invisible}`)
    .replaceAll('://', `:${invisible}//`)
    .replaceAll(/www\./gi, (word) => `${word.slice(0, -1)}${invisible}.`);
}

/** Text from input as code within a line, in which nothing is markup and nobody is mentioned. */
export function markdownCode(text: string): string {
  const safe = unfilled(printable(text));
  const ticks = '`'.repeat(longestTicks(safe) + 1);
  const blank = safe === '' || safe.startsWith('`') || safe.endsWith('`') ? ' ' : '';
  return `${ticks}${blank}${safe}${blank}${ticks}`;
}

/** Lines as a block of code, whose fence is longer than any in it. */
export function markdownBlock(language: string, lines: readonly string[]): string {
  const body = lines.map(unfilled).join('\n');
  const fence = '`'.repeat(Math.max(3, longestTicks(body) + 1));
  return `${fence}${language}\n${body}\n${fence}\n`;
}

/** Template engines fill in also what stands in code. */
function unfilled(text: string): string {
  return text.replaceAll(/\{(?=[{%#])/g, `{${invisible}`);
}

function longestTicks(text: string): number {
  return Math.max(0, ...[...text.matchAll(/`+/g)].map(([run]) => run.length));
}

import { visible } from './problem.ts';

const invisible = '\u200b';

/**
 * Text from input as running text of Markdown, also in a cell of a table: nothing in it is markup, HTML or a formula,
 * mentions someone, refers to an issue, links, or is a placeholder of a template. Code hosts look for mentions after
 * entities are resolved, so an invisible character separates them.
 */
export function markdownText(text: string): string {
  return unfilled(visible(text))
    .replaceAll(/[\\`*_[\]~|!$]/g, '\\$&')
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll(/[@#]/g, `$&${invisible}`)
    .replaceAll('://', `:${invisible}//`)
    .replaceAll(/www\./gi, (word) => `${word.slice(0, -1)}${invisible}.`);
}

/** Text from input as code within a line. The fence is longer than any in it; an empty text is shown as a blank. */
export function markdownCode(text: string): string {
  const safe = unfilled(visible(text));
  const ticks = '`'.repeat(longestTicks(safe) + 1);
  const blank = safe === '' || safe.startsWith('`') || safe.endsWith('`') ? ' ' : '';
  return `${ticks}${blank}${safe}${blank}${ticks}`;
}

/** Lines as a block of code. The fence is longer than any in it. */
export function markdownBlock(language: string, lines: readonly string[]): string {
  const body = lines.map(unfilled).join('\n');
  const fence = '`'.repeat(Math.max(3, longestTicks(body) + 1));
  return `${fence}${language}\n${body}\n${fence}\n`;
}

/** A table of cells that are Markdown already; an empty cell is a dash. */
export function markdownTable(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]): string => `| ${cells.map((cell) => cell || '–').join(' | ')} |\n`;
  return `${line(head)}|${'---|'.repeat(head.length)}\n${rows.map(line).join('')}`;
}

/** Code in a cell of a table, where a bar would end the cell even inside code; empty where the text is. */
export function markdownCellCode(text: string): string {
  return text === '' ? '' : markdownCode(text).replaceAll('|', '\\|');
}

/** Template engines also fill in what is in code. */
function unfilled(text: string): string {
  return text.replaceAll(/\{(?=[{%#])/g, `{${invisible}`);
}

function longestTicks(text: string): number {
  return Math.max(0, ...[...text.matchAll(/`+/g)].map(([run]) => run.length));
}

import { visible } from '../model/text/problem.ts';

/**
 * Text from contracts as text in Markdown, also in a cell of a table: no markup, no link, no HTML, and no mention
 * of a team (`@team`) or an issue (`#7`) that a code host would send mail about. Line breaks and marks that nobody
 * sees are spelled out.
 */
export function markdownText(text: string): string {
  return visible(text)
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll(/[\\`*_[\]|~$]/g, '\\$&')
    .replaceAll(/[@#]/g, '$&&#8203;');
}

/** A name as code; the fence is longer than any in it, and a bar does not end a table's cell. */
export function markdownCode(text: string): string {
  const safe = visible(text).replaceAll('|', '\\|');
  const longest = Math.max(0, ...[...safe.matchAll(/`+/g)].map(([run]) => run.length));
  const fence = '`'.repeat(longest + 1);
  const pad = /^`|`$/.test(safe) ? ' ' : '';
  return safe === '' ? '' : `${fence}${pad}${safe}${pad}${fence}`;
}

/** A table of cells that are Markdown already; an empty cell is a dash. */
export function markdownTable(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]): string => `| ${cells.map((cell) => cell || '–').join(' | ')} |\n`;
  return `${line(head)}|${'---|'.repeat(head.length)}\n${rows.map(line).join('')}`;
}

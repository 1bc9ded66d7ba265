import type { TableConstructorOptions } from 'cli-table3';

const none = '';
const chars = {
  top: none,
  'top-mid': none,
  'top-left': none,
  'top-right': none,
  bottom: none,
  'bottom-mid': none,
  'bottom-left': none,
  'bottom-right': none,
  left: none,
  'left-mid': none,
  mid: none,
  'mid-mid': none,
  right: none,
  'right-mid': none,
  middle: ' ',
};

/** Columns two blanks apart, without lines: it is read on a terminal at night and pasted into a chat. */
export function bareTable(head: string[]): TableConstructorOptions {
  return { head, style: { head: [], border: [] }, chars };
}

/** The text of a table without blanks at the ends of its lines. */
export function tableText(table: { toString: () => string }): string {
  return `${table
    .toString()
    .split('\n')
    .map((line) => line.trimEnd())
    .join('\n')}\n`;
}

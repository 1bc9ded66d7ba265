import Table from 'cli-table3';
import { printable } from '../model/text/problem.ts';
import { emphasized } from './paint.ts';

export interface TextTable {
  /** Titles of the columns. */
  readonly head: readonly string[];
  readonly rows: readonly (readonly string[])[];
  /** Columns of numbers, by their index. @default none */
  readonly right?: readonly number[];
}

/** Where the text goes: a terminal has a width. */
export interface TextTarget {
  readonly isTTY?: boolean;
  readonly columns?: number;
}

/** Characters of a column below which sentences are hard to read, and those below which names are in too many pieces. */
const [readable, narrowest] = [16, 12];
/** Blanks around a cell, and the one between two. */
const around = 3;

/**
 * Columns without lines: it is read on a terminal at night and pasted into a chat. What is wider than the terminal is
 * wrapped, the widest columns first; elsewhere, a row is a line.
 * @param to default: standard output
 */
export function textTable({ head, rows, right = [] }: TextTable, to: TextTarget = process.stdout): string {
  const cells = rows.map((row) => row.map(printable));
  const natural = head.map((title, index) =>
    Math.max(title.length, ...cells.map((row) => (row[index] ?? '').length)),
  );
  const most = to.isTTY === true ? to.columns : undefined;
  const words = head.map((title, index) => longestWord([title, ...cells.map((row) => row[index] ?? '')]));
  const widths = most === undefined ? natural : fitted(natural, words, most);
  const table = new Table({
    head: head.map((title) => emphasized(to, title)),
    style: { head: [], border: [] },
    chars: borderless,
    colAligns: head.map((_, index) => (right.includes(index) ? 'right' : 'left')),
  });
  for (const row of cells) table.push(row.map((cell, index) => wrapped(cell, widths[index] ?? cell.length)));
  const lines = table.toString().split('\n');
  return `${lines.map((line) => line.trimEnd()).join('\n')}\n`;
}

const borderless = {
  ...Object.fromEntries(
    ['top', 'bottom', 'left', 'right', 'mid'].flatMap((side) => [
      [side, ''],
      [`${side}-mid`, ''],
      [`${side}-left`, ''],
      [`${side}-right`, ''],
    ]),
  ),
  middle: ' ',
};

const longestWord = (cells: readonly string[]) =>
  Math.max(...cells.flatMap((cell) => cell.split(' ').map(({ length }) => length)));

/** Widths whose table is no wider than `most`, as far as it can be: sentences are broken before names are. */
function fitted(natural: readonly number[], words: readonly number[], most: number): number[] {
  const widths = [...natural];
  const total = () => widths.reduce((sum, width) => sum + width + around, 0) - 1;
  const whole = words.map((word, index) => Math.max(word, Math.min(natural[index] ?? 0, readable)));
  for (const least of [whole, words.map((word) => Math.min(word, narrowest))]) {
    const room = () => widths.map((width, index) => (width > (least[index] ?? 0) ? width : 0));
    while (total() > most && Math.max(...room()) > 0) {
      const widest = room().lastIndexOf(Math.max(...room()));
      widths[widest] = (widths[widest] ?? 0) - 1;
    }
  }
  return widths;
}

/** The text in lines no longer than `width`: broken at blanks, else behind a separator of a name, else anywhere. */
function wrapped(text: string, width: number): string {
  const lines: string[] = [];
  let rest = text;
  while (rest.length > width) {
    const blank = rest.lastIndexOf(' ', width);
    const mark = Math.max(...['.', '/', '-', '_', ':', ','].map((one) => rest.lastIndexOf(one, width - 1)));
    const end = blank > 0 ? blank : mark > width / 3 ? mark + 1 : width;
    lines.push(rest.slice(0, end).trimEnd());
    rest = rest.slice(end).trimStart();
  }
  return [...lines, rest].join('\n');
}

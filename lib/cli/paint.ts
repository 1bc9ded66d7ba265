import { styleText } from 'node:util';
import type { Paint } from '../plan/plan-text.ts';

const colours = { impossible: 'magenta', destructive: 'red', review: 'yellow', safe: 'green' } as const;

interface Target {
  readonly isTTY?: boolean;
}

/** A terminal has colours, but for NO_COLOR (no-color.org). */
const hasColours = (stream: Target) => stream.isTTY === true && (process.env['NO_COLOR'] ?? '') === '';

type Style = 'bold' | 'red' | 'yellow' | 'dim';

const styled = (stream: Target, style: Style, text: string) =>
  hasColours(stream) ? styleText(style, text, { validateStream: false }) : text;

/** Colours on a terminal, and never with NO_COLOR. */
export function paintFor(stream: Target): Paint {
  return hasColours(stream)
    ? (risk, text) => styleText(colours[risk], text, { validateStream: false })
    : (_risk, text) => text;
}

/** The heads of tables and the places of problems. */
export const emphasized = (stream: Target, text: string) => styled(stream, 'bold', text);

/**
 * The text of problems, as `formatProblems` writes it: places are bold, what is wrong is red or, for a warning, yellow, and
 * what to do is as it was.
 */
export function paintedProblems(stream: Target, text: string): string {
  if (!hasColours(stream)) return text;
  let atWhat = false;
  return text
    .split('\n')
    .map((line) => {
      if (!line.startsWith('  ')) {
        atWhat = /:\d+:\d+$/.test(line);
        return atWhat ? styled(stream, 'bold', line) : line;
      }
      const style = atWhat ? (line.startsWith('  warning: ') ? 'yellow' : 'red') : undefined;
      atWhat = false;
      return style === undefined ? line : styled(stream, style, line);
    })
    .join('\n');
}

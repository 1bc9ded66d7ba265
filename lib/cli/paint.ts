import { styleText } from 'node:util';
import type { Paint } from '../plan/plan-text.ts';

const colours = { impossible: 'magenta', destructive: 'red', review: 'yellow', safe: 'green' } as const;

/** Colours on a terminal, and never with NO_COLOR. */
export function paintFor(stream: { readonly isTTY?: boolean }): Paint {
  const plain = stream.isTTY !== true || (process.env['NO_COLOR'] ?? '') !== '';
  return plain
    ? (_risk, text) => text
    : (risk, text) => styleText(colours[risk], text, { validateStream: false });
}

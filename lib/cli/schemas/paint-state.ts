import { styleText } from 'node:util';
import type { PaintState } from '../../registry/schemas-text.ts';

const colours = { blocked: 'red', new: 'green', change: 'yellow' } as const;

/** Colours on a terminal, and never with NO_COLOR. */
export function paintState(stream: { readonly isTTY?: boolean }): PaintState {
  if (stream.isTTY !== true || (process.env['NO_COLOR'] ?? '') !== '') return (_state, text) => text;
  return (state, text) =>
    state in colours
      ? styleText(colours[state as keyof typeof colours], text, { validateStream: false })
      : text;
}

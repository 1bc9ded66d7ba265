import type { Fact } from './facts.ts';
import { printable } from '../model/text/problem.ts';

/** Where a value may be a secret: it is never shown. */
const secret =
  /(?:^|[._[-])(?:password|passwd|jaas\.config|token|secret|private[._-]?key|credential)s?\]?(?:\.value)?$/i;

/** A value as a person reads it, on one line; `(nothing)` where there is none, `(hidden)` where it may be a secret. */
export function shown(path: string, value: Fact | undefined): string {
  if (value === undefined) return '(nothing)';
  if (secret.test(path) && typeof value !== 'boolean') return '(hidden)';
  return printable(String(value));
}

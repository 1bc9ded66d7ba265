import type { Fact } from './facts.ts';
import { shown } from './shown.ts';

/** Lines of one difference that are shown. */
const mostLines = 40;

/**
 * Two values as the lines of a difference, each with `- ` or `+ ` before it. Of long texts and lists only what is on
 * one side alone; a fact that is only there or not says so by its path.
 */
export function differenceLines(path: string, before: Fact | undefined, after: Fact | undefined): string[] {
  if (before === undefined && after === true) return [];
  if (after === undefined && before === true) return [];
  const [was, is] = [partsOf(before), partsOf(after)];
  const lines = [
    ...without(was, is).map((part) => `- ${shown(path, part)}`),
    ...without(is, was).map((part) => `+ ${shown(path, part)}`),
  ];
  if (lines.length === 0) return ['  the same lines in another order'];
  const more = lines.length - mostLines;
  return more > 0 ? [...lines.slice(0, mostLines), `  … and ${more} more lines`] : lines;
}

/** The lines of a text, the items of a list, or the value itself. */
function partsOf(value: Fact | undefined): Fact[] {
  if (value === undefined) return [];
  if (typeof value !== 'string') return [value];
  if (value.startsWith('[') && value.endsWith(']')) {
    try {
      const list = JSON.parse(value) as unknown;
      if (Array.isArray(list)) return list.map((item) => String(item));
    } catch {
      return [value];
    }
  }
  return value.includes('\n') ? value.split('\n').filter((line) => line !== '') : [value];
}

function without(parts: readonly Fact[], others: readonly Fact[]): Fact[] {
  const known = new Set(others);
  return parts.filter((part) => !known.has(part));
}

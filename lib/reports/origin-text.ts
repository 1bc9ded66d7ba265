import type { Origin } from '../policies/setting.ts';

/** Where a setting is said: `file:line:column`, the rule in words, or both. */
export function originText({ source, path, note }: Origin): string {
  const place = source === undefined || path === undefined ? '' : source.place(path);
  const where = place === '' ? '' : `${place.file}:${place.line}:${place.column}`;
  return [where, note].filter((text) => text !== '').join(': ');
}

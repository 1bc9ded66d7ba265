import { spelledOut as hiddenSpelledOut } from '../../model/text/hidden-characters.ts';

/**
 * Text as a page may show it: hidden characters are spelled out (`\u202e`). Line feeds and tabs stay, and the two
 * joiners that scripts and emoji need.
 */
export function spelledOut(text: string): string {
  return hiddenSpelledOut(text.replaceAll('\r\n', '\n'), '\u200c\u200d');
}

/** Every text of a value, keys too, spelled out: what a page is given has gone through here. */
export function spelledOutDeep<T>(value: T): T {
  return deep(value) as T;
}

function deep(value: unknown): unknown {
  if (typeof value === 'string') return spelledOut(value);
  if (typeof value !== 'object' || value === null) return value;
  if (Array.isArray(value)) return value.map(deep);
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [spelledOut(key), deep(item)]));
}

/** JSON that may stand between `<script>` tags: no `<`, so no tag and no comment can begin in it. */
export function inertJson(value: unknown): string {
  return JSON.stringify(value).replaceAll('<', '\\u003c');
}

/** Equal items get one place in a list. */
export class Pool<T> {
  readonly items: T[] = [];
  readonly #places = new Map<string, number>();

  /** @returns the index of the item */
  place(item: T): number {
    const key = typeof item === 'string' ? item : JSON.stringify(item);
    const known = this.#places.get(key);
    if (known !== undefined) return known;
    this.#places.set(key, this.items.length);
    return this.items.push(item) - 1;
  }
}

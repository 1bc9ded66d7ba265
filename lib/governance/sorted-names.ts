import { compare } from '../model/text/problem.ts';

interface Named<T> {
  readonly name: string;
  readonly of: T;
}

/** Names in order, so that those that begin with a prefix are found without looking at all: there may be 10,000. */
export class SortedNames<T> {
  readonly #items: readonly Named<T>[];

  constructor(items: readonly Named<T>[]) {
    this.#items = [...items].sort((a, b) => compare(a.name, b.name));
  }

  startingWith(prefix: string): Named<T>[] {
    let low = 0;
    let high = this.#items.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if (compare(this.#items[middle]?.name ?? '', prefix) < 0) low = middle + 1;
      else high = middle;
    }
    const found: Named<T>[] = [];
    for (let index = low; index < this.#items.length; index += 1) {
      const item = this.#items[index];
      if (!item?.name.startsWith(prefix)) break;
      found.push(item);
    }
    return found;
  }
}

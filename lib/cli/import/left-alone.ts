import { addTo } from '../../model/groups.ts';

/** Objects that are not imported, by the reason. */
export class LeftAlone {
  readonly #byReason = new Map<string, string[]>();
  readonly #odd = new Set<string>();

  /** It is not for this import. */
  add(reason: string, id: string): void {
    addTo(this.#byReason, reason, id);
  }

  /** It is, and cannot be imported: told by its name, however many there are. */
  addOdd(reason: string, id: string): void {
    this.#odd.add(reason);
    this.add(reason, id);
  }

  entries(): { readonly reason: string; readonly ids: readonly string[]; readonly odd: boolean }[] {
    return [...this.#byReason].map(([reason, ids]) => ({ reason, ids, odd: this.#odd.has(reason) }));
  }
}

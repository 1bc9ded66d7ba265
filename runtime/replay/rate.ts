/** Lets so many through a second: at most those of one second at once (token bucket). */
export class Rate {
  readonly #perSecond: number;
  readonly #now: () => number;
  #tokens: number;
  #at: number;

  /** @param now milliseconds of a clock that only goes forward */
  constructor(perSecond: number, now: () => number = () => performance.now()) {
    this.#perSecond = perSecond;
    this.#now = now;
    this.#tokens = Math.max(1, perSecond);
    this.#at = now();
  }

  /** Takes one. @returns milliseconds to wait before it may go; it counts as gone then */
  take(): number {
    const now = this.#now();
    const most = Math.max(1, this.#perSecond);
    this.#tokens = Math.min(most, this.#tokens + ((now - this.#at) / 1000) * this.#perSecond) - 1;
    this.#at = now;
    return this.#tokens >= 0 ? 0 : (-this.#tokens / this.#perSecond) * 1000;
  }
}

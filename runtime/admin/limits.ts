/** Requests of each caller: so many a minute, which may come at once (token bucket). */
export class RequestLimit {
  readonly #perMinute: number;
  readonly #now: () => number;
  readonly #left = new Map<string, { tokens: number; at: number }>();

  /** @param now milliseconds of a clock that only goes forward */
  constructor(perMinute: number, now: () => number = () => performance.now()) {
    this.#perMinute = perMinute;
    this.#now = now;
  }

  /** Takes one request of a caller. @returns undefined where it may go; else whole seconds after which one may */
  take(caller: string): number | undefined {
    const now = this.#now();
    const { tokens, at } = this.#left.get(caller) ?? { tokens: this.#perMinute, at: now };
    const there = Math.min(this.#perMinute, tokens + ((now - at) / 60_000) * this.#perMinute);
    this.#left.set(caller, { tokens: there < 1 ? there : there - 1, at: now });
    return there < 1 ? Math.ceil(((1 - there) / this.#perMinute) * 60) : undefined;
  }
}

/** Work that may be done at the same time, so many at most. */
export class Places {
  readonly #most: number;
  #taken = 0;

  constructor(most: number) {
    this.#most = most;
  }

  /** Takes one. @returns what gives it back; undefined where all are taken */
  take(): (() => void) | undefined {
    if (this.#taken >= this.#most) return undefined;
    this.#taken += 1;
    let held = true;
    return () => {
      if (held) this.#taken -= 1;
      held = false;
    };
  }
}

import { draw } from "./draw.js";

export interface BackoffOptions {
  /** Milliseconds before the first attempt, at most. */
  readonly first: number;
  /** Milliseconds before any attempt, at most. */
  readonly longest: number;
  readonly seed: number;
}

/** How long to wait before trying again: doubling, with half of it left to chance, so that clients do not come back at once. */
export class Backoff {
  #attempts = 0;
  #draws = 0;

  constructor(private readonly options: BackoffOptions) {}

  /** @param atLeast milliseconds that the venue asks for */
  next(atLeast = 0): number {
    const { first, longest, seed } = this.options;
    const whole = Math.min(longest, first * 2 ** Math.min(this.#attempts, 30));
    this.#attempts++;
    return Math.max(atLeast, whole * (0.5 + 0.5 * draw(seed, this.#draws++)));
  }

  /** To be called only after data has flowed: a venue that accepts and drops at once must not be hammered. */
  reset(): void {
    this.#attempts = 0;
  }
}

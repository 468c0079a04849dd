/** One identity of a ledger: in how many places it was looked at, how far off it was at worst, and where it failed. */
export interface Identity {
  readonly name: string;
  readonly checks: number;
  /** The largest distance from what should be, as a share of what it is measured by; 0 where it held to the last bit. */
  readonly worst: number;
  /** The first places where it does not hold, each with value and expectation. */
  readonly failures: readonly string[];
  readonly failed: number;
}

/** Money is summed in doubles here and there: what is further apart is no rounding. */
const tolerance = 1e-9;
const named = 5;

/** Counts the checks of one identity. */
export class Tally {
  readonly #name: string;
  readonly #failures: string[] = [];
  #checks = 0;
  #failed = 0;
  #worst = 0;

  constructor(name: string) {
    this.#name = name;
  }

  /** Two numbers that should be one, apart by no more than rounding of things of the size of `scale`. */
  near(actual: number, expected: number, scale: number, where: () => string): void {
    this.#checks++;
    const apart = actual === expected ? 0 : Math.abs(actual - expected) / Math.max(Math.abs(expected), scale);
    if (apart > this.#worst) this.#worst = apart;
    // Not `apart > tolerance`: what is no number has failed.
    if (!(apart <= tolerance)) this.#fail(`${where()}: ${actual}, expected ${expected}`);
  }

  holds(condition: boolean, where: () => string): void {
    this.#checks++;
    if (!condition) this.#fail(where());
  }

  get identity(): Identity {
    return {
      name: this.#name,
      checks: this.#checks,
      worst: this.#worst,
      failures: this.#failures,
      failed: this.#failed,
    };
  }

  #fail(place: string): void {
    this.#failed++;
    if (this.#failures.length < named) this.#failures.push(place);
  }
}

/** A sum that keeps what rounding takes from it (A. Neumaier, 1974). */
export class ExactSum {
  #sum = 0;
  #lost = 0;
  /** Σ |x|, what its rounding is measured by. */
  size = 0;

  add(x: number): void {
    const next = this.#sum + x;
    this.#lost += Math.abs(this.#sum) >= Math.abs(x) ? this.#sum - next + x : x - next + this.#sum;
    this.#sum = next;
    this.size += Math.abs(x);
  }

  get value(): number {
    return this.#sum + this.#lost;
  }
}

export function sumOf(values: readonly number[]): ExactSum {
  const sum = new ExactSum();
  for (const value of values) sum.add(value);
  return sum;
}

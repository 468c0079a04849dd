import * as fc from "fast-check";

/**
 * Answers to the questions a generator asks, read from a tape of numbers. A shorter tape and smaller numbers give a
 * simpler program, so that what fails is shrunk to what matters; past the end of the tape every answer is the simplest.
 */
export class Choices {
  #at = 0;

  constructor(private readonly tape: readonly number[]) {}

  get exhausted(): boolean {
    return this.#at >= this.tape.length;
  }

  #next(): number {
    return this.tape[this.#at++] ?? 0;
  }

  /** A whole number, both ends included; `low` is the simplest. */
  integer(low: number, high: number): number {
    return low + (this.#next() % (high - low + 1));
  }

  /** One of them; the first is the simplest. */
  pick<Item>(items: readonly [Item, ...Item[]]): Item {
    return items[this.integer(0, items.length - 1)] ?? items[0];
  }

  /** One of them; undefined where there is none. */
  any<Item>(items: readonly Item[]): Item | undefined {
    return items.length === 0 ? undefined : items[this.integer(0, items.length - 1)];
  }

  /** Yes this often; no is the simplest. */
  chance(percent: number): boolean {
    return this.#next() % 100 >= 100 - percent;
  }

  /** Between none and so many. */
  several<Item>(most: number, make: (index: number) => Item): Item[] {
    return Array.from({ length: this.integer(0, most) }, (_, index) => make(index));
  }
}

export const arbitraryTape: fc.Arbitrary<readonly number[]> = fc.array(fc.nat(1_000_003), {
  minLength: 60,
  maxLength: 900,
  size: "max",
});

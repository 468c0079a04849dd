import type { NodeStatistics } from "../engine/engine.js";

/** Parts of a run besides the nodes of its graph and its broker. */
type Part = "reading" | "metrics" | "plots";

/** What the parts of a run cost that are not the engine's; it measures nothing where nobody asks. */
export class Stopwatch {
  readonly #runs: boolean;
  readonly #parts: Readonly<Record<Part, { milliseconds: number; bars: number }>> = {
    reading: { milliseconds: 0, bars: 0 },
    metrics: { milliseconds: 0, bars: 0 },
    plots: { milliseconds: 0, bars: 0 },
  };

  constructor(runs: boolean) {
    this.#runs = runs;
  }

  /** Does a part of the work over so many bars. */
  measure<Result>(part: Part, bars: number, work: () => Result): Result {
    if (!this.#runs) return work();
    const start = performance.now();
    const result = work();
    const entry = this.#parts[part];
    entry.milliseconds += performance.now() - start;
    entry.bars += bars;
    return result;
  }

  /** The pieces of a feed, with the time that each takes to come. */
  *pieces<Piece extends { readonly time: ArrayLike<number> }>(given: Iterable<Piece>): Generator<Piece> {
    if (!this.#runs) return yield* given;
    const pieces = given[Symbol.iterator]();
    for (;;) {
      const next = this.measure("reading", 0, () => pieces.next());
      if (next.done === true) return;
      this.#parts.reading.bars += next.value.time.length;
      yield next.value;
    }
  }

  /** The engine's nodes and broker, then these parts as far as they cost anything. */
  statistics(engine: readonly NodeStatistics[]): readonly NodeStatistics[] {
    const parts = Object.entries(this.#parts).filter(([, { bars }]) => bars > 0);
    return [...engine, ...parts.map(([operation, cost]) => ({ node: null, operation, ...cost }))];
  }
}

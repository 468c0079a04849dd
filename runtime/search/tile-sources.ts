import type { Graph } from "../../compiler/graph/index.js";
import type { BarColumn, Kernels } from "../../kernels/index.js";
import {
  FundingInlet,
  fundingStateBytes,
  placeFunding,
  writeFunding,
  type FundingPlaces,
} from "../broker/funding.js";
import type { RowSource } from "../engine/feeds.js";
import type { Layout } from "../engine/layout.js";

/** What a search reads beside its candles. */
export interface TileSources {
  readonly feeds: readonly RowSource[];
  /** Fundings, for strategies that pay those of the data. */
  readonly funding?: RowSource | undefined;
  /** Finer bars, for strategies that ask for them. */
  readonly magnify?: RowSource | undefined;
}

/** A funding that some sets of a tile pay. */
interface SharedFunding {
  readonly places: FundingPlaces;
  readonly state: number;
  /** Of a set that pays it: all of them pay the same. */
  readonly scalars: readonly number[];
}

/** The fundings of a tile: one column for every rate among its sets, or one for all where the data says the rates. */
export class TileFundings {
  readonly #graph: Graph;
  readonly #source: RowSource | undefined;
  readonly #byRate = new Map<number, SharedFunding>();

  constructor(
    graph: Graph,
    sets: readonly (readonly number[])[],
    { funding }: TileSources,
    layout: Layout,
    capacity: number,
  ) {
    this.#graph = graph;
    this.#source = funding;
    for (const scalars of sets) {
      const rate = this.#rateOf(scalars);
      if (this.#byRate.has(rate)) continue;
      const places = placeFunding(graph, funding, layout, capacity);
      if (places === null) return;
      this.#byRate.set(rate, { places, state: layout.take(fundingStateBytes), scalars });
    }
  }

  /** Column of what is due at each bar for a set; undefined where nothing ever is. */
  dueOf(scalars: readonly number[]): number | undefined {
    return this.#byRate.get(this.#rateOf(scalars))?.places.due;
  }

  /** What works out the columns, once the memory is there. */
  open(kernels: Kernels, bars: ReadonlyMap<BarColumn, number>, buffer: ArrayBuffer): readonly FundingInlet[] {
    return [...this.#byRate.values()].map(({ places, state, scalars }) => {
      writeFunding(this.#graph, scalars, places, bars, buffer);
      return new FundingInlet(kernels, state, places, this.#source, buffer);
    });
  }

  #rateOf(scalars: readonly number[]): number {
    const { funding } = this.#graph.orders.costs;
    return funding?.source === "data" ? 0 : (scalars[funding?.rate ?? -1] ?? 0);
  }
}

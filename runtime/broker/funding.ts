import type { Graph } from "../../compiler/graph/index.js";
import type { BarColumn, Kernels } from "../../kernels/index.js";
import { FeedInlet, stagedRows, type RowSource } from "../engine/feeds.js";
import { takeColumn, type Layout } from "../engine/layout.js";
import type { BarCell, Step } from "../engine/program.js";

/** How many milliseconds after a bar's open a funding still counts as due at it; as the kernel has it. */
const late = 999;

/** Bytes of the state of `funding_due`. */
export const fundingStateBytes = 40;

/** Where the funding of a strategy lies: the sum of the rates due at each bar, and what its kernel needs. */
export interface FundingPlaces {
  /** Column that the broker reads. */
  readonly due: number;
  readonly staged: readonly number[];
  readonly parameters: number;
  readonly inputs: number;
  readonly outputs: number;
}

/** Room for a strategy's funding; null where none is paid, or where it is to come from data and there is none. */
export function placeFunding(
  graph: Graph,
  source: RowSource | undefined,
  layout: Layout,
  capacity: number,
): FundingPlaces | null {
  const { funding } = graph.orders.costs;
  if (funding === undefined || (funding.source === "data" && source === undefined)) return null;
  return {
    due: takeColumn(layout, capacity),
    staged: [takeColumn(layout, stagedRows), takeColumn(layout, stagedRows)],
    parameters: layout.take(16),
    inputs: layout.take(16),
    outputs: layout.take(8),
  };
}

/** Writes what does not change; gives the cell that points to the times of the bars. */
export function writeFunding(
  graph: Graph,
  scalars: readonly number[],
  places: FundingPlaces,
  bars: ReadonlyMap<BarColumn, number>,
  buffer: ArrayBuffer,
): readonly BarCell[] {
  const { funding } = graph.orders.costs;
  const view = new DataView(buffer);
  view.setFloat64(places.parameters, funding?.every ?? 0, true);
  view.setFloat64(places.parameters + 8, scalars[funding?.rate ?? -1] ?? 0, true);
  const inputs = [bars.get("time") ?? 0, ...places.staged];
  for (const [k, address] of inputs.entries()) view.setUint32(places.inputs + 4 * k, address, true);
  view.setUint32(places.outputs, places.due, true);
  return [{ name: "time", address: places.inputs }];
}

/** Works out what is due at the bars of each step, from a constant or from rows. */
export class FundingInlet {
  readonly #step: Pick<Step, "kernel" | "state" | "parameters" | "inputs" | "outputs">;
  readonly #rows: FeedInlet | null;

  constructor(
    kernels: Kernels,
    state: number,
    places: FundingPlaces,
    source: RowSource | undefined,
    buffer: ArrayBuffer,
  ) {
    const kernel = kernels["funding_due"];
    if (kernel === undefined) throw new RangeError("the kernel module has no funding_due");
    this.#step = { kernel, state, ...places };
    this.#rows = source === undefined ? null : new FeedInlet(source, 0, places.staged, buffer);
  }

  /** @param last open of the last bar of the step */
  run(count: number, last: number): void {
    const { kernel, state, parameters, inputs, outputs } = this.#step;
    if (this.#rows === null) kernel(count, state, parameters, inputs, outputs);
    else this.#rows.run(this.#step, count, last + late);
  }
}

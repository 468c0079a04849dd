import {
  firstFreeAddress,
  loadKernels,
  pageBytes,
  type BarColumn,
  type Kernels,
} from "../../kernels/index.js";
import type { BarColumns, BarFeed, BarPiece, DatasetInformation } from "../data/dataset.js";
import { Layout } from "./layout.js";

const names: readonly BarColumn[] = ["time", "open", "high", "low", "close", "volume"];

/**
 * Bars that lie in the memory of the kernels, which read them where they are: loaded once, run over many times without
 * being copied again. One engine at a time works on them; a later one takes the place of an earlier one.
 */
export class ResidentBars {
  readonly memory: WebAssembly.Memory;
  /** Where an engine's own part of the memory may begin. */
  readonly end: number;
  readonly count: number;
  readonly #addresses: ReadonlyMap<BarColumn, number>;
  #kernels: { readonly module: WebAssembly.Module; readonly kernels: Kernels } | undefined;

  /** Copies the bars in. */
  constructor(bars: BarPiece) {
    this.count = bars.time.length;
    const layout = new Layout(firstFreeAddress);
    this.#addresses = new Map(names.map((name) => [name, layout.take(this.count * 8)]));
    this.end = layout.take(0);
    this.memory = new WebAssembly.Memory({ initial: Math.ceil(layout.end / pageBytes) });
    const target = this.columns(0, this.count);
    for (const name of names) target[name].set(bars[name]);
  }

  /** The kernels on this memory. */
  kernels(module: WebAssembly.Module): Kernels {
    if (this.#kernels?.module !== module)
      this.#kernels = { module, kernels: loadKernels(module, this.memory) };
    return this.#kernels.kernels;
  }

  /** The bars [from, to) where they lie. Good until the memory grows: until another engine is bound to it. */
  columns(from: number, to: number): BarColumns {
    const column = (name: BarColumn): Float64Array =>
      new Float64Array(this.memory.buffer, (this.#addresses.get(name) ?? 0) + from * 8, to - from);
    return {
      time: column("time"),
      open: column("open"),
      high: column("high"),
      low: column("low"),
      close: column("close"),
      volume: column("volume"),
    };
  }
}

/** A feed over resident bars; engines run over them in place. */
export class ResidentFeed implements BarFeed {
  readonly information: DatasetInformation;
  readonly bars: ResidentBars;
  readonly #series: BarPiece["series"];

  constructor(bars: BarPiece, information: DatasetInformation) {
    this.bars = new ResidentBars(bars);
    this.#series = bars.series;
    this.information = information;
  }

  *chunks(): Generator<BarPiece> {
    const series = this.#series;
    yield { ...this.bars.columns(0, this.bars.count), ...(series !== undefined && { series }) };
  }
}

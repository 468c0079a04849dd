import { viewAt, type Record64 } from "../broker/structure.js";
import { Layout } from "../engine/layout.js";
import type { EquityCurve } from "../record.js";
import { addressIn, inletRows, ownHome, type MetricsHome } from "./home.js";
import { statisticsKernel, type StatisticsKernel } from "./kernel.js";
import { samplerLayout } from "./layout.js";

/** Numbers of a row: bar, time, equity, cash, position, close. */
const width = 6;
/** Rows of a bucket, and the first and the last bar's before all buckets. */
const kept = 4;
const ends = 2;
const defaultRows = 4000;

function placeSampler(start: number, rows: number) {
  const layout = new Layout(start);
  const limit = 2 * Math.max(8, Math.floor(rows / (2 * kept)));
  const column = (): number => layout.take((inletRows + 2) * 8);
  return {
    head: layout.take(samplerLayout.bytes),
    limit,
    rows: layout.take((limit * kept + ends) * width * 8),
    inlet: { time: column(), equity: column(), cash: column(), position: column(), close: column() },
    end: layout.take(0),
  };
}

/** Bytes that a sampler of so many rows needs. */
export function samplerBytes(rows = defaultRows): number {
  return placeSampler(0, rows).end;
}

/**
 * Keeps a curve of any length in bounded memory: up to `rows` rows all of them, of more the rows where equity or
 * close is lowest or highest in each of equal buckets, besides the first and the last. When the buckets are full
 * two and two are joined. So no peak and no trough is lost, and the result does not depend on the piece length.
 */
export class EquitySampler {
  readonly #buffer: ArrayBuffer;
  readonly #kernel: StatisticsKernel;
  readonly #place: ReturnType<typeof placeSampler>;
  readonly #head: Record64<typeof samplerLayout.fields>;

  /**
   * @param rows most rows of the result, 64 or more
   * @param home `samplerBytes` of memory whose columns are then read where they lie; default: a memory of its own
   */
  constructor(rows = defaultRows, home: MetricsHome = ownHome(samplerBytes(rows))) {
    this.#buffer = home.buffer;
    this.#kernel = statisticsKernel(home.kernels);
    this.#place = placeSampler(home.address, rows);
    this.#head = viewAt(new DataView(home.buffer), samplerLayout, this.#place.head);
    this.#head.set("rows", this.#place.rows);
    this.#head.set("limit", this.#place.limit);
  }

  add(chunk: EquityCurve, count: number = chunk.time.length): void {
    const { head, inlet } = this.#place;
    for (let from = 0; from < count; from += inletRows) {
      const rows = Math.min(inletRows, count - from);
      const at = (name: keyof EquityCurve): number =>
        addressIn(this.#buffer, chunk[name], from, rows, inlet[name]);
      this.#kernel.sample(head, at("time"), at("equity"), at("cash"), at("position"), at("close"), rows);
    }
  }

  /** Bars that a bucket stands for: 1 while every bar is kept. */
  get equityStep(): number {
    return Math.max(1, this.#head.get("step"));
  }

  /** First, last and the kept rows in the order of their bars, each once. */
  curve(): EquityCurve {
    const none = this.#head.get("bars") === 0;
    const count = none ? 0 : ends + kept * this.#head.get("buckets");
    const numbers = new Float64Array(this.#buffer, this.#place.rows, count * width);
    // Bar and place in one number, so that sorting needs no compare of ours.
    const sorted = Float64Array.from(
      { length: count },
      (_, k) => (numbers[k * width] ?? 0) * count + k,
    ).sort();
    const bar = (key: number): number => Math.floor(key / count);
    const places = sorted
      .filter((key, k) => k === 0 || bar(key) !== bar(sorted[k - 1] ?? 0))
      .map((key) => (key % count) * width);
    const column = (at: number): Float64Array => places.map((place) => numbers[place + at] ?? 0);
    return { time: column(1), equity: column(2), cash: column(3), position: column(4), close: column(5) };
  }
}

/** The rows of a whole curve that are enough to draw it. */
export function sampleCurve(curve: EquityCurve, rows: number): EquityCurve {
  if (curve.time.length <= rows / 2) return curve;
  const sampler = new EquitySampler(rows);
  sampler.add(curve);
  return sampler.curve();
}

import { RunError } from "../engine/error.js";
import { EquitySampler, type MetricsAccumulator, type MetricsHome } from "../metrics/index.js";
import type { EquityCurve } from "../record.js";
import type { BacktestResult } from "../result.js";
import { DaySampler } from "./days.js";
import { GrowingColumn } from "./series.js";

const names = ["time", "equity", "cash", "position", "close"] as const;

const mapColumns = (make: (name: (typeof names)[number]) => Float64Array): EquityCurve => ({
  time: make("time"),
  equity: make("equity"),
  cash: make("cash"),
  position: make("position"),
  close: make("close"),
});

/**
 * Takes the account to the metrics and to whatever is kept. What is kept gets the last bar only when the next one has
 * come, because closing the last position at the end of the data changes it.
 */
export class Recorder {
  readonly #metrics: MetricsAccumulator;
  readonly #columns: Readonly<Record<(typeof names)[number], GrowingColumn>> | null;
  readonly #sampler: EquitySampler | null;
  readonly #days = new DaySampler();
  readonly #checks: boolean;
  readonly #held = mapColumns(() => new Float64Array(1));
  #holds = false;

  constructor(
    keep: "full" | "sampled" | "none",
    expected: number,
    metrics: MetricsAccumulator,
    samplerHome: MetricsHome,
    checkIdentities: boolean,
  ) {
    this.#metrics = metrics;
    this.#checks = checkIdentities;
    const column = (): GrowingColumn => new GrowingColumn(expected);
    this.#columns =
      keep === "full"
        ? { time: column(), equity: column(), cash: column(), position: column(), close: column() }
        : null;
    this.#sampler = keep === "sampled" ? new EquitySampler(undefined, samplerHome) : null;
  }

  take(rows: EquityCurve): void {
    const last = rows.time.length - 1;
    if (last < 0) return;
    this.#metrics.add(rows);
    if (this.#columns === null && this.#sampler === null && !this.#checks) return;
    this.#release();
    this.#emit(mapColumns((name) => rows[name].subarray(0, last)));
    for (const name of names) this.#held[name][0] = rows[name][last] ?? Number.NaN;
    this.#holds = true;
  }

  /** The run is over; the account after whatever was closed at the last close. */
  finish(equity: number, cash: number, position: number): void {
    this.#metrics.amendLast(equity, position);
    this.#held.equity[0] = equity;
    this.#held.cash[0] = cash;
    this.#held.position[0] = position;
    this.#release();
  }

  curve(): Pick<BacktestResult, "equity" | "equityStep" | "days"> {
    const days = this.#days.days();
    if (this.#sampler !== null)
      return { equity: this.#sampler.curve(), equityStep: this.#sampler.equityStep, days };
    const columns = this.#columns;
    if (columns === null) return { equity: null, equityStep: 1 };
    return { equity: mapColumns((name) => columns[name].finish()), equityStep: 1, days };
  }

  #release(): void {
    if (!this.#holds) return;
    this.#holds = false;
    this.#emit(this.#held);
  }

  #emit(rows: EquityCurve): void {
    if (rows.time.length === 0) return;
    if (this.#checks) checkMarks(rows);
    this.#sampler?.add(rows);
    this.#days.add(rows);
    if (this.#columns !== null) for (const name of names) this.#columns[name].append(rows[name]);
  }
}

/** equity = cash + position × close on every bar whose close is there. */
function checkMarks({ time, equity, cash, position, close }: EquityCurve): void {
  for (let i = 0; i < time.length; i++) {
    const marked = (cash[i] ?? 0) + (position[i] ?? 0) * (close[i] ?? 0);
    const scale = Math.max(Math.abs(cash[i] ?? 0), Math.abs(equity[i] ?? 0), 1e-9);
    if (Math.abs(marked - (equity[i] ?? 0)) > 1e-9 * scale)
      throw new RunError(
        "SAGE8212",
        `At ${new Date(time[i] ?? 0).toISOString()} equity is ${equity[i]}, but cash and position come to ${marked}.`,
        "This is a fault of the program; please report it.",
      );
  }
}

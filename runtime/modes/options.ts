import type { MarketCalendar } from "../metrics/index.js";
import type { AnswerLog } from "../engine/answer-log.js";
import type { NodeStatistics } from "../engine/engine.js";
import type { Feeds } from "../feeds/bind.js";
import type { ModelSchedule } from "../models/predictor.js";
import { stopped, type SwitchChange } from "../broker/switches.js";
import { RunError } from "../engine/error.js";

export interface BacktestOptions {
  /** Money at the start; default 10,000. */
  readonly capital?: number;
  /** Name of the account's money; default the quote of the symbol, or "USD". */
  readonly currency?: string;
  /** Values of the strategy's parameters by name; what is not named keeps the value of the text. */
  readonly parameters?: Readonly<Record<string, number>>;
  /** Open time (epoch ms) of the first bar to trade; earlier bars only warm the indicators up. */
  readonly from?: number | null;
  /** Bars that open at or after this time are not read. */
  readonly to?: number | null;
  /** When the kill switch was thrown and taken back, in the order of time; default never. */
  readonly switches?: readonly SwitchChange[];
  /** What becomes of an open position at the end: closed at the last close with costs (default), or only valued. */
  readonly endOfData?: "close" | "mark";
  readonly keep?: KeepOptions;
  /** Data of the strategy's feeds, by name. */
  readonly feeds?: Feeds;
  /** Part of the run's identity; nothing here is random yet. Default 0. */
  readonly seed?: number;
  /** Bars in a year, for annual figures; default by the bars themselves. */
  readonly calendar?: MarketCalendar;
  /** Risk-free rate a year, a fraction; default 0. */
  readonly riskFree?: number;
  /** Checked before every pass of some thousands of bars. */
  readonly signal?: AbortSignal;
  /** Bars done and, as far as known, in all. */
  readonly progress?: (done: number, total: number) => void;
  /** Check on every bar that equity = cash + position × close, and at the end that the trades explain all of it. */
  readonly checkIdentities?: boolean;
  /** Bars in one pass; results do not depend on it. */
  readonly capacity?: number;
  /** Told at the end what each node of the graph cost; measuring costs a little itself. */
  readonly onStatistics?: (nodes: readonly NodeStatistics[]) => void;
  /** What the strategy's models said in a run before; in a run that asks them: where it is kept. */
  readonly answers?: AnswerLog;
  /** Kernels other than those that came with the program. */
  readonly module?: WebAssembly.Module;
}

/** What a run keeps; its memory does not grow with the data where nothing is kept. */
export interface KeepOptions {
  /** "full": every bar (default); "sampled": some thousand rows that hold every peak and trough; "none". */
  readonly equity?: "full" | "sampled" | "none";
  /** Default true. */
  readonly trades?: boolean;
  /** Default true. */
  readonly orders?: boolean;
  /** Default true. */
  readonly signals?: boolean;
  /** The strategy's plots, every bar; default true. */
  readonly plots?: boolean;
  /** Messages of alerts; default true. They are counted in any case. */
  readonly alerts?: boolean;
}

type Check = readonly [holds: (value: unknown) => boolean, must: string];

const finite: Check = [Number.isFinite, "must be a finite number"];
const truth: Check = [(value) => typeof value === "boolean", "must be true or false"];
const oneOf = (...words: readonly string[]): Check => [
  (value) => words.some((word) => word === value),
  `must be ${words.map((word) => `"${word}"`).join(" or ")}`,
];
const orNull = ([holds, must]: Check): Check => [(value) => value === null || holds(value), must];
const isAbove = (value: unknown, low: number) =>
  typeof value === "number" && Number.isFinite(value) && value > low;

const optionChecks: Readonly<Record<string, Check>> = {
  capital: [(value) => isAbove(value, 0), "must be a number above zero"],
  currency: [(value) => typeof value === "string" && value !== "", "must be a word"],
  parameters: [isNumbers, "must give a number for each name"],
  from: orNull(finite),
  to: orNull(finite),
  switches: [areSwitches, "must be changes in the order of their times"],
  endOfData: oneOf("close", "mark"),
  seed: [Number.isSafeInteger, "must be a whole number"],
  riskFree: finite,
  capacity: [
    (value) => Number.isInteger(value) && isAbove(value, 0) && !isAbove(value, 1_000_000),
    "must be a whole number from 1 to 1,000,000",
  ],
};

const keepChecks: Readonly<Record<string, Check>> = {
  equity: oneOf("full", "sampled", "none"),
  trades: truth,
  orders: truth,
  signals: truth,
  plots: truth,
  alerts: truth,
};

function isNumbers(value: unknown): boolean {
  return (
    typeof value === "object" &&
    value !== null &&
    Object.values(value).every((one) => typeof one === "number" && !Number.isNaN(one))
  );
}

function areSwitches(value: unknown): boolean {
  if (!Array.isArray(value)) return false;
  return value.every((one: Partial<SwitchChange>, k) => {
    const before: Partial<SwitchChange> | undefined = value[k - 1];
    const follows = before === undefined || Number(before.time) < Number(one.time);
    return Number.isFinite(one.time) && follows && stopped.some((word) => word === one.stops);
  });
}

/** Checked by hand, not by zod: this lies on the path of a cold run, and zod's import does not. */
function refuse(options: object, checks: Readonly<Record<string, Check>>, prefix = ""): void {
  for (const [name, [holds, must]] of Object.entries(checks)) {
    const value: unknown = Reflect.get(options, name);
    if (value === undefined || holds(value)) continue;
    throw new RunError("SAGE8203", `The option "${prefix}${name}" ${must}; it is ${String(value)}.`);
  }
}

/** The options with their defaults; `models` of a run that asks models. */
export type SettledOptions = ReturnType<typeof settleOptions> & {
  readonly models?: ReadonlyMap<number, ModelSchedule>;
};

/** @throws RunError naming the first option that cannot be */
export function settleOptions(options: BacktestOptions) {
  refuse(options, optionChecks);
  if (options.keep !== undefined) refuse(options.keep, keepChecks, "keep.");
  const { from = null, to = null } = options;
  if (from !== null && to !== null && from >= to)
    throw new RunError("SAGE8203", "The run would begin at or after its end.", "Choose `from` before `to`.");
  return {
    ...options,
    capital: options.capital ?? 10_000,
    parameters: options.parameters ?? {},
    from,
    to,
    switches: options.switches ?? [],
    endOfData: options.endOfData ?? "close",
    seed: options.seed ?? 0,
    keep: {
      equity: options.keep?.equity ?? "full",
      trades: options.keep?.trades ?? true,
      orders: options.keep?.orders ?? true,
      signals: options.keep?.signals ?? true,
      plots: options.keep?.plots ?? true,
      alerts: options.keep?.alerts ?? true,
    },
  } as const;
}

import * as z from "zod";
import type { MarketCalendar } from "../metrics/index.js";
import type { NodeStatistics } from "../engine/engine.js";
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
  /** What becomes of an open position at the end: closed at the last close with costs (default), or only valued. */
  readonly endOfData?: "close" | "mark";
  readonly keep?: KeepOptions;
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
}

const optionsSchema = z.object({
  capital: z.number().positive().finite().optional(),
  currency: z.string().min(1).optional(),
  parameters: z.record(z.string(), z.number()).optional(),
  from: z.number().finite().nullable().optional(),
  to: z.number().finite().nullable().optional(),
  endOfData: z.enum(["close", "mark"]).optional(),
  keep: z
    .object({
      equity: z.enum(["full", "sampled", "none"]).optional(),
      trades: z.boolean().optional(),
      orders: z.boolean().optional(),
      signals: z.boolean().optional(),
      plots: z.boolean().optional(),
    })
    .optional(),
  seed: z.int().optional(),
  riskFree: z.number().finite().optional(),
  capacity: z.int().positive().max(1_000_000).optional(),
});

/** The options with their defaults. */
export type SettledOptions = ReturnType<typeof settleOptions>;

/** @throws RunError naming the first option that cannot be */
export function settleOptions(options: BacktestOptions) {
  const checked = optionsSchema.safeParse(options);
  if (!checked.success) {
    const [issue] = checked.error.issues;
    throw new RunError("SAGE8203", `The option "${issue?.path.join(".")}" cannot be: ${issue?.message}.`);
  }
  const { from = null, to = null } = options;
  if (from !== null && to !== null && from >= to)
    throw new RunError("SAGE8203", "The run would begin at or after its end.", "Choose `from` before `to`.");
  return {
    ...options,
    capital: options.capital ?? 10_000,
    parameters: options.parameters ?? {},
    from,
    to,
    endOfData: options.endOfData ?? "close",
    seed: options.seed ?? 0,
    keep: {
      equity: options.keep?.equity ?? "full",
      trades: options.keep?.trades ?? true,
      orders: options.keep?.orders ?? true,
      signals: options.keep?.signals ?? true,
      plots: options.keep?.plots ?? true,
    },
  } as const;
}

import { marketSeries } from "../../kernels/catalog/series.js";
import * as z from "zod";

/**
 * The execution graph: plain, versioned data. A strategy's computation as nodes in topological order, the orders
 * that follow from it, and what must be known about it before a bar is run (warm-up, identity).
 */
export const graphVersion = 1;

const index = z.int().nonnegative();
const span = z.object({ start: index, end: index });

const unit = z.object({ quote: z.number(), base: z.number(), bars: z.number(), milliseconds: z.number() });

/** A finite number, or the words for what JSON cannot say. */
const bound = z.union([z.number(), z.literal("inf"), z.literal("-inf")]);

/**
 * A value fixed before the run. `constant`, `parameter` and `tick` (the market's price step) are leaves; other operations are those of
 * `compiler/graph/scalar.ts` over earlier scalars. Evaluated once when a graph is bound to parameter values.
 */
const scalar = z.object({
  operation: z.string(),
  inputs: z.array(index),
  /** Of a constant: its value (`null` is na). Of a parameter: its position in `parameters`. */
  value: z.number().nullable().optional(),
});

/** A column: output number `output` of node number `node`. */
const reference = z.object({ node: index, output: index });

/** What one column of a node holds. */
const output = z.object({ type: z.enum(["number", "truth", "category"]), unit });

/** Register of a `recurrence`; `compiler/graph/recurrence.ts` says what they hold. */
const register = index;

const program = z.object({
  /** How many values are carried from bar to bar: the first registers. */
  states: index,
  /** Of the node's inputs, the first so many must be present; a bar on which one is `na` is skipped. */
  required: index,
  temporaries: index,
  /** For each state: the register that holds its value before the first bar, and the one it is taken from after a bar. */
  starts: z.array(register),
  nexts: z.array(register),
  /** For each output of the node: the register it is taken from. */
  outputs: z.array(register),
  /** Operation, target register, operand registers; run in order on every bar. */
  instructions: z.array(z.tuple([z.string(), register], register)),
});

const node = z.object({
  /**
   * A name of the catalogue. The bar columns are the operations open, high, low, close, volume and time, which the
   * feed supplies; `constant` fills its column with its one parameter.
   */
  operation: z.string(),
  /** The catalogue's inputs, then the bar columns the operation reads, each in declared order: all pointers of the kernel. */
  inputs: z.array(reference),
  /** Indices into `scalars`, in the catalogue's order; `kernelParameters` gives what the kernel is passed. */
  parameters: z.array(index),
  outputs: z.array(output).min(1),
  /**
   * Column buffer of each output. Buffers are used again by later nodes, except those of bar columns and constants,
   * of columns that orders, plots and requirements of the run read, and never by an output of a node that reads them.
   */
  slots: z.array(index).min(1),
  /**
   * The clock it runs on, a place in `clocks` counted from 1; absent: the strategy's own bars. `gather` reads the
   * strategy's bars and gives a column of its clock, `hold` the other way round; all others stay on one clock.
   */
  clock: index.optional(),
  knownAt: z.enum(["open", "close"]),
  /** Bars of its clock before the first value and before the start no longer matters, for the worst parameter values; `inf`: never. */
  first: index,
  settled: bound,
  /** Where it was written; semantics do not depend on it. */
  span,
  /** Of a `feed` node: which of `feeds` it reads. */
  feed: index.optional(),
  /** Of a `recurrence` node: what is computed from bar to bar. */
  program: program.optional(),
  /** Of a `prediction` node: the model that is asked, as its position in `models`; the inputs are its features. */
  model: index.optional(),
});

/** A price level that is placed at the fill: base + slope × entry. */
const level = z.object({ base: reference, slope: reference });

const entry = z.object({
  side: z.enum(["long", "short"]),
  when: reference,
  /**
   * How it enters: absent at the next open; else at `price` or better (limit), at `price` or worse (stop). A stop with
   * a `limit` becomes a limit order there once `price` is reached.
   */
  order: z
    .object({
      type: z.enum(["limit", "stop"]),
      price: reference,
      limit: reference.optional(),
      /** Bars on which it may fill (scalar); absent: until it fills or something ends it. */
      validity: index.optional(),
    })
    .optional(),
  stop: level.optional(),
  /** Where the stop moves to once the price has gone `after` (base + slope × entry) in favour of the entry; absent: nowhere. */
  moves: z.array(z.object({ level, after: level })).optional(),
  /** `portion`: fraction of the position as it was entered, at most what is left of it; 1 takes the rest. */
  takes: z.array(z.object({ level, portion: index })),
  /**
   * Distances are base + slope × entry, the slope absent where it is 0; with `share` the distance is a fraction of the
   * best price instead.
   */
  trail: z
    .object({
      distance: reference,
      distanceSlope: reference.optional(),
      share: z.literal(true).optional(),
      after: reference.optional(),
      afterSlope: reference.optional(),
    })
    .optional(),
  /** Bars after which the position is left (scalar). */
  expire: index.optional(),
  span,
  text: z.string(),
});

const exit = z.object({ side: z.enum(["long", "short", "all"]), when: reference, span, text: z.string() });

const size = z.object({
  /**
   * equity: fraction of equity; notional: money; quantity: units of base; risk: fraction of equity lost at the stop;
   * kelly: Kelly's share of equity, from the closed positions, times the amount.
   */
  kind: z.enum(["equity", "notional", "quantity", "risk", "kelly"]),
  amount: reference,
  /** Of kelly (scalars): the part of the share that is taken, from how many positions on, and the share until then. */
  kelly: z.object({ fraction: index, trades: index, otherwise: index }).optional(),
  /** At most this fraction of equity as notional (scalar). */
  limit: index.optional(),
  span,
});

const cost = z.object({
  /** Fraction of notional for orders that take and that rest. */
  taker: index,
  maker: index,
  /** Money per fill. */
  fixed: index,
  /** Of price, in ticks, of the bar's range, or of price for an order as large as the bar's volume, growing up to there. */
  slippage: z.object({ kind: z.enum(["rate", "ticks", "range", "square_root", "linear"]), amount: index }),
  /** Full spread as a fraction of price; half is paid on each market fill. */
  spread: index,
  /** Fraction of notional that a liquidation costs on top of the taker's fee; absent: nothing. */
  liquidation: index.optional(),
  /** What the perpetual's funding costs; absent: nothing. `every` in milliseconds, at its multiples since the epoch. */
  funding: z
    .object({
      source: z.enum(["data", "constant"]),
      rate: index.optional(),
      every: z.number().positive().optional(),
      missing: z.enum(["warn", "stop"]),
    })
    .optional(),
  /** Fraction of its value a year that borrowed money and borrowed units cost; absent: nothing. */
  borrow: index.optional(),
});

const halt = z.object({
  quantity: z.enum(["drawdown", "daily loss", "losing streak"]),
  /** Trading halts when the quantity exceeds this scalar; where `inclusive`, already when it reaches it. */
  above: index,
  inclusive: z.boolean(),
  /** Bars until trading resumes (scalar); absent: for good. */
  length: index.optional(),
  span,
});

const orders = z.object({
  entries: z.array(entry),
  exits: z.array(exit),
  /** The alternative to rules: the share of equity to hold, and how far off (scalar) it may be before it is traded. */
  position: z.object({ target: reference, rebalance: index, span, text: z.string() }).optional(),
  size: size.optional(),
  costs: cost,
  cooldown: z.object({ length: index, after: z.enum(["any", "loss", "win"]) }).optional(),
  halts: z.array(halt),
  fills: z.object({
    path: z.enum(["pessimistic", "ohlc", "olhc"]),
    /** Whether protections already act in the bar of the fill or from the next one. */
    protectFrom: z.enum(["fill", "next"]),
    /** What an entry against an open position does: close it and open the other side (default), or nothing. */
    opposite: z.enum(["reverse", "ignore"]).optional(),
    /** Most that orders fill of a bar's volume (scalar, a fraction); absent: no limit. */
    participation: index.optional(),
    /** Most entries of one position (scalar); absent: one. */
    pyramiding: index.optional(),
    /** Most entries that are filled in a UTC day (scalar); absent: any number. */
    entriesPerDay: index.optional(),
    /** Largest notional as a multiple of equity (scalar). */
    leverage: index,
    /** Positions have a margin of their own; they are liquidated when it falls below this share of their value (scalar). */
    maintenance: index.optional(),
    /** Length of the finer bars, in milliseconds, that say in which order things happen inside a bar. */
    magnify: z.number().positive().optional(),
  }),
});

/** Another clock than the strategy's own bars: slower bars, made of them. `interval` in milliseconds. */
const clock = z.object({ kind: z.literal("frame"), interval: z.number().positive() });

/** A setting of a learner or a training: a number (scalar; lengths in bars), one for each class, or words. */
const option = z.object({
  name: z.string(),
  scalar: index.optional(),
  scalars: z.array(index).optional(),
  words: z.array(z.string()).optional(),
});

const model = z.object({
  name: z.string(),
  documentation: z.string(),
  /** What the model sees, in its order. */
  features: z.array(
    z.object({ name: z.string(), series: reference, type: z.enum(["number", "truth", "category"]) }),
  ),
  /**
   * What it learns to foresee. The column holds, at each bar, the target of `delay` (scalar) bars before, so that it is
   * made of the past alone; whoever reads it shifts it back to its row.
   */
  target: z.object({
    name: z.string(),
    series: reference,
    delay: index,
    /**
     * At each bar for how many bars the target of `delay` bars before was alive, where that differs from bar to bar and the
     * weights of rows ask for it.
     */
    lives: reference.optional(),
    kind: z.enum(["binary", "classes", "regression"]),
    /** Names in the order of the classes' numbers; of a binary target its own. */
    classes: z.array(z.string()),
  }),
  algorithm: z.object({ name: z.string(), options: z.array(option) }),
  train: z.array(option),
  /** Bars until all features have a value, and until the start no longer matters. */
  first: index,
  settled: bound,
  /** Bars that the target looks ahead, and that are left out before and after a test fold; worst case. */
  reach: index,
  purge: z.number().nonnegative(),
  embargo: z.number().nonnegative(),
  span,
});

/** Another market, a file, or a series of the market itself whose values are read; `interval` and `known` (from its time to when it is known) in milliseconds. */
const feed = z.object({
  name: z.string(),
  interval: z.number().positive().nullable(),
  market: z
    .object({
      symbol: z.string(),
      exchange: z.string().nullable(),
      type: z.enum(["spot", "perpetual", "future"]),
    })
    .nullable(),
  file: z.object({ path: z.string(), column: z.string(), known: z.number().nonnegative() }).nullable(),
  /** Which series of the market itself; absent for the other two. */
  series: z.enum(marketSeries).optional(),
});

const parameter = z.object({
  name: z.string(),
  kind: z.enum(["bars", "number", "percent", "ticks", "duration", "truth"]),
  value: z.number(),
  low: z.number(),
  high: z.number(),
  step: z.number(),
  span,
});

export const graphSchema = z.object({
  schema: z.literal("sage.graph/1"),
  strategy: z.string(),
  documentation: z.string(),
  market: z.object({
    symbol: z.string(),
    exchange: z.string().nullable(),
    type: z.enum(["spot", "perpetual", "future"]),
    /** Length of a bar in milliseconds. */
    timeframe: z.number().positive(),
    /** Smallest price step, quantity step and order value; `null`: taken from the data or unlimited. */
    tick: z.number().positive().nullable(),
    lot: z.number().positive().nullable(),
    minimumNotional: z.number().nonnegative().nullable(),
  }),
  gaps: z.enum(["hold", "fill", "stop"]),
  parameters: z.array(parameter),
  /** Scalars that must be true for a set of parameter values to be allowed, with their source text. */
  requirements: z.array(z.object({ scalar: index, text: z.string(), span })),
  /** Clocks beside the strategy's own; absent: none. */
  clocks: z.array(clock).optional(),
  /** Other markets and files that are read; absent: none. */
  feeds: z.array(feed).optional(),
  scalars: z.array(scalar),
  nodes: z.array(node),
  /** How many column buffers the schedule needs. */
  slotCount: index,
  orders,
  /** What is learned from data; asked by `prediction` nodes. */
  models: z.array(model).default([]),
  /** Series that the user asked to see. With a `delay` (scalar) the value at a bar is that of so many bars before. */
  plots: z.array(z.object({ label: z.string(), series: reference, delay: index.optional() })),
  /** What the user asked to be told: at each bar on which `when` is true. */
  alerts: z.array(
    z.object({
      when: reference,
      /** The message around its values: one piece more than there are values. */
      parts: z.array(z.string()).min(1),
      values: z.array(reference),
      span,
    }),
  ),
  /**
   * Named series, for `sage why`, `eval` and the report: those the run computes anyway. Compiled with `keepNames` all
   * are here and computed. A name does not keep its slot: who wants the values copies them when the node has run.
   */
  names: z.array(z.object({ name: z.string(), series: reference, delay: index.optional() })),
  warmup: z.object({
    /** The first bar on which a decision is possible, and the bar from which the start no longer matters, for the worst parameter values. */
    first: index,
    settled: bound,
    dominatedBy: z.string().nullable(),
  }),
  /** Source text of the strategy, so that spans can be shown. */
  source: z.object({ path: z.string(), text: z.string() }),
  /** SHA-256 of the canonical semantic form. */
  hash: z.string(),
});

type Immutable<T> = T extends object ? { readonly [Key in keyof T]: Immutable<T[Key]> } : T;

/** A graph ready to run: optimised, scheduled, with slots and hash. `stages.ts` has the types it goes through before. */
export type Graph = Immutable<z.infer<typeof graphSchema>>;
export type GraphNode = Graph["nodes"][number];
export type GraphFeed = NonNullable<Graph["feeds"]>[number];
export type GraphClock = NonNullable<Graph["clocks"]>[number];
export type GraphModel = Graph["models"][number];
export type GraphScalar = Graph["scalars"][number];
export type GraphOutput = GraphNode["outputs"][number];
export type GraphSpan = GraphNode["span"];
export type ColumnReference = GraphNode["inputs"][number];
export type GraphParameter = Graph["parameters"][number];
export type RecurrenceProgram = NonNullable<GraphNode["program"]>;
export type Orders = Graph["orders"];
export type EntryRule = Orders["entries"][number];
export type ExitRule = Orders["exits"][number];
export type Level = NonNullable<EntryRule["stop"]>;
export type Bound = GraphNode["settled"];

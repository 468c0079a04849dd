import * as fc from "fast-check";
import type { Graph } from "../../compiler/graph/index.js";
import type { TwinRules } from "../broker/twin-rules.js";
import type { BarColumns } from "../data/dataset.js";
import { barsOf, type BarRow } from "./feed.js";
import { StrategyBuilder, type EntryDraft, type StrategyDraft } from "./strategy.js";

/** Prices step by halves, so that levels are often touched exactly. */
const step = fc.integer({ min: -8, max: 8 });

interface RowDraft {
  readonly gap: number;
  readonly move: number;
  readonly up: number;
  readonly down: number;
  readonly code: number;
}

/** Conditions are the bits of the volume; rarely it is missing, and with it every condition. */
const row: fc.Arbitrary<RowDraft> = fc.record({
  gap: fc.oneof({ weight: 3, arbitrary: fc.constant(0) }, { weight: 1, arbitrary: step }),
  move: step,
  up: fc.nat(6),
  down: fc.nat(6),
  code: fc.oneof(
    { weight: 6, arbitrary: fc.constant(0) },
    { weight: 8, arbitrary: fc.nat(15) },
    { weight: 1, arbitrary: fc.constant(Number.NaN) },
  ),
});

function toBars(rows: readonly RowDraft[]): BarColumns {
  let close = 100;
  return barsOf(
    rows.map(({ gap, move, up, down, code }): BarRow => {
      const open = Math.max(10, close + gap / 2);
      close = Math.max(10, open + move / 2);
      return [open, Math.max(open, close) + up / 2, Math.min(open, close) - down / 2, close, code];
    }),
    6 * 3_600_000,
  );
}

export const arbitraryBars: fc.Arbitrary<BarColumns> = fc
  .array(row, { minLength: 2, maxLength: 120, size: "max" })
  .map(toBars);

const optional = <T>(value: fc.Arbitrary<T>): fc.Arbitrary<T | undefined> =>
  fc.option(value, { nil: undefined, freq: 2 });

const protection = fc.record({
  /** Distance below the entry (slope 1) or below the signal's close (slope 0). */
  stop: optional(fc.record({ distance: fc.integer({ min: 1, max: 8 }), fromClose: fc.boolean() })),
  takes: fc.array(
    fc.record({ distance: fc.integer({ min: 1, max: 10 }), portion: fc.constantFrom(0.25, 0.5, 1) }),
    { maxLength: 3 },
  ),
  /** Where the stop moves to, from the entry, once so much is gained. */
  moves: fc.array(
    fc.record({ level: fc.integer({ min: -3, max: 3 }), after: fc.integer({ min: 0, max: 5 }) }),
    { maxLength: 2 },
  ),
  trail: optional(
    fc.oneof(
      fc.record({
        distance: fc.integer({ min: 1, max: 8 }),
        share: fc.constant(false),
        after: fc.integer({ min: 0, max: 4 }),
      }),
      fc.record({
        distance: fc.constantFrom(0.0123, 0.0345),
        share: fc.constant(true),
        after: fc.integer({ min: 0, max: 4 }),
      }),
    ),
  ),
  expire: optional(fc.integer({ min: 1, max: 12 })),
  /** Distance for us from the signal's close; below it a limit waits, above it a stop entry. */
  order: optional(
    fc.record({
      type: fc.constantFrom("limit", "stop" as const),
      distance: fc.integer({ min: -3, max: 8 }).map((halves) => halves / 2),
      /** From the close of the signal, or from a price that stays. */
      fixed: fc.boolean(),
      /** Of a stop: how far beyond it the limit lies. */
      limit: optional(fc.integer({ min: -4, max: 4 }).map((halves) => halves / 2)),
      validity: optional(fc.integer({ min: 1, max: 5 })),
    }),
  ),
});

/** Where a limit or stop entry rests, above or below a price. */
const offsetOf = (side: number, { type, distance }: { readonly type: string; readonly distance: number }) =>
  type === "limit" ? -side * distance : side * distance;

/** The limit of a stop, from the same price as the stop. */
const limitOf = (
  side: number,
  order: { readonly type: string; readonly distance: number; readonly limit: number | undefined },
): number | undefined =>
  order.type === "stop" && order.limit !== undefined ? offsetOf(side, order) + side * order.limit : undefined;

const halt = fc.oneof(
  fc.record({
    quantity: fc.constant("drawdown" as const),
    above: fc.constantFrom(0.0113, 0.0517),
    length: optional(fc.integer({ min: 1, max: 20 })),
  }),
  fc.record({
    quantity: fc.constant("daily loss" as const),
    above: fc.constantFrom(0.0057, 0.0213),
    length: optional(fc.integer({ min: 1, max: 10 })),
  }),
  fc.record({
    quantity: fc.constant("losing streak" as const),
    above: fc.constantFrom(1, 2),
    length: optional(fc.integer({ min: 1, max: 10 })),
  }),
);

/** A strategy without its bars: what can be said with the four condition bits and levels around entry or close. */
export const arbitraryRules = fc.record({
  protections: fc.tuple(protection, protection),
  sides: fc.constantFrom([1, -1] as const, [1, 1] as const, [-1, 1] as const),
  exits: fc.tuple(
    fc.constantFrom("long", "short", "all" as const),
    fc.constantFrom("long", "short", "all" as const),
  ),
  size: fc.oneof(
    fc.record({
      kind: fc.constant("equity" as const),
      amount: fc.constantFrom(0.25, 1, 3),
      limit: optional(fc.constant(0.4)),
    }),
    fc.record({ kind: fc.constant("notional" as const), amount: fc.constantFrom(200, 5000) }),
    fc.record({ kind: fc.constant("quantity" as const), amount: fc.constantFrom(1, 8, 40) }),
    fc.record({
      kind: fc.constant("kelly" as const),
      amount: fc.constantFrom(0.5, 1),
      kelly: fc.record({
        fraction: fc.constantFrom(0.5, 1),
        trades: fc.integer({ min: 1, max: 4 }),
        otherwise: fc.constantFrom(0, 0.3),
      }),
      limit: optional(fc.constant(0.4)),
    }),
    fc.record({
      kind: fc.constant("risk" as const),
      amount: fc.constantFrom(0.01, 0.05),
      limit: optional(fc.constant(2)),
    }),
  ),
  costs: fc.record({
    taker: fc.constantFrom(0, 0.001, 0.02),
    maker: fc.constantFrom(0, 0.0005),
    fixed: fc.constantFrom(0, 0.25),
    spread: fc.constantFrom(0, 0.001),
    slippage: fc.record({
      kind: fc.constantFrom("rate", "range", "square_root", "linear" as const),
      amount: fc.constantFrom(0, 0.0005, 0.01),
    }),
  }),
  cooldown: optional(
    fc.record({
      length: fc.integer({ min: 1, max: 8 }),
      after: fc.constantFrom("any", "loss", "win" as const),
    }),
  ),
  halts: fc.array(halt, { maxLength: 2 }),
  path: fc.constantFrom("pessimistic", "ohlc", "olhc" as const),
  protectFrom: fc.constantFrom("fill", "next" as const),
  reverses: fc.constantFrom(true, true, false),
  pyramiding: fc.constantFrom(1, 1, 2, 3),
  entriesPerDay: fc.constantFrom(undefined, undefined, undefined, 1, 2),
  leverage: fc.constantFrom(1, 4, 10, 1000),
  /** Margin of its own for each position, where the leverage leaves one. */
  maintenance: optional(fc.constantFrom(0.005, 0.05)),
  liquidationFee: fc.constantFrom(0, 0, 0.01, 0.1),
  funding: optional(fc.record({ rate: fc.constantFrom(0.001, -0.002), hours: fc.constantFrom(4, 8, 24) })),
  borrow: fc.constantFrom(0, 0, 0.5),
  lot: fc.constantFrom(0, 0.125),
  minimumNotional: fc.constantFrom(0, 150),
  first: fc.nat(10),
});

/** What of the draft is about margin and holding; leverage beyond the maintenance margin has none. */
const moneyOf = ({ maintenance, leverage, liquidationFee, borrow, funding }: RulesDraft) => ({
  liquidationFee,
  borrow,
  ...(maintenance !== undefined && 1 / leverage > maintenance && { maintenance }),
  ...(funding && { funding: { rate: funding.rate, every: funding.hours * 3_600_000 } }),
});

export type RulesDraft = typeof arbitraryRules extends fc.Arbitrary<infer Draft> ? Draft : never;

const capital = 1000;

/** The same rules as the slow twin takes them. */
export function twinRules(draft: RulesDraft, bars: BarColumns): TwinRules {
  const bit = (k: number): readonly number[] =>
    Array.from(bars.volume, (code) => (Number.isNaN(code) ? Number.NaN : (code >> k) & 1));
  const column = (value: (close: number) => number): readonly number[] => Array.from(bars.close, value);
  const { costs, cooldown } = draft;
  return {
    ...costs,
    ...moneyOf(draft),
    path: draft.path,
    protectFrom: draft.protectFrom,
    reverses: draft.reverses,
    pyramiding: draft.pyramiding,
    ...(draft.entriesPerDay !== undefined && { entriesPerDay: draft.entriesPerDay }),
    leverage: draft.leverage,
    lot: draft.lot,
    minimumNotional: draft.minimumNotional,
    first: draft.first,
    capital,
    ...(cooldown && { cooldown }),
    halts: draft.halts.map(({ length, ...halt }) => ({ ...halt, ...(length !== undefined && { length }) })),
    size: settled(draft),
    exits: draft.exits.map((side, k) => ({ side, when: bit(2 + k) })),
    entries: draft.protections.map(({ stop, moves, takes, trail, expire, order }, k) => {
      const side = draft.sides[k] ?? 1;
      const limit = order && limitOf(side, order);
      return {
        side,
        when: bit(k),
        ...(order && {
          order: {
            type: order.type,
            price: column((close) => (order.fixed ? 100 : close) + offsetOf(side, order)),
            ...(limit !== undefined && {
              limit: column((close) => (order.fixed ? 100 : close) + limit),
            }),
            ...(order.validity !== undefined && { validity: order.validity }),
          },
        }),
        ...(stop && {
          stop: stop.fromClose
            ? { base: column((close) => close - side * stop.distance), slope: 0 }
            : { base: column(() => -side * stop.distance), slope: 1 },
        }),
        takes: takes.map(({ distance, portion }) => ({
          level: { base: column(() => side * distance), slope: 1 },
          portion,
        })),
        moves: moves.map(({ level, after }) => ({
          level: { base: column(() => side * level), slope: 1 },
          after: { base: column(() => after), slope: 0 },
        })),
        ...(trail && { trail: { ...trail, distance: column(() => trail.distance) } }),
        ...(expire !== undefined && { expire }),
      };
    }),
  };
}

/** Risk needs a stop on every entry; without one the size is a fraction of equity. */
function settled({ size, protections }: RulesDraft): TwinRules["size"] {
  const kind =
    size.kind === "risk" && protections.some(({ stop }) => stop === undefined) ? "equity" : size.kind;
  const limit = "limit" in size ? size.limit : undefined;
  const kelly = "kelly" in size ? size.kelly : undefined;
  return { kind, amount: size.amount, ...(limit !== undefined && { limit }), ...(kelly && { kelly }) };
}

/** One entry of a graph. */
function entryOf(
  { stop, moves, takes, trail, expire, order }: RulesDraft["protections"][number],
  side: 1 | -1,
  when: EntryDraft["when"],
  builder: StrategyBuilder,
): EntryDraft {
  const close = builder.bar("close");
  const limit = order && limitOf(side, order);
  return {
    side: side > 0 ? "long" : "short",
    when,
    ...(order && {
      order: {
        type: order.type,
        price: order.fixed
          ? 100 + offsetOf(side, order)
          : builder.call("add", [close, offsetOf(side, order)]),
        ...(limit !== undefined && {
          limit: order.fixed ? 100 + limit : builder.call("add", [close, limit]),
        }),
        ...(order.validity !== undefined && { validity: order.validity }),
      },
    }),
    ...(stop && {
      stop: stop.fromClose
        ? { base: builder.call("subtract", [close, side * stop.distance]), slope: 0 }
        : { base: -side * stop.distance, slope: 1 },
    }),
    takes: takes.map(({ distance, portion }) => ({
      level: { base: side * distance, slope: 1 },
      portion,
    })),
    ...(moves.length > 0 && {
      moves: moves.map(({ level, after }) => ({
        level: { base: side * level, slope: 1 },
        after: { base: after, slope: 0 },
      })),
    }),
    ...(trail && { trail }),
    ...(expire !== undefined && { expire }),
  };
}

function moneyGraph(draft: RulesDraft): Pick<StrategyDraft, "costs" | "maintenance"> {
  const { maintenance, liquidationFee, borrow, funding } = moneyOf(draft);
  return {
    costs: {
      ...draft.costs,
      ...(liquidationFee > 0 && { liquidation: liquidationFee }),
      ...(borrow > 0 && { borrow }),
      ...(funding && { funding }),
    },
    ...(maintenance !== undefined && { maintenance }),
  };
}

/** The same rules as a graph; one that tells speaks of the crossings of the price's average. */
export function rulesGraph(
  draft: RulesDraft,
  tells = false,
  market: Pick<StrategyDraft, "participation" | "costs"> = {},
): Graph {
  const builder = new StrategyBuilder();
  const volume = builder.bar("volume");
  const bit = (k: number) =>
    builder.call("greater_equal", [builder.call("modulo", [volume, 2 ** (k + 1)]), 2 ** k]);
  const entries = draft.protections.map((each, k) => entryOf(each, draft.sides[k] ?? 1, bit(k), builder));
  const { cooldown, lot, minimumNotional } = draft;
  return builder.graph({
    entries,
    exits: draft.exits.map((side, k) => ({ side, when: bit(2 + k) })),
    size: settled(draft),
    ...moneyGraph(draft),
    ...market,
    ...(cooldown && { cooldown }),
    halts: draft.halts.map(({ quantity, above, length }) => ({
      quantity,
      above,
      ...(length !== undefined && { length }),
    })),
    path: draft.path,
    protectFrom: draft.protectFrom,
    opposite: draft.reverses ? "reverse" : "ignore",
    leverage: draft.leverage,
    ...(draft.pyramiding > 1 && { pyramiding: draft.pyramiding }),
    ...(draft.entriesPerDay !== undefined && { entriesPerDay: draft.entriesPerDay }),
    ...(lot > 0 && { lot }),
    minimumNotional,
    timeframe: 6 * 3_600_000,
    first: draft.first,
    ...(tells && { alerts: crossings(builder) }),
  });
}

function crossings(builder: StrategyBuilder): NonNullable<StrategyDraft["alerts"]> {
  const close = builder.bar("close");
  const average = builder.call("ema", [close], [5, 0]);
  return [
    { when: builder.call("crosses_above", [close, average]), values: [close, average] },
    { when: builder.call("crosses_below", [close, average]), values: [] },
  ];
}

/** What a strategy that holds a target may add to it. */
export const arbitraryTarget = fc.record({
  rebalance: fc.constantFrom(0, 0.05, 0.3),
  leverage: fc.constantFrom(1, 2),
  lot: fc.constantFrom(0, 0.125, 50),
  minimumNotional: fc.constantFrom(0, 60),
  taker: fc.constantFrom(0, 0.001, 0.02),
  cooldown: optional(fc.integer({ min: 1, max: 4 })),
  halts: fc.array(halt, { maxLength: 2 }),
});

/** A strategy whose target goes from -1.5 to 1.5 with the volume's bits, and is missing where it is. */
export function targetGraph(
  draft: typeof arbitraryTarget extends fc.Arbitrary<infer Draft> ? Draft : never,
): Graph {
  const builder = new StrategyBuilder();
  const { rebalance, lot, taker, cooldown, halts, ...rest } = draft;
  const volume = builder.bar("volume");
  return builder.graph({
    ...rest,
    entries: [],
    position: {
      target: builder.call("divide", [builder.call("subtract", [volume, 7.5]), 5]),
      rebalance,
    },
    ...(lot > 0 && { lot }),
    costs: { taker },
    ...(cooldown !== undefined && { cooldown: { length: cooldown, after: "any" as const } }),
    halts: halts.map(({ length, ...other }) => ({ ...other, ...(length !== undefined && { length }) })),
    timeframe: 6 * 3_600_000,
    alerts: crossings(builder),
  });
}

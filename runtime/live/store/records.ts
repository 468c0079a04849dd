import type { Alert, Order, Signal, Trade } from "../../record.js";
import type { LiveBar } from "../bar.js";
import { exactRow, numbersFromText, numbersToText, restoreExact } from "./exact.js";
import type { OpenPosition } from "./live-store.js";
import type { NewRow, RowOf } from "./tables.js";

interface Place {
  readonly strategy_id: number;
  readonly step: number;
}

/** A number that a column could not hold and no note of which was kept. */
const orNaN = (value: number | null): number => value ?? NaN;

export function orderRow(place: Place, order: Order, signal: number | null): NewRow<"orders"> {
  return exactRow({
    ...place,
    number: order.id,
    signal_number: signal,
    signal_bar: order.signalBar,
    bar: order.bar,
    time: order.time,
    side: order.side,
    kind: order.kind,
    quantity: order.quantity,
    status: order.status,
    price: order.price,
    fee: order.fee,
    slippage: order.slippage,
    reason: order.reason,
  });
}

export function orderOf(stored: RowOf<"orders">): Order {
  const row = restoreExact(stored);
  return {
    id: row.number,
    signalBar: row.signal_bar,
    bar: row.bar,
    time: row.time,
    side: row.side,
    kind: row.kind,
    quantity: orNaN(row.quantity),
    status: row.status,
    price: row.price,
    fee: orNaN(row.fee),
    slippage: orNaN(row.slippage),
    reason: row.reason,
  };
}

export function tradeRow(place: Place, trade: Trade, signal: number | null): NewRow<"trades"> {
  return exactRow({
    ...place,
    number: trade.id,
    signal_number: signal,
    side: trade.side,
    quantity: trade.quantity,
    entry_time: trade.entryTime,
    entry_bar: trade.entryBar,
    entry_price: trade.entryPrice,
    exit_time: trade.exitTime,
    exit_bar: trade.exitBar,
    exit_price: trade.exitPrice,
    profit: trade.profit,
    gross_profit: trade.grossProfit,
    fees: trade.fees,
    slippage: trade.slippage,
    funding: trade.funding,
    borrow: trade.borrow,
    return_fraction: trade.return,
    bars: trade.bars,
    mae: trade.mae,
    mfe: trade.mfe,
    entry_reason: trade.entryReason,
    exit_reason: trade.exitReason,
    entry_rule: trade.entryRule,
    exit_rule: trade.exitRule,
    signal_bar: trade.signalBar,
    position_number: trade.position,
    stop: trade.stop,
    take: trade.take,
    liquidation_price: trade.liquidationPrice,
  });
}

export function tradeOf(stored: RowOf<"trades">): Trade {
  const row = restoreExact(stored);
  return {
    id: row.number,
    side: row.side,
    quantity: orNaN(row.quantity),
    entryTime: row.entry_time,
    entryBar: row.entry_bar,
    entryPrice: orNaN(row.entry_price),
    exitTime: row.exit_time,
    exitBar: row.exit_bar,
    exitPrice: orNaN(row.exit_price),
    profit: orNaN(row.profit),
    grossProfit: orNaN(row.gross_profit),
    fees: orNaN(row.fees),
    slippage: orNaN(row.slippage),
    funding: orNaN(row.funding),
    borrow: orNaN(row.borrow),
    return: orNaN(row.return_fraction),
    bars: row.bars,
    mae: orNaN(row.mae),
    mfe: orNaN(row.mfe),
    entryReason: row.entry_reason,
    exitReason: row.exit_reason,
    entryRule: row.entry_rule,
    exitRule: row.exit_rule,
    signalBar: row.signal_bar,
    position: row.position_number,
    stop: row.stop,
    take: row.take,
    liquidationPrice: row.liquidation_price,
  };
}

export function signalRow(place: Place, number: number, signal: Signal): NewRow<"signals"> {
  const { bar, time, action, side, rule, outcome, reason } = signal;
  return { ...place, number, bar, time, action, side, rule, outcome, reason };
}

export function signalOf({ bar, time, action, side, rule, outcome, reason }: RowOf<"signals">): Signal {
  return { bar, time, action, side, rule, outcome, reason };
}

export function alertRow(place: Place, number: number, alert: Alert): NewRow<"alerts"> {
  return { ...place, number, ...alert };
}

export function alertOf({ bar, time, alert, message }: RowOf<"alerts">): Alert {
  return { bar, time, alert, message };
}

/** In the order of their names, so that the same values are the same text. */
export function seriesText(series: LiveBar["series"]): string | null {
  if (series === undefined) return null;
  return numbersToText(
    Object.fromEntries(Object.entries(series).toSorted(([one], [other]) => (one < other ? -1 : 1))),
  );
}

export function barRow(arena: number, revision: number, bar: LiveBar, received: number): NewRow<"bars"> {
  const { time, open, high, low, close, volume, series } = bar;
  return {
    arena_id: arena,
    time,
    revision,
    open,
    high,
    low,
    close,
    volume,
    series: seriesText(series),
    received_at: received,
  };
}

export function barOf(row: Omit<RowOf<"bars">, "arena_id" | "revision" | "received_at">): LiveBar {
  const { time, open, high, low, close, volume, series } = row;
  const bar = { time, open, high, low, close, volume };
  return series === null ? bar : { ...bar, series: numbersFromText(series) };
}

export function openPositionOf(stored: RowOf<"positions">): OpenPosition {
  const row = restoreExact(stored);
  return {
    side: row.side,
    quantity: orNaN(row.quantity),
    entryPrice: orNaN(row.entry_price),
    entryTime: row.entry_time,
    entryBar: row.entry_bar,
    stop: row.stop,
    takes: Object.values(numbersFromText(row.takes)),
    liquidationPrice: row.liquidation_price,
    unrealised: orNaN(row.unrealised),
    position: row.number,
  };
}

/** Doubles as they lie in memory, the lowest byte first. */
export function plotBytes(values: readonly number[]): Uint8Array | null {
  if (values.length === 0) return null;
  const bytes = Buffer.alloc(8 * values.length);
  for (const [k, value] of values.entries()) bytes.writeDoubleLE(value, 8 * k);
  return bytes;
}

export function plotsOf(bytes: Uint8Array | null): readonly number[] {
  if (bytes === null) return [];
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  return Array.from({ length: bytes.length / 8 }, (_, k) => view.getFloat64(8 * k, true));
}

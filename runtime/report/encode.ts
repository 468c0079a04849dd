import type { Trade } from "../record.js";
import type { BacktestResult } from "../result.js";
import type { DisplayCandles, DisplayCurve, DisplayPlot } from "./display.js";

/** The page's data as small JSON: columns instead of rows, times as differences in seconds, few digits. */
export function encodeChartData(
  result: BacktestResult,
  curve: DisplayCurve | null,
  candles: DisplayCandles | null,
  plots: readonly DisplayPlot[],
  shownTrades: readonly Trade[],
  memberOf?: ReadonlyMap<Trade, string>,
) {
  return {
    name: result.run.strategy,
    id: result.run.id,
    currency: result.account.currency,
    interval: result.data.interval,
    curve:
      curve === null
        ? null
        : {
            time: differences(curve.time),
            equity: rounded(curve.equity, 7),
            hold: rounded(curve.hold, 7),
            drawdown: fixed(curve.drawdown, 5),
            exposure: fixed(curve.exposure, 4),
          },
    candles:
      candles === null
        ? null
        : {
            step: candles.step,
            time: differences(candles.time),
            open: rounded(candles.open, 8),
            high: rounded(candles.high, 8),
            low: rounded(candles.low, 8),
            close: rounded(candles.close, 8),
          },
    plots: plots.map((plot) => ({
      label: plot.label,
      overlay: plot.overlay,
      marks: plot.marks,
      values: roundedOrNull(plot.values, 7),
    })),
    trades: {
      ...encodeTrades(shownTrades),
      ...(memberOf !== undefined && { member: shownTrades.map((trade) => memberOf.get(trade) ?? "") }),
    },
  };
}

function encodeTrades(trades: readonly Trade[]) {
  const reasons = [...new Set(trades.map((trade) => trade.entryReason))];
  const position = new Map(reasons.map((reason, i) => [reason, i]));
  const column = (value: (trade: Trade) => number, digits: number): readonly number[] =>
    rounded(trades.map(value), digits);
  return {
    id: trades.map((trade) => trade.id),
    short: trades.map((trade) => (trade.side === "short" ? 1 : 0)),
    quantity: column((trade) => trade.quantity, 8),
    entryTime: differences(trades.map((trade) => trade.entryTime)),
    entryBar: trades.map((trade) => trade.entryBar),
    entryPrice: column((trade) => trade.entryPrice, 9),
    exitTime: differences(trades.map((trade) => trade.exitTime)),
    exitBar: trades.map((trade) => trade.exitBar),
    exitPrice: column((trade) => trade.exitPrice, 9),
    profit: column((trade) => trade.profit, 8),
    return: column((trade) => trade.return, 6),
    fees: column((trade) => trade.fees, 6),
    slippage: column((trade) => trade.slippage, 6),
    funding: column((trade) => trade.funding, 6),
    bars: trades.map((trade) => trade.bars),
    mae: column((trade) => trade.mae, 4),
    mfe: column((trade) => trade.mfe, 4),
    stop: roundedOrNull(
      trades.map((trade) => trade.stop),
      8,
    ),
    take: roundedOrNull(
      trades.map((trade) => trade.take),
      8,
    ),
    exitReason: trades.map((trade) => trade.exitReason),
    entryReason: trades.map((trade) => position.get(trade.entryReason) ?? 0),
    reasons,
  };
}

/** First time, then steps, in seconds. */
function differences(times: readonly number[]): readonly number[] {
  return times.map((value, i) => (value - (i === 0 ? 0 : (times[i - 1] ?? 0))) / 1000);
}

function roundedOrNull(values: readonly (number | null)[], digits: number): readonly (number | null)[] {
  const known = rounded(
    values.map((value) => value ?? 0),
    digits,
  );
  return values.map((value, i) => (value === null ? null : (known[i] ?? null)));
}

/** At least `digits` significant digits for most of a column: the decimals that its typical value needs. */
function rounded(values: readonly number[], digits: number): readonly number[] {
  let size = 0;
  for (const value of values) size += Math.abs(value);
  const typical = size / Math.max(1, values.length);
  if (!(typical > 0) || typical > 1e15) return values;
  return fixed(values, Math.max(0, Math.min(15, digits - 1 - Math.floor(Math.log10(typical)))));
}

function fixed(values: readonly number[], digits: number): readonly number[] {
  const scale = 10 ** digits;
  // Adding zero turns −0 into 0.
  return values.map((value) => Math.round(value * scale) / scale + 0);
}

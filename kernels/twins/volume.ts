import { total, valueAt, type Column, type Twin } from "./twin.js";

const obv: Twin = (_, [closes = [], volumes = []]) => {
  const flows = closes.map((close, bar) => {
    const before = valueAt(closes, bar - 1);
    return close > before ? valueAt(volumes, bar) : close < before ? -valueAt(volumes, bar) : 0;
  });
  return [flows.map((_, bar) => (bar === 0 ? NaN : total(flows.slice(0, bar + 1))))];
};

/** A name for the period that a time lies in, by JavaScript's own calendar. */
function periodOf(time: number, anchor: number, session: number): string {
  const date = new Date(time - 60_000 * session);
  const day = date.toISOString().slice(0, 10);
  if (anchor === 0) return day;
  if (anchor === 2) return day.slice(0, 7);
  if (anchor === 3) return "";
  const monday = new Date(date.getTime() - 86_400_000 * ((date.getUTCDay() + 6) % 7));
  return monday.toISOString().slice(0, 10);
}

const vwap: Twin = ([anchor = NaN, session = NaN], [values = [], times = [], volumes = []]) => {
  const periods = times.map((time) => periodOf(time, anchor, session));
  const average = (bar: number): number => {
    const bars = Array.from({ length: bar + 1 }, (_, k) => k).filter((k) => periods[k] === periods[bar]);
    const sum = (column: (k: number) => number): number => total(bars.map(column));
    const traded = sum((k) => valueAt(volumes, k));
    return traded > 0 ? sum((k) => valueAt(values, k) * valueAt(volumes, k)) / traded : NaN;
  };
  return [values.map((_, bar): number => average(bar)) satisfies Column];
};

export const volume: Readonly<Record<string, Twin>> = { obv, vwap };

import type { BarRow, LiveRow, LiveSide, RunSide } from "./sides.js";
import { barValues, exactly, ledgerValues, nearly, type Part, type Same, type Value } from "./values.js";

/** The first bar of which the two sides do not say the same. */
export interface Parting {
  readonly time: number;
  /** Null: this side has no such bar. */
  readonly run: BarRow | null;
  readonly live: LiveRow | null;
  /** Places in the rows of each side; of a side without the bar, the place of the next one. */
  readonly runAt: number;
  readonly liveAt: number;
  /** What of the bar differs, in the order in which one follows from the other. */
  readonly parts: readonly Part[];
  readonly values: readonly Value[];
}

/** What was seen on the way over the bars that both sides have. */
export interface Walked {
  /** Bars of both sides that are the same, up to the first that is not. */
  readonly same: number;
  /** Of these: bars that both traded. */
  readonly traded: number;
  /** Times of the first and last bar of the common span. */
  readonly from: number;
  readonly to: number;
  readonly parting: Parting | null;
  /** The first bar of which signals, orders, trades or account differ; null: none. */
  readonly ledgerParts: number | null;
}

/**
 * Goes over the time that both sides have, bar by bar, to the first difference: of the bars themselves, or of what
 * followed from them. Null where they have no time in common.
 */
export function walk(run: RunSide, live: LiveSide): Walked | null {
  const span = commonSpan(run.rows, live.rows);
  if (span === null) return null;
  // A run that began its warm-up elsewhere may differ by rounding without meaning it.
  const same = beganTogether(run, live) ? exactly : nearly;
  let parting: Parting | null = null;
  let [count, traded] = [0, 0];
  for (const pair of pairs(run.rows, live.rows, span)) {
    const found = compare(pair, run, same);
    if (found !== null && parting === null) parting = found;
    if (found !== null && found.parts.some(isOfLedger))
      return { same: count, traded, ...span, parting, ledgerParts: found.time };
    if (parting !== null) continue;
    count++;
    if (pair.run?.account !== null && pair.live?.account !== null) traded++;
  }
  return { same: count, traded, ...span, parting, ledgerParts: null };
}

/** Whether the indicators of both have seen the same bars from the first on. */
export const beganTogether = ({ rows: run }: RunSide, { rows: live }: LiveSide): boolean =>
  run[0]?.time === live[0]?.time;

const isOfLedger = (part: Part): boolean => part !== "bar" && part !== "plots";

function commonSpan(run: readonly BarRow[], live: readonly BarRow[]): { from: number; to: number } | null {
  const from = Math.max(run[0]?.time ?? Infinity, live[0]?.time ?? Infinity);
  const to = Math.min(run.at(-1)?.time ?? -Infinity, live.at(-1)?.time ?? -Infinity);
  return from <= to ? { from, to } : null;
}

type Pair = Pick<Parting, "time" | "run" | "live" | "runAt" | "liveAt">;

/** The bars of both sides by their times. */
function* pairs(
  run: readonly BarRow[],
  live: readonly LiveRow[],
  { from, to }: { readonly from: number; readonly to: number },
): Generator<Pair> {
  let runAt = firstFrom(run, from);
  let liveAt = firstFrom(live, from);
  for (;;) {
    const [one, other] = [run[runAt], live[liveAt]];
    const time = Math.min(one?.time ?? Infinity, other?.time ?? Infinity);
    if (time > to) return;
    const [isOne, isOther] = [one?.time === time, other?.time === time];
    yield { time, run: isOne ? (one ?? null) : null, live: isOther ? (other ?? null) : null, runAt, liveAt };
    if (isOne) runAt++;
    if (isOther) liveAt++;
  }
}

function firstFrom(rows: readonly BarRow[], time: number): number {
  const found = rows.findIndex((row) => row.time >= time);
  return found < 0 ? rows.length : found;
}

function compare(pair: Pair, about: RunSide, same: Same): Parting | null {
  const { run, live } = pair;
  if (run === null || live === null) {
    const value = { what: "bar", run: presence(run), live: presence(live) };
    return { ...pair, parts: ["bar"], values: [value] };
  }
  const numbers = run.bar === null ? [] : barValues(run.bar, live.bar, about.series);
  // What only one of them traded is compared by what it left behind, at the first bar that both trade.
  const ledger = run.account === null || live.account === null ? [] : ledgerValues(run, live, about, same);
  if (numbers.length === 0 && ledger.length === 0) return null;
  return {
    ...pair,
    parts: [...(numbers.length > 0 ? (["bar"] as const) : []), ...ledger.map(({ part }) => part)],
    values: [...numbers, ...ledger.flatMap(({ values }) => values)],
  };
}

const presence = (row: BarRow | null): string | null =>
  row === null ? null : row.bar === null ? "there" : `closed at ${row.bar.close}`;

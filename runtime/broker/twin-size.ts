import type { TwinRules } from "./twin-rules.js";

// How much the twin's entries are.

interface Sizing {
  readonly equity: number;
  /** The part of it that sizes are counted from. */
  readonly share: number;
  readonly price: number;
  readonly stop: number | null;
  /** Money that the position has bound already. */
  readonly bound: number;
  /** It pays the maker's fee. */
  readonly rests: boolean;
  /** Of what is filled in part: the rest of it; else 0. */
  readonly left: number;
  /** Returns of the positions that have ended. */
  readonly outcomes: readonly number[];
}

/** Units before they are rounded to lots; null: there is no money for them. */
export function unitsFor(rules: TwinRules, sizing: Sizing): number | null {
  const { size, leverage, taker, maker, fixed } = rules;
  const { equity, price, stop, bound, rests } = sizing;
  const own = equity * sizing.share;
  const { amount } = size;
  const relative = size.kind !== "notional" && size.kind !== "quantity";
  let units = amount;
  if (size.kind === "equity") units = (amount * own) / price;
  if (size.kind === "kelly") units = (amount * kelly(rules, sizing.outcomes) * own) / price;
  if (size.kind === "notional") units = amount / price;
  if (size.kind === "risk") units = (amount * own) / Math.abs(price - (stop ?? price));
  if (sizing.left > 0) units = Math.min(units, sizing.left);
  if (size.limit !== undefined) units = Math.min(units, (size.limit * own) / price);
  const free = equity - fixed - bound;
  const most = free / (1 / leverage + (rests ? maker : taker)) / price;
  // What a whole account carries exactly is not refused for the last bit of a quotient.
  if (units <= (relative ? most : most * (1 + 1e-12))) return units;
  return relative && free > 1e-9 * equity ? most : null;
}

/** Kelly's share from the positions that have ended. */
function kelly({ size }: TwinRules, outcomes: readonly number[]): number {
  const { fraction = 0, trades = 0, otherwise = 0 } = size.kelly ?? {};
  if (outcomes.length < trades) return otherwise;
  const mean = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0) / values.length;
  const gains = outcomes.filter((outcome) => outcome > 0);
  const losses = outcomes.filter((outcome) => outcome < 0);
  const wins = gains.length / outcomes.length;
  if (losses.length === 0) return fraction * wins;
  if (gains.length === 0) return 0;
  return fraction * Math.max(0, wins - (1 - wins) / (mean(gains) / -mean(losses)));
}

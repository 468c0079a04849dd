import { causeOfBar } from "./bar-cause.js";
import type { Cause } from "./cause.js";
import { configuredOtherwise, type Setting } from "./configured.js";
import { causeOfLedger } from "./ledger-cause.js";
import type { LiveSide, RunSide } from "./sides.js";
import type { Value } from "./values.js";
import { walk } from "./walk.js";

/** Where a backtest and a live session part, and why. */
export interface Comparison {
  /** Bars that are the same, up to the first that is not; `traded`: of these, those that both traded. */
  readonly bars: number;
  readonly traded: number;
  /** Open times of the first and last bar that both have. */
  readonly from: number;
  readonly to: number;
  /** Null: nothing differs. */
  readonly difference: Difference | null;
  /** Everything that was configured otherwise, whether it made a difference or not. */
  readonly configured: readonly Setting[];
}

export interface Difference {
  /** Open time of the first bar that is not the same. */
  readonly time: number;
  readonly values: readonly Value[];
  readonly cause: Cause;
  /** The first bar with another signal, order, trade or account; null: the difference changed nothing of that. */
  readonly ledgerFrom: number | null;
}

/** Names the first bar where two sides part, and why; null where they have no bar in common. */
export function compare(run: RunSide, live: LiveSide): Comparison | null {
  const walked = walk(run, live);
  if (walked === null) return null;
  const { same, traded, from, to, parting, ledgerParts } = walked;
  const configured = configuredOtherwise(run.configured, live.configured);
  const difference =
    parting === null
      ? null
      : {
          time: parting.time,
          values: parting.values,
          cause: parting.parts.includes("bar")
            ? causeOfBar(parting, run, live)
            : causeOfLedger(parting, run, live, configured, traded > 0),
          ledgerFrom: ledgerParts,
        };
  return { bars: same, traded, from, to, difference, configured };
}

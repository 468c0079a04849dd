import { summarizeWalkForward } from "../../../runtime/modes/walk-forward/summary.js";
import type { WalkForwardResult } from "../../../runtime/modes/walk-forward/walk-forward.js";
import { thinCurve } from "../research/curves.js";
import type { FoldView, WalkView } from "./protocol.js";

/** Points across of the chained equity. */
const columns = 1200;

export function walkViewOf(walk: WalkForwardResult): WalkView {
  const { equity } = walk.result;
  const none = { time: new Float64Array(0), value: new Float64Array(0) };
  const curve = equity === null ? none : thinCurve(equity.time, equity.equity, columns);
  const { run, searched, optimise, folds, metrics, account, measures, trialsOfFolds, leftOver, elapsedMs } =
    summarizeWalkForward(walk);
  return {
    strategy: run.strategy,
    searched,
    optimise,
    folds: folds.map((fold): FoldView => ({
      fold: fold.fold,
      train: spanOf(fold.train),
      test: spanOf(fold.test),
      parameters: fold.parameters,
      tried: fold.tried,
      trades: fold.trades,
      inSample: fold.inSample,
      outOfSample: fold.outOfSample,
    })),
    metrics,
    account: { start: account.start, end: account.end },
    measures,
    trials: { count: trialsOfFolds.count, deflatedSharpe: trialsOfFolds.deflatedSharpe },
    leftOver,
    equity: curve,
    elapsedMs,
    book: {
      dataHash: run.dataHash,
      searches: walk.searches
        .filter(({ spread }) => spread.count > 0)
        .map(({ id, spread }) => ({ id, sums: spread.sums })),
    },
  };
}

const spanOf = (periods: readonly { readonly from: number; readonly to: number }[]) => ({
  from: periods[0]?.from ?? Number.NaN,
  to: periods.at(-1)?.to ?? Number.NaN,
});

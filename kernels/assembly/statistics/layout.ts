// What the statistics of a run keep between two calls. `runtime/metrics/layout.ts` lists the same fields in the same
// order; a test compares the two. Fields lie as in the broker's structures.

/** Marks are worked off in blocks of this many, whatever the chunks, so that chunk size never shows in a digit. */
export const blockLength: i32 = 1024;

/** A run's marks so far. All zero but the fields of the first group means "no bar seen yet". */
@unmanaged
export class Statistics {
  /** Return per bar below which a bar counts as a loss (τ). */
  target: f64;
  /** Columns of one block: returns of account and market, marks that wait, and marks without holes. */
  returns: usize;
  marketReturns: usize;
  stagedTime: usize;
  stagedEquity: usize;
  stagedPosition: usize;
  stagedClose: usize;
  wholeEquity: usize;
  wholeClose: usize;
  /** Room for `tailCapacity` numbers, of which the `tailSize` smallest are never lost. */
  tail: usize;
  tailSize: i32;
  tailCapacity: i32;
  /** The same for the negated returns, of which the smallest are the largest gains. */
  highTail: usize;
  /** Rows of finished months; collected, and the count set to 0, after every call. */
  months: usize;
  monthCapacity: i32;
  monthCount: i32;
  /** Room for `groupCapacity` rows of 2^`groupShift` marks each, and one more. */
  groups: usize;
  groupShift: i32;
  groupCapacity: i32;
  /** Rows begun; -1: there were more marks than room. */
  groupCount: i32;
  /** Rows that wait in the staged columns. */
  staged: i32;
  /** Marks worked off. */
  marks: i32;
  /** Closes at which a position was held. */
  exposed: i32;
  first: f64;
  last: f64;
  firstClose: f64;
  lastClose: f64;
  firstTime: f64;
  lastTime: f64;
  equitySum: f64;
  /** Plain sums of the returns in the block at hand. */
  blockSum: f64;
  marketBlockSum: f64;
  /** Σ (r − mean)² and Σ min(r − τ, 0)² of the block at hand. */
  blockSquares: f64;
  blockLosses: f64;
  /** Σ max(τ − r, 0) and Σ min(r − τ, 0)². */
  losses: f64;
  lossSquares: f64;
  /** Central moments of the account's returns r, of the market's m, and of r − m. */
  count: f64;
  mean: f64;
  m2: f64;
  m3: f64;
  m4: f64;
  marketMean: f64;
  marketM2: f64;
  /** Σ (r − r̄)(m − m̄). */
  product: f64;
  activeMean: f64;
  activeM2: f64;
  /** Highest mark so far, and its reciprocal once that was needed. */
  peak: f64;
  scale: f64;
  peakTime: f64;
  /** The deepest fall (fraction), and the times of its peak, trough and recovery. */
  worst: f64;
  worstStart: f64;
  worstTrough: f64;
  worstEnd: f64;
  /** Σ D² over all marks, D as a fraction. */
  fallSquares: f64;
  peakBar: i32;
  /** -1: the curve never fell; -1: not recovered. */
  worstPeakBar: i32;
  worstEndBar: i32;
  /** Most bars between a peak and its recovery. */
  longest: i32;
  marketPeak: f64;
  marketLowest: f64;
  marketDepth: f64;
  /** A time of the next month (UTC), and the marks at the end of the month before. */
  monthEnd: f64;
  monthBegin: f64;
  marketMonthBegin: f64;
  /** 12 · year + month − 1. */
  month: i32;
  /** Bars of a Saturday (UTC) have been seen. */
  saturday: i32;
  /** Values at or above it cannot belong to the smallest returns. */
  tailCut: f64;
  highCut: f64;
  tailLength: i32;
  highLength: i32;
  /** What `statistics_tail` finds: sum of the smallest, the largest of them, and the one after that. */
  tailSum: f64;
  tailLargest: f64;
  tailNext: f64;
}

/** A piece of the run: its returns, and its marks over the mark before it. */
@unmanaged
export class GroupRow {
  /** Returns, their sum, and Σ (r − mean)² around their own mean. */
  count: f64;
  sum: f64;
  squares: f64;
  /** Σ min(r − τ, 0)². */
  lossSquares: f64;
  growth: f64;
  highest: f64;
  lowest: f64;
  /** The deepest fall that begins and ends inside, the mark before included; a fraction, 0 or negative. */
  fall: f64;
}

/** A calendar month. */
@unmanaged
export class MonthRow {
  /** 12 · year + month − 1. */
  month: f64;
  change: f64;
  marketChange: f64;
}

/** Trades on one side of zero. */
@unmanaged
export class Outcome {
  count: i32;
  bars: i32;
  streak: i32;
  longestStreak: i32;
  /** Largest |profit|, and Σ |profit| with the rounding error it owes. */
  largest: f64;
  sum: f64;
  sumError: f64;
}

/**
 * Closed trades so far, in the order of their exits; all zero: none. A trade is a round trip: the parts of one position
 * count once, when its last part has come. Sums come with the rounding error they owe.
 */
@unmanaged
export class TradeSums {
  count: i32;
  longs: i32;
  /** Rows taken. */
  parts: i32;
  /** Trades whose signal came before bar number `mature`. */
  early: i32;
  mature: i32;
  bars: i32;
  longestBars: i32;
  /** Trades with a risk to their stop. */
  multiples: i32;
  spare: i32;
  profit: f64;
  profitError: f64;
  fees: f64;
  feesError: f64;
  slippage: f64;
  slippageError: f64;
  funding: f64;
  fundingError: f64;
  borrow: f64;
  borrowError: f64;
  /** Notional of entries and exits. */
  traded: f64;
  tradedError: f64;
  returnMean: f64;
  returnM2: f64;
  /** Of profit in multiples of the initial risk. */
  multipleMean: f64;
  multipleM2: f64;
  mae: f64;
  mfe: f64;
  worstMae: f64;
  bestMfe: f64;
  profitMean: f64;
  profitM2: f64;
}

/** The position of one strategy and market of which more parts may come; all zero: none. */
@unmanaged
export class OpenTrip {
  profit: f64;
  /** Σ entry price · quantity. */
  invested: f64;
  /** NaN: a part had no stop. */
  risk: f64;
  mae: f64;
  mfe: f64;
  /** Its number, 0: none; its side, first entry, last exit and first signal. */
  position: i32;
  side: i32;
  entryBar: i32;
  exitBar: i32;
  signalBar: i32;
  spare: i32;
}

/** A curve in bounded memory. All zero but `rows` and `limit`: no bar seen yet. */
@unmanaged
export class Sampler {
  /**
   * Rows of six numbers: bar, time, equity, cash, position, close. The first bar's, the last bar's, and four to a
   * bucket: lowest equity, highest, lowest close, highest.
   */
  rows: usize;
  /** Most buckets, an even number. */
  limit: i32;
  bars: i32;
  /** Bars in a bucket, a power of two. */
  step: i32;
  buckets: i32;
  /** Bars in the last bucket, when that is not full. */
  filled: i32;
}

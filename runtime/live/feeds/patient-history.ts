import type { Clock } from "../clock.js";
import type { LiveBar } from "../bar.js";
import type { Market } from "../market.js";
import { Backoff } from "./backoff.js";
import { FeedError } from "./feed-error.js";
import type { BarSource, TimeRange } from "./source.js";

/** Requests in a row that may fail, over about five minutes, before the venue's refusal is the caller's. */
const failures = 10;
/** Answers in a row that may bring nothing more before the venue is believed to have no later bars. */
const emptyAnswers = 3;
const pauseAfterEmpty = 250;

/**
 * The bars of a range, all that the venue has. A venue that is busy is asked again later, and for the rest where an answer
 * ends before the range does.
 * @throws FeedError what the venue refuses for good, or again and again
 */
export async function patientHistory(
  source: BarSource,
  market: Market,
  { from, to }: TimeRange,
  { clock, seed, signal }: { readonly clock: Clock; readonly seed: number; readonly signal: AbortSignal },
): Promise<readonly LiveBar[]> {
  const bars: LiveBar[] = [];
  const backoff = new Backoff({ first: 500, longest: 60_000, seed });
  let [next, failed, empty] = [from, 0, 0];
  // An empty range is asked for as well: who may not ask is to know it before anything is traded.
  do {
    if (empty > 0) await clock.sleep(pauseAfterEmpty, signal);
    try {
      const answer = await source.history(market, { from: next, to }, signal);
      const more = answer.toSorted((one, other) => one.time - other.time).filter(({ time }) => time >= next);
      for (const bar of more) {
        if (bar.time < next || bar.time >= to) continue;
        bars.push(bar);
        next = bar.time + market.interval;
      }
      empty = more.length > 0 ? 0 : empty + 1;
      failed = 0;
      backoff.reset();
    } catch (error) {
      if (signal.aborted || !(error instanceof FeedError) || !error.isPassing || ++failed >= failures)
        throw error;
      await clock.sleep(backoff.next(error.retryAfter ?? 0), signal);
    }
  } while (next < to && empty < emptyAnswers);
  return bars;
}

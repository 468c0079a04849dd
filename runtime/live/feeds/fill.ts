import type { LiveBar } from "../bar.js";
import { FeedError } from "./feed-error.js";
import { faultOf, type Lane } from "./lane.js";
import type { Supervision } from "./supervision.js";

const pageBars = 1000;
/** Answers in which a bar must be missing, with a later one there, before the venue is believed not to have it. */
const answersForGap = 3;
/** Empty answers after which a lane is left until later, or history believed where the stream shows later bars. */
const emptyAnswers = 10;
/** Requests that may fail before a replay ends without what they were for. */
const failuresAtEnd = 40;

/** Releases through history what is closed and was not told; then compares what the stream told, where asked to. */
export async function fillLane(feed: Supervision, lane: Lane, checks: boolean): Promise<void> {
  if (checks) await compareWithHistory(feed, lane);
  let [holes, empty, failed, isWide] = [0, 0, 0, false];
  // What every one of the empty answers was asked for: a bar that closed meanwhile was missing in fewer.
  let emptyTo = Infinity;
  for (;;) {
    feed.releaseWaiting(lane);
    const to: number = feed.closedBefore(lane);
    if (lane.next >= to || feed.signal.aborted || lane.state === "refused") return;
    const from: number = lane.next;
    const end: number = isWide ? to : Math.min(to, from + pageBars * lane.market.interval);
    const bars = await ask(feed, lane, from, end);
    if (bars === null) failed++;
    else {
      const isHole = await releaseAll(feed, lane, bars, end, holes >= answersForGap - 1);
      if (isHole) holes++;
      else {
        empty++;
        emptyTo = Math.min(emptyTo, end);
      }
      isWide ||= bars.length === 0 && end < to;
    }
    // An answer that could not be had proves nothing of the bars.
    const isDone = empty >= emptyAnswers && skipToShown(feed, lane, emptyTo);
    if (isDone || lane.next > from) {
      [holes, empty, failed, isWide] = [0, 0, 0, false];
      emptyTo = Infinity;
      lane.failures = 0;
      continue;
    }
    if (empty >= emptyAnswers || (feed.isEnding && failed >= failuresAtEnd)) {
      lane.failures++;
      const wait = Math.min(lane.market.interval, 1000 * 2 ** Math.min(lane.failures, 16));
      lane.fillAt = feed.clock.now() + wait;
      return;
    }
    const tries = Math.min(holes + empty + failed, 10);
    await feed.clock.sleep(Math.min(10_000, 250 * 2 ** tries), feed.signal);
  }
}

/** The stream shows later bars and history, asked often, has nothing: the venue does not have what lies between. */
function skipToShown(feed: Supervision, lane: Lane, emptyTo: number): boolean {
  const to = Math.min(emptyTo, lane.firstWaiting ?? lane.shownClosed);
  if (to <= lane.next) return false;
  feed.queue.add(lane.skipTo(to));
  return true;
}

/** Whether a hole was met. */
async function releaseAll(
  feed: Supervision,
  lane: Lane,
  bars: readonly LiveBar[],
  end: number,
  believesHoles: boolean,
): Promise<boolean> {
  for (const bar of bars) {
    feed.releaseWaiting(lane);
    if (bar.time < lane.next || bar.time >= end || faultOf(bar, lane.market) !== null) continue;
    if (bar.time > lane.next) {
      if (!believesHoles) return true;
      // What the stream told meanwhile still comes before the later bar.
      const first = lane.firstWaiting;
      feed.queue.add(lane.skipTo(first !== null && first < bar.time ? first : bar.time));
      feed.releaseWaiting(lane);
      if (lane.next < bar.time) return true;
      if (lane.next > bar.time) continue;
    }
    feed.queue.add(lane.release(bar, feed.clock.now(), "history", feed.patience));
    if (lane.state === "silent" && bar.volume > 0 && bar.time > lane.heard) feed.distrust(lane);
    await feed.queue.room();
  }
  return false;
}

async function compareWithHistory(feed: Supervision, lane: Lane): Promise<void> {
  const from = lane.next - lane.unchecked * lane.market.interval;
  const end = lane.next;
  lane.unchecked = 0;
  for (const bar of (await ask(feed, lane, from, end)) ?? []) {
    if (bar.time >= end || faultOf(bar, lane.market) !== null) continue;
    const revision = lane.compare(bar, feed.clock.now());
    if (revision !== null) feed.queue.add(revision);
  }
}

/** Ascending bars, or null where the venue could not answer. */
async function ask(
  feed: Supervision,
  lane: Lane,
  from: number,
  to: number,
): Promise<readonly LiveBar[] | null> {
  try {
    const bars = await feed.turn(() => feed.source.history(lane.market, { from, to }, feed.signal));
    return bars.toSorted((a, b) => a.time - b.time);
  } catch (error) {
    if (feed.signal.aborted) throw error;
    if (error instanceof FeedError && !error.isPassing) feed.enter(lane, "refused", error.message);
    if (error instanceof FeedError && error.retryAfter !== null) {
      feed.pausedUntil = Math.max(feed.pausedUntil, feed.clock.now() + error.retryAfter);
    }
    if (!(error instanceof FeedError)) {
      feed.queue.add({ kind: "fault", market: lane.market, message: "History could not be read." });
    }
    return null;
  }
}

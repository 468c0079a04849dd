import type { FeedEvent } from "../feeds/feed.js";
import type { LiveNote } from "../store/live-store.js";

/** What of a feed's news is worth keeping; null: nothing. */
export function noteOf(
  event: Exclude<FeedEvent, { kind: "bar" }>,
  time: number,
): Omit<LiveNote, "id"> | null {
  const note = (
    name: string,
    severity: LiveNote["severity"],
    message: string,
    data: LiveNote["data"] = {},
  ) => ({
    time,
    event: name,
    severity,
    strategy: null,
    market: event.market,
    message,
    data,
  });
  switch (event.kind) {
    case "forming":
      return null;
    case "gap": {
      const { bars, range } = event;
      return note(
        "feed_gap",
        "warning",
        `${bars === 1 ? "1 bar is" : `${bars} bars are`} missing at the venue.`,
        {
          from: range.from,
          to: range.to,
        },
      );
    }
    case "revision": {
      const { before, after } = event;
      const message = `The venue says something else of the bar of ${new Date(before.time).toISOString()}.`;
      return note("bar_revised", "warning", message, { before, after });
    }
    case "state":
      return note(
        `feed_${event.state}`,
        event.state === "live" || event.state === "connecting" ? "info" : "warning",
        event.message,
      );
    case "skew":
      return note(
        "clock_skew",
        "warning",
        `The clock is ${Math.round(event.milliseconds)} ms off the venue's.`,
        {
          milliseconds: event.milliseconds,
        },
      );
    case "fault":
      return note("feed_fault", "warning", event.message);
  }
}

import { computed, effect, signal } from "@preact/signals";
import { ask, Problem, refusal, signings } from "./ask.js";
import { figure, listOf, words, wordsOrNull, type Fields } from "./fields.js";
import { listenTo } from "./news.js";
import { arenas, losses, strategies, type Arena } from "./state.js";

/** What the server says of a market's feed. */
interface Feed {
  readonly key: string;
  readonly state: string | null;
  readonly skew: number | null;
  /** Close of the last bar. */
  readonly lastClose: number | null;
}

/** By the keys of their arenas. */
export const feeds = signal<ReadonlyMap<string, Feed>>(new Map());

/** A market with its feed, and how late its bars are. */
export interface FeedRow extends Arena {
  readonly state: string | null;
  readonly skew: number | null;
  readonly isTraded: boolean;
  readonly isRecording: boolean;
}

const readFeed = (fields: Fields): Feed => ({
  key: words(fields["key"]),
  state: wordsOrNull(fields["state"]),
  skew: figure(fields["skew"]),
  lastClose: figure(fields["last_close"]),
});

export const feedRows = computed<readonly FeedRow[]>(() =>
  [...(arenas.value?.values() ?? [])].map((arena) => {
    const feed = feeds.value.get(arena.key);
    const own = arena.strategies.flatMap((id) => strategies.value?.get(id) ?? []);
    const lastBar = own.reduce<number | null>(
      (last, strategy) => (strategy.lastBar === null ? last : Math.max(last ?? 0, strategy.lastBar)),
      arena.lastBar,
    );
    return {
      ...arena,
      lastBar,
      state: feed?.state ?? null,
      skew: feed?.skew ?? null,
      isTraded: own.some(({ isRunning }) => isRunning),
      isRecording: arena.market.exchange === "replay",
    };
  }),
);

export type FeedVerdict =
  "live" | "fresh" | "late" | "silent" | "reconnecting" | "refused" | "connecting" | "recording" | "idle";

const broken = ["silent", "reconnecting", "refused"] as const;
/** A bar is late when half another interval has passed since it should have closed: as the server judges. */
const freshIntervals = 1.5;

/** @param now by the server's clock, epoch milliseconds */
export function verdictOf(row: FeedRow, now: number): FeedVerdict {
  const { state, lastBar, market } = row;
  const fault = broken.find((name) => name === state);
  if (fault !== undefined) return fault;
  if (!row.isTraded) return "idle";
  if (row.isRecording) return "recording";
  if (lastBar === null) return "connecting";
  if (now - lastBar - market.interval > freshIntervals * market.interval) return "late";
  return state === "live" ? "live" : "fresh";
}

async function loadFeeds(): Promise<void> {
  try {
    const told = listOf((await ask("/feeds"))["feeds"], readFeed);
    feeds.value = new Map(told.map((feed) => [feed.key, feed]));
  } catch (error) {
    // What is known of bars still tells how late they are.
    if (!(error instanceof Problem)) throw error;
  }
}

/** Keeps what feeds say of themselves. Call once. */
export function followFeeds(): void {
  listenTo(({ type, data }) => {
    if (type !== "event.feed") return;
    const key = words(data["market"]);
    const before = feeds.peek().get(key) ?? { key, skew: null, lastClose: null };
    feeds.value = new Map(feeds.peek()).set(key, { ...before, state: wordsOrNull(data["state"]) });
  });
  effect(() => {
    void signings.value;
    void losses.value;
    if (refusal.value === null) void loadFeeds();
  });
}

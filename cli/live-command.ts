import type { DeskEvent } from "../runtime/live/events.js";
import type { LiveStep, StrategyRecord } from "../runtime/live/store/live-store.js";
import { plural } from "./diagnostics.js";
import { parseFeeds } from "./feeds.js";
import { entryOf, readGroups, type EntryFlags } from "./live-entries.js";
import { graphOfLive as graphOf } from "./live-graphs.js";
import { openFeed } from "./live-feed.js";
import { linesOf, recordOf } from "./live-lines.js";
import { watchLive, type LiveWatch } from "./live-watch.js";

export interface LiveFlags extends EntryFlags {
  readonly feed: string;
  readonly data: readonly string[];
  readonly starlisting: readonly string[];
  readonly serve: string | undefined;
  readonly store: string | undefined;
  readonly missed: "trade" | "watch";
  readonly quiet: boolean;
  /** File of the log. */
  readonly log?: string | undefined;
}

export interface LiveTalk {
  readonly print: (line: string) => void;
  readonly say: (line: string) => void;
}

/** Where a strategy stands when all is over. */
interface Ending {
  readonly strategy: StrategyRecord;
  bars: number;
  trades: number;
  last: LiveStep;
}

/** Trades files on paper until it is told to stop, or a replay ends. */
export async function liveCommand(files: readonly string[], flags: LiveFlags, talk: LiveTalk): Promise<void> {
  const [live, { EventBus }, { openStore, defaultStore }, { followStops }] = await Promise.all([
    import("../runtime/live/desk/desk.js"),
    import("../runtime/live/events.js"),
    import("../runtime/live/store/index.js"),
    import("../runtime/live/desk/stops.js"),
  ]);
  let watch: LiveWatch | null = null;
  const say = (sentence: string): void => (flags.json ? undefined : (watch ?? talk).say(sentence));
  const note = (sentence: string): void => say(`note: ${sentence}`);
  const groups = await readGroups(files, flags);
  const { feed, clock, exchange, prepare } = await openFeed(flags.feed, groups, {
    others: parseFeeds(flags.data),
    starlistings: flags.starlisting,
    note,
  });
  const bus = new EventBus();
  const endings = new Map<number, Ending>();
  const screen = process.stdout.isTTY && !flags.json && !flags.quiet ? process.stdout : null;
  const stop = new AbortController();
  const end = (): void => stop.abort();
  const signals = ["SIGINT", "SIGTERM"] as const;
  for (const signal of signals) process.on(signal, end);
  // What is opened is closed in the other order, wherever it ends.
  const closing: (() => unknown)[] = [() => feed.close()];
  try {
    const store = await openStore(flags.store ?? defaultStore, () => clock.now());
    closing.push(() => store.close());
    const desk = new live.Desk({ feed, store, clock, bus, missed: flags.missed });
    closing.push(() => desk.close());
    const opened = await watchLive({ bus, screen, clock, log: flags.log, say: talk.say });
    watch = opened;
    closing.push(() => opened.close());
    bus.listen((event) => {
      if (event.kind === "step") count(endings, event.strategy, event.step);
      if (flags.json) {
        const record = recordOf(event);
        if (record !== null && !flags.quiet) talk.print(JSON.stringify(record));
      } else if (!flags.quiet && screen === null) for (const line of linesOf(event)) talk.print(line);
    });
    const obeying = followStops(desk, store.database);
    closing.push(() => obeying.end());
    if (flags.serve !== undefined) {
      const { serve } = await import("../runtime/serve/index.js");
      const listen = flags.serve;
      const serving = await serve({ store, bus, desk, clock, listen, onFault: note, graphOf });
      closing.push(() => serving.close());
      note(`the API listens on ${serving.address}`);
    }
    for (const group of groups) await desk.add(await entryOf(group, exchange, prepare, note));
    await obeying.look();
    say(openingOf(desk.entrants.length, store.shown));
    await desk.run(stop.signal);
  } finally {
    for (const signal of signals) process.removeListener(signal, end);
    await closeAll(closing, note);
  }
  const all = [...endings.values()];
  if (flags.json) talk.print(JSON.stringify(summaryOf(all, stop.signal.aborted)));
  else for (const line of closingOf(all, stop.signal.aborted)) talk.print(line);
}

/** The last first; what fails keeps nothing else open, and hides no earlier failure. */
async function closeAll(
  closing: readonly (() => unknown)[],
  note: (sentence: string) => void,
): Promise<void> {
  for (const close of closing.toReversed())
    try {
      await close();
    } catch (error) {
      note(error instanceof Error ? error.message : String(error));
    }
}

const openingOf = (entries: number, store: string): string =>
  `${plural(entries, "strategy", "strategies")} on paper; the ledger is ${store}. Ctrl-C stops after the bar at hand.`;

function count(endings: Map<number, Ending>, strategy: StrategyRecord, step: LiveStep): void {
  if (step.mode === "warmup") return;
  const ending = endings.get(strategy.id) ?? { strategy, bars: 0, trades: 0, last: step };
  ending.bars++;
  ending.trades += step.trades.length;
  ending.last = step;
  endings.set(strategy.id, ending);
}

function closingOf(endings: readonly Ending[], wasStopped: boolean): readonly string[] {
  const lines = endings.map(({ strategy, bars, trades, last }) => {
    const held = last.openPosition;
    const holds = held === null ? "flat" : `${held.side} ${Number(held.quantity.toPrecision(8))}`;
    return `${strategy.name}: ${plural(bars, "bar")}, ${plural(trades, "trade")}, equity ${last.account.equity.toFixed(2)}, ${holds}`;
  });
  return [wasStopped ? "Stopped; the same command goes on from here." : "The replay is over.", ...lines];
}

const summaryOf = (endings: readonly Ending[], wasStopped: boolean): object => ({
  schema: "sage.live/1",
  event: "end",
  wasStopped,
  strategies: endings.map(({ strategy: { id, name }, bars, trades, last }) => ({
    id,
    name,
    bars,
    trades,
    equity: last.account.equity,
    position: last.account.position,
  })),
});

export type { DeskEvent };

import { batch, computed, effect, signal } from "@preact/signals";
import { money, signed } from "../interface/format.js";
import { text } from "../text.js";
import { ask, refusal, shownProblem, signings, type Problem } from "./ask.js";
import { figure, listOf, words, wordsOrNull, type Fields } from "./fields.js";
import { listenTo, type News } from "./news.js";
import { losses } from "./state.js";

export const levels = ["alert", "error", "warning", "info"] as const;
export type Level = (typeof levels)[number];

/** Something that happened besides bars. */
export interface LogEntry {
  readonly key: string;
  readonly time: number;
  readonly level: Level;
  readonly kind: string;
  readonly strategy: number | null;
  readonly market: string | null;
  readonly message: string;
}

/** So many are kept: what is older is read from the server when it is asked for. */
const mostEntries = 2000;
const pageSize = 300;

/** The newest first; null until it is known. */
export const log = signal<readonly LogEntry[] | null>(null);
export const logProblem = signal<Problem | null>(null);
/** Where older entries begin; null: there are none. */
export const older = signal<string | null>(null);

/** What one should look at: alerts, errors and warnings. */
export const notable = computed(() => log.value?.filter(({ level }) => level !== "info") ?? null);

let counter = 0;

const severity = (value: unknown): Level => (value === "error" || value === "warning" ? value : "info");

const readEvent = (fields: Fields): LogEntry => ({
  key: `event ${String(fields["id"])}`,
  time: figure(fields["timestamp"]) ?? 0,
  level: severity(fields["severity"]),
  kind: words(fields["event"]),
  strategy: figure(fields["strategy_id"]),
  market: wordsOrNull(fields["market"]),
  message: words(fields["message"]),
});

const readAlert = (fields: Fields): LogEntry => ({
  key: `alert ${String(fields["strategy_id"])} ${String(fields["id"])}`,
  time: figure(fields["timestamp"]) ?? 0,
  level: "alert",
  kind: "alert",
  strategy: figure(fields["strategy_id"]),
  market: null,
  message: words(fields["message"]),
});

/** What a message adds to the log; null: nothing. */
export function entryOf({ type, timestamp, data }: News): LogEntry | null {
  const entry = (level: Level, kind: string, message: string): LogEntry => ({
    key: `news ${++counter}`,
    time: timestamp,
    level,
    kind,
    strategy: figure(data["strategy_id"]),
    market: wordsOrNull(data["market"]),
    message,
  });
  switch (type) {
    case "event.note":
      return entry(severity(data["severity"]), words(data["event"]), words(data["message"]));
    case "event.alert":
      return entry("alert", "alert", words(data["message"]));
    case "event.store":
      return data["state"] === "held"
        ? entry("error", "store", text.storeHeld(figure(data["waiting"]) ?? 0))
        : entry("info", "store", text.storeBack);
    case "trade.new":
      return entry(
        "info",
        "trade",
        text.tradeClosed(
          words(data["side"]),
          signed(money(figure(data["realized_pnl"]))),
          words(data["exit_reason"]),
        ),
      );
    case "order.rejected": {
      const reason = words(data["reason"]);
      // A pause that the strategy itself asks for is no trouble.
      const severity = reason === "cooldown" ? "info" : "warning";
      return entry(severity, "order", text.orderRefused(words(data["side"]), words(data["kind"]), reason));
    }
    case "signal.generated":
      return data["was_executed"] === true
        ? null
        : entry(
            "info",
            "signal",
            text.signalIgnored(words(data["action"]), words(data["side"]), words(data["rejection_reason"])),
          );
    default:
      return null;
  }
}

async function loadLog(): Promise<void> {
  try {
    const [events, alerts] = await Promise.all([
      ask(`/events?limit=${pageSize}`),
      ask(`/alerts?limit=${pageSize}`),
    ]);
    const entries = [...listOf(events["events"], readEvent), ...listOf(alerts["alerts"], readAlert)];
    batch(() => {
      logProblem.value = null;
      log.value = entries.toSorted((a, b) => b.time - a.time);
      older.value = wordsOrNull(events["next"]);
    });
  } catch (error) {
    const problem = shownProblem(error);
    if (problem.status !== 401) logProblem.value = problem;
  }
}

/** Adds older events below. */
export async function loadOlder(): Promise<void> {
  const cursor = older.peek();
  if (cursor === null) return;
  try {
    const events = await ask(`/events?limit=${pageSize}&cursor=${encodeURIComponent(cursor)}`);
    const known = new Set(log.peek()?.map(({ key }) => key));
    const more = listOf(events["events"], readEvent).filter(({ key }) => !known.has(key));
    batch(() => {
      log.value = [...(log.peek() ?? []), ...more];
      older.value = wordsOrNull(events["next"]);
    });
  } catch (error) {
    logProblem.value = shownProblem(error);
  }
}

/** Keeps the log. Call once. */
export function followLog(): void {
  let fresh: LogEntry[] = [];
  listenTo((news) => {
    const entry = entryOf(news);
    if (entry === null) return;
    fresh.push(entry);
    // All that is told at once is put in at once: a burst costs one copy.
    if (fresh.length === 1)
      queueMicrotask(() => {
        const added = fresh.toReversed();
        fresh = [];
        log.value = [...added, ...(log.peek() ?? [])].slice(0, mostEntries);
      });
  });
  effect(() => {
    void signings.value;
    void losses.value;
    if (refusal.value === null) void loadLog();
  });
}

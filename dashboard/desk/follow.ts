import { batch, effect } from "@preact/signals";
import { access, readAccess } from "./access.js";
import { ask, Problem, refusal, shownProblem, signings } from "./ask.js";
import { figure, listOf, words, type Fields } from "./fields.js";
import { listenTo, want, type News } from "./news.js";
import { readArena, readPosition, readStop, readStrategy, readTotals } from "./records.js";
import {
  arenas,
  loadProblem,
  losses,
  positions,
  serverNow,
  stops,
  strategies,
  totals,
  type DeskStrategy,
  type OpenPosition,
} from "./state.js";

/** How long to wait before a desk that could not be read is asked again, in milliseconds. */
const pause = 3000;

/** News that came while the desk was being read: it is newer than what was asked for. */
let waiting: News[] | null = null;
let retry: ReturnType<typeof setTimeout> | null = null;
let isAgain = false;

/** Reads the whole desk; what was told meanwhile is put on top of it. */
export async function load(): Promise<void> {
  if (waiting !== null) {
    isAgain = true;
    return;
  }
  if (retry !== null) clearTimeout(retry);
  retry = null;
  waiting = [];
  try {
    const [sums, list, held, places, switched, rights] = await Promise.all(
      [
        "/portfolio/summary",
        "/strategies",
        "/positions?status=open&limit=1000",
        "/arenas",
        "/kill-switch",
        "/access",
      ].map((path) => ask(path)),
    );
    batch(() => {
      loadProblem.value = null;
      totals.value = readTotals(sums ?? {});
      strategies.value = byId(listOf(list?.["strategies"], readStrategy).toReversed());
      positions.value = byStrategy(listOf(held?.["positions"], readPosition));
      arenas.value = byId(listOf(places?.["arenas"], readArena));
      stops.value = listOf(switched?.["stops"], readStop);
      access.value = readAccess(rights ?? {});
    });
  } catch (error) {
    const problem = shownProblem(error);
    if (problem.status !== 401) {
      loadProblem.value = problem;
      retry = setTimeout(() => void load(), pause);
    }
  }
  const told = waiting;
  waiting = null;
  batch(() => told.forEach(apply));
  if (!isAgain) return;
  isAgain = false;
  if (refusal.peek() === null) await load();
}

const byId = <Item extends { readonly id: number }>(items: readonly Item[]): ReadonlyMap<number, Item> =>
  new Map(items.map((item) => [item.id, item]));

const byStrategy = (held: readonly OpenPosition[]): ReadonlyMap<number, OpenPosition> =>
  new Map(held.map((one) => [one.strategy, one]));

/** Reads the kill switch anew. */
export async function loadStops(): Promise<void> {
  try {
    stops.value = listOf((await ask("/kill-switch"))["stops"], readStop);
  } catch (error) {
    // It is asked again with the whole desk.
    if (!(error instanceof Problem)) throw error;
  }
}

/** Keeps the desk as the news says it is. Call once. */
export function followDesk(): void {
  want({ channels: ["portfolio", "positions", "events", "trades", "signals"] });
  listenTo((news) => {
    if (waiting === null) apply(news);
    else waiting.push(news);
  });
  effect(() => {
    void signings.value;
    void losses.value;
    if (refusal.value === null) void load();
  });
}

/** What a message changes. Nothing is asked for that it says itself. */
export function apply({ type, timestamp, data }: News): void {
  if (type === "portfolio.update") applyTotals(data);
  else if (type.startsWith("position.")) applyPosition(type, data);
  else if (type === "trade.new") countTrade(timestamp);
  else if (type === "event.switch" || (type === "event.note" && words(data["event"]).startsWith("switch_")))
    void loadStops();
}

function applyTotals(data: Fields): void {
  const before = totals.peek();
  if (before !== null) {
    const { capital, tradesToday, fees } = before;
    totals.value = { ...readTotals(data), capital, tradesToday, fees };
  }
  const known = strategies.peek();
  if (known === null) return;
  const changed = new Map(known);
  const isUnknown = listOf(data["strategies"], (fields) => fields).some((fields) => {
    const strategy = known.get(figure(fields["strategy_id"]) ?? -1);
    if (strategy !== undefined) changed.set(strategy.id, stepped(strategy, fields));
    return strategy === undefined;
  });
  strategies.value = changed;
  // A strategy that was begun since: its name and market are asked for.
  if (isUnknown) void load();
}

function stepped(strategy: DeskStrategy, fields: Fields): DeskStrategy {
  const lastBar = figure(fields["last_bar"]);
  // What was asked for may be newer than what was told.
  if (lastBar === null || (strategy.lastBar ?? 0) > lastBar) return strategy;
  return {
    ...strategy,
    isRunning: true,
    equity: figure(fields["equity"]),
    unrealised: figure(fields["unrealized_pnl"]),
    position: figure(fields["position"]),
    lastBar,
    bars: figure(fields["bars"]) ?? strategy.bars,
  };
}

const millisecondsPerDay = 86_400_000;

function countTrade(timestamp: number): void {
  const before = totals.peek();
  const today = Math.floor(serverNow() / millisecondsPerDay) * millisecondsPerDay;
  if (before !== null && before.tradesToday !== null && timestamp >= today)
    totals.value = { ...before, tradesToday: before.tradesToday + 1 };
}

function applyPosition(type: string, data: Fields): void {
  const before = positions.peek();
  const position = readPosition({ ...data, id: data["position_id"] });
  if (before === null || position === null) return;
  const changed = new Map(before);
  if (type === "position.closed") {
    if (before.get(position.strategy)?.id !== position.id) return;
    changed.delete(position.strategy);
  } else {
    const known = before.get(position.strategy);
    const isSame = known?.id === position.id;
    changed.set(position.strategy, {
      ...position,
      entryTime: position.entryTime ?? (isSame ? known.entryTime : null),
      stop: position.stop ?? (isSame ? known.stop : null),
    });
  }
  positions.value = changed;
}

/** Whether a message is about a strategy. */
export const isAbout = ({ data }: News, strategy: number): boolean => data["strategy_id"] === strategy;

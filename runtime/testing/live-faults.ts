import { draw } from "../live/feeds/draw.js";
import type { ReplayFault } from "../live/feeds/replay/faults.js";
import { replaySource, type ReplayMarket } from "../live/feeds/replay/replay-source.js";
import { VirtualClock } from "../live/feeds/replay/virtual-clock.js";
import { superviseSource } from "../live/feeds/supervise.js";
import { Desk } from "../live/desk/desk.js";
import type { DeskEntry } from "../live/desk/entrant.js";
import { EventBus, type DeskEvent } from "../live/events.js";
import type { SessionPlan } from "../live/session/session.js";
import type { LiveFeed } from "../live/feeds/feed.js";
import { marketKey } from "../live/market.js";
import type { LiveStep, LiveStore, StrategyRecord } from "../live/store/live-store.js";
import { StoreError } from "../live/store/store-error.js";
import { MemoryStore } from "./memory-store.js";

export interface Hardship {
  readonly seed: number;
  readonly faults: readonly ReplayFault[];
  /** Steps that a process does before it ends, on average. */
  readonly stepsPerLife: number;
  /** How often the store is away, in all. */
  readonly outages: number;
}

/** What a desk went through, and what stands in its ledger: the steps of each member. */
export interface Hardened {
  readonly members: readonly (readonly LiveStep[])[];
  readonly restarts: number;
  readonly outages: number;
  /** What the feed told of, by its kind: faults, gaps, skews, states. */
  readonly told: Readonly<Record<string, number>>;
  /** Ranges of bars that the feed told were missing, as `KEY FROM TO`. */
  readonly gaps: readonly string[];
  /** Bars that closed while no process ran. */
  readonly missed: number;
}

/** The machine that a process runs on fails: nothing of what it does after is stored. */
class Killed extends Error {}

/** A store that is away now and then, before it has done what it was asked to, or before it has said so. */
function unsteady(
  store: MemoryStore,
  clock: VirtualClock,
  { seed, outages }: Hardship,
): { readonly commit: MemoryStore["commit"]; readonly away: () => number } {
  let [away, commits] = [0, 0];
  // Time stands still meanwhile: the desk tries again by the machine's clock.
  let goOn: (() => void) | null = null;
  const refuse = (message: string): never => {
    goOn ??= clock.hold();
    throw new StoreError("SAGE8520", message);
  };
  const commit = async (steps: readonly LiveStep[]): Promise<void> => {
    goOn?.();
    goOn = null;
    const isAway = away < outages && draw(seed, 3, commits++) < 0.01;
    if (isAway) away++;
    const isDone = draw(seed, 4, commits) < 0.5;
    if (isAway && !isDone) refuse("The database is away.");
    await store.commit(steps);
    if (isAway) refuse("The connection was cut.");
  };
  return { commit, away: () => away };
}

/**
 * A desk on a venue with faults, in time that jumps. Its process ends at random: it is told to stop, or dies before or after
 * a transaction. The next one begins some bars later, on what stands in the ledger.
 */
export async function liveThroughFaults(
  plan: SessionPlan,
  markets: readonly ReplayMarket[],
  hardship: Hardship,
): Promise<Hardened> {
  const { seed, faults, stepsPerLife } = hardship;
  const start = Math.min(...markets.map(({ bars }) => bars.time[0] ?? Number.POSITIVE_INFINITY));
  const heartbeat = Math.min(...markets.map(({ market }) => market.interval));
  const clock = new VirtualClock(start);
  const store = new MemoryStore();
  const { commit, away } = unsteady(store, clock, hardship);
  const told: Record<string, number> = {};
  const gaps: string[] = [];
  let missed = 0;
  const listen = (event: DeskEvent): void => {
    if (event.kind === "step" && event.step.mode === "late") missed++;
    if (event.kind !== "feed") return;
    const { event: said } = event;
    told[said.kind] = (told[said.kind] ?? 0) + 1;
    if (said.kind === "gap") gaps.push(`${marketKey(said.market)} ${said.range.from} ${said.range.to}`);
  };
  for (let life = 0; ; life++) {
    const chance = (key: number): number => draw(seed, life, key);
    // Half of the venues say when a bar is closed.
    const present = faults.filter((fault) => fault !== "unflagged" || chance(0) < 0.5);
    const source = replaySource(markets, { clock, faults: present, seed: seed + life, heartbeat });
    const feed = superviseSource(source, { clock, seed: seed + life, heartbeat, hold: () => clock.hold() });
    const begun = { feed, clock, store, commit, listen };
    const end = { after: 1 + Math.floor(chance(1) * 2 * stepsPerLife), how: chance(2) };
    const records = await oneLife(plan, begun, end);
    await feed.close();
    if (records !== null) {
      const members = records.map(({ id }) => store.stepsOf(id));
      return { members, restarts: life, outages: away(), told, gaps, missed };
    }
    await clock.sleep(Math.floor(chance(3) * 20 * heartbeat));
  }
}

interface Begun {
  readonly feed: LiveFeed;
  readonly clock: VirtualClock;
  readonly store: MemoryStore;
  readonly commit: MemoryStore["commit"];
  readonly listen: (event: DeskEvent) => void;
}

/** One process; null where it ended before the replay did. */
async function oneLife(
  plan: SessionPlan,
  { feed, clock, store, commit, listen }: Begun,
  end: { readonly after: number; readonly how: number },
): Promise<readonly StrategyRecord[] | null> {
  const stop = new AbortController();
  let steps = 0;
  const bus = new EventBus();
  bus.listen(listen);
  const held: LiveStore = {
    kind: store.kind,
    shown: store.shown,
    strategy: (wanted) => store.strategy(wanted),
    lock: () => store.lock(),
    commit: async (given) => {
      if (steps + given.length >= end.after && end.how < 0.33) throw new Killed();
      await commit(given);
      steps += given.length;
      if (steps >= end.after && end.how < 0.66) throw new Killed();
      if (steps >= end.after) stop.abort();
    },
    standing: (strategy) => store.standing(strategy),
    note: (note) => store.note(note),
    switched: () => store.switched(),
    switchHistory: () => store.switchHistory(),
    close: () => store.close(),
  };
  const desk = new Desk({ feed, store: held, clock, bus });
  const { records } = await desk.add(entryFor(plan));
  try {
    await desk.run(stop.signal);
    return stop.signal.aborted ? null : records;
  } catch (error) {
    if (!(error instanceof Killed)) throw error;
    return null;
  } finally {
    await desk.close();
  }
}

const entryFor = (plan: SessionPlan): DeskEntry => ({
  plan,
  records: plan.members.map(({ label }, k) => ({
    name: `${k} ${label}`,
    models: [],
    path: null,
    portfolio: null,
  })),
});

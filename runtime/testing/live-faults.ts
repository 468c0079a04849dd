import { draw } from "../live/feeds/draw.js";
import type { ReplayFault } from "../live/feeds/replay/faults.js";
import { replaySource, type ReplayMarket } from "../live/feeds/replay/replay-source.js";
import { VirtualClock } from "../live/feeds/replay/virtual-clock.js";
import { superviseSource } from "../live/feeds/supervise.js";
import { Desk } from "../live/desk/desk.js";
import type { DeskEntry } from "../live/desk/entrant.js";
import { EventBus } from "../live/events.js";
import type { SessionPlan } from "../live/session/session.js";
import type { LiveStep } from "../live/store/live-store.js";
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
  /** Bars that came through history, after the stream had failed to tell them. */
  readonly refetched: number;
}

/** The machine that a process runs on fails: nothing of what it does after is stored. */
class Killed extends Error {}

/**
 * A desk on a venue with faults, in time that jumps. Its process ends at random: it is told to stop, or dies before or after
 * a transaction. The next one begins some bars later, on what stands in the ledger.
 */
export async function liveThroughFaults(
  plan: SessionPlan,
  markets: readonly ReplayMarket[],
  { seed, faults, stepsPerLife, outages }: Hardship,
): Promise<Hardened> {
  const start = Math.min(...markets.map(({ bars }) => bars.time[0] ?? Number.POSITIVE_INFINITY));
  const heartbeat = Math.min(...markets.map(({ market }) => market.interval));
  const clock = new VirtualClock(start);
  const store = new MemoryStore();
  const told: Record<string, number> = {};
  let [refetched, away, commits] = [0, 0, 0];
  for (let life = 0; ; life++) {
    const chance = (...keys: readonly number[]): number => draw(seed, life, ...keys);
    const end = 1 + Math.floor(chance(0) * 2 * stepsPerLife);
    const dies = chance(1);
    // Half of the venues say when a bar is closed.
    const present = chance(2) < 0.5 ? faults : faults.filter((fault) => fault !== "unflagged");
    const source = replaySource(markets, { clock, faults: present, seed: seed + life, heartbeat });
    const feed = superviseSource(source, { clock, seed: seed + life, heartbeat, hold: () => clock.hold() });
    const bus = new EventBus();
    const stop = new AbortController();
    let steps = 0;
    const commit: MemoryStore["commit"] = async (given) => {
      const isAway = away < outages && draw(seed, 3, commits++) < 0.01;
      if (isAway) away++;
      if (isAway && draw(seed, 4, commits) < 0.5) throw new StoreError("SAGE8520", "The database is away.");
      steps += given.length;
      if (steps >= end && dies < 0.33) throw new Killed();
      await store.commit(given);
      if (steps >= end && dies < 0.66) throw new Killed();
      if (steps >= end) stop.abort();
      // It is done, and who asked for it does not hear of it.
      if (isAway) throw new StoreError("SAGE8520", "The connection was cut.");
    };
    bus.listen((event) => {
      if (event.kind === "feed") told[event.event.kind] = (told[event.event.kind] ?? 0) + 1;
    });
    const desk = new Desk({
      feed,
      store: {
        kind: store.kind,
        shown: store.shown,
        strategy: (wanted) => store.strategy(wanted),
        lock: () => store.lock(),
        commit,
        standing: (strategy) => store.standing(strategy),
        note: (note) => store.note(note),
        close: () => store.close(),
      },
      clock,
      bus,
    });
    bus.listen((event) => {
      if (event.kind === "step" && event.step.mode === "late") refetched++;
    });
    const entrant = await desk.add(entryFor(plan));
    let isOver = false;
    try {
      await desk.run(stop.signal);
      isOver = !stop.signal.aborted;
    } catch (error) {
      if (!(error instanceof Killed)) throw error;
    }
    await desk.close();
    await feed.close();
    if (isOver) {
      const members = entrant.records.map(({ id }) => store.stepsOf(id));
      return { members, restarts: life, outages: away, told, refetched };
    }
    await clock.sleep(Math.floor(chance(5) * 20 * heartbeat));
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

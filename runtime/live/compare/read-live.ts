import type { LiveBar } from "../bar.js";
import { marketKey } from "../market.js";
import {
  readBars,
  readBarVersions,
  readEvents,
  readLedger,
  readSteps,
  readStrategyList,
  type StoredStep,
  type StoredStrategy,
} from "../store/read/index.js";
import { readSwitchHistory } from "../store/switches.js";
import type { StoreDatabase } from "../store/database.js";
import type { LiveNote } from "../store/live-store.js";
import { rowsOfSteps } from "./rows.js";
import type { ComparedModel, LiveSide } from "./sides.js";

/** Everything that a live store holds of one strategy's ledger. */
export async function readLiveSide(
  database: StoreDatabase,
  strategy: StoredStrategy,
  models: readonly ComparedModel[],
): Promise<LiveSide> {
  const steps = await allSteps(database, strategy.id);
  const rows = rowsOfSteps(steps, await readLedger(database, strategy.id));
  const notes = await notesOf(database, strategy);
  const { name, graphHash, parameters, capital } = strategy;
  return {
    configured: { strategy: name, graphHash, program: programOf(notes), parameters, capital, models },
    rows,
    notes,
    switches: await readSwitchHistory(database, strategy.id),
    versions: await readBarVersions(database, strategy.arena),
  };
}

/** Every bar of a market, as it was last known. */
export async function readAllBars(database: StoreDatabase, arena: number): Promise<readonly LiveBar[]> {
  const bars: LiveBar[] = [];
  for (;;) {
    const from = (bars.at(-1)?.time ?? Number.NEGATIVE_INFINITY) + 1;
    const range = Number.isFinite(from) ? { from } : {};
    const part = await readBars(database, arena, { ...range, order: "oldest", limit: 10_000 });
    if (part.length === 0) return bars;
    bars.push(...part);
  }
}

async function allSteps(database: StoreDatabase, strategy: number): Promise<readonly StoredStep[]> {
  const steps: StoredStep[] = [];
  for (;;) {
    const from = (steps.at(-1)?.number ?? -1) + 1;
    const part = await readSteps(database, strategy, { from });
    if (part.length === 0) return steps;
    steps.push(...part);
  }
}

/** Notes of everything, of its market, and of itself; what is said of a portfolio is said of its first member. */
async function notesOf(database: StoreDatabase, strategy: StoredStrategy): Promise<readonly LiveNote[]> {
  const { portfolio, market } = strategy;
  const all = portfolio === null ? [] : await readStrategyList(database);
  const own = new Set([strategy.id, ...all.filter((one) => one.portfolio === portfolio).map(({ id }) => id)]);
  const notes: LiveNote[] = [];
  let cursor: string | null = null;
  do {
    const page: Awaited<ReturnType<typeof readEvents>> = await readEvents(
      database,
      {},
      { order: "oldest", limit: 1000, cursor },
    );
    notes.push(
      ...page.rows.filter(
        (note) =>
          (note.strategy === null || own.has(note.strategy)) &&
          (note.market === null || marketKey(note.market) === marketKey(market)),
      ),
    );
    cursor = page.next;
  } while (cursor !== null);
  return notes;
}

/** The version that began it; null in ledgers that do not say. */
function programOf(notes: readonly LiveNote[]): string | null {
  const told = notes.findLast(
    ({ event, data }) => /^session_(started|resumed)$/.test(event) && typeof data["program"] === "string",
  )?.data["program"];
  return typeof told === "string" ? told : null;
}

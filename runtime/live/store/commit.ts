import { amongStrategies, insertAll } from "./bulk.js";
import { Causes } from "./causes.js";
import type { Query } from "./database.js";
import { groupRows } from "./group-rows.js";
import type { LiveStep } from "./live-store.js";
import { StepBars } from "./step-bars.js";
import { StepWriter } from "./step-writer.js";
import { isOpen } from "./positions.js";
import { writeSnapshot } from "./snapshot.js";
import { StoreError } from "./store-error.js";
import type { PlannedState, States } from "./states.js";
import { upsertPositions, upsertStandings, upsertStates } from "./upserts.js";
import type { RowOf } from "./tables.js";

/** What stands there of the strategies that a commit is about. */
interface Found {
  readonly strategies: ReadonlyMap<
    number,
    Pick<RowOf<"strategies">, "arena_id" | "warmup_from" | "traded_from">
  >;
  readonly standings: ReadonlyMap<number, RowOf<"standings">>;
}

/**
 * Writes those steps that do not stand there yet; inside a transaction.
 * @returns states to be remembered once the transaction is done
 */
export async function writeSteps(
  query: Query,
  steps: readonly LiveStep[],
  states: States,
): Promise<readonly PlannedState[]> {
  const found = await find(query, [...new Set(steps.map(({ strategy }) => strategy))]);
  const fresh = freshOf(steps, found);
  if (fresh.length === 0) return [];
  const bars = await StepBars.load(
    query,
    fresh.map((step) => ({ arena: arenaOf(found, step.strategy), step })),
  );
  const causes = await Causes.load(query, fresh);
  const byStrategy = groupRows(fresh, ({ strategy }) => strategy);
  const open = await openPositions(query, [...byStrategy.keys()]);
  const writers = [...byStrategy].map(([strategy, own]) => {
    const before = found.standings.get(strategy);
    const writer = new StepWriter(strategy, before, open.get(strategy) ?? [], causes);
    const arena = arenaOf(found, strategy);
    for (const step of own) writer.add(step, arena, bars.revisionOf(arena, step.bar, step.received));
    return writer;
  });
  await bars.save(query);
  await insertRecords(query, writers);
  const planned = [...byStrategy.values()].flatMap((own) => planState(own, found, states));
  await upsertStates(query, planned);
  await upsertStandings(query, writers, planned);
  await noteBeginnings(query, byStrategy, found);
  if (fresh.some(isTraded)) await writeSnapshot(query);
  return planned;
}

/** In the order in which they refer to each other. */
async function insertRecords(query: Query, writers: readonly StepWriter[]): Promise<void> {
  const all = <Row>(rowsOf: (writer: StepWriter) => readonly Row[]) => writers.flatMap(rowsOf);
  await insertAll(
    query,
    "steps",
    all(({ steps }) => steps),
  );
  await insertAll(
    query,
    "signals",
    all(({ signals }) => signals),
  );
  await insertAll(
    query,
    "orders",
    all(({ orders }) => orders),
  );
  await upsertPositions(
    query,
    all((writer) => writer.positions()),
  );
  await insertAll(
    query,
    "fills",
    all((writer) => writer.fills()),
  );
  await insertAll(
    query,
    "trades",
    all(({ trades }) => trades),
  );
  await insertAll(
    query,
    "alerts",
    all(({ alerts }) => alerts),
  );
}

/** Of several steps only the last state is kept. */
function planState(own: readonly LiveStep[], { standings }: Found, states: States): readonly PlannedState[] {
  const last = own.findLast(({ state }) => state !== null);
  if (last === undefined || last.state === null) return [];
  const { strategy, number, state } = last;
  return [states.plan(strategy, number, state, standings.get(strategy))];
}

const isTraded = ({ mode }: LiveStep): boolean => mode === "live" || mode === "late";

async function find(query: Query, ids: readonly number[]): Promise<Found> {
  const strategies = await query
    .selectFrom("strategies")
    .select(["id", "arena_id", "warmup_from", "traded_from"])
    .where("id", "in", ids)
    .execute();
  const standings = await query.selectFrom("standings").selectAll().where("strategy_id", "in", ids).execute();
  return {
    strategies: new Map(strategies.map((row) => [row.id, row])),
    standings: new Map(standings.map((row) => [row.strategy_id, row])),
  };
}

function arenaOf({ strategies }: Found, strategy: number): number {
  const row = strategies.get(strategy);
  if (row !== undefined) return row.arena_id;
  throw new StoreError("SAGE8524", `There is no strategy ${strategy} in the store.`, "Was it another store?");
}

function freshOf(steps: readonly LiveStep[], { standings }: Found): readonly LiveStep[] {
  const last = new Map([...standings].map(([strategy, { number }]) => [strategy, number]));
  return steps.filter(({ strategy, number }) => {
    if (number <= (last.get(strategy) ?? -Infinity)) return false;
    last.set(strategy, number);
    return true;
  });
}

async function openPositions(query: Query, strategies: readonly number[]) {
  const rows = await query
    .selectFrom("positions")
    .selectAll()
    .where(amongStrategies("positions", strategies))
    .where(isOpen)
    .execute();
  return groupRows(rows, ({ strategy_id }) => strategy_id);
}

/** The first bar of all, and the first that was traded. */
async function noteBeginnings(
  query: Query,
  byStrategy: ReadonlyMap<number, readonly LiveStep[]>,
  { strategies, standings }: Found,
): Promise<void> {
  for (const [strategy, steps] of byStrategy) {
    const known = strategies.get(strategy);
    const first = standings.has(strategy) ? undefined : steps[0];
    const traded = steps.find(isTraded);
    const changes = {
      ...(known?.warmup_from === null && first !== undefined && { warmup_from: first.bar.time }),
      ...(known?.traded_from === null && traded !== undefined && { traded_from: traded.bar.time }),
    };
    if (Object.keys(changes).length > 0)
      await query.updateTable("strategies").set(changes).where("id", "=", strategy).execute();
  }
}

import type * as Stops from "../runtime/live/desk/stops.js";
import type { SqlStore } from "../runtime/live/store/index.js";
import { exitCodes, Failure } from "./failure.js";
import { existsSync } from "node:fs";

export interface StopFlags {
  readonly store: string | undefined;
  readonly by: string;
  readonly reason: string;
}

/** What stands of the kill switch after a change. */
export interface StopsAfter {
  readonly stops: readonly Stops.Stop[];
  /** Why only the desks of this folder hear of it; null: all on the store do. */
  readonly warning: string | null;
}

/**
 * Stops a strategy, a portfolio or, without a name, everything.
 * @throws Failure where nothing of that name trades; StoreError where a name is to be stopped and the store is away
 */
export function stopTrading(
  name: string | undefined,
  closes: boolean,
  flags: StopFlags,
): Promise<StopsAfter> {
  return change(name, flags, async ({ throwStop }, database, told) => {
    // The file reaches every desk of this folder, whatever store it writes.
    if (name === undefined) await throwStop(null, { ...told, closes });
    if (database !== null) await throwStop(database, { ...told, closes });
  });
}

/** Takes back what was stopped under that name; without one what was stopped of everything. */
export function resumeTrading(name: string | undefined, flags: StopFlags): Promise<StopsAfter> {
  return change(name, flags, ({ releaseStop }, database, told) => releaseStop(database, told));
}

async function change(
  name: string | undefined,
  { store: address, by, reason }: StopFlags,
  act: (
    stops: typeof Stops,
    database: SqlStore["database"] | null,
    told: Omit<Stops.Stop, "closes">,
  ) => Promise<void>,
): Promise<StopsAfter> {
  const [stops, { StoreError }] = await Promise.all([
    import("../runtime/live/desk/stops.js"),
    import("../runtime/live/store/store-error.js"),
  ]);
  const told = { name: name ?? stops.everything, by, reason, at: Date.now() };
  let store: SqlStore | null = null;
  let warning: string | null = null;
  try {
    store = await openThere(address);
  } catch (error) {
    if (!(error instanceof StoreError) || name !== undefined) throw error;
    warning = `${error.message} Only desks of this folder hear of it.`;
  }
  try {
    if (name !== undefined) await refuseUnknown(store, name);
    await act(stops, store?.database ?? null, told);
    return { stops: await stops.readStops(store?.database ?? null), warning };
  } finally {
    await store?.close();
  }
}

/** Null where there is no ledger yet: to open one would make it. */
async function openThere(address: string | undefined): Promise<SqlStore | null> {
  const { openStore, defaultStore, parseStoreAddress } = await import("../runtime/live/store/index.js");
  const place = parseStoreAddress(address ?? defaultStore);
  if (place.kind === "sqlite" && !existsSync(place.path)) return null;
  return openStore(address ?? defaultStore);
}

async function refuseUnknown(store: SqlStore | null, name: string): Promise<void> {
  const { readStrategyList } = await import("../runtime/live/store/index.js");
  const found = store === null ? [] : await readStrategyList(store.database, { isActive: true });
  const names = [
    ...new Set(found.flatMap((one) => (one.portfolio === null ? [one.name] : [one.name, one.portfolio]))),
  ];
  if (names.includes(name)) return;
  throw new Failure(
    exitCodes.usage,
    "SAGE9513",
    `no strategy ${name} trades here`,
    names.length === 0
      ? "sage status shows the ledger; --store names another"
      : `there are: ${names.join(", ")}`,
  );
}

/** What still stands, in a person's words. */
export const standingLines = (stops: readonly Stops.Stop[]): readonly string[] =>
  stops.map(({ name, by, closes, reason }) => {
    const what = name === "all" ? "Everything" : name;
    const why = reason === "" ? "" : ` (${reason})`;
    return `${what} is stopped by ${by}${closes ? ", and what is held is left" : ""}${why}.`;
  });

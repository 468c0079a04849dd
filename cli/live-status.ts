import { existsSync } from "node:fs";
import type { LiveNote, StrategyRecord } from "../runtime/live/store/live-store.js";
import type { HealthCheck, HealthFacts } from "../runtime/live/watch/health.js";
import type { Stop } from "../runtime/live/desk/stops.js";
import { alignColumns } from "./columns.js";
import { exitCodes, Failure } from "./failure.js";
import { standingLines } from "./live-stops.js";

export interface LiveStatus {
  readonly schema: "sage.status/1";
  readonly store: string;
  readonly isReady: boolean;
  readonly strategies: readonly {
    readonly id: number;
    readonly name: string;
    readonly market: string;
    /** Open time of the last bar; null before the first. */
    readonly lastBar: number | null;
    /** Since the last bar closed, in milliseconds. */
    readonly age: number | null;
    readonly equity: number | null;
    readonly position: number | null;
    readonly unrealised: number | null;
    readonly trades: number;
    readonly isFresh: boolean;
  }[];
  readonly checks: readonly HealthCheck[];
  /** What the kill switch stops. */
  readonly stops: readonly Stop[];
  /** Warnings and errors, the newest first. */
  readonly notes: readonly LiveNote[];
}

const mostNotes = 5;

/** @throws StoreError, Failure where there is no ledger */
export async function readStatus(address: string | undefined, now: number): Promise<LiveStatus> {
  const [store, { judgeHealth }, { marketKey }, { readStops }] = await Promise.all([
    import("../runtime/live/store/index.js"),
    import("../runtime/live/watch/health.js"),
    import("../runtime/live/market.js"),
    import("../runtime/live/desk/stops.js"),
  ]);
  const place = store.parseStoreAddress(address ?? store.defaultStore);
  // To open a file that is not there would make one.
  if (place.kind === "sqlite" && !existsSync(place.path))
    throw new Failure(
      exitCodes.problems,
      "SAGE9501",
      `there is no ledger ${place.shown}`,
      "sage live makes one; --store names another",
    );
  const opened = await store.openStore(address ?? store.defaultStore, () => now);
  try {
    const { database } = opened;
    const found = await store.readStrategyList(database, { isActive: true });
    const [warnings, errors] = await Promise.all(
      (["warning", "error"] as const).map((severity) =>
        store.readEvents(database, { severity }, { limit: mostNotes }),
      ),
    );
    const isFull = place.kind === "sqlite" && place.path !== ":memory:" && !(await store.hasRoom(place.path));
    const isWritable = isFull
      ? { isWritable: false, message: "its disk is full" }
      : await writability(() => database.transact("write", () => Promise.resolve()));
    const { isReady, checks } = judgeHealth({ now, markets: marketsOf(found), store: isWritable });
    const stale = new Set(
      checks.filter(({ name, isGood }) => name === "feed" && !isGood).map(({ market }) => market),
    );
    return {
      schema: "sage.status/1",
      store: opened.shown,
      isReady,
      strategies: found.map(({ id, name, market, standing }) => ({
        id,
        name,
        market: marketKey(market),
        lastBar: standing?.time ?? null,
        age: standing === null ? null : now - standing.time - market.interval,
        equity: standing?.equity ?? null,
        position: standing?.position ?? null,
        unrealised: standing?.unrealised ?? null,
        trades: standing?.trades ?? 0,
        isFresh: !stale.has(marketKey(market)),
      })),
      checks,
      stops: await readStops(database),
      notes: [...(warnings?.rows ?? []), ...(errors?.rows ?? [])]
        .toSorted((a, b) => b.time - a.time)
        .slice(0, mostNotes),
    };
  } finally {
    await opened.close();
  }
}

async function writability(write: () => Promise<unknown>): Promise<HealthFacts["store"]> {
  try {
    await write();
    return { isWritable: true, message: "writable" };
  } catch (error) {
    return { isWritable: false, message: error instanceof Error ? error.message : String(error) };
  }
}

/** A recording's bars are old by nature. A market is as old as the strategy on it that is furthest behind. */
function marketsOf(
  strategies: readonly (Pick<StrategyRecord, "market"> & {
    readonly standing: { readonly time: number } | null;
  })[],
): HealthFacts["markets"] {
  return strategies
    .filter(({ market }) => market.exchange !== "replay")
    .map(({ market, standing }) => ({
      market,
      lastClose: standing === null ? null : standing.time + market.interval,
      state: null,
      skew: null,
    }));
}

export function statusLines(status: LiveStatus): readonly string[] {
  const { strategies, checks, stops, notes, store } = status;
  const number = (value: number | null, digits: number): string =>
    value === null ? "" : value.toFixed(digits);
  const table = alignColumns(
    [
      ["strategy", "market", "last bar", "equity", "position", "unrealised", "trades", ""],
      ...strategies.map((one) => [
        one.name,
        one.market,
        one.lastBar === null
          ? "none yet"
          : new Date(one.lastBar).toISOString().slice(0, 16).replace("T", " "),
        number(one.equity, 2),
        one.position === null || one.position === 0 ? "flat" : String(Number(one.position.toPrecision(8))),
        number(one.unrealised, 2),
        String(one.trades),
        one.isFresh ? "" : "stale",
      ]),
    ],
    ["left", "left", "left", "right", "right", "right", "right", "left"],
  );
  const bad = checks
    .filter(({ isGood }) => !isGood)
    .map(({ name, market, message }) => `${name}${market === null ? "" : ` ${market}`}: ${message}`);
  return [
    `The ledger is ${store}.`,
    ...(strategies.length === 0 ? ["No strategy trades on it."] : table),
    ...standingLines(stops),
    ...new Set(bad),
    ...notes.map(
      ({ time, severity, message }) =>
        `${new Date(time).toISOString().slice(0, 16).replace("T", " ")}  ${severity}: ${message}`,
    ),
  ];
}

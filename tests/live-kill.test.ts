import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { hasServer, TestServer } from "../runtime/queue/testing/server.js";
import { root, sage, temporaryFolder } from "./sage.js";
import { startLive, type LiveProcess } from "./torture/live-process.js";
import { postgresPlace, sqlitePlace, type Place } from "./torture/places.js";

// `kill -9` and databases that go away at any moment, again and again: the ledger is the one of a process that nobody
// touched. `npm run torture` does it longer.

const isLong = process.env["NAILSAGE_LONG"] !== undefined;
const blows = isLong
  ? { sqlite: { kills: 200, outages: 50 }, postgres: { kills: 50, outages: 50 } }
  : { sqlite: { kills: 6, outages: 2 }, postgres: { kills: 2, outages: 3 } };
/** Steps between two blows, on average half of that; two strategies make two of a bar. */
const between = isLong ? 120 : 100;
const bars = isLong ? 15_000 : 1200;
const folder = temporaryFolder();
const server = new TestServer();
const strategies = ["ema_cross", "donchian_breakout"].map((name) => join(root, "strategies", `${name}.sage`));

beforeAll(async () => {
  const made = sage(["data", "synth", "--bars", String(bars), "--out", "bars.arrow"], { cwd: folder });
  expect(made.status, made.err).toBe(0);
  if (hasServer) await server.begin();
});

afterAll(async () => {
  if (hasServer) await server.end();
});

/** The memory of a process that is to run out of it, in MiB. */
const narrow = 160;

/** So fast that a bar of an hour comes in two milliseconds; or as fast as it can. */
const live = ({ store }: Place, speed: "1800000" | "max", memory?: number): LiveProcess =>
  startLive(folder, [...strategies, "--feed", `replay:bars.arrow?speed=${speed}`, "--store", store], memory);

/** Numbers of [0, limit), the same each time. */
function drawing(seed: number): (limit: number) => number {
  let state = seed;
  return (limit) => {
    state = (Math.imul(state, 1_103_515_245) + 12_345) & 0x7fff_ffff;
    return (state >>> 8) % limit;
  };
}

const pause = (milliseconds: number): Promise<void> =>
  new Promise((resolve) => setTimeout(resolve, milliseconds));

/** What was done to it, and what it said of that. */
interface Suffered {
  kills: number;
  outages: Record<string, number>;
  held: number;
}

/** Gives a desk these blows in random order, then lets it come to its end. */
async function torture(
  place: Place,
  { kills, outages }: { readonly kills: number; readonly outages: number },
): Promise<Suffered> {
  const draw = drawing(7);
  const ways = Object.entries(place.outages);
  const left = { kills, outages };
  const suffered: Suffered = { kills: 0, outages: {}, held: 0 };
  let running = live(place, "1800000");
  while (left.kills + left.outages > 0) {
    const isThere = await running.more(1 + draw(between));
    if (!isThere) await running.ended;
    expect(isThere, "the bars were over before the blows were").toBe(true);
    await pause(draw(12));
    if (draw(left.kills + left.outages) < left.kills) {
      left.kills--;
      suffered.kills++;
      suffered.held += running.held();
      await running.kill();
      running = live(place, "1800000");
      continue;
    }
    const [name, goAway] = ways[left.outages-- % ways.length] ?? [];
    if (name === undefined || goAway === undefined) throw new Error("the place knows no outage");
    suffered.outages[name] = (suffered.outages[name] ?? 0) + 1;
    await goAway(50 + draw(400));
    // What is killed before it has found the database again is another test.
    if (!(await running.more(2))) await running.ended;
  }
  suffered.held += running.held();
  await running.kill();
  suffered.kills++;
  await live(place, "max").ended;
  return suffered;
}

/** Holds a ledger to be another, to the last bit. */
async function expectSame(disturbed: Place, undisturbed: Place): Promise<number> {
  const whole = await undisturbed.ledger();
  expect(whole["trades"]?.length).toBeGreaterThan(10);
  expect(whole["steps"]?.length).toBe(2 * bars);
  const survived = await disturbed.ledger();
  for (const [table, rows] of Object.entries(whole)) {
    const first = rows.findIndex((row, k) => JSON.stringify(row) !== JSON.stringify(survived[table]?.[k]));
    expect({ table, first, is: survived[table]?.[first] }).toEqual({ table, first, is: rows[first] });
    expect(survived[table], table).toHaveLength(rows.length);
  }
  return whole["trades"]?.length ?? 0;
}

describe.each([
  { kind: "sqlite" as const, runs: true },
  { kind: "postgres" as const, runs: hasServer },
])("in $kind", ({ kind, runs }) => {
  const placeOf = (name: string): Place | Promise<Place> =>
    kind === "sqlite" ? sqlitePlace(folder, `${name}.db`) : postgresPlace(server, name);

  test.skipIf(!runs)(
    `${blows[kind].kills} kills and ${blows[kind].outages} outages leave the ledger of one undisturbed process`,
    async () => {
      const [undisturbed, disturbed] = [await placeOf("undisturbed"), await placeOf("disturbed")];
      await live(undisturbed, "max").ended;
      const suffered = await torture(disturbed, blows[kind]);
      const trades = await expectSame(disturbed, undisturbed);
      expect(suffered.kills).toBe(blows[kind].kills + 1);
      if (isLong) console.log(`${kind}: ${JSON.stringify(suffered)}, ${trades} trades`);
    },
    isLong ? 3_600_000 : 120_000,
  );
});

test(
  "processes that run out of memory leave the ledger of one that does not",
  async () => {
    const [undisturbed, disturbed] = [sqlitePlace(folder, "sated.db"), sqlitePlace(folder, "starved.db")];
    await live(undisturbed, "max").ended;
    const draw = drawing(11);
    for (let left = isLong ? 50 : 3; left > 0; left--) {
      const running = live(disturbed, "1800000", narrow);
      expect(await running.more(1 + draw(between))).toBe(true);
      expect(await running.starve()).toMatch(/^(SIGABRT|SIGTRAP|134) out of memory/);
    }
    await live(disturbed, "max").ended;
    await expectSame(disturbed, undisturbed);
  },
  isLong ? 1_200_000 : 120_000,
);

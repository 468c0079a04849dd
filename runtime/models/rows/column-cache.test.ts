import {
  mkdtempSync,
  readdirSync,
  readFileSync,
  statSync,
  truncateSync,
  utimesSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { beforeEach, describe, expect, test } from "vitest";
import { synthesize } from "../../data/synthesize/synthesize.js";
import { modelGraph } from "../../testing/model.js";
import { folderCache } from "./column-cache.js";
import { modelTable, type ModelTable } from "./model-table.js";
import type { CacheEvent } from "./obtain-columns.js";

const hour = 3_600_000;
const market = synthesize({ bars: 300, interval: hour, seed: 3 });
const names = ["edge.momentum", "edge.level", "up"];
let folder = "";
let damaged: string[] = [];
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "features-"));
  damaged = [];
});

const cache = (limit?: number) =>
  folderCache({
    folder,
    ...(limit !== undefined && { limit }),
    onDamaged: (_, reason) => damaged.push(reason),
  });

async function look(
  graph = modelGraph(),
  feed = market,
  parameters: Record<string, number> = {},
): Promise<{ readonly table: ModelTable; readonly event: CacheEvent }> {
  const events: CacheEvent[] = [];
  const table = await modelTable(graph, "edge", feed, {
    parameters,
    cache: cache(),
    onCache: (event) => events.push(event),
  });
  const [event] = events;
  if (event === undefined || events.length > 1) throw new Error("one look, one event");
  return { table, event };
}

const bytesOf = ({ features, target }: ModelTable): readonly (readonly number[])[] => [
  ...features.map(({ values }) => [...values]),
  [...target.values],
];

describe("what is kept", () => {
  test("is found again, with the same bits", async () => {
    const first = await look();
    expect(first.event).toEqual({ found: [], computed: names, unkept: null });
    const again = await look();
    expect(again.event).toEqual({ found: names, computed: [], unkept: null });
    expect(bytesOf(again.table)).toEqual(bytesOf(first.table));
    const plain = await modelTable(modelGraph(), "edge", market);
    expect(bytesOf(again.table)).toEqual(bytesOf(plain));
    expect([...again.table.time]).toEqual([...plain.time]);
  });

  test("is found for another text that computes the same", async () => {
    await look();
    const renamed = modelGraph({
      features: "speed = close / close[2] - 1\nheight = close / ema(close, length) - 1",
      train: "samples: 20",
    });
    const { event } = await look(renamed);
    expect(event.found).toEqual(["edge.speed", "edge.height", "up"]);
  });
});

describe("only what changed is computed again", () => {
  test("the target where the target's length is searched", async () => {
    await look();
    const { event, table } = await look(modelGraph(), market, { hold: 3 });
    expect(event).toEqual({ found: names.slice(0, 2), computed: ["up"], unkept: null });
    const plain = await modelTable(modelGraph(), "edge", market, { parameters: { hold: 3 } });
    expect(bytesOf(table)).toEqual(bytesOf(plain));
  });

  test("one feature where only that one reads the parameter", async () => {
    await look();
    const { event } = await look(modelGraph(), market, { length: 5 });
    expect(event.computed).toEqual(["edge.level"]);
  });

  test("everything where a single price is another, however alike the rest", async () => {
    await look();
    const other = synthesize({ bars: 300, interval: hour, seed: 4 });
    expect((await look(modelGraph(), other)).event.found).toEqual([]);
    const shorter = synthesize({ bars: 299, interval: hour, seed: 3 });
    expect((await look(modelGraph(), shorter)).event.found).toEqual([]);
  });

  test("everything where missing bars are treated in another way", async () => {
    await look();
    expect((await look(modelGraph({ before: "gaps fill" }))).event.found).toEqual([]);
  });

  test("what reads an outside file where that file has other values", async () => {
    const graph = modelGraph({
      before: 'feed fear from "fear.csv" { column: value  known: 1d }',
      features: "momentum = close / close[2] - 1\nmood = (fear.value ?? 0) / 100",
    });
    const fear = (hash: string, level: number) => {
      const time = Float64Array.from(
        { length: 10 },
        (_, k) => (market.information.from ?? 0) + k * 24 * hour,
      );
      const value = time.map((_, k) => level + k);
      const information = { source: "fear.csv", rows: 10, from: time[0] ?? 0, to: time[9] ?? 0, hash };
      return { fear: { information, values: () => [{ time, value }] } };
    };
    const events: CacheEvent[] = [];
    const run = (feeds: ReturnType<typeof fear>) =>
      modelTable(graph, "edge", market, { feeds, cache: cache(), onCache: (event) => events.push(event) });
    await run(fear("a", 20));
    await run(fear("b", 40));
    expect(events[1]?.computed).toEqual(["edge.mood"]);
  });
});

describe("a file that is not what it should be is thrown away, said, and made anew", () => {
  const files = () => readdirSync(folder).map((name) => join(folder, name));

  test.each([
    ["cut", (path: string) => truncateSync(path, 300)],
    ["empty", (path: string) => writeFileSync(path, "")],
    ["another's", (path: string, other: string) => writeFileSync(path, readFileSync(other))],
    [
      "one bit turned",
      (path: string) => {
        const bytes = readFileSync(path);
        const at = bytes.indexOf(Buffer.from(new Float64Array([1, 1]).buffer));
        const place = at === -1 ? Math.floor(bytes.length / 2) : at;
        bytes[place] = (bytes[place] ?? 0) ^ 1;
        writeFileSync(path, bytes);
      },
    ],
  ])("%s", async (_, damage) => {
    const { table } = await look();
    const all = files();
    for (const [k, path] of all.entries()) damage(path, all[(k + 1) % all.length] ?? path);
    const { table: mended, event } = await look();
    expect(event.computed).toEqual(names);
    expect(damaged).toHaveLength(3);
    expect(bytesOf(mended)).toEqual(bytesOf(table));
    expect((await look()).event.found).toEqual(names);
  });
});

test("the longest unused files are removed beyond the limit", async () => {
  const small = cache(5_000);
  const column = (value: number) => new Float32Array(300).fill(value);
  await small.write("a", column(1));
  await small.write("b", column(2));
  utimesSync(join(folder, "a.arrow"), 100, 100);
  utimesSync(join(folder, "b.arrow"), 200, 200);
  const size = statSync(join(folder, "a.arrow")).size;
  // Room for three files and not for four; reading the oldest makes it the youngest.
  const room = cache(Math.floor(3.5 * size));
  expect(await room.read("a", "single")).toEqual(column(1));
  await room.write("c", column(3));
  expect(readdirSync(folder).toSorted()).toEqual(["a.arrow", "b.arrow", "c.arrow"]);
  await room.write("d", column(4));
  expect(readdirSync(folder).toSorted()).toEqual(["a.arrow", "c.arrow", "d.arrow"]);
});

test("a folder that cannot be written costs the keeping and nothing else", async () => {
  const blocked = join(folder, "file");
  writeFileSync(blocked, "");
  const events: CacheEvent[] = [];
  const table = await modelTable(modelGraph(), "edge", market, {
    cache: folderCache({ folder: join(blocked, "below") }),
    onCache: (event) => events.push(event),
  });
  expect(table.features).toHaveLength(2);
  expect(events[0]?.computed).toEqual(names);
  expect(events[0]?.unkept).toContain("below");
});

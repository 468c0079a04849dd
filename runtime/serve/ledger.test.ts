import { readFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { z } from "zod";
import { packageRoot } from "../package-root.js";
import { backtest } from "../modes/backtest.js";
import { explainTrade } from "../why/index.js";
import { makeTradedStand, type TradedStand } from "./testing/traded-stand.js";

const text = readFileSync(join(packageRoot, "strategies", "ema_cross.sage"), "utf8").replace(
  "quick crosses above calm",
  "quick crosses above calm {\n    stop entry * 0.97\n    trail 0.02 * close\n  }",
);
const anyJson = async (answer: Response) => z.record(z.string(), z.any()).parse(await answer.json());

describe("the ledger of one strategy", () => {
  let stand: TradedStand;

  beforeAll(async () => {
    stand = await makeTradedStand({ text, bars: 1500, more: 5 });
  }, 60_000);
  afterAll(() => stand?.end());

  const get = (path: string) => fetch(`${stand.serving.address}/api/v1${path}`);
  const json = async (path: string) => anyJson(await get(path));

  test("bars come in parts that fit together, with what the backtest plots and where its stop lay", async () => {
    const whole = await json("/strategies/1/bars?limit=5000");
    const late = await json("/strategies/1/bars?limit=600");
    const early = await json(`/strategies/1/bars?limit=5000&before=${late["before"]}`);
    expect(early["before"]).toBeNull();
    for (const name of ["time", "close", "stop", "equity"])
      expect([...early[name], ...late[name]]).toEqual(whole[name]);
    expect(whole["number"].length).toBe(whole["bars"]);
    const result = backtest(stand.graph, stand.feed, { endOfData: "mark" });
    const closes = new Map<number, number>(
      whole["time"].map((time: number, k: number) => [time, whole["close"][k]]),
    );
    for (const bar of [...stand.feed.chunks()].flatMap(({ time, close }) => [
      [time[700], close[700]] as const,
    ]))
      expect(closes.get(bar[0] ?? 0)).toBe(bar[1]);
    expect(whole["plots"].map(({ label }: { label: string }) => label)).toEqual([
      "quick average",
      "calm average",
    ]);
    const times: readonly number[] = whole["time"];
    const at = times.length - 10;
    const place = result.equity?.time.indexOf(times[at] ?? 0) ?? -1;
    expect(whole["plots"][0].values[at]).toBe(result.plots[0]?.values[place]);
    // A trailing stop never goes back while its position is held, and there is none without one.
    let held = 0;
    whole["stop"].forEach((stop: number | null, k: number) => {
      if (whole["position"][k] === 0) expect(stop).toBeNull();
      else {
        held++;
        const before = whole["position"][k - 1] === 0 ? null : whole["stop"][k - 1];
        if (before !== null) expect(stop).toBeGreaterThanOrEqual(before);
      }
    });
    expect(held).toBeGreaterThan(20);
    expect(whole["fills"].length).toBeGreaterThan(4);
    const newer = await json(`/strategies/1/bars?after=${whole["number"].at(-3)}`);
    expect(newer["time"]).toEqual(whole["time"].slice(-2));
  });

  test("trades are sorted and filtered by the server, in parts that neither repeat nor leave out", async () => {
    const all = (await json("/strategies/1/trades?limit=1000&order=ascending"))["trades"];
    expect(all.length).toBeGreaterThan(10);
    const profits: number[] = all.map(({ profit }: { profit: number }) => profit);
    const got: number[] = [];
    let cursor: string | null = null;
    do {
      const more: string = cursor === null ? "" : `&cursor=${cursor}`;
      const part = await json(`/strategies/1/trades?sort=profit&limit=3${more}`);
      expect(part["total"]).toBe(all.length);
      got.push(...part["trades"].map(({ profit }: { profit: number }) => profit));
      cursor = part["next"];
    } while (cursor !== null);
    expect(got).toEqual(profits.toSorted((a, b) => b - a));
    const won = await json("/strategies/1/trades?result=won&limit=1000");
    expect(won["total"]).toBe(profits.filter((profit) => profit > 0).length);
    const left = await json("/strategies/1/trades?exit_reason=rule&side=short");
    expect(left["trades"]).toEqual([]);
    expect((await get("/strategies/1/trades?sort=id")).status).toBe(400);
    expect((await get("/strategies/1/trades?cursor=nonsense")).status).toBe(400);
  });

  test("all trades come as a file, with the same figures", async () => {
    const all = (await json("/strategies/1/trades?limit=1000"))["trades"];
    const answer = await get("/strategies/1/trades.csv");
    expect(answer.headers.get("content-type")).toContain("text/csv");
    expect(answer.headers.get("content-disposition")).toContain("trades.csv");
    const [head = "", ...lines] = (await answer.text()).trimEnd().split("\r\n");
    const at = head.split(",").indexOf("mfe");
    expect(lines.map((line) => Number(line.split(",")[at]))).toEqual(
      all.map(({ mfe }: { mfe: number }) => mfe),
    );
    expect(await (await get("/strategies/1/trades.json")).json()).toEqual(all);
  });

  test("a decision is the one that the backtest explains", async () => {
    const result = backtest(stand.graph, stand.feed, { endOfData: "mark" });
    const trade = result.trades[5];
    if (trade === undefined) throw new Error("it traded less");
    const wanted = explainTrade({ graph: stand.graph, feed: stand.feed, result, parameters: {} }, trade);
    const trades = (await json("/strategies/1/trades?limit=1000"))["trades"];
    const { id } = trades.find((one: { entry_time: number }) => one.entry_time === trade.entryTime);
    const told = await json(`/strategies/1/trades/${id}/decision`);
    const [rule] = wanted.entry.rules;
    expect(told["moment"]).toMatchObject({ action: "enter", line: rule?.line, time: wanted.entry.time });
    expect(told["moment"].nodes[0].text).toBe("quick crosses above calm");
    const averages = told["moment"].nodes.filter(({ name }: { name: string | null }) => name !== null);
    // The ledger begins at its warm-up, the backtest with the data: the averages settle to the same.
    for (const [k, part] of (rule?.condition.parts ?? []).entries())
      expect(averages[k].value).toBeCloseTo(part.value, 4);
    expect(text.slice(told["moment"].start, told["moment"].end)).toContain("quick crosses above calm");
    expect(told["levels"].map(({ name }: { name: string }) => name)).toContain("stop");
    const signals = await json("/signals?strategy_id=1&limit=1000");
    const refused = signals["signals"].find((one: { was_executed: boolean }) => !one.was_executed);
    const why = await json(`/strategies/1/signals/${refused?.id ?? 1}/decision`);
    expect(why["moment"].nodes[0].value).toBe(1);
    expect((await get("/strategies/1/trades/9999/decision")).status).toBe(404);
    expect((await get("/strategies/1/signals/9999/decision")).status).toBe(404);
  });

  test("the text is told, with its rules and the values that are traded", async () => {
    const told = await json("/strategies/1/text");
    expect(told).toMatchObject({ is_current: true, text, plots: ["quick average", "calm average"] });
    expect(told["rules"].map(({ action }: { action: string }) => action)).toEqual(["enter", "exit"]);
    expect(told["parameters"][0]).toMatchObject({ name: "fast", value: 12, low: 5, high: 40 });
    expect(await json("/strategies/1/model-card")).toEqual({ models: [] });
  });
});

describe("a text that is not what it was", () => {
  test("explains nothing, and everything else is told all the same", async () => {
    const stand = await makeTradedStand({ text, bars: 400 });
    const get = (path: string) => fetch(`${stand.serving.address}/api/v1${path}`);
    stand.rewrite(text.replace("0.97", "0.9"));
    const answer = await get("/strategies/1/trades/1/decision");
    expect([answer.status, (await anyJson(answer))["code"]]).toEqual([409, "SAGE8577"]);
    expect(await anyJson(await get("/strategies/1/text"))).toMatchObject({ is_current: false });
    const bars = await anyJson(await get("/strategies/1/bars"));
    expect(bars["plots"].map(({ label }: { label: string }) => label)).toEqual(["plot 1", "plot 2"]);
    await stand.end();
  }, 30_000);
});

import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { request } from "node:http";
import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest";
import { z } from "zod";
import { openStore } from "../live/store/open-store.js";
import { beginning, minute } from "../live/store/testing/steps.js";
import { createToken, revokeToken } from "./tokens.js";
import { serve } from "./serve.js";
import { makeStand, now, type Stand } from "./testing/stand.js";

const problem = z.strictObject({
  type: z.literal("about:blank"),
  title: z.string().min(1),
  status: z.int(),
  detail: z.string().min(1),
  code: z.string().regex(/^SAGE85\d\d$/),
  help: z.string().nullable(),
  invalid: z.array(z.object({ where: z.string(), message: z.string() })).optional(),
});

async function problemOf(answer: Response) {
  expect(answer.headers.get("content-type")).toBe("application/problem+json");
  const told = problem.parse(await answer.json());
  expect(told.status).toBe(answer.status);
  expect(JSON.stringify(told)).not.toMatch(/select |insert |\.ts:|node_modules|sage_/i);
  return told;
}

const anyJson = async (answer: Response) => z.record(z.string(), z.any()).parse(await answer.json());

describe("over a store", () => {
  let stand: Stand;

  beforeAll(async () => {
    stand = await makeStand();
  });

  afterAll(() => stand.end());

  /** Every route with a query that it takes. */
  const paths = [
    "/health",
    "/ready",
    "/api/v1/health",
    "/api/v1/ready",
    "/api/v1/strategies",
    "/api/v1/strategies?active_only=false",
    "/api/v1/strategies/by-arena/1",
    "/api/v1/strategies/1",
    "/api/v1/strategies/1/stats",
    "/api/v1/strategies/1/bankroll",
    "/api/v1/strategies/1/trades?limit=5",
    "/api/v1/strategies/1/positions?status=open",
    "/api/v1/strategies/1/models",
    "/api/v1/arenas",
    "/api/v1/arenas/popular",
    "/api/v1/arenas/1",
    "/api/v1/exchanges",
    "/api/v1/trades?strategy_id=1",
    "/api/v1/positions",
    "/api/v1/fills",
    "/api/v1/orders?status=rejected",
    "/api/v1/signals?outcome=ignored",
    "/api/v1/events?severity=warning",
    "/api/v1/candles/1?limit=2",
    "/api/v1/portfolio/summary",
    "/api/v1/portfolio/allocation",
    "/api/v1/portfolio/exposure",
    "/api/v1/portfolio/history",
    "/api/v1/stats/summary",
    "/api/v1/stats/daily?days=3",
    "/api/v1/stats/by-strategy",
    "/api/v1/stats/leaderboard?metric=win_rate",
    "/api/v1/models",
    "/api/v1/runs",
    "/api/v1/kill-switch",
    "/api/v1/alerts?strategy_id=1",
    "/api/v1/equity?points=3",
    "/api/v1/equity?strategy_id=1",
    "/api/v1/equity?arena_id=1",
    "/api/v1/equity/curves?points=3",
    "/api/v1/feeds",
    "/api/v1/portfolios",
    "/api/v1/access",
    "/api/v1/strategies/1/bars?limit=2",
    "/api/v1/strategies/1/trades?sort=profit",
    "/api/v1/strategies/1/trades.json",
    "/api/v1/strategies/1/model-card",
  ];

  test("every route answers as /openapi.json says, and each that is described was asked", async () => {
    const description = z
      .object({
        openapi: z.literal("3.1.0"),
        paths: z.record(z.string(), z.record(z.string(), z.any())),
        components: z.object({ schemas: z.record(z.string(), z.any()) }),
      })
      .parse(await (await stand.get("/openapi.json")).json());
    const inlined = (value: unknown): unknown => {
      if (Array.isArray(value)) return value.map(inlined);
      if (typeof value !== "object" || value === null) return value;
      if ("$ref" in value)
        return inlined(description.components.schemas[String(value.$ref).split("/").at(-1) ?? ""]);
      return Object.fromEntries(Object.entries(value).map(([name, inner]) => [name, inlined(inner)]));
    };
    const asked = new Set<string>();
    for (const path of paths) {
      const answer = await stand.get(path);
      const plain = path.split("?")[0] ?? "";
      const described = Object.keys(description.paths)
        .toSorted((a, b) => a.split("{").length - b.split("{").length)
        .find((pattern) => new RegExp(`^${pattern.replace(/\{\w+\}/g, "[^/]+")}$`).test(plain));
      expect(described, path).toBeDefined();
      asked.add(described ?? "");
      const schema =
        description.paths[described ?? ""]?.["get"].responses["200"].content["application/json"].schema;
      const checked = z.fromJSONSchema(inlined(schema) as Parameters<typeof z.fromJSONSchema>[0]);
      expect(answer.status, path).toBe(200);
      const parsed = checked.safeParse(await answer.json());
      expect(parsed.success ? "" : `${path}: ${parsed.error.message}`).toBe("");
    }
    const left = Object.entries(description.paths)
      .filter(([path, methods]) => "get" in methods && !asked.has(path))
      .map(([path]) => path);
    // What needs a text on the disk, or is a file, is asked in `ledger.test.ts`.
    expect(left).toEqual([
      "/api/v1/models/{id}",
      "/api/v1/strategies/{id}/trades.csv",
      "/api/v1/strategies/{id}/text",
      "/api/v1/strategies/{id}/trades/{number}/decision",
      "/api/v1/strategies/{id}/signals/{number}/decision",
      "/api/v1/runs/{id}",
    ]);
  });

  test("curves are thinned from the newest bar back, and alerts, feeds and rights are told", async () => {
    const equity = async (query: string) =>
      (await anyJson(await stand.get(`/api/v1/equity?${query}`)))["points"];
    const of = (number: number, value: number) => ({
      timestamp: beginning + (number + 1) * minute,
      equity: value,
    });
    // The story's bars: warmed up with 10,000, then 9,990, 10,002.25 and 10,080.5. Of the whole time, which begins with
    // the first traded bar, two points are the first and the last; the arena has no other strategy.
    const traded = [of(1, 9_990), of(2, 10_002.25), of(3, 10_080.5)];
    expect(await equity("strategy_id=1")).toEqual(traded);
    expect(await equity("strategy_id=1&points=2")).toEqual([traded[0], traded[2]]);
    expect(await equity("arena_id=1")).toEqual(traded);
    expect(await equity("points=1000")).toEqual(traded);
    expect((await stand.get("/api/v1/equity?strategy_id=1&arena_id=1")).status).toBe(400);
    expect((await anyJson(await stand.get("/api/v1/equity/curves")))["curves"]).toEqual([
      { strategy_id: 1, values: [9_990, 10_002.25, 10_080.5] },
    ]);
    expect((await anyJson(await stand.get("/api/v1/alerts")))["alerts"]).toEqual([
      { id: 1, strategy_id: 1, timestamp: beginning + 2 * minute, message: 'it is "over" → 😀' },
    ]);
    expect((await anyJson(await stand.get("/api/v1/feeds")))["feeds"]).toMatchObject([
      { state: null, last_close: beginning + 4 * minute, ok: true, message: "good" },
    ]);
    expect(await anyJson(await stand.get("/api/v1/access"))).toEqual({
      name: null,
      scopes: ["read", "control"],
    });
  });

  test("the portfolio's figures are those of the ledger, worked by hand", async () => {
    const summary = await anyJson(await stand.get("/api/v1/portfolio/summary"));
    expect(summary).toMatchObject({
      initial_capital: 10_000,
      total_equity: 10_080.5,
      total_pnl: 80.5,
      open_positions: 1,
      active_strategies: 1,
      trades_today: 1,
      total_fees: 20.1,
    });
    expect(summary["total_pnl_pct"]).toBeCloseTo(0.805, 12);
    // The second position is short 0.0889…, and the last close is that of step 3.
    const [last] = (await anyJson(await stand.get("/api/v1/candles/1?limit=1&order=newest")))["candles"];
    expect(last.time).toBe(beginning + 3 * minute);
    const exposure = await anyJson(await stand.get("/api/v1/portfolio/exposure"));
    expect(exposure["short"]).toBeCloseTo(0.08894441668054862 * (90_045 + 1 / 7 + 3), 9);
    expect(exposure["net"]).toBe(-exposure["short"]);
    expect(exposure["long"]).toBe(0);
    const stats = await anyJson(await stand.get("/api/v1/stats/summary"));
    expect(stats).toMatchObject({
      total_trades: 1,
      wins: 1,
      losses: 0,
      win_rate_pct: 100,
      profit_factor: null,
    });
    expect(stats["realized_pnl"]).toBe(80.90505302904104);
  });

  test("lists come in parts that neither repeat nor leave out", async () => {
    const whole = await anyJson(await stand.get("/api/v1/signals"));
    const ids: number[] = [];
    let cursor: string | null = "";
    while (cursor !== null) {
      const part = await anyJson(
        await stand.get(`/api/v1/signals?limit=1${cursor === "" ? "" : `&cursor=${cursor}`}`),
      );
      expect(part["signals"]).toHaveLength(1);
      ids.push(part["signals"][0].id);
      cursor = part["next"];
    }
    expect(ids).toEqual(whole["signals"].map(({ id }: { id: number }) => id));
    expect(ids).toHaveLength(4);
    const reasons = whole["signals"].map((one: { rejection_reason: string | null }) => one.rejection_reason);
    expect(reasons.filter((reason: string | null) => reason !== null)).toEqual(["warm-up"]);
  });

  test("what has not changed is not sent again", async () => {
    const first = await stand.get("/api/v1/trades");
    const tag = first.headers.get("etag");
    expect(tag).toMatch(/^(W\/)?".+"$/);
    const second = await stand.get("/api/v1/trades", { "if-none-match": tag ?? "" });
    expect([second.status, await second.text()]).toEqual([304, ""]);
    expect((await stand.get("/api/v1/trades", { "if-none-match": '"other"' })).status).toBe(200);
  });

  test.each([
    ["/api/v1/strategies/7", 404, "SAGE8568"],
    ["/api/v1/strategies/-1", 400, "SAGE8567"],
    ["/api/v1/strategies/1%27%20or%201=1", 400, "SAGE8567"],
    ["/api/v1/strategies/99999999999999999999", 400, "SAGE8567"],
    ["/api/v1/trades?limit=0", 400, "SAGE8567"],
    ["/api/v1/trades?limit=1001", 400, "SAGE8567"],
    ["/api/v1/trades?limit=1e3", 400, "SAGE8567"],
    ["/api/v1/trades?limt=5", 400, "SAGE8567"],
    ["/api/v1/trades?limit=5&limit=6", 400, "SAGE8567"],
    ["/api/v1/trades?cursor=nonsense", 400, "SAGE8567"],
    ["/api/v1/candles/9", 404, "SAGE8568"],
    ["/api/v1/models/none", 404, "SAGE8568"],
    ["/api/v1/runs/..%2F..%2Fetc", 400, "SAGE8567"],
    ["/api/v2/trades", 404, "SAGE8568"],
    ["/nothing", 404, "SAGE8568"],
  ])("%s is refused with %i", async (path, status, code) => {
    const answer = await stand.get(path);
    expect(answer.status).toBe(status);
    expect(await problemOf(answer)).toMatchObject({ code });
  });

  test("a wrong field is named", async () => {
    const told = await problemOf(await stand.get("/api/v1/trades?limit=x&from=-2"));
    expect(told.invalid?.map(({ where }) => where).toSorted()).toEqual(["query.from", "query.limit"]);
  });

  test("another method is refused, with those that are taken", async () => {
    const answer = await fetch(`${stand.serving.address}/api/v1/trades`, { method: "DELETE" });
    expect([answer.status, answer.headers.get("allow")]).toEqual([405, "GET"]);
    expect(await problemOf(answer)).toMatchObject({ code: "SAGE8569" });
  });

  test("a body must be small, JSON, and say what is wanted", async () => {
    const path = "/api/v1/kill-switch";
    const large = await stand.post(path, `{"action":"stop","x":"${"y".repeat(70_000)}"}`);
    expect([large.status, (await problemOf(large)).code]).toEqual([413, "SAGE8566"]);
    for (const [body, code] of [
      ["{", "SAGE8567"],
      ["[]", "SAGE8567"],
      ['{"action":"explode"}', "SAGE8567"],
      ['{"action":"stop","now":true}', "SAGE8567"],
      ["", "SAGE8567"],
    ] as const)
      expect((await problemOf(await stand.post(path, body))).code).toBe(code);
    const plain = await stand.post(path, '{"action":"stop"}', { "content-type": "text/plain" });
    expect([plain.status, (await problemOf(plain)).code]).toEqual([415, "SAGE8573"]);
    expect(await anyJson(await stand.get(path))).toMatchObject({ is_stopped: false });
  });

  test("web pages and other host names are turned away, and every answer guards itself", async () => {
    const page = await stand.get("/api/v1/trades", { origin: "https://evil.example" });
    expect([page.status, page.headers.get("access-control-allow-origin")]).toEqual([403, null]);
    expect((await problemOf(page)).code).toBe("SAGE8572");
    const status = await new Promise<number | undefined>((resolve, reject) => {
      request(`${stand.serving.address}/api/v1/trades`, { headers: { host: "evil.example" } }, (answer) => {
        answer.resume();
        resolve(answer.statusCode);
      })
        .on("error", reject)
        .end();
    });
    expect(status).toBe(403);
    for (const answer of [await stand.get("/api/v1/trades"), await stand.get("/none")]) {
      expect(answer.headers.get("x-content-type-options")).toBe("nosniff");
      expect(answer.headers.get("content-security-policy")).toContain("default-src 'none'");
    }
  });
});

describe("doors", () => {
  let stand: Stand | undefined;

  afterEach(async () => {
    await stand?.end();
    stand = undefined;
  });

  test("with tokens nothing opens without one, and control needs its scope", async () => {
    let [reader, master] = ["", ""];
    stand = await makeStand({}, (folder) => {
      reader = createToken("reader", ["read"], now, join(folder, "tokens.json"));
      master = createToken("master", ["read", "control"], now, join(folder, "tokens.json"));
    });
    const as = (token: string) => ({ authorization: `Bearer ${token}` });
    const without = await stand.get("/api/v1/trades");
    expect([without.status, without.headers.get("www-authenticate")]).toEqual([401, "Bearer"]);
    expect((await problemOf(without)).code).toBe("SAGE8563");
    expect((await stand.get("/openapi.json")).status).toBe(401);
    expect((await stand.get("/health")).status).toBe(200);
    expect((await stand.get("/api/v1/trades", as(`${reader}x`))).status).toBe(401);
    expect((await stand.get("/api/v1/trades", as(reader))).status).toBe(200);
    expect(await anyJson(await stand.get("/api/v1/access", as(reader)))).toEqual({
      name: "reader",
      scopes: ["read"],
    });
    const stop = '{"action":"stop","closes":true}';
    const refused = await stand.post("/api/v1/kill-switch", stop, as(reader));
    expect([refused.status, (await problemOf(refused)).code]).toEqual([403, "SAGE8564"]);
    const done = await anyJson(await stand.post("/api/v1/kill-switch", stop, as(master)));
    expect(done).toMatchObject({ is_stopped: true, closes: true, by: "the API (token master)" });
    expect(await anyJson(await stand.post("/api/v1/kill-switch", '{"action":"resume"}', as(master)))).toEqual(
      {
        is_stopped: false,
        closes: false,
        by: null,
        stops: [],
      },
    );
    revokeToken("reader", join(stand.folder, "tokens.json"));
    await new Promise((resolve) => setTimeout(resolve, 600));
    expect((await stand.get("/api/v1/trades", as(reader))).status).toBe(401);
  });

  test("tokens that cannot be read open nothing, and tell nothing of the disk", async () => {
    stand = await makeStand();
    writeFileSync(join(stand.folder, "tokens.json"), "{");
    await new Promise((resolve) => setTimeout(resolve, 600));
    const answer = await stand.get("/api/v1/trades");
    expect(answer.status).toBe(500);
    const told = await problemOf(answer);
    expect(told.code).toBe("SAGE8571");
    expect(JSON.stringify(told)).not.toContain(stand.folder);
  });

  test("the kill switch reaches the desk at once", async () => {
    const told: unknown[] = [];
    stand = await makeStand({
      desk: {
        stops: [],
        obey: (stops) => void told.push(stops),
      },
    });
    await stand.post("/api/v1/kill-switch", '{"action":"stop","closes":true}');
    await stand.post("/api/v1/kill-switch", '{"action":"stop","strategy":"cross","reason":"it drifts"}');
    await stand.post("/api/v1/kill-switch", '{"action":"resume"}');
    const whole = { name: "all", closes: true, by: "the API", reason: "", at: now };
    const one = { name: "cross", closes: false, by: "the API", reason: "it drifts", at: now };
    expect(told).toEqual([[whole], [whole, one], [one]]);
    expect(await anyJson(await stand.get("/api/v1/kill-switch"))).toEqual({
      is_stopped: false,
      closes: false,
      by: null,
      stops: [one],
    });
  });

  test("who asks too often is told to wait", async () => {
    stand = await makeStand({ rateLimit: { perSecond: 0.5, burst: 3 } });
    const statuses: number[] = [];
    for (let k = 0; k < 5; k++) statuses.push((await stand.get("/api/v1/health")).status);
    expect(statuses).toEqual([200, 200, 200, 429, 429]);
    const answer = await stand.get("/api/v1/health");
    expect(answer.headers.get("retry-after")).toBe("2");
    expect((await problemOf(answer)).code).toBe("SAGE8565");
  });

  test("a web page that is allowed may ask", async () => {
    const origin = "https://desk.example";
    stand = await makeStand({ origins: [origin] });
    const before = await fetch(`${stand.serving.address}/api/v1/trades`, {
      method: "OPTIONS",
      headers: { origin, "access-control-request-method": "GET" },
    });
    expect([before.status, before.headers.get("access-control-allow-origin")]).toEqual([204, origin]);
    const answer = await stand.get("/api/v1/trades", { origin });
    expect([answer.status, answer.headers.get("access-control-allow-origin")]).toEqual([200, origin]);
  });

  test("it does not listen beyond this machine without a token, nor where another listens", async () => {
    stand = await makeStand();
    const store = await openStore(join(stand.folder, "other.db"));
    const place = { store, tokens: join(stand.folder, "none.json"), environmentToken: "" };
    await expect(serve({ ...place, listen: "0.0.0.0:0" })).rejects.toMatchObject({ code: "SAGE8560" });
    const taken = stand.serving.address.replace("http://", "");
    await expect(serve({ ...place, listen: taken })).rejects.toMatchObject({ code: "SAGE8561" });
    await expect(serve({ ...place, listen: "nowhere" })).rejects.toMatchObject({ code: "SAGE8561" });
    await expect(serve({ ...place, environmentToken: "short" })).rejects.toMatchObject({ code: "SAGE8562" });
    const guarded = await serve({
      ...place,
      listen: "0.0.0.0:0",
      environmentToken: "a-token-of-24-characters",
    });
    expect(guarded.isGuarded).toBe(true);
    await guarded.close();
    await store.close();
  });

  test("it is not ready when bars are late", async () => {
    const at = (later: number) => ({ now: () => now + later, sleep: () => Promise.resolve() });
    stand = await makeStand({ clock: at(2 * minute) });
    const answer = await stand.get("/ready");
    expect(answer.status).toBe(503);
    expect((await anyJson(answer))["checks"].feeds).toEqual({
      ok: false,
      message: "binance BTC/USDT:USDT perpetual 1m: last bar closed 3 min ago",
    });
  });

  test("it is not ready while the desk waits for its store, a feed is silent, or the clock is wrong", async () => {
    stand = await makeStand();
    expect(await anyJson(await stand.get("/ready"))).toMatchObject({ ready: true });
    stand.bus.tell({ kind: "store", state: "held", message: "locked", waiting: 3 });
    const held = await stand.get("/ready");
    expect([held.status, (await anyJson(held))["checks"].store.ok]).toEqual([503, false]);
    stand.bus.tell({ kind: "store", state: "back", message: "back", waiting: 0 });
    const { market } = stand.strategy;
    stand.bus.tell({ kind: "feed", event: { kind: "state", market, state: "silent", message: "", at: now } });
    expect((await anyJson(await stand.get("/ready")))["checks"].feeds.ok).toBe(false);
    stand.bus.tell({ kind: "feed", event: { kind: "state", market, state: "live", message: "", at: now } });
    stand.bus.tell({ kind: "feed", event: { kind: "skew", market, milliseconds: 4000 } });
    expect((await anyJson(await stand.get("/ready")))["checks"].clock.ok).toBe(false);
    stand.bus.tell({ kind: "feed", event: { kind: "skew", market, milliseconds: 12 } });
    expect(await anyJson(await stand.get("/ready"))).toMatchObject({ ready: true });
  });

  test("that trading is stopped is told with that it lives, and needs no token", async () => {
    stand = await makeStand();
    expect(await anyJson(await stand.get("/health"))).toEqual({ status: "healthy", stopped: false });
    await stand.post("/api/v1/kill-switch", '{"action":"stop","strategy":"cross"}');
    expect(await anyJson(await stand.get("/health"))).toEqual({ status: "healthy", stopped: true });
  });
});

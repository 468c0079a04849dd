import { z } from "@hono/zod-openapi";
import { readStops } from "../../live/desk/stops.js";
import { marketKey } from "../../live/market.js";
import { readStrategyList } from "../../live/store/read/index.js";
import {
  judgeHealth,
  verdictOf,
  type HealthCheck,
  type HealthFacts,
  type Verdict,
} from "../../live/watch/health.js";
import type { ServeContext } from "../context.js";
import { addRoute, type Api } from "../route.js";

const check = z.object({ ok: z.boolean(), message: z.string() });

export const readinessSchema = z.object({
  ready: z.boolean(),
  checks: z.object({ store: check, feeds: check, clock: check }),
});

type Check = z.input<typeof check>;

/** How long a store may take to say that it can be written, in milliseconds. */
const patience = 2000;

export function addHealth(api: Api, context: ServeContext): void {
  const group = "Health";
  addRoute(
    api,
    {
      path: "/health",
      summary: "Whether the server answers; needs no token",
      group,
      answer: z.object({
        status: z.literal("healthy"),
        stopped: z.boolean().nullable().openapi({
          description: "whether the kill switch stops anything; null where the store does not say",
        }),
      }),
    },
    async () => ({ status: "healthy" as const, stopped: await isStopped(context) }),
  );
  addRoute(
    api,
    {
      path: "/ready",
      summary: "Whether the store takes writes, feeds are fresh and the clock is right; needs no token",
      group,
      answer: readinessSchema,
      also: [503],
    },
    async ({ setStatus }) => {
      const answer = await readinessOf(context);
      if (!answer.ready) setStatus(503);
      return answer;
    },
  );
}

/** A desk that runs here knows of its feeds; of others the store knows when their last bars closed. */
async function readinessOf(context: ServeContext): Promise<z.input<typeof readinessSchema>> {
  const store = await storeCheck(context);
  const health = judgeHealth({
    now: context.clock.now(),
    markets: await marketsOf(context, store.isGood),
    store: { isWritable: store.isGood, message: store.message },
  });
  const check = (name: HealthCheck["name"]): Check => {
    const { isGood, message } = verdictOf(health, name);
    return { ok: isGood, message };
  };
  return {
    ready: health.isReady,
    checks: { store: check("store"), feeds: check("feed"), clock: check("clock") },
  };
}

type Market = HealthFacts["markets"][number];

/** Markets with what is known of their feeds. A desk that runs here knows more than the store. */
export async function marketsOf(
  { store, health }: ServeContext,
  isThere: boolean,
): Promise<readonly Market[]> {
  const told = health?.facts().markets ?? [];
  if (!isThere) return told;
  const found = (await readStrategyList(store.database, { isActive: true })).filter(
    ({ writer, market }) => writer !== null && market.exchange !== "replay",
  );
  const markets = new Map<string, Market>();
  // A recording's bars are old by nature; what its feed says of itself holds.
  for (const one of told)
    if (one.market.exchange === "replay" || one.isOnlyHeard === true)
      markets.set(marketKey(one.market), { ...one, isOnlyHeard: true });
  for (const { market, standing } of found) {
    const key = marketKey(market);
    const said = told.find((one) => marketKey(one.market) === key);
    const before = markets.get(key);
    const close = standing === null ? null : standing.time + market.interval;
    // A market is as old as the strategy on it that is furthest behind.
    const lastClose =
      before === undefined || close === null ? close : Math.min(before.lastClose ?? close, close);
    markets.set(key, { market, lastClose, state: said?.state ?? null, skew: said?.skew ?? null });
  }
  return [...markets.values()];
}

async function storeCheck({ store, health }: ServeContext): Promise<Verdict> {
  const told = health?.facts().store;
  if (told?.isWritable === false) return { isGood: false, message: "The desk waits for the store." };
  let timer: NodeJS.Timeout | undefined;
  try {
    const slow = new Promise<never>((_, reject) => {
      timer = setTimeout(() => reject(new Error("slow")), patience);
    });
    const asked = store.database.transact("write", (query) =>
      query.selectFrom("switches").select("name").limit(1).execute(),
    );
    await Promise.race([asked, slow]);
    return { isGood: true, message: "good" };
  } catch {
    return { isGood: false, message: "It does not take writes at the moment." };
  } finally {
    clearTimeout(timer);
  }
}

/** Whether anything is stopped by hand; null where the store does not say. */
async function isStopped({ store, desk, switchFile }: ServeContext): Promise<boolean | null> {
  if (desk !== undefined) return desk.stops.length > 0;
  try {
    return (await readStops(store.database, switchFile)).length > 0;
  } catch {
    return null;
  }
}

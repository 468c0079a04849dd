import { z } from "@hono/zod-openapi";
import { readStrategyList, type StoredStrategy } from "../../live/store/read/index.js";
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
/** How much later than its close a bar may come before its feed is called stale, in milliseconds. */
const grace = 60_000;

export function addHealth(api: Api, context: ServeContext): void {
  const group = "Health";
  addRoute(
    api,
    {
      path: "/health",
      summary: "Whether the server answers; needs no token",
      group,
      answer: z.object({ status: z.literal("healthy") }),
    },
    () => ({ status: "healthy" as const }),
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

async function readinessOf(context: ServeContext): Promise<z.input<typeof readinessSchema>> {
  const store = await storeCheck(context);
  const feeds = store.ok ? await feedCheck(context) : { ok: false, message: "Unknown without the store." };
  const { skew } = context.feeds;
  const clock: Check =
    skew === null
      ? { ok: true, message: "No venue says otherwise." }
      : { ok: false, message: `The clock is ${Math.round(skew)} ms off a venue's.` };
  return { ready: store.ok && feeds.ok && clock.ok, checks: { store, feeds, clock } };
}

async function storeCheck({ store, feeds }: ServeContext): Promise<Check> {
  if (feeds.isHeld) return { ok: false, message: "The desk waits for the store." };
  let timer: NodeJS.Timeout | undefined;
  try {
    const slow = new Promise<never>((_, reject) => {
      timer = setTimeout(() => reject(new Error("slow")), patience);
    });
    const asked = store.database.transact("write", (query) =>
      query.selectFrom("switches").select("name").limit(1).execute(),
    );
    await Promise.race([asked, slow]);
    return { ok: true, message: "It takes writes." };
  } catch {
    return { ok: false, message: "It does not take writes at the moment." };
  } finally {
    clearTimeout(timer);
  }
}

async function feedCheck({ store, clock, feeds }: ServeContext): Promise<Check> {
  const broken = feeds.states.filter(({ state }) => state !== "live");
  if (broken.length > 0)
    return { ok: false, message: broken.map(({ market, state }) => `${market} is ${state}`).join("; ") };
  const running = (await readStrategyList(store.database, { isActive: true })).filter(
    ({ writer }) => writer !== null,
  );
  if (running.length === 0) return { ok: true, message: "No strategy is running." };
  const stale = running.filter((strategy) => isStale(strategy, clock.now()));
  if (stale.length === 0) return { ok: true, message: "All are fresh." };
  return { ok: false, message: `No bar came in time for ${stale.map(({ name }) => name).join(", ")}.` };
}

function isStale({ market, standing }: StoredStrategy, now: number): boolean {
  // A replay's bars are as old as its file.
  if (standing === null || market.exchange === "replay") return false;
  return now > standing.time + 2 * market.interval + grace;
}

import { z } from "@hono/zod-openapi";
import {
  readTradeList,
  tradeSorts,
  type StoredTrade,
  type TradeListRequest,
  type TradeSort,
} from "../../live/store/read/index.js";
import type { ServeContext } from "../context.js";
import { addRoute, type Api } from "../route.js";
import { tradeSchema } from "../schemas/records.js";
import { tradeView } from "../views.js";
import { identityInPath, limitUpTo, next, range } from "./fields.js";
import { strategyOf } from "./find.js";

const sorts = Object.keys(tradeSorts) as [TradeSort, ...TradeSort[]];
const filters = {
  ...range,
  side: z.enum(["long", "short"]).optional(),
  result: z.enum(["won", "lost"]).optional(),
  exit_reason: z
    .string()
    .regex(/^[a-z_]{1,40}$/, "a reason")
    .optional(),
  sort: z.enum(sorts).optional(),
  order: z.enum(["newest", "oldest", "descending", "ascending"]).optional().openapi({
    description: "newest and descending are the same, and so are oldest and ascending; default descending",
  }),
};

interface TradeQuery {
  readonly from?: number | undefined;
  readonly to?: number | undefined;
  readonly side?: "long" | "short" | undefined;
  readonly result?: "won" | "lost" | undefined;
  readonly exit_reason?: string | undefined;
  readonly sort?: TradeSort | undefined;
  readonly order?: "newest" | "oldest" | "descending" | "ascending" | undefined;
}

const requestOf = (query: TradeQuery): TradeListRequest => ({
  sort: query.sort ?? "exit_time",
  isDescending: query.order !== "oldest" && query.order !== "ascending",
  side: query.side,
  result: query.result,
  exitReason: query.exit_reason,
  from: query.from,
  to: query.to,
});

/** Closed trades of one strategy: filtered and sorted here, as there may be more than a page should hold; and as files. */
export function addStrategyTrades(api: Api, context: ServeContext): void {
  const { database } = context.store;
  const shape = { group: "Strategies", params: identityInPath } as const;
  addRoute(
    api,
    {
      ...shape,
      path: "/strategies/{id}/trades",
      summary: "Closed trades of a strategy, filtered, and sorted by any of their figures",
      query: { ...filters, ...limitUpTo(1000), cursor: z.string().max(200).optional() },
      answer: z.object({ trades: z.array(tradeSchema), total: z.int(), next }),
    },
    async ({ params, query }) => {
      await strategyOf(database, params.id);
      const { limit, cursor } = query;
      const page = await readTradeList(database, params.id, { ...requestOf(query), limit, cursor });
      return { trades: page.rows.map(tradeView), total: page.total, next: page.next };
    },
  );
  addRoute(
    api,
    {
      ...shape,
      path: "/strategies/{id}/trades.csv",
      summary: "The same as a table, all of them: a line for each trade (RFC 4180)",
      query: filters,
      answer: z.string(),
      text: { type: "text/csv", file: "trades.csv" },
    },
    async ({ params, query }) => csvOf(await allTrades(context, params.id, query)),
  );
  addRoute(
    api,
    {
      ...shape,
      path: "/strategies/{id}/trades.json",
      summary: "The same as a list, all of them",
      query: filters,
      answer: z.array(tradeSchema),
    },
    async ({ params, query }) => (await allTrades(context, params.id, query)).map(tradeView),
  );
}

async function allTrades(
  { store: { database } }: ServeContext,
  id: number,
  query: TradeQuery,
): Promise<readonly StoredTrade[]> {
  await strategyOf(database, id);
  const trades: StoredTrade[] = [];
  let cursor: string | null = null;
  do {
    const page: Awaited<ReturnType<typeof readTradeList>> = await readTradeList(database, id, {
      ...requestOf(query),
      limit: 1000,
      cursor,
    });
    trades.push(...page.rows);
    cursor = page.next;
  } while (cursor !== null);
  return trades;
}

/** A text that a spreadsheet would take for a formula is quoted with an apostrophe. */
function cell(value: unknown): string {
  if (typeof value === "number") return Number.isFinite(value) ? String(value) : "";
  if (typeof value !== "string") return "";
  const safe = /^[=+\-@\t\r]/.test(value) ? `'${value}` : value;
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}

function csvOf(trades: readonly StoredTrade[]): string {
  const names = Object.keys(tradeSchema.shape);
  const lines = trades.map((trade) => {
    const view: Readonly<Record<string, unknown>> = tradeView(trade);
    return names.map((name) => cell(view[name])).join(",");
  });
  return [names.join(","), ...lines, ""].join("\r\n");
}

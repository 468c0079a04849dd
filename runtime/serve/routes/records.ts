import { z } from "@hono/zod-openapi";
import {
  readAlerts,
  readBars,
  readEvents,
  readFills,
  readOrders,
  readPositions,
  readSignals,
  readTrades,
} from "../../live/store/read/index.js";
import type { ServeContext } from "../context.js";
import { addRoute, type Api } from "../route.js";
import {
  alertSchema,
  candleSchema,
  eventSchema,
  fillSchema,
  orderSchema,
  positionSchema,
  signalSchema,
  tradeSchema,
} from "../schemas/records.js";
import {
  alertView,
  candleView,
  eventView,
  fillView,
  orderView,
  positionView,
  signalView,
  tradeView,
} from "../views.js";
import { identityInPath, next, onePage, range, strategyInQuery } from "./fields.js";
import { arenaOf, strategyOf } from "./find.js";

const listQuery = { ...strategyInQuery, ...range, ...onePage };
const status = { status: z.enum(["open", "closed"]).optional() };

const positions = z.object({ positions: z.array(positionSchema), next });
const trades = z.object({ trades: z.array(tradeSchema), next });

const filterOf = (query: {
  readonly strategy_id?: number | undefined;
  readonly from?: number | undefined;
  readonly to?: number | undefined;
}) => ({ strategy: query.strategy_id, from: query.from, to: query.to });

/** Trades, fills, orders, positions, signals with their reasons, what happened besides, and candles. */
export function addRecords(api: Api, context: ServeContext): void {
  const { database } = context.store;
  addRoute(
    api,
    { path: "/trades", summary: "Closed trades", group: "Records", query: listQuery, answer: trades },
    async ({ query }) => {
      const page = await readTrades(database, filterOf(query), query);
      return { trades: page.rows.map(tradeView), next: page.next };
    },
  );
  addPositions(api, context);
  addOrders(api, context);
  addSignalsAndEvents(api, context);
  addCandles(api, context);
}

function addPositions(api: Api, { store: { database } }: ServeContext): void {
  addRoute(
    api,
    {
      path: "/positions",
      summary: "Positions, open and closed",
      group: "Records",
      query: { ...listQuery, ...status },
      answer: positions,
    },
    async ({ query }) => {
      const filter = { ...filterOf(query), status: query.status };
      const page = await readPositions(database, filter, query);
      return { positions: page.rows.map(positionView), next: page.next };
    },
  );
  addRoute(
    api,
    {
      path: "/strategies/{id}/positions",
      summary: "Positions of a strategy",
      group: "Strategies",
      params: identityInPath,
      query: { ...range, ...onePage, ...status },
      answer: positions,
    },
    async ({ params, query }) => {
      await strategyOf(database, params.id);
      const filter = { ...filterOf(query), strategy: params.id, status: query.status };
      const page = await readPositions(database, filter, query);
      return { positions: page.rows.map(positionView), next: page.next };
    },
  );
}

function addOrders(api: Api, { store: { database } }: ServeContext): void {
  addRoute(
    api,
    {
      path: "/fills",
      summary: "Fills: each time a position was opened or closed",
      group: "Records",
      query: listQuery,
      answer: z.object({ fills: z.array(fillSchema), next }),
    },
    async ({ query }) => {
      const page = await readFills(database, filterOf(query), query);
      return { fills: page.rows.map(fillView), next: page.next };
    },
  );
  addRoute(
    api,
    {
      path: "/orders",
      summary: "Orders, with why those that were not filled were not",
      group: "Records",
      query: {
        ...listQuery,
        status: z.enum(["filled", "partly_filled", "rejected", "cancelled", "expired"]).optional(),
      },
      answer: z.object({ orders: z.array(orderSchema), next }),
    },
    async ({ query }) => {
      const page = await readOrders(database, { ...filterOf(query), status: query.status }, query);
      return { orders: page.rows.map(orderView), next: page.next };
    },
  );
}

function addSignalsAndEvents(api: Api, { store: { database } }: ServeContext): void {
  addRoute(
    api,
    {
      path: "/signals",
      summary: "Signals, with why no order followed where none did",
      group: "Records",
      query: { ...listQuery, outcome: z.enum(["order", "ignored"]).optional() },
      answer: z.object({ signals: z.array(signalSchema), next }),
    },
    async ({ query }) => {
      const page = await readSignals(database, { ...filterOf(query), outcome: query.outcome }, query);
      return { signals: page.rows.map(signalView), next: page.next };
    },
  );
  addRoute(
    api,
    {
      path: "/alerts",
      summary: "What strategies said with their alert statements",
      group: "Records",
      query: listQuery,
      answer: z.object({ alerts: z.array(alertSchema), next }),
    },
    async ({ query }) => {
      const page = await readAlerts(database, filterOf(query), query);
      return { alerts: page.rows.map(alertView), next: page.next };
    },
  );
  addRoute(
    api,
    {
      path: "/events",
      summary: "What happened besides bars: gaps, revisions, restarts, switches",
      group: "Records",
      query: {
        ...listQuery,
        event: z.string().max(100).optional(),
        severity: z.enum(["info", "warning", "error"]).optional(),
      },
      answer: z.object({ events: z.array(eventSchema), next }),
    },
    async ({ query }) => {
      const { event, severity } = query;
      const page = await readEvents(database, { ...filterOf(query), event, severity }, query);
      return { events: page.rows.map(eventView), next: page.next };
    },
  );
}

function addCandles(api: Api, { store: { database } }: ServeContext): void {
  addRoute(
    api,
    {
      path: "/candles/{id}",
      summary: "Candles of an arena, as its strategies saw them",
      group: "Arenas",
      params: identityInPath,
      query: { ...range, limit: onePage.limit, order: onePage.order },
      answer: z.object({
        arena_id: z.int(),
        interval: z.int(),
        count: z.int(),
        candles: z.array(candleSchema),
      }),
    },
    async ({ params, query }) => {
      const arena = await arenaOf(database, params.id);
      const bars = await readBars(database, params.id, { ...query, limit: query.limit ?? 500 });
      return {
        arena_id: arena.id,
        interval: arena.market.interval,
        count: bars.length,
        candles: bars.map(candleView),
      };
    },
  );
}

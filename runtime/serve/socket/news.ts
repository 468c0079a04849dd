import type { LiveBar } from "../../live/bar.js";
import type { DeskEvent } from "../../live/events.js";
import { marketKey } from "../../live/market.js";
import type { LiveStep, OpenPosition, StrategyRecord } from "../../live/store/live-store.js";

export const channels = ["trades", "positions", "portfolio", "prices", "signals", "events"] as const;
export type Channel = (typeof channels)[number];

/** Something to be told to those who listen. */
export interface News {
  readonly type: string;
  readonly channel: Channel;
  readonly timestamp: number;
  readonly data: Readonly<Record<string, unknown>>;
  /** What filters ask for; null: it is about no strategy or market in particular. */
  readonly strategy: number | null;
  readonly market: string | null;
}

type Who = Pick<StrategyRecord, "id" | "name" | "market">;
export type SeenStep = Pick<
  LiveStep,
  "number" | "bar" | "orders" | "trades" | "signals" | "alerts" | "account"
>;

const inWords = ({ time, open, high, low, close, volume }: LiveBar) => ({
  time,
  open,
  high,
  low,
  close,
  volume,
});

/** What a step of a strategy says; its position apart. */
export function newsOfStep(who: Who, step: SeenStep): readonly News[] {
  const market = marketKey(who.market);
  const common = { strategy_id: who.id, strategy_name: who.name, market };
  const timestamp = step.bar.time + who.market.interval;
  const about = { timestamp, strategy: who.id, market };
  return [
    ...step.signals.map((signal) => ({
      ...about,
      type: "signal.generated",
      channel: "signals" as const,
      data: {
        ...common,
        action: signal.action,
        side: signal.side,
        rule: signal.rule,
        was_executed: signal.outcome === "order",
        rejection_reason: signal.outcome === "order" ? null : signal.reason,
        price_at_signal: step.bar.close,
      },
    })),
    ...step.orders.map((order) => ({
      ...about,
      type: `order.${order.status}`,
      channel: "trades" as const,
      data: {
        ...common,
        order_id: order.id,
        side: order.side,
        kind: order.kind,
        size: order.quantity,
        price: order.price,
        fees: order.fee,
        reason: order.reason,
      },
    })),
    ...step.trades.map((trade) => ({
      ...about,
      type: "trade.new",
      channel: "trades" as const,
      data: {
        ...common,
        trade_id: trade.id,
        position_id: trade.position,
        side: trade.side,
        size: trade.quantity,
        entry_price: trade.entryPrice,
        price: trade.exitPrice,
        fees: trade.fees,
        realized_pnl: trade.profit,
        exit_reason: trade.exitReason,
      },
    })),
    ...step.alerts.map((alert) => ({
      ...about,
      type: "event.alert",
      channel: "events" as const,
      data: { ...common, message: alert.message },
    })),
  ];
}

/** What became of a position between two steps. */
export function newsOfPosition(
  who: Who,
  before: OpenPosition | null,
  after: OpenPosition | null,
  step: Pick<SeenStep, "bar" | "trades">,
): readonly News[] {
  const market = marketKey(who.market);
  const news = (type: string, position: OpenPosition, more: Readonly<Record<string, unknown>>): News => ({
    type: `position.${type}`,
    channel: "positions",
    timestamp: step.bar.time + who.market.interval,
    strategy: who.id,
    market,
    data: {
      position_id: position.position,
      strategy_id: who.id,
      strategy_name: who.name,
      market,
      side: position.side,
      size: position.quantity,
      entry_price: position.entryPrice,
      current_price: step.bar.close,
      ...more,
    },
  });
  const told: News[] = [];
  if (before !== null && before.position !== after?.position) {
    const parts = step.trades.filter(({ position }) => position === before.position);
    told.push(
      news("closed", before, {
        status: "closed",
        unrealized_pnl: 0,
        realized_pnl: parts.reduce((sum, { profit }) => sum + profit, 0),
        exit_price: parts.at(-1)?.exitPrice ?? null,
        exit_reason: parts.at(-1)?.exitReason ?? null,
      }),
    );
  }
  if (after !== null)
    told.push(
      news(before?.position === after.position ? "pnl_update" : "opened", after, {
        status: "open",
        unrealized_pnl: after.unrealised,
      }),
    );
  return told;
}

export const newsOfCandle = (who: Who, bar: LiveBar, isClosed: boolean): News => ({
  type: isClosed ? "price.candle" : "price.forming",
  channel: "prices",
  timestamp: isClosed ? bar.time + who.market.interval : bar.time,
  strategy: null,
  market: marketKey(who.market),
  data: { market: marketKey(who.market), interval: who.market.interval, candle: inWords(bar) },
});

/** What happened besides steps; null where nobody would want to hear it. */
export function newsOfDesk(event: Exclude<DeskEvent, { readonly kind: "step" }>, now: number): News | null {
  const about = (type: string, data: News["data"], market: string | null = null): News => ({
    type,
    channel: "events",
    timestamp: now,
    strategy: null,
    market,
    data,
  });
  switch (event.kind) {
    case "note": {
      const { note } = event;
      const market = note.market === null ? null : marketKey(note.market);
      const { severity, message } = note;
      return {
        ...about(
          "event.note",
          { event: note.event, severity, message, strategy_id: note.strategy, market },
          market,
        ),
        strategy: note.strategy,
        timestamp: note.time,
      };
    }
    case "decided":
      return null;
    case "store":
      return about("event.store", { state: event.state, message: event.message, waiting: event.waiting });
    case "switch":
      return about("event.switch", {
        name: event.name,
        is_stopped: event.isStopped,
        closes: event.closes,
        by: event.by,
        reason: event.reason,
      });
    case "feed": {
      if (event.event.kind === "forming")
        return newsOfCandle({ id: 0, name: "", market: event.event.market }, event.event.bar, false);
      if (event.event.kind !== "state") return null;
      const market = marketKey(event.event.market);
      return about("event.feed", { market, state: event.event.state, message: event.event.message }, market);
    }
  }
}

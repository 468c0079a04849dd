import { z } from "zod";
import { bucketOpen } from "../../../data/interval.js";
import type { Market } from "../../market.js";
import {
  barMessage,
  decimal,
  lost,
  notAskedFor,
  parseJson,
  unreadable,
  type Candle,
  type Dialect,
  type WireMessage,
} from "../wire.js";

const envelope = z.object({
  channel: z.string(),
  timestamp: z.iso.datetime({ offset: true }),
  sequence_num: z.number(),
  events: z.array(z.unknown()),
});
const trades = z.object({
  type: z.enum(["snapshot", "update"]),
  trades: z.array(
    z.object({
      product_id: z.string(),
      price: decimal,
      size: decimal,
      time: z.iso.datetime({ offset: true }),
    }),
  ),
});
const refused = z.object({ type: z.literal("error") });

type Trades = z.infer<typeof trades>["trades"];

/** A bar as far as its trades were heard. */
interface Growing extends Candle {
  readonly time: number;
}

function grow(growing: Growing | undefined, time: number, price: number, size: number): Growing {
  if (growing === undefined || growing.time !== time) {
    return { time, open: price, high: price, low: price, close: price, volume: size };
  }
  const { open, high, low, volume } = growing;
  return {
    time,
    open,
    high: Math.max(high, price),
    low: Math.min(low, price),
    close: price,
    volume: volume + size,
  };
}

/**
 * Coinbase streams candles of five minutes only, so bars are shown as they grow from trades. A bar of trades is for eyes:
 * its volume is a sum in another order than the venue's. What is closed is asked of history, as the next bar begins.
 */
export const coinbase: Dialect = {
  host: "wss://advanced-trade-ws.coinbase.com",
  marketsPerConnection: 100,
  attempts: { most: 8, window: 1000 },
  pace: 125,
  ping: null,
  path: () => "/",
  subscriptions(listings) {
    const ids = [...new Set(listings.map(({ id }) => id))];
    return [
      JSON.stringify({ type: "subscribe", channel: "heartbeats" }),
      JSON.stringify({ type: "subscribe", product_ids: ids, channel: "market_trades" }),
    ];
  },
  confirmations: () => 2,
  reader(listings) {
    const known = new Map<string, Market[]>();
    for (const { id, market } of listings) known.set(id, [...(known.get(id) ?? []), market]);
    const growing = new Map<Market, Growing>();
    let sequence: number | null = null;
    const readTrades = (told: Trades): readonly WireMessage[] => {
      const touched = new Map<Market, WireMessage>();
      const messages: WireMessage[] = [];
      for (const { product_id: id, price, size, time } of told.toReversed()) {
        const markets = known.get(id);
        if (markets === undefined) messages.push(notAskedFor);
        for (const market of markets ?? []) {
          const open = bucketOpen(Date.parse(time), market.interval);
          const before = growing.get(market);
          if (before !== undefined && open < before.time) continue;
          const bar = grow(before, open, price, size);
          growing.set(market, bar);
          touched.set(market, barMessage(market, open, bar, "unknown"));
        }
      }
      return [...messages, ...touched.values()];
    };
    return (text) => {
      const message = parseJson(text);
      if (refused.safeParse(message).success) throw lost("The venue refused a subscription.");
      const told = envelope.safeParse(message);
      if (!told.success) return [unreadable];
      const { channel, timestamp, sequence_num: number, events } = told.data;
      if (sequence !== null && number <= sequence) return [{ kind: "alive" }];
      if (sequence !== null && number > sequence + 1) throw lost("The venue's messages have a hole.");
      sequence = number;
      const time: WireMessage = { kind: "time", time: Date.parse(timestamp) };
      if (channel === "heartbeats") return [time, { kind: "alive" }];
      if (channel === "subscriptions") return [{ kind: "confirmed" }];
      if (channel !== "market_trades") return [unreadable];
      return [
        time,
        ...events.flatMap((event): readonly WireMessage[] => {
          const read = trades.safeParse(event);
          return read.success ? readTrades(read.data.trades) : [unreadable];
        }),
      ];
    };
  },
};

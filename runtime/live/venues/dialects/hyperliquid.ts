import { z } from "zod";
import { formatInterval } from "../../../data/interval.js";
import { minute } from "../spans.js";
import { barMessage, decimal, notAskedFor, parseJson, refusal, unreadable, type Dialect } from "../wire.js";

const candle = z.object({
  channel: z.literal("candle"),
  data: z.object({
    t: z.number(),
    s: z.string(),
    i: z.string(),
    o: decimal,
    c: decimal,
    h: decimal,
    l: decimal,
    v: decimal,
  }),
});
const other = z.object({ channel: z.string(), data: z.unknown() });

const harmless = /already subscribed/i;

/** Candles of Hyperliquid. It never says that one is closed. */
export const hyperliquid: Dialect = {
  host: "wss://api.hyperliquid.xyz",
  marketsPerConnection: 200,
  // 30 in a minute from one address, which others may share.
  attempts: { most: 15, window: minute },
  pace: 35,
  ping: { every: 30_000, text: JSON.stringify({ method: "ping" }) },
  path: () => "/ws",
  subscriptions: (listings) =>
    listings.map(({ id, market }) =>
      JSON.stringify({
        method: "subscribe",
        subscription: { type: "candle", coin: id, interval: formatInterval(market.interval) },
      }),
    ),
  confirmations: (listings) => listings.length,
  reader(listings) {
    const known = new Map(
      listings.map(({ id, market }) => [`${id} ${formatInterval(market.interval)}`, market]),
    );
    return (text) => {
      if (text === "Websocket connection established.") return [{ kind: "alive" }];
      const message = parseJson(text);
      const told = candle.safeParse(message);
      if (told.success) {
        const { t, s, i, o, h, l, c, v } = told.data.data;
        const market = known.get(`${s} ${i}`);
        if (market === undefined) return [notAskedFor];
        return [barMessage(market, t, { open: o, high: h, low: l, close: c, volume: v }, "unknown")];
      }
      const { channel, data } = other.safeParse(message).data ?? {};
      if (channel === "subscriptionResponse") return [{ kind: "confirmed" }];
      if (channel === "pong") return [{ kind: "alive" }];
      if (channel !== "error" || typeof data !== "string") return [unreadable];
      if (harmless.test(data)) return [{ kind: "confirmed" }];
      const meant = listings.filter(({ id }) => data.includes(`"${id}"`));
      return meant.length === 0 ? [unreadable] : meant.map(({ market }) => refusal(market));
    };
  },
};

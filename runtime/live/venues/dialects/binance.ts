import { z } from "zod";
import { formatInterval } from "../../../data/interval.js";
import { minute } from "../spans.js";
import {
  barMessage,
  decimal,
  lost,
  notAskedFor,
  parseJson,
  unreadable,
  type Dialect,
  type Listing,
} from "../wire.js";

const kline = z.object({
  e: z.literal("kline"),
  E: z.number(),
  s: z.string(),
  k: z.object({
    t: z.number(),
    i: z.string(),
    o: decimal,
    c: decimal,
    h: decimal,
    l: decimal,
    v: decimal,
    x: z.boolean(),
  }),
});
const reply = z.object({ result: z.null(), id: z.unknown() });
const refused = z.union([
  z.object({ code: z.number(), msg: z.string() }),
  z.object({ error: z.object({ code: z.number(), msg: z.string() }) }),
]);
const shutdown = z.object({ e: z.literal("serverShutdown") });

const streamOf = ({ id, market }: Listing): string =>
  `${id.toLowerCase()}@kline_${formatInterval(market.interval)}`;

/** Markets in one subscription: well below the limit on a message's length, few messages for the limit on their number. */
const perMessage = 50;

/**
 * Kline streams of Binance. A bar's `x` says that it is closed. The futures' sockets are split by purpose since 2026, and
 * klines come from `/market` only.
 */
function binance(host: string, path: string): Dialect {
  return {
    host,
    marketsPerConnection: 200,
    // 300 in five minutes from one address, which others may share.
    attempts: { most: 150, window: 5 * minute },
    pace: 250,
    ping: null,
    path: () => path,
    subscriptions(listings) {
      const messages: string[] = [];
      for (let from = 0; from < listings.length; from += perMessage) {
        const params = listings.slice(from, from + perMessage).map(streamOf);
        messages.push(JSON.stringify({ method: "SUBSCRIBE", params, id: messages.length + 1 }));
      }
      return messages;
    },
    confirmations: (listings) => Math.ceil(listings.length / perMessage),
    reader(listings) {
      const known = new Map(listings.map((listing) => [streamOf(listing), listing.market]));
      return (text) => {
        const message = parseJson(text);
        const told = kline.safeParse(message);
        if (told.success) {
          const { E, s, k } = told.data;
          const market = known.get(`${s.toLowerCase()}@kline_${k.i}`);
          if (market === undefined) return [notAskedFor];
          const candle = { open: k.o, high: k.h, low: k.l, close: k.c, volume: k.v };
          return [{ kind: "time", time: E }, barMessage(market, k.t, candle, k.x ? "closed" : "forming")];
        }
        if (reply.safeParse(message).success) return [{ kind: "confirmed" }];
        if (shutdown.safeParse(message).success)
          throw lost("The venue announced that it ends this connection.");
        if (refused.safeParse(message).success) throw lost("The venue refused a subscription.");
        return [unreadable];
      };
    },
  };
}

export const binanceSpot = binance("wss://stream.binance.com:9443", "/ws");
export const binanceFutures = binance("wss://fstream.binance.com", "/market/ws");

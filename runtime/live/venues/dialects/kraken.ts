import { z } from "zod";
import { minute } from "../spans.js";
import {
  barMessage,
  decimal,
  notAskedFor,
  parseJson,
  refusal,
  unreadable,
  type Dialect,
  type WireMessage,
} from "../wire.js";

const ohlc = z.object({
  channel: z.literal("ohlc"),
  type: z.enum(["snapshot", "update"]),
  timestamp: z.iso.datetime({ offset: true }).optional(),
  data: z.array(
    z.object({
      symbol: z.string(),
      open: decimal,
      high: decimal,
      low: decimal,
      close: decimal,
      volume: decimal,
      interval_begin: z.iso.datetime({ offset: true }),
      interval: z.number(),
    }),
  ),
});
const reply = z.object({
  method: z.string(),
  success: z.boolean().optional(),
  error: z.string().optional(),
  symbol: z.string().optional(),
  req_id: z.number().optional(),
});
const channel = z.object({ channel: z.string() });
const status = z.object({ channel: z.literal("status"), data: z.array(z.object({ system: z.string() })) });

/** Candles of Kraken's second protocol: told when there is a trade, and never said to be closed. */
export const kraken: Dialect = {
  host: "wss://ws.kraken.com",
  marketsPerConnection: 200,
  // 150 in ten minutes from one address, which others may share.
  attempts: { most: 75, window: 10 * minute },
  pace: 50,
  ping: { every: 30_000, text: JSON.stringify({ method: "ping" }) },
  path: () => "/v2",
  subscriptions: (listings) =>
    listings.map(({ id, market }, index) =>
      JSON.stringify({
        method: "subscribe",
        params: { channel: "ohlc", symbol: [id], interval: market.interval / minute, snapshot: true },
        req_id: index + 1,
      }),
    ),
  confirmations: (listings) => listings.length,
  reader(listings) {
    const known = new Map(listings.map(({ id, market }) => [`${id} ${market.interval / minute}`, market]));
    const readBars = ({ type, timestamp, data }: z.infer<typeof ohlc>): readonly WireMessage[] => {
      // A snapshot's older bars are history, which is asked where it is needed.
      const rows = type === "snapshot" ? data.slice(-1) : data;
      const bars = rows.map((row): WireMessage => {
        const market = known.get(`${row.symbol} ${row.interval}`);
        return market === undefined
          ? notAskedFor
          : barMessage(market, Date.parse(row.interval_begin), row, "unknown");
      });
      if (bars.length === 0) return [{ kind: "alive" }];
      return timestamp === undefined ? bars : [{ kind: "time", time: Date.parse(timestamp) }, ...bars];
    };
    return (text) => {
      const message = parseJson(text);
      const told = ohlc.safeParse(message);
      if (told.success) return readBars(told.data);
      const state = status.safeParse(message);
      if (state.success) {
        const isOnline = state.data.data.every(({ system }) => system === "online");
        if (isOnline) return [{ kind: "alive" }];
        return [
          { kind: "fault", market: null, message: "The venue is being maintained; bars may stay away." },
        ];
      }
      const heard = channel.safeParse(message);
      if (heard.success) return heard.data.channel === "heartbeat" ? [{ kind: "alive" }] : [unreadable];
      const answer = reply.safeParse(message);
      if (!answer.success) return [unreadable];
      const { method, success, req_id: request } = answer.data;
      if (method === "pong") return [{ kind: "alive" }];
      if (success === true) return [{ kind: "confirmed" }];
      const refused = request === undefined ? undefined : listings[request - 1];
      return refused === undefined ? [unreadable] : [{ kind: "confirmed" }, refusal(refused.market)];
    };
  },
};

import { z } from "zod";
import { day, minute, week } from "../spans.js";
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
  topic: z.string(),
  ts: z.number(),
  data: z
    .array(
      z.object({
        start: z.number(),
        open: decimal,
        close: decimal,
        high: decimal,
        low: decimal,
        volume: decimal,
        confirm: z.boolean(),
      }),
    )
    .min(1),
});
const reply = z.object({ success: z.boolean().optional(), ret_msg: z.string().optional(), op: z.string() });

function intervalName(interval: number): string {
  if (interval === day) return "D";
  return interval === week ? "W" : String(interval / minute);
}

const topicOf = ({ id, market }: Listing): string => `kline.${intervalName(market.interval)}.${id}`;

/** Spot takes no more in one request. */
const perMessage = 10;

/** Klines of Bybit's fifth protocol; `confirm` says that one is closed. */
export const bybit: Dialect = {
  host: "wss://stream.bybit.com",
  // Arguments of a connection: at most 21,000 characters.
  marketsPerConnection: 200,
  // 500 in five minutes from one address, which others may share.
  attempts: { most: 250, window: 5 * minute },
  pace: 50,
  ping: { every: 20_000, text: JSON.stringify({ op: "ping" }) },
  path: ({ market }) => (market.marketType === "spot" ? "/v5/public/spot" : "/v5/public/linear"),
  subscriptions(listings) {
    const messages: string[] = [];
    for (let from = 0; from < listings.length; from += perMessage) {
      const args = listings.slice(from, from + perMessage).map(topicOf);
      messages.push(JSON.stringify({ req_id: String(messages.length + 1), op: "subscribe", args }));
    }
    return messages;
  },
  confirmations: (listings) => Math.ceil(listings.length / perMessage),
  reader(listings) {
    const known = new Map(listings.map((listing) => [topicOf(listing), listing.market]));
    return (text) => {
      const message = parseJson(text);
      const told = kline.safeParse(message);
      if (told.success) {
        const { topic, ts, data } = told.data;
        const market = known.get(topic);
        if (market === undefined) return [notAskedFor];
        return [
          { kind: "time", time: ts },
          ...data.map((row) => barMessage(market, row.start, row, row.confirm ? "closed" : "forming")),
        ];
      }
      const answer = reply.safeParse(message);
      if (!answer.success) return [unreadable];
      const { op, ret_msg: said, success } = answer.data;
      if (op === "ping" || op === "pong" || said === "pong") return [{ kind: "alive" }];
      if (op !== "subscribe") return [unreadable];
      if (success === false) throw lost("The venue refused a subscription.");
      return [{ kind: "confirmed" }];
    };
  },
};

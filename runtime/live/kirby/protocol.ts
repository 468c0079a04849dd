import { FeedError } from "../feeds/feed-error.js";
import type { Market } from "../market.js";
import {
  barMessage,
  notAskedFor,
  parseJson,
  unreadable,
  type Dialect,
  type WireMessage,
} from "../venues/wire.js";
import type { Fundings } from "./fundings.js";
import { messageSchema, type KirbyMessage } from "./messages.js";

/** Bars before now that a subscription brings: enough to see what closed while it was made. */
const told = 2;

/** Kirby closes with 1008 for a key that it does not take, and when it is full; its own reason is not passed on. */
export function kirbyRefusal(code: number, reason: string): FeedError | null {
  if (code !== 1008) return null;
  if (/capacity/i.test(reason)) return new FeedError("SAGE8505", "Kirby has as many clients as it can bear.");
  return new FeedError(
    "SAGE8501",
    "Kirby refuses the key.",
    "Check SAGE_KIRBY_KEY: it may be wrong or expired.",
  );
}

function errorOf(code: string | undefined): FeedError {
  if (code === "invalid_starlisting") {
    const help = "One wrong number refuses them all: check the starlistings.";
    return new FeedError(
      "SAGE8502",
      "Kirby does not know one of the starlistings, or it is not active.",
      help,
    );
  }
  if (code === "internal_error") return new FeedError("SAGE8505", "Kirby met an error of its own.");
  return new FeedError("SAGE8504", "Kirby did not understand what was asked.");
}

type ToldFunding = Extract<KirbyMessage, { readonly type: "funding" }>;

function readMessage(
  message: KirbyMessage,
  known: ReadonlyMap<number, Market>,
  fundings: Fundings,
): readonly WireMessage[] {
  switch (message.type) {
    case "ping":
    case "pong":
    case "heartbeat":
      return [{ kind: "time", time: message.timestamp }, { kind: "alive" }];
    case "success":
      return [{ kind: "confirmed" }];
    case "error":
      throw errorOf(message.code);
    default:
      break;
  }
  const market = known.get(message.starlisting_id);
  if (market === undefined) return [notAskedFor];
  const value = (series: "funding" | "open_interest", time: number, amount: number): WireMessage => ({
    kind: "value",
    market,
    series,
    time,
    value: amount,
  });
  const funding = (
    rows: readonly ToldFunding["data"][],
    exchange: string | undefined,
  ): readonly WireMessage[] =>
    rows
      .toSorted((a, b) => a.time - b.time)
      .flatMap(({ time, funding_rate: rate, next_funding_time: next = null }) => {
        const paid = fundings.take(message.starlisting_id, { time, rate, next, exchange });
        if (paid === "unknown") return [{ kind: "fault", market, message: unknownPayment } as const];
        return paid === null ? [] : [value("funding", paid.time, paid.rate)];
      });
  switch (message.type) {
    // A bar is sent again whenever it changes, and never said to be closed.
    case "candle":
      return [barMessage(market, message.data.time, message.data, "unknown")];
    case "historical":
      return [...alive, ...message.data.slice(-1).map((bar) => barMessage(market, bar.time, bar, "unknown"))];
    case "funding":
      return [...alive, ...funding([message.data], message.exchange)];
    case "historical_funding":
      return [...alive, ...funding(message.data, message.exchange)];
    case "open_interest":
      return [value("open_interest", message.data.time, message.data.open_interest)];
    case "historical_oi":
      return [
        ...alive,
        ...message.data.map(({ time, open_interest: amount }) => value("open_interest", time, amount)),
      ];
  }
}

/** Nothing else may come of a market that nobody trades. */
const alive: readonly WireMessage[] = [{ kind: "alive" }];

const unknownPayment =
  "Kirby does not say when the funding is paid; it is not paid here, and conditions that read it stay unknown.";

/** How Kirby is spoken to: one message subscribes all, and one wrong number refuses all. */
export function kirbyDialect(key: string, fundings: Fundings): Dialect {
  return {
    host: "",
    marketsPerConnection: 100,
    attempts: { most: 30, window: 60_000 },
    pace: 50,
    ping: { every: 30_000, text: JSON.stringify({ action: "ping" }) },
    path: () => `/ws?api_key=${encodeURIComponent(key)}`,
    subscriptions: (listings) => [
      JSON.stringify({
        action: "subscribe",
        starlisting_ids: listings.map(({ id }) => Number(id)),
        history: told,
      }),
    ],
    confirmations: () => 1,
    reader(listings) {
      const known = new Map(listings.map(({ id, market }) => [Number(id), market]));
      return (text) => {
        const message = messageSchema.safeParse(parseJson(text));
        return message.success ? readMessage(message.data, known, fundings) : [unreadable];
      };
    },
  };
}

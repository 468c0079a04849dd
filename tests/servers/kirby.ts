import {
  field,
  intervalText,
  keyOf,
  minute,
  notFound,
  type Client,
  type ServerBar,
  type ServerMarket,
  type Speech,
  type World,
} from "./speech.js";

export const kirbyKey = "kb_secret_0123456789";

/** Both forms occur. */
const iso = (time: number): string =>
  time % (2 * minute) === 0
    ? new Date(time).toISOString()
    : new Date(time).toISOString().replace(/\.000Z$/, "+00:00");

const text = (value: number): string => value.toFixed(18);

const candle = ({ time, open, high, low, close, volume }: ServerBar) => ({
  time: iso(time),
  open: text(open),
  high: text(high),
  low: text(low),
  close: text(close),
  volume: text(volume),
  num_trades: null,
});

/** The last rate before the last whole hour, which is paid then, and the first after it. */
function rates(now: number): readonly object[] {
  const paid = Math.floor(now / hour) * hour;
  const rate = (time: number, next: number, funding: string) => ({
    time: iso(time),
    funding_rate: funding,
    premium: null,
    next_funding_time: iso(next),
  });
  return [rate(paid - minute, paid, "0.000012500000000000"), rate(paid, paid + hour, "0.000099000000000000")];
}

const hour = 60 * minute;

/** A starlisting's number is its place among the markets. */
const numberOf = (world: World, market: ServerMarket): number => world.markets.indexOf(market) + 1;

const envelope = (world: World, market: ServerMarket) => ({
  starlisting_id: numberOf(world, market),
  exchange: "hyperliquid",
  coin: market.base,
  quote: market.quote,
  trading_pair: `${market.base}/${market.quote}`,
  market_type: market.kind === "spot" ? "spot" : "perps",
});

const starlisting = (world: World, market: ServerMarket) => ({
  ...envelope(world, market),
  exchange_display: "Hyperliquid",
  coin_name: market.base,
  quote_name: market.quote,
  trading_pair_id: 1,
  market_type_display: "Perpetuals",
  interval: intervalText(market.interval),
  interval_seconds: market.interval / 1000,
  active: true,
});

function hear(message: unknown, client: Client, world: World): void {
  const action = field(message, "action");
  if (action === "ping") return client.send({ type: "pong", timestamp: iso(world.now()) });
  if (action !== "subscribe")
    return client.send({ type: "error", message: "Unknown action", code: "unknown_action" });
  const ids = field(message, "starlisting_ids");
  const markets = Array.isArray(ids) ? ids.map((id) => world.markets[Number(id) - 1]) : [];
  if (markets.length === 0 || markets.includes(undefined)) {
    const code = markets.length === 0 ? "validation_error" : "invalid_starlisting";
    return client.send({ type: "error", message: "Invalid or inactive starlisting", code });
  }
  client.send({
    type: "success",
    message: `Subscribed to ${markets.length} starlisting(s)`,
    starlisting_ids: ids,
  });
  const history = Number(field(message, "history") ?? 0);
  for (const market of markets) {
    if (market === undefined) continue;
    client.subscribed.add(keyOf(market));
    const head = envelope(world, market);
    const data = history === 0 ? [] : world.bars(market).slice(-history).map(candle);
    const interval = intervalText(market.interval);
    client.send({ type: "historical", ...head, interval, count: data.length, data });
    const time = iso(Math.floor(world.now() / minute) * minute);
    client.send({ type: "historical_funding", ...head, count: 2, data: rates(world.now()) });
    const interest = { time, open_interest: "28134.500000000000000000", notional_value: null };
    client.send({ type: "open_interest", ...head, data: interest });
  }
  return undefined;
}

export interface KirbyServerOptions {
  /** Whether no more clients are taken. */
  readonly isFull?: boolean;
}

export function kirbySpeech({ isFull = false }: KirbyServerOptions = {}): Speech {
  return {
    paths: ["/ws"],
    rest({ path, query, headers }, world) {
      if (headers["authorization"] !== `Bearer ${kirbyKey}`)
        return { status: 401, body: { detail: "Invalid API key" } };
      const [, first, ...rest] = path.split("/");
      if (first === "starlistings") {
        const market = world.markets[Number(rest[0]) - 1];
        return market === undefined ? notFound : { status: 200, body: starlisting(world, market) };
      }
      const market = world.markets.find(
        ({ base, quote, interval }) =>
          rest[1] === base && rest[2] === quote && rest[4] === intervalText(interval),
      );
      if (first !== "candles" || market === undefined) return notFound;
      const [from, to] = [Date.parse(query.get("start_time") ?? ""), Date.parse(query.get("end_time") ?? "")];
      const limit = Number(query.get("limit") ?? 1000);
      if (limit > 5000) return { status: 422, body: { detail: [] } };
      const bars = world.bars(market).filter(({ time }) => time >= from && time <= to);
      return { status: 200, body: { data: bars.slice(0, limit).map(candle) } };
    },
    greet(client) {
      const key = new URL(client.path, "http://local").searchParams.get("api_key");
      if (key !== kirbyKey) client.close(1008, `Authentication failed: Invalid API key ${key ?? ""}`);
      else if (isFull) client.close(1008, "Server at capacity");
    },
    hear,
    tell: (market, bar, _isClosed, client, world) =>
      client.send({
        type: "candle",
        ...envelope(world, market),
        interval: intervalText(market.interval),
        data: candle(bar),
      }),
    beat: (client, world) => client.send({ type: "ping", timestamp: new Date(world.now()).toISOString() }),
  };
}

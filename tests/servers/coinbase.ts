import { field, keyOf, minute, notFound, texts, type Client, type Speech, type World } from "./speech.js";

const granularities: Readonly<Record<string, number>> = {
  ONE_MINUTE: minute,
  FIVE_MINUTE: 5 * minute,
  ONE_HOUR: 60 * minute,
};
const most = 300;

function say(client: Client, world: World, channel: string, events: readonly unknown[]): void {
  const timestamp = new Date(world.now()).toISOString();
  client.send({ channel, client_id: "", timestamp, sequence_num: client.sequence++, events });
}

const products = ({ markets }: World) =>
  markets.map(({ id, base, quote }) => ({
    product_id: id,
    price: "100",
    base_increment: "0.00000001",
    quote_increment: "0.01",
    quote_min_size: "1",
    quote_max_size: "150000000",
    base_min_size: "0.00000001",
    base_max_size: "3400",
    base_name: base,
    quote_name: quote,
    is_disabled: false,
    status: "online",
    trading_disabled: false,
    product_type: "SPOT",
    quote_currency_id: quote,
    base_currency_id: base,
    base_display_symbol: base,
    quote_display_symbol: quote,
    alias: "",
    alias_to: [],
  }));

export const coinbaseSpeech: Speech = {
  paths: ["/"],
  rest({ path, query }, world) {
    const all = "/api/v3/brokerage/market/products";
    if (path === all) {
      const list = query.get("product_type") === "FUTURE" ? [] : products(world);
      return { status: 200, body: { products: list, num_products: list.length } };
    }
    if (path === "/v2/currencies" || path === "/v2/currencies/crypto")
      return { status: 200, body: { data: [] } };
    if (path === "/v2/exchange-rates") return { status: 200, body: { data: { currency: "USD", rates: {} } } };
    const asked = new RegExp(`^${all}/([^/]+)/candles$`).exec(path)?.[1];
    const interval = granularities[query.get("granularity") ?? ""];
    const market = world.markets.find((one) => one.id === asked && one.interval === interval);
    if (market === undefined || interval === undefined) return notFound;
    const [from, to] = [Number(query.get("start")) * 1000, Number(query.get("end")) * 1000];
    if ((to - from) / interval > most + 50) {
      return {
        status: 400,
        body: { error: "INVALID_ARGUMENT", message: "number of candles requested should be less than 350" },
      };
    }
    const candles = world
      .bars(market)
      .filter(({ time }) => time >= from && time <= to)
      .toReversed()
      .map(({ time, open, high, low, close, volume }) => ({
        start: String(time / 1000),
        low: String(low),
        high: String(high),
        open: String(open),
        close: String(close),
        volume: String(volume),
      }));
    return { status: 200, body: { candles } };
  },
  hear(message, client, world) {
    const channel = field(message, "channel");
    if (field(message, "type") !== "subscribe")
      return client.send({ type: "error", message: "unknown type" });
    const ids = texts(field(message, "product_ids"));
    const markets = world.markets.filter(({ id }) => ids.includes(id));
    if (channel === "market_trades" && markets.length === 0) {
      return client.send({ type: "error", message: "no valid product ids provided" });
    }
    say(client, world, "subscriptions", [{ subscriptions: { [String(channel)]: ids } }]);
    if (channel !== "market_trades") return undefined;
    for (const market of markets) client.subscribed.add(keyOf(market));
    say(client, world, "market_trades", [{ type: "snapshot", trades: [] }]);
    return undefined;
  },
  /** Four trades that make the bar, newest first. */
  tell(market, { time, open, high, low, close, volume }, isClosed, client, world) {
    if (isClosed) return;
    const prices = [open, high, low, close];
    const trades = prices.map((price, index) => ({
      trade_id: String(time + index),
      product_id: market.id,
      price: String(price),
      size: String(volume / 4),
      side: "BUY",
      time: new Date(time + index * 100).toISOString(),
    }));
    say(client, world, "market_trades", [{ type: "update", trades: trades.toReversed() }]);
  },
  beat(client, world) {
    const current = `${new Date(world.now()).toISOString()} UTC`;
    say(client, world, "heartbeats", [{ current_time: current, heartbeat_counter: String(client.sequence) }]);
  },
};

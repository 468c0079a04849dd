import {
  field,
  keyOf,
  minute,
  notFound,
  texts,
  type ServerBar,
  type ServerMarket,
  type Speech,
} from "./speech.js";

const names: Readonly<Record<string, string>> = { BTC: "XXBT", ETH: "XETH", USD: "ZUSD" };
const old = (name: string): string => names[name] ?? name;
const short = (name: string): string => (name === "BTC" ? "XBT" : name);
export const pairOf = ({ base, quote }: ServerMarket): string => old(base) + old(quote);
const symbolOf = ({ base, quote }: ServerMarket): string => `${base}/${quote}`;

const iso = (time: number): string => new Date(time).toISOString().replace("Z", "000000Z");

const candle = (market: ServerMarket, { time, open, high, low, close, volume }: ServerBar) => ({
  symbol: symbolOf(market),
  open,
  high,
  low,
  close,
  trades: 7,
  volume,
  vwap: close,
  interval_begin: iso(time),
  interval: market.interval / minute,
  timestamp: iso(time + market.interval),
});

const most = 720;

export const krakenSpeech: Speech = {
  paths: ["/v2"],
  rest({ path, query }, world) {
    if (path === "/0/public/AssetPairs") {
      const pairs = world.markets.map((market) => [
        pairOf(market),
        {
          altname: short(market.base) + market.quote,
          wsname: `${short(market.base)}/${market.quote}`,
          aclass_base: "currency",
          base: old(market.base),
          aclass_quote: "currency",
          quote: old(market.quote),
          pair_decimals: 1,
          lot_decimals: 8,
          lot_multiplier: 1,
          leverage_buy: [],
          leverage_sell: [],
          fees: [[0, 0.26]],
          fees_maker: [[0, 0.16]],
          ordermin: "0.0001",
          costmin: "0.5",
          tick_size: "0.1",
          status: "online",
        },
      ]);
      return { status: 200, body: { error: [], result: Object.fromEntries(pairs) } };
    }
    if (path !== "/0/public/OHLC") return notFound;
    const market = world.markets.find(
      (one) => pairOf(one) === query.get("pair") && String(one.interval / minute) === query.get("interval"),
    );
    if (market === undefined) return { status: 200, body: { error: ["EQuery:Unknown asset pair"] } };
    const since = Number(query.get("since") ?? 0);
    const bars = world.bars(market).slice(-most);
    const rows = bars
      .filter(({ time }) => time / 1000 > since)
      .map(({ time, open, high, low, close, volume }) => [
        time / 1000,
        ...[open, high, low, close].map((price) => price.toFixed(2)),
        close.toFixed(2),
        volume.toFixed(8),
        7,
      ]);
    const last = (bars.at(-2)?.time ?? 0) / 1000;
    return { status: 200, body: { error: [], result: { [pairOf(market)]: rows, last } } };
  },
  greet(client) {
    const data = [
      {
        version: "2.0.8",
        system: "online",
        api_version: "v2",
        connection_id: 13834774380200032777n.toString(),
      },
    ];
    client.send({ channel: "status", type: "update", data });
  },
  hear(message, client, world) {
    const id = field(message, "req_id");
    const stamp = { time_in: iso(world.now()), time_out: iso(world.now()), req_id: id };
    if (field(message, "method") === "ping") return client.send({ method: "pong", ...stamp });
    const wanted = field(message, "params");
    for (const symbol of texts(field(wanted, "symbol"))) {
      const market = world.markets.find(
        (one) => symbolOf(one) === symbol && one.interval / minute === field(wanted, "interval"),
      );
      if (market === undefined) {
        const error = `Currency pair not supported ${symbol}`;
        client.send({ method: "subscribe", success: false, error, symbol, ...stamp });
        continue;
      }
      client.subscribed.add(keyOf(market));
      const result = { channel: "ohlc", symbol, interval: market.interval / minute, snapshot: true };
      client.send({ method: "subscribe", success: true, result, ...stamp });
      const data = world
        .bars(market)
        .slice(-10)
        .map((bar) => candle(market, bar));
      client.send({ channel: "ohlc", type: "snapshot", timestamp: iso(world.now()), data });
    }
  },
  tell(market, bar, _isClosed, client, world) {
    client.send({
      channel: "ohlc",
      type: "update",
      timestamp: iso(world.now()),
      data: [candle(market, bar)],
    });
  },
  beat: (client) => client.send({ channel: "heartbeat" }),
};

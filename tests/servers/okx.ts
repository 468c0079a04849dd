import {
  field,
  intervalText,
  keyOf,
  notFound,
  type ServerBar,
  type ServerMarket,
  type Speech,
  type World,
} from "./speech.js";

const channelOf = ({ interval }: ServerMarket): string => `candle${intervalText(interval)}`;

const row = ({ time, open, high, low, close, volume }: ServerBar, isClosed: boolean): readonly string[] => [
  ...[time, open, high, low, close, volume, volume, volume * close].map(String),
  isClosed ? "1" : "0",
];

const done = (data: readonly unknown[]) => ({ status: 200, body: { code: "0", msg: "", data } });

function instruments(world: World): readonly unknown[] {
  return world.markets.map(({ id, base, quote }) => ({
    instId: id,
    instType: "SPOT",
    baseCcy: base,
    quoteCcy: quote,
    lotSz: "0.00000001",
    minSz: "0.00001",
    tickSz: "0.1",
    state: "live",
    listTime: "1548133413000",
    lever: "10",
  }));
}

/** An exchange without a dialect of ours, as ccxt speaks to it. */
export const okxSpeech: Speech = {
  paths: ["/ws/v5/business"],
  rest({ path, query }, world) {
    if (path === "/api/v5/public/instruments")
      return done(query.get("instType") === "SPOT" ? instruments(world) : []);
    if (path !== "/api/v5/market/candles" && path !== "/api/v5/market/history-candles") return notFound;
    const market = world.markets.find(
      (one) => one.id === query.get("instId") && intervalText(one.interval) === query.get("bar"),
    );
    if (market === undefined) return { status: 200, body: { code: "51001", msg: "no instrument", data: [] } };
    // `after` and `before` are exclusive, and name times the other way round.
    const [to, from] = [Number(query.get("after") ?? Infinity), Number(query.get("before") ?? -1)];
    const bars = world.bars(market).filter(({ time }) => time < to && time > from);
    const page = bars.slice(-Number(query.get("limit") ?? 100)).toReversed();
    return done(page.map((bar) => row(bar, world.isClosed(market, bar))));
  },
  hear(message, client, world) {
    if (message === "ping") return client.send("pong");
    const args = field(message, "args");
    for (const arg of Array.isArray(args) ? args : []) {
      const market = world.markets.find(
        (one) => one.id === field(arg, "instId") && channelOf(one) === field(arg, "channel"),
      );
      if (market === undefined) {
        client.send({ event: "error", code: "60018", msg: "Wrong URL or channel doesn't exist." });
        continue;
      }
      client.subscribed.add(keyOf(market));
      client.send({ event: "subscribe", arg, connId: "a4d3ae55" });
    }
    return undefined;
  },
  tell: (market, bar, isClosed, client) =>
    client.send({ arg: { channel: channelOf(market), instId: market.id }, data: [row(bar, isClosed)] }),
  beat: () => undefined,
};

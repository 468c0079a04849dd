import {
  field,
  fundingsBetween,
  intervalText,
  keyOf,
  type ServerBar,
  type ServerMarket,
  type Speech,
  type World,
} from "./speech.js";

const candle = (market: ServerMarket, { time, open, high, low, close, volume }: ServerBar) => ({
  t: time,
  T: time + market.interval - 1,
  s: market.id,
  i: intervalText(market.interval),
  o: String(open),
  c: String(close),
  h: String(high),
  l: String(low),
  v: String(volume),
  n: 12,
});

const find = (world: World, asked: unknown): ServerMarket | undefined =>
  world.markets.find(
    ({ id, interval }) => id === field(asked, "coin") && intervalText(interval) === field(asked, "interval"),
  );

function meta({ markets }: World): readonly unknown[] {
  const coins = [...new Set(markets.map(({ id }) => id))];
  const context = {
    funding: "0.0000125",
    openInterest: "688.11",
    prevDayPx: "15.3",
    dayNtlVlm: "1169046.29",
    premium: "0.0003",
    oraclePx: "14.3",
    markPx: "14.3",
    midPx: "14.3",
    impactPxs: ["14.3", "14.4"],
  };
  return [
    { universe: coins.map((name) => ({ name, szDecimals: 5, maxLeverage: 50, onlyIsolated: false })) },
    coins.map(() => context),
  ];
}

const kept = 5000;

export const hyperliquidSpeech: Speech = {
  paths: ["/ws"],
  rest({ method, path, body }, world) {
    if (method !== "POST" || path !== "/info") return { status: 422, body: "Failed to deserialize" };
    const type = field(body, "type");
    if (type === "metaAndAssetCtxs") return { status: 200, body: meta(world) };
    if (type === "spotMetaAndAssetCtxs") return { status: 200, body: [{ tokens: [], universe: [] }, []] };
    if (type === "fundingHistory") {
      const all = fundingsBetween(Number(field(body, "startTime")), Number(field(body, "endTime")));
      const coin = field(body, "coin");
      return {
        status: 200,
        body: all.map(({ time, rate }) => ({ coin, fundingRate: rate, premium: "0.0001", time: time + 42 })),
      };
    }
    const asked = field(body, "req");
    const market = find(world, asked);
    if (type !== "candleSnapshot" || market === undefined) return { status: 500, body: null };
    const [from, to] = [Number(field(asked, "startTime")), Number(field(asked, "endTime"))];
    const bars = world.bars(market).slice(-kept);
    const page = bars.filter(({ time }) => time >= from && time <= to);
    return { status: 200, body: page.map((bar) => candle(market, bar)) };
  },
  greet: (client) => client.send("Websocket connection established."),
  hear(message, client, world) {
    if (field(message, "method") === "ping") return client.send({ channel: "pong" });
    const subscription = field(message, "subscription");
    const market = find(world, subscription);
    if (market === undefined) {
      return client.send({ channel: "error", data: `Invalid subscription ${JSON.stringify(subscription)}` });
    }
    client.subscribed.add(keyOf(market));
    client.send({ channel: "subscriptionResponse", data: { method: "subscribe", subscription } });
  },
  tell: (market, bar, _isClosed, client) => client.send({ channel: "candle", data: candle(market, bar) }),
  beat: () => undefined,
};

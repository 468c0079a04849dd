import {
  field,
  fundingsBetween,
  interestsBetween,
  keyOf,
  minute,
  notFound,
  texts,
  type Client,
  type ServerMarket,
  type Speech,
  type World,
} from "./speech.js";

const intervalOf = ({ interval }: ServerMarket): string =>
  interval === 1440 * minute ? "D" : String(interval / minute);
const topicOf = (market: ServerMarket): string => `kline.${intervalOf(market)}.${market.id}`;
const categoryOf = ({ kind }: ServerMarket): string => (kind === "spot" ? "spot" : "linear");

const done = (world: World, result: unknown) => ({
  status: 200,
  body: { retCode: 0, retMsg: "OK", result, retExtInfo: {}, time: world.now() },
});

function instruments(world: World, category: string | null) {
  const list = world.markets
    .filter((market) => categoryOf(market) === category)
    .map(({ id, base, quote, kind }) => ({
      symbol: id,
      baseCoin: base,
      quoteCoin: quote,
      settleCoin: quote,
      status: "Trading",
      contractType: kind === "spot" ? undefined : "LinearPerpetual",
      launchTime: "1585526400000",
      deliveryTime: "0",
      deliveryFeeRate: "",
      priceScale: "2",
      innovation: "0",
      marginTrading: "both",
      lotSizeFilter: {
        basePrecision: "0.000001",
        quotePrecision: "0.01",
        qtyStep: "0.001",
        minOrderQty: "0.001",
        maxOrderQty: "100",
        minOrderAmt: "1",
        maxOrderAmt: "2000000",
      },
      priceFilter: { minPrice: "0.1", maxPrice: "199999", tickSize: "0.1" },
      leverageFilter: { minLeverage: "1", maxLeverage: "100", leverageStep: "0.01" },
      fundingInterval: 480,
    }));
  return { category, list, nextPageCursor: "" };
}

function pathFits({ path }: Client, market: ServerMarket): boolean {
  return path === `/v5/public/${categoryOf(market)}`;
}

export const bybitSpeech: Speech = {
  paths: ["/v5/public/spot", "/v5/public/linear"],
  rest({ path, query }, world) {
    if (path === "/v5/market/instruments-info") return done(world, instruments(world, query.get("category")));
    if (path === "/v5/market/time")
      return done(world, { timeSecond: String(Math.floor(world.now() / 1000)) });
    if (path === "/v5/market/funding/history") {
      const all = fundingsBetween(Number(query.get("startTime")), Number(query.get("endTime")));
      const list = all.toReversed().map(({ time, rate }) => ({
        symbol: query.get("symbol"),
        fundingRate: rate,
        fundingRateTimestamp: String(time),
      }));
      return done(world, { category: "linear", list });
    }
    if (path === "/v5/market/open-interest") {
      const step = query.get("intervalTime") === "5min" ? 5 * minute : 60 * minute;
      const to = Number(query.get("endTime") ?? world.now());
      const from = Number(query.get("startTime") ?? to - 50 * step);
      const list = interestsBetween(from, to, step)
        .toReversed()
        .map(({ time, held }) => ({ openInterest: held, timestamp: String(time) }));
      return done(world, { symbol: query.get("symbol"), category: "linear", list, nextPageCursor: "" });
    }
    if (path !== "/v5/market/kline") return notFound;
    const market = world.markets.find(
      (one) =>
        one.id === query.get("symbol") &&
        categoryOf(one) === query.get("category") &&
        intervalOf(one) === query.get("interval"),
    );
    if (market === undefined) {
      const body = { retCode: 10001, retMsg: "Not supported symbols", result: {}, time: world.now() };
      return { status: 200, body };
    }
    const limit = Math.min(Number(query.get("limit") ?? 200), 1000);
    const [from, to] = [Number(query.get("start") ?? 0), Number(query.get("end") ?? Infinity)];
    const within = world.bars(market).filter(({ time }) => time >= from && time <= to);
    const list = within
      .slice(-limit)
      .toReversed()
      .map((bar) =>
        [bar.time, bar.open, bar.high, bar.low, bar.close, bar.volume, bar.volume * bar.close].map(String),
      );
    return done(world, { symbol: market.id, category: categoryOf(market), list });
  },
  hear(message, client, world) {
    const op = field(message, "op");
    const id = field(message, "req_id") ?? "";
    if (op === "ping") return client.send({ success: true, ret_msg: "pong", conn_id: "c0f", req_id: id, op });
    const topics = texts(field(message, "args"));
    const markets = topics.map((topic) =>
      world.markets.find((market) => topicOf(market) === topic && pathFits(client, market)),
    );
    const isRefused = op !== "subscribe" || topics.length > 10 || markets.includes(undefined);
    if (isRefused) {
      const ret_msg = "error:handler not found";
      return client.send({ success: false, ret_msg, conn_id: "c0f", req_id: id, op });
    }
    for (const market of markets) if (market !== undefined) client.subscribed.add(keyOf(market));
    client.send({ success: true, ret_msg: "", conn_id: "c0f", req_id: id, op });
  },
  tell(market, { time: start, open, high, low, close, volume }, confirm, client, world) {
    const prices = { open: String(open), close: String(close), high: String(high), low: String(low) };
    client.send({
      topic: topicOf(market),
      type: "snapshot",
      ts: world.now(),
      data: [
        {
          start,
          end: start + market.interval - 1,
          interval: intervalOf(market),
          ...prices,
          volume: String(volume),
          turnover: String(volume * close),
          confirm,
          timestamp: world.now(),
        },
      ],
    });
  },
  beat: () => undefined,
};

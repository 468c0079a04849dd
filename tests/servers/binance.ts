import {
  field,
  fundingsBetween,
  interestsBetween,
  minute,
  intervalText,
  keyOf,
  notFound,
  texts,
  type Answer,
  type Request,
  type ServerBar,
  type ServerMarket,
  type Speech,
  type World,
} from "./speech.js";

const streamOf = ({ id, interval }: ServerMarket): string =>
  `${id.toLowerCase()}@kline_${intervalText(interval)}`;

const text = (value: number): string => value.toFixed(8);

function row({ time, open, high, low, close, volume }: ServerBar, interval: number): readonly unknown[] {
  const prices = [open, high, low, close, volume].map(text);
  return [
    time,
    ...prices,
    time + interval - 1,
    text(volume * close),
    10,
    text(volume / 2),
    text((volume * close) / 2),
    "0",
  ];
}

function klines({ query }: Request, world: World, most: number): Answer {
  const market = world.markets.find(
    ({ id, interval }) => id === query.get("symbol") && intervalText(interval) === query.get("interval"),
  );
  if (market === undefined) return { status: 400, body: { code: -1121, msg: "Invalid symbol." } };
  const limit = Math.min(Number(query.get("limit") ?? 500), most);
  const start = query.get("startTime");
  const end = Number(query.get("endTime") ?? Infinity);
  const within = world.bars(market).filter(({ time }) => time >= Number(start ?? 0) && time <= end);
  const page = start === null ? within.slice(-limit) : within.slice(0, limit);
  return { status: 200, body: page.map((bar) => row(bar, market.interval)) };
}

/** A few milliseconds after the hour, as it is. */
function fundingRates({ query }: Request): Answer {
  const [from, to] = [Number(query.get("startTime")), Number(query.get("endTime"))];
  const all = fundingsBetween(from, to).slice(0, Number(query.get("limit") ?? 100));
  const symbol = query.get("symbol");
  const body = all.map(({ time, rate }) => ({
    symbol,
    fundingRate: rate,
    fundingTime: time + 3,
    markPrice: "100.1",
  }));
  return { status: 200, body };
}

function interestHistory({ query }: Request): Answer {
  const step = query.get("period") === "5m" ? 5 * minute : 60 * minute;
  const [from, to] = [Number(query.get("startTime")), Number(query.get("endTime"))];
  const symbol = query.get("symbol");
  const body = interestsBetween(from, to, step).map(({ time, held }) => ({
    symbol,
    sumOpenInterest: held,
    sumOpenInterestValue: "1",
    timestamp: time,
  }));
  return { status: 200, body };
}

const contract = {
  contractType: "PERPETUAL",
  contractStatus: "TRADING",
  deliveryDate: 4_133_404_800_000,
  onboardDate: 1_569_398_400_000,
};

function information(world: World, isFutures: boolean): Answer {
  const symbols = world.markets.map(({ id, base, quote }) => ({
    symbol: id,
    status: "TRADING",
    ...(isFutures && contract),
    baseAsset: base,
    quoteAsset: quote,
    ...(isFutures && { pair: id, marginAsset: quote }),
    baseAssetPrecision: 8,
    quotePrecision: 8,
    pricePrecision: 2,
    quantityPrecision: 3,
    isSpotTradingAllowed: !isFutures,
    permissions: ["SPOT"],
    orderTypes: ["LIMIT", "MARKET"],
    filters: [
      { filterType: "PRICE_FILTER", minPrice: "0.01", maxPrice: "1000000", tickSize: "0.01" },
      { filterType: "LOT_SIZE", minQty: "0.00001", maxQty: "9000", stepSize: "0.00001" },
    ],
  }));
  return { status: 200, body: { timezone: "UTC", serverTime: world.now(), rateLimits: [], symbols } };
}

function binance(paths: readonly string[], prefix: string, most: number, isFutures: boolean): Speech {
  return {
    paths,
    rest(request, world) {
      if (request.path === `${prefix}/exchangeInfo`) return information(world, isFutures);
      if (request.path === `${prefix}/klines`) return klines(request, world, most);
      if (isFutures && request.path === `${prefix}/fundingRate`) return fundingRates(request);
      if (isFutures && request.path === `${prefix}/openInterest`) {
        const [now] = interestsBetween(world.now() - 5 * minute, world.now(), 5 * minute).toReversed();
        const symbol = request.query.get("symbol");
        return { status: 200, body: { symbol, openInterest: now?.held, time: world.now() } };
      }
      if (isFutures && request.path === "/futures/data/openInterestHist") return interestHistory(request);
      if (request.path === `${prefix}/time`) return { status: 200, body: { serverTime: world.now() } };
      return notFound;
    },
    hear(message, client, world) {
      const id = field(message, "id") ?? null;
      if (field(message, "method") !== "SUBSCRIBE") {
        return client.send({ code: 2, msg: "Invalid request: unknown variant", id });
      }
      for (const stream of texts(field(message, "params"))) {
        const market = world.markets.find((one) => streamOf(one) === stream);
        // A stream of an unknown symbol is confirmed as any other, and stays empty.
        if (market !== undefined) client.subscribed.add(keyOf(market));
      }
      client.send({ result: null, id });
    },
    tell(market, { time: t, open, high, low, close, volume }, x, client, world) {
      client.send({
        e: "kline",
        E: world.now(),
        s: market.id,
        k: {
          t,
          T: t + market.interval - 1,
          s: market.id,
          i: intervalText(market.interval),
          f: 100,
          L: 200,
          o: text(open),
          c: text(close),
          h: text(high),
          l: text(low),
          v: text(volume),
          n: 100,
          x,
          q: text(volume * close),
          V: text(volume / 2),
          Q: text((volume * close) / 2),
          B: "0",
        },
      });
    },
  };
}

export const binanceSpotSpeech = binance(["/ws", "/stream"], "/api/v3", 1000, false);
/** Klines are on `/market` only, as since 2026. */
export const binanceFuturesSpeech = binance(["/market/ws", "/market/stream"], "/fapi/v1", 1500, true);

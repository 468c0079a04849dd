import { afterEach, describe, expect, test } from "vitest";
import { minute } from "../../../tests/servers/speech.js";
import { serverBars, stillClock, venueCases, type VenueCase } from "../../../tests/servers/venues.js";
import { VenueServer, type RestFault, type SocketFault } from "../../../tests/servers/venue-server.js";
import { FeedError } from "../feeds/feed-error.js";
import type { SourceMessage } from "../feeds/source.js";
import type { Market } from "../market.js";
import { Venue } from "./index.js";

const never = new AbortController().signal;
const closers: (() => Promise<void>)[] = [];

afterEach(async () => {
  for (const close of closers.splice(0)) await close();
});

const marketOf = ({ exchange, symbol, marketType }: VenueCase): Market => ({
  exchange,
  symbol,
  marketType,
  interval: minute,
});

async function open(one: VenueCase): Promise<{ readonly server: VenueServer; readonly venue: Venue }> {
  const server = await new VenueServer(one.speech, [one.market], stillClock.now).start({ beat: 50 });
  const venue = new Venue(one.exchange, { rest: server.rest, ws: server.ws, clock: stillClock });
  closers.push(
    () => venue.close(),
    () => server.stop(),
  );
  return { server, venue };
}

/** Open of the minute that runs now. */
const thisMinute = (): number => Math.floor(stillClock.now() / minute) * minute;

async function failure(work: Promise<unknown>): Promise<FeedError> {
  const error = await work.then(
    () => null,
    (reason: unknown) => reason,
  );
  expect(error).toBeInstanceOf(FeedError);
  return error instanceof FeedError ? error : new FeedError("SAGE8500", "");
}

/** Reads until a message is found. */
async function until(
  stream: AsyncIterator<SourceMessage>,
  isIt: (message: SourceMessage) => boolean,
): Promise<SourceMessage> {
  for (;;) {
    const { value, done } = await stream.next();
    if (done === true) throw new Error("the stream ended");
    if (isIt(value)) return value;
  }
}

async function subscribed(server: VenueServer, count = 1): Promise<void> {
  while (server.subscribers < count) await new Promise((resolve) => setTimeout(resolve, 5));
}

describe.each(venueCases)("$title", (one) => {
  test("history is what the venue has, page by page, without the bar that is open", async () => {
    const { server, venue } = await open(one);
    const now = thisMinute();
    const bars = serverBars(now - 700 * minute, 701);
    server.record(one.market, bars);
    const range = { from: now - 700 * minute, to: now + minute };
    expect(await venue.history(marketOf(one), range, never)).toEqual(bars.slice(0, -1));
  });

  test("it tells the steps of price and quantity that orders must keep", async () => {
    const { venue } = await open(one);
    const { tick, lot } = await venue.rules(marketOf(one));
    // As the server lists them; Hyperliquid counts digits of a price rather than steps.
    const steps: Readonly<Record<string, readonly [number, number]>> = {
      "Binance spot": [0.01, 0.00001],
      "Binance USD-M": [0.01, 0.00001],
      Kraken: [0.1, 1e-8],
      Coinbase: [0.01, 1e-8],
      Bybit: [0.1, 0.001],
    };
    const [price, quantity] = steps[one.title] ?? [tick, 0.00001];
    expect([tick, lot]).toEqual([price, quantity]);
  });

  test("minutes without a trade are missing, and nothing else", async () => {
    const { server, venue } = await open(one);
    const now = thisMinute();
    const bars = serverBars(now - 600 * minute, 600).filter(
      (_, index) => index % 7 !== 3 && (index < 100 || index > 410),
    );
    server.record(one.market, bars);
    expect(await venue.history(marketOf(one), { from: now - 600 * minute, to: now }, never)).toEqual(bars);
  });

  test.each<[string, RestFault, string, number | null]>([
    ["429 with a time to wait", { kind: "status", status: 429, retryAfter: "7" }, "SAGE8503", 7000],
    ["429 without", { kind: "status", status: 429 }, "SAGE8503", null],
    ["418", { kind: "status", status: 418, retryAfter: "120" }, "SAGE8503", 120_000],
    ["500", { kind: "status", status: 500 }, "SAGE8505", null],
    [
      "503 while maintained",
      { kind: "status", status: 503, retryAfter: "60", body: "<html>" },
      "SAGE8505",
      60_000,
    ],
    ["JSON that breaks off", { kind: "truncated" }, "SAGE8504", null],
    ["a page of another thing", { kind: "text", text: "<html>hello</html>" }, "SAGE8504", null],
    ["a connection that breaks", { kind: "reset" }, "SAGE8500", null],
  ])("history fails by name after %s, and works the next time", async (_, fault, code, retryAfter) => {
    const { server, venue } = await open(one);
    const now = thisMinute();
    const bars = serverBars(now - 3 * minute, 3);
    server.record(one.market, bars);
    const ask = () => venue.history(marketOf(one), { from: now - 3 * minute, to: now }, never);
    await ask();
    server.restFaults.push(fault);
    const error = await failure(ask());
    expect([error.code, error.retryAfter]).toEqual([code, retryAfter]);
    expect(error.message).not.toContain("127.0.0.1");
    expect(await ask()).toEqual(bars);
  });

  test("a market or an interval that is not there is refused with what is", async () => {
    const { venue } = await open(one);
    const range = { from: 0, to: minute };
    const wrong = one.symbol.replace("BTC", "BTX");
    const market = await failure(venue.history({ ...marketOf(one), symbol: wrong }, range, never));
    expect(market.code).toBe("SAGE8502");
    expect(market.help).toContain(one.symbol);
    const interval = await failure(venue.history({ ...marketOf(one), interval: 7 * minute }, range, never));
    expect(interval.code).toBe("SAGE8502");
    expect(interval.help).toContain("1m");
  });

  test("the stream tells bars as they form, and as closed only where the venue says so", async () => {
    const { server, venue } = await open(one);
    const [bar] = serverBars(thisMinute(), 1);
    if (bar === undefined) throw new Error("no bar");
    const stream = venue.stream([marketOf(one)], never);
    const first = until(stream, ({ kind }) => kind === "bar");
    await subscribed(server);
    server.tell(one.market, bar, false);
    const forming = one.tellsClosed ? "forming" : "unknown";
    expect(await first).toEqual({ kind: "bar", market: marketOf(one), bar, state: forming });
    if (one.tellsClosed) {
      server.tell(one.market, bar, true);
      const closed = { kind: "bar", market: marketOf(one), bar, state: "closed" };
      expect(await until(stream, ({ kind }) => kind === "bar")).toEqual(closed);
    }
    await stream.return(undefined);
  });

  test.each<[string, SocketFault]>([
    ["closed with 1000", { kind: "close", code: 1000 }],
    ["closed with 1001", { kind: "close", code: 1001 }],
    ["closed with 1008", { kind: "close", code: 1008 }],
    ["closed with 1011", { kind: "close", code: 1011 }],
    ["broken (1006)", { kind: "break" }],
    ["flooded by one message", { kind: "raw", text: `"${"x".repeat(5_000_000)}"` }],
  ])("a connection that is %s ends the stream by name", async (_, fault) => {
    const { server, venue } = await open(one);
    const stream = venue.stream([marketOf(one)], never);
    const end = failure(until(stream, () => false));
    await subscribed(server);
    server.befall(fault);
    expect((await end).code).toBe("SAGE8500");
  });

  test("what cannot be read is told and nothing else is lost", async () => {
    const { server, venue } = await open(one);
    const [bar] = serverBars(thisMinute(), 1);
    if (bar === undefined) throw new Error("no bar");
    const stream = venue.stream([marketOf(one)], never);
    const found = until(stream, ({ kind }) => kind === "bar");
    const faults = until(venue.stream([marketOf(one)], never), ({ kind }) => kind === "fault");
    await subscribed(server, 2);
    for (const text of ["", "{", "[]", "null", "7", '{"channel":7}', '{"e":"kline","k":{}}', "\u0000"]) {
      server.befall({ kind: "raw", text });
    }
    expect(await faults).toMatchObject({ kind: "fault", market: null });
    server.tell(one.market, bar, false);
    expect(await found).toMatchObject({ bar });
    await stream.return(undefined);
  });

  test("an abort ends the stream at once and the connection with it", async () => {
    const { server, venue } = await open(one);
    const stop = new AbortController();
    const stream = venue.stream([marketOf(one)], stop.signal);
    const end = until(stream, () => false).catch((error: unknown) => error);
    await subscribed(server);
    stop.abort(new Error("enough"));
    expect(await end).toEqual(new Error("enough"));
    while (server.subscribers > 0) await new Promise((resolve) => setTimeout(resolve, 5));
  });
});

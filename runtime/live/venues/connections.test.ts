import { afterEach, describe, expect, test } from "vitest";
import { minute } from "../../../tests/servers/speech.js";
import { stillClock, venueCases, type VenueCase } from "../../../tests/servers/venues.js";
import { VenueServer } from "../../../tests/servers/venue-server.js";
import { machineClock, type Clock } from "../clock.js";
import { FeedError } from "../feeds/feed-error.js";
import type { SourceMessage } from "../feeds/source.js";
import { Budget } from "./budget.js";
import { readConnections } from "./connections.js";
import { binanceSpot } from "./dialects/binance.js";
import { Venue } from "./index.js";

const closers: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const close of closers.splice(0)) await close();
});

/** Half a minute passes in 150 milliseconds for who waits. */
const hasty: Clock = {
  now: stillClock.now,
  sleep: (milliseconds, signal) => machineClock.sleep(milliseconds / 200, signal),
};

const caseOf = (title: string): VenueCase => {
  const found = venueCases.find((one) => one.title === title);
  if (found === undefined) throw new Error(`no venue ${title}`);
  return found;
};
const spot = caseOf("Binance spot");

async function start(
  one: VenueCase,
  certificate: "self-signed" | "expired" | null = null,
): Promise<VenueServer> {
  const server = new VenueServer(one.speech, [one.market], stillClock.now, certificate);
  await server.start({ beat: 10_000 });
  closers.push(() => server.stop());
  return server;
}

function open(one: VenueCase, { rest, ws }: { readonly rest: string; readonly ws: string }) {
  const venue = new Venue(one.exchange, { rest, ws, clock: hasty });
  closers.push(() => venue.close());
  const { exchange, symbol, marketType } = one;
  const market = { exchange, symbol, marketType, interval: minute };
  return { venue, market, stream: () => drain(venue.stream([market], new AbortController().signal)) };
}

/** Reads to the end, which is an error. */
async function drain(stream: AsyncIterable<SourceMessage>): Promise<FeedError> {
  try {
    for await (const message of stream) if (message.kind === "bar") throw new Error("a bar came");
  } catch (error) {
    if (error instanceof FeedError) return error;
    throw error;
  }
  throw new Error("the stream ended");
}

test.each(["Hyperliquid", "Kraken", "Bybit"])("%s: who answers no pings is left", async (title) => {
  const one = caseOf(title);
  const server = await start(one);
  server.ignoresPings = true;
  expect(await open(one, server).stream()).toMatchObject({
    code: "SAGE8500",
    message: "The venue answers no pings.",
  });
});

test.each(venueCases)("$title: who takes a connection and says nothing at all is left", async (one) => {
  const server = await start(one);
  server.isSilent = true;
  expect((await open(one, server).stream()).message).toMatch(/did not confirm|answers no pings/);
});

test.each<[string, number, string | undefined, string, number | null]>([
  ["429 with a time to wait", 429, "7", "SAGE8503", 7000],
  ["429 without", 429, undefined, "SAGE8503", null],
  ["503 while maintained", 503, "60", "SAGE8505", 60_000],
  ["403 from a wall before it", 403, undefined, "SAGE8505", null],
])("a socket that is turned away with %s is tried again later", async (_, status, after, code, wait) => {
  const server = await start(spot);
  server.refusal = { status, ...(after !== undefined && { retryAfter: after }) };
  const error = await open(spot, server).stream();
  expect([error.code, error.retryAfter, error.isPassing]).toEqual([code, wait, true]);
});

test("Kraken says that it is maintained, and closes with 1012", async () => {
  const kraken = caseOf("Kraken");
  const server = await start(kraken);
  const { venue, market } = open(kraken, server);
  const told: string[] = [];
  const reading = (async () => {
    for await (const message of venue.stream([market], new AbortController().signal))
      if (message.kind === "fault") told.push(message.message);
  })().catch((error: unknown) => error);
  while (server.subscribers === 0) await machineClock.sleep(5);
  const data = [{ system: "maintenance", version: "2.0.0", api_version: "v2", connection_id: "1" }];
  server.befall({ kind: "raw", text: JSON.stringify({ channel: "status", type: "update", data }) });
  server.befall({ kind: "close", code: 1012 });
  expect(await reading).toMatchObject({ code: "SAGE8505" });
  expect(told).toEqual(["The venue is being maintained; bars may stay away."]);
});

describe.each([
  ["self-signed", "DEPTH_ZERO_SELF_SIGNED_CERT"],
  ["expired", "CERT_HAS_EXPIRED"],
] as const)("a certificate that is %s", (certificate, code) => {
  const reason = `The certificate of the venue cannot be trusted (${code}).`;

  test("is not taken by a socket", async () => {
    const [plain, secure] = [await start(spot), await start(spot, certificate)];
    const error = await open(spot, { rest: plain.rest, ws: secure.ws }).stream();
    expect([error.code, error.message, error.isPassing]).toEqual(["SAGE8500", reason, true]);
    expect(error.help).toContain("clock");
    expect(secure.connections).toBe(0);
  });

  test("is not taken by a request", async () => {
    const secure = await start(spot, certificate);
    const { venue, market } = open(spot, secure);
    const asking = venue.history(market, { from: 0, to: minute }, new AbortController().signal);
    await expect(asking).rejects.toMatchObject({ code: "SAGE8500", message: reason });
    expect(secure.requests).toEqual([]);
  });
});

test("connections are opened no faster than the venue bears, over all lives of a stream, and that is told", async () => {
  const server = await start(spot);
  const waits: number[] = [];
  const clock: Clock = {
    now: hasty.now,
    sleep: (milliseconds, signal) => {
      waits.push(milliseconds);
      return hasty.sleep(milliseconds, signal);
    },
  };
  const attempts = new Budget({ most: 3, window: 60_000 }, clock);
  const { market } = open(spot, server);
  const told: string[] = [];
  for (let life = 0; life < 4; life++) {
    const { signal } = new AbortController();
    const options = { base: server.ws, clock, signal, attempts };
    const reading = (async () => {
      for await (const message of readConnections(binanceSpot, [{ market, id: "BTCUSDT" }], options))
        if (message.kind === "fault") told.push(message.message);
    })().catch(() => undefined);
    while (server.connections <= life) await machineClock.sleep(5);
    server.befall({ kind: "break" });
    await reading;
    expect(waits.filter((wait) => wait === 60_000)).toHaveLength(life === 3 ? 1 : 0);
  }
  expect(told).toEqual(["The venue bears no more new connections for now; the next one waits."]);
});

test("requests wait until the venue bears them", async () => {
  const kraken = caseOf("Kraken");
  const server = await start(kraken);
  const waits: { readonly wait: number; readonly requests: number }[] = [];
  const clock: Clock = {
    now: hasty.now,
    sleep: (milliseconds, signal) => {
      waits.push({ wait: milliseconds, requests: server.requests.length });
      return hasty.sleep(milliseconds, signal);
    },
  };
  const venue = new Venue("kraken", { rest: server.rest, ws: server.ws, clock });
  closers.push(() => venue.close());
  const { exchange, symbol, marketType } = kraken;
  const to = Math.floor(clock.now() / minute) * minute;
  const range = { from: to - minute, to };
  const ask = () =>
    venue.history({ exchange, symbol, marketType, interval: minute }, range, new AbortController().signal);
  for (let asked = 0; asked < 10; asked++) await ask();
  // As ccxt has it: units of a second, of which a request of candles takes more than one, and ten seconds of them at once.
  const [first] = waits;
  expect(first).toEqual({ wait: 10_000, requests: expect.any(Number) });
  expect(first?.requests).toBeGreaterThanOrEqual(7);
  expect(first?.requests).toBeLessThanOrEqual(10);
});

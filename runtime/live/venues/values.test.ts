import { afterEach, describe, expect, test } from "vitest";
import type { MarketSeries } from "../../../kernels/catalog/series.js";
import { fundingsBetween, interestsBetween, minute } from "../../../tests/servers/speech.js";
import { serverBars, venueCases, type VenueCase } from "../../../tests/servers/venues.js";
import { VenueServer } from "../../../tests/servers/venue-server.js";
import { machineClock, type Clock } from "../clock.js";
import { scaledClock } from "../feeds/replay/virtual-clock.js";
import type { SourceMessage } from "../feeds/source.js";
import { marketKey, type Market } from "../market.js";
import { Venue } from "./index.js";

const hour = 60 * minute;
const closers: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const close of closers.splice(0)) await close();
});

/** Twenty times as fast as the machine, from forty seconds after a whole hour on. */
const fastClock = (): Clock => scaledClock(machineClock, Date.UTC(2026, 0, 5, 12, 0, 40), 20);

async function open(one: VenueCase, wanted: readonly MarketSeries[]) {
  const clock = fastClock();
  const server = await new VenueServer(one.speech, [one.market], () => clock.now()).start({ beat: 50 });
  const { exchange, symbol, marketType } = one;
  const market: Market = { exchange, symbol, marketType, interval: minute };
  const series = new Map([[marketKey(market), wanted]]);
  const venue = new Venue(exchange, { rest: server.rest, ws: server.ws, clock, series });
  closers.push(
    () => venue.close(),
    () => server.stop(),
  );
  return { clock, server, venue, market };
}

/** What the stream tells beside bars, until there is as much as is waited for. */
async function told(
  stream: AsyncIterable<SourceMessage>,
  enough: (found: readonly SourceMessage[]) => boolean,
) {
  const found: SourceMessage[] = [];
  for await (const message of stream) {
    if (message.kind !== "value" && (message.kind !== "fault" || message.market === null)) continue;
    found.push(message);
    if (enough(found)) break;
  }
  return found;
}

const perpetuals = venueCases.filter(({ marketType }) => marketType === "perpetual");
const never = new AbortController().signal;

test("three exchanges have perpetuals", () => {
  expect(perpetuals.map(({ title }) => title)).toEqual(["Binance USD-M", "Hyperliquid", "Bybit"]);
});

describe.each(perpetuals)("$title", (one) => {
  const hasInterestHistory = one.title !== "Hyperliquid";

  test("history has fundings and open interest with the bars in which they were known", async () => {
    const { clock, server, venue, market } = await open(one, ["funding", "open_interest"]);
    const to = Math.floor(clock.now() / minute) * minute;
    const from = to - 150 * minute;
    server.record(one.market, serverBars(from, 150));
    const bars = await venue.history(market, { from, to }, never);
    expect(bars).toHaveLength(150);
    const of = (series: MarketSeries) =>
      bars.flatMap((bar) => (bar.series?.[series] === undefined ? [] : [[bar.time, bar.series[series]]]));
    expect(of("funding")).toEqual(
      fundingsBetween(from, to - 1).map(({ time, rate }) => [time, Number(rate)]),
    );
    expect(of("funding").length).toBeGreaterThanOrEqual(2);
    const interests = interestsBetween(from, to - 1, 5 * minute).map(({ time, held }) => [
      time,
      Number(held),
    ]);
    expect(of("open_interest")).toEqual(hasInterestHistory ? interests : []);
  });

  test("the stream tells them at the end of a minute", async () => {
    const { venue, market } = await open(one, ["funding", "open_interest"]);
    const found = await told(venue.stream([market], never), (all) => all.length === 2);
    const paid = Date.UTC(2026, 0, 5, 12);
    const [{ rate } = { rate: "" }] = fundingsBetween(paid, paid);
    expect(found).toContainEqual({
      kind: "value",
      market,
      series: "funding",
      time: paid,
      value: Number(rate),
    });
    const interest = found.find((message) => message.kind === "value" && message.series === "open_interest");
    const [{ held } = { held: "" }] = interestsBetween(paid, paid, 5 * minute);
    const expected = one.title === "Hyperliquid" ? 688.11 : Number(held);
    expect(interest).toMatchObject({ value: expected });
    const time = interest?.kind === "value" ? interest.time : 0;
    expect(time).toBeGreaterThanOrEqual(paid);
    expect(time).toBeLessThan(paid + hour / 12);
  });
});

test("nothing is asked that no strategy reads", async () => {
  const [one] = perpetuals;
  if (one === undefined) throw new Error("no venue");
  const { clock, server, venue, market } = await open(one, []);
  const to = Math.floor(clock.now() / minute) * minute;
  server.record(one.market, serverBars(to - 100 * minute, 100));
  await venue.history(market, { from: to - 100 * minute, to }, never);
  expect(server.requests.filter((line) => /funding|openInterest/i.test(line))).toEqual([]);
});

test("what an exchange does not tell is said", async () => {
  const spot = venueCases.find(({ title }) => title === "Kraken");
  if (spot === undefined) throw new Error("no venue");
  const { venue, market } = await open(spot, ["funding", "trades"]);
  const found = await told(venue.stream([market], never), (all) => all.length === 2);
  expect(found.map((message) => (message.kind === "fault" ? message.message : ""))).toEqual([
    "kraken tells no funding of BTC/USD; conditions that read it stay unknown.",
    "kraken tells no trades of BTC/USD; conditions that read it stay unknown.",
  ]);
});

test("a bar that just closed comes even where the values cannot be had; a long history is asked for again", async () => {
  const [one] = perpetuals;
  if (one === undefined) throw new Error("no venue");
  const { server, venue, market } = await open(one, ["funding"]);
  const paid = Date.UTC(2026, 0, 5, 11);
  server.record(one.market, serverBars(paid - 5 * minute, 10));
  const ask = (from: number, to: number) => venue.history(market, { from, to }, never);
  const fail = () => server.restFaults.push({ kind: "none" }, { kind: "status", status: 500 });
  expect((await ask(paid, paid + minute))[0]?.series?.funding).toBeTypeOf("number");
  fail();
  expect(await ask(paid, paid + minute)).toEqual([
    expect.not.objectContaining({ series: expect.anything() }),
  ]);
  fail();
  await expect(ask(paid - 5 * minute, paid + 5 * minute)).rejects.toMatchObject({ code: "SAGE8505" });
});

import { expect, test } from "vitest";
import { minute } from "../../../tests/servers/speech.js";
import { serverBars, venueCases } from "../../../tests/servers/venues.js";
import { VenueServer, type SocketFault } from "../../../tests/servers/venue-server.js";
import { machineClock, type Clock } from "../clock.js";
import type { LiveBar } from "../bar.js";
import { superviseSource } from "../feeds/supervise.js";
import type { Market } from "../market.js";
import { Venue } from "./index.js";

/** What befalls the sockets before a bar closes, by its place. */
const script: Readonly<Record<number, SocketFault>> = {
  2: { kind: "duplicate", count: 2 },
  4: { kind: "truncate", count: 1 },
  6: { kind: "lose", count: 3 },
  8: { kind: "raw", text: '{"e":"kline","s":"XXX"}' },
  10: { kind: "break" },
  13: { kind: "close", code: 1001 },
};

const count = 18;

/** Time that the test turns on; waiting is cut short, so that what waits looks again. */
function turnedClock(start: number): Clock & { now(): number; set(time: number): void } {
  let time = start;
  return {
    now: () => time,
    set: (next) => (time = next),
    sleep: (milliseconds, signal) => machineClock.sleep(Math.min(milliseconds, 20), signal),
  };
}

const rest = (milliseconds: number) => new Promise((resolve) => setTimeout(resolve, milliseconds));

test.each(venueCases)("$title: every bar comes once, in order, whatever befalls", async (one) => {
  const start = Date.UTC(2026, 0, 5);
  const clock = turnedClock(start + 1000);
  const server = await new VenueServer(one.speech, [one.market], () => clock.now()).start({ beat: 20 });
  const venue = new Venue(one.exchange, { rest: server.rest, ws: server.ws, clock });
  const feed = superviseSource(venue, { clock, heartbeat: 10 * count * minute });
  const market: Market = {
    exchange: one.exchange,
    symbol: one.symbol,
    marketType: one.marketType,
    interval: minute,
  };
  const stop = new AbortController();
  const bars = serverBars(start, count);
  const found: LiveBar[] = [];
  const reading = (async () => {
    for await (const event of feed.events([{ market, after: start }], stop.signal)) {
      if (event.kind === "bar") found.push(event.bar);
      if (found.length === count) break;
    }
  })();
  try {
    while (server.subscribers === 0) await rest(5);
    for (const [index, bar] of bars.entries()) {
      clock.set(bar.time + 30_000);
      server.tell(one.market, bar, false);
      const fault = script[index];
      if (fault !== undefined) server.befall(fault);
      clock.set(bar.time + minute + 3000);
      server.tell(one.market, bar, true);
      await rest(60);
    }
    await Promise.race([reading, rest(15_000)]);
    expect(found).toEqual(bars);
  } finally {
    stop.abort();
    await feed.close();
    await server.stop();
  }
});

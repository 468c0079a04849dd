import { appendFileSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test } from "vitest";
import { minute } from "../../../tests/servers/speech.js";
import { serverBars, venueCases, stillClock } from "../../../tests/servers/venues.js";
import { VenueServer } from "../../../tests/servers/venue-server.js";
import type { Market } from "../market.js";
import { fetchBars } from "./fetch-bars.js";
import { Venue } from "./index.js";

test("a fetch that broke off goes on where it was, past a line that was cut", async () => {
  const [one] = venueCases;
  if (one === undefined) throw new Error("no venue");
  const folder = mkdtempSync(join(tmpdir(), "sage-"));
  const server = await new VenueServer(one.speech, [one.market], stillClock.now).start();
  const venue = new Venue(one.exchange, { rest: server.rest, clock: stillClock });
  try {
    const to = Math.floor(stillClock.now() / minute) * minute;
    const from = to - 2500 * minute;
    const bars = serverBars(from, 2500);
    server.record(one.market, bars);
    const { exchange, symbol, marketType } = one;
    const market: Market = { exchange, symbol, marketType, interval: minute };
    const part = join(folder, "bars.part");
    const signal = new AbortController().signal;
    const ask = () =>
      fetchBars(venue, {
        market,
        range: { from, to },
        part,
        signal,
        progress: (count) => {
          if (count === 1000) server.restFaults.push({ kind: "status", status: 503 });
        },
      });
    await expect(ask()).rejects.toMatchObject({ code: "SAGE8505" });
    appendFileSync(part, "176000");
    server.requests.length = 0;
    const found = await ask();
    expect([...found.time]).toEqual(bars.map(({ time }) => time));
    expect([...found.close]).toEqual(bars.map(({ close }) => close));
    expect([...found.volume]).toEqual(bars.map(({ volume }) => volume));
    expect(server.requests).toHaveLength(2);
  } finally {
    await venue.close();
    await server.stop();
    rmSync(folder, { recursive: true, force: true });
  }
});

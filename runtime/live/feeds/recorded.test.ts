import { expect, test } from "vitest";
import { synthesize } from "../../index.js";
import type { Market } from "../market.js";
import { RecordedFeed } from "./recorded.js";

const hour = 3_600_000;
const feed = synthesize({ bars: 5000, interval: hour, seed: 1 });
const { from: start } = feed.information;
const market = (symbol: string): Market => ({
  exchange: "replay",
  symbol,
  marketType: "spot",
  interval: hour,
});
const [one, other] = [market("ONE"), market("OTHER")];

/** What time it is once bars are listened to after these, at the pace of the market. */
async function beginsAt(wanted: readonly { readonly market: Market; readonly after: number }[]) {
  const recorded = new RecordedFeed(
    [one, other].map((each) => ({ market: each, feed })),
    { start, speed: 1 },
  );
  const stop = new AbortController();
  const first = recorded.events(wanted, stop.signal).next();
  const now = recorded.clock.now();
  stop.abort();
  expect((await first).done).toBe(true);
  return now;
}

test("a replay that goes on begins where the earliest ledger ended, however much was played before", async () => {
  const after = (bars: number): number => start + (bars - 1) * hour + 1;
  expect(await beginsAt([{ market: one, after: start }])).toBe(start);
  // The last bar that it knows is the 4,000th; the next one begins when that has closed.
  expect(await beginsAt([{ market: one, after: after(4000) }])).toBe(start + 4000 * hour);
  const both = [
    { market: one, after: after(4000) },
    { market: other, after: after(70) },
  ];
  expect(await beginsAt(both)).toBe(start + 70 * hour);
  // Nothing more is to come.
  expect(await beginsAt([{ market: one, after: start + 9000 * hour }])).toBe(start);
});

import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { BarPiece } from "../../data/dataset.js";
import type { LiveBar } from "../bar.js";
import type { Market } from "../market.js";
import { Backoff } from "./backoff.js";
import { EventQueue } from "./event-queue.js";
import type { FeedEvent } from "./feed.js";
import { FeedError } from "./feed-error.js";
import { Lane } from "./lane.js";
import { readFeedDescription } from "./read-description.js";
import { replayFaultNames, type ReplayFault } from "./replay/faults.js";
import { replaySource } from "./replay/replay-source.js";
import { VirtualClock } from "./replay/virtual-clock.js";
import type { BarSource, SourceMessage } from "./source.js";
import { superviseSource } from "./supervise.js";

const minute = 60_000;
const origin = 1_700_000_040_000;
const market = (symbol: string): Market => ({
  exchange: "replay",
  symbol,
  marketType: "spot",
  interval: minute,
});

/** Bars at these places of the grid; the price tells the place. */
function barsAt(places: readonly number[]): BarPiece {
  const column = (value: (place: number) => number): Float64Array => Float64Array.from(places, value);
  return {
    time: column((place) => origin + place * minute),
    open: column((place) => 100 + place),
    high: column((place) => 103 + place),
    low: column((place) => 99 + place),
    close: column((place) => 102 + place),
    volume: column((place) => 1 + place),
  };
}

const allButHoles = (count: number, holes: readonly number[]): readonly number[] =>
  Array.from({ length: count }, (_, i) => i).filter((i) => i === 0 || i === count - 1 || !holes.includes(i));

async function playAll(
  truth: readonly (readonly number[])[],
  faults: readonly ReplayFault[],
  seed: number,
): Promise<readonly FeedEvent[]> {
  const clock = new VirtualClock(origin);
  const entries = truth.map((places, i) => ({ market: market(`M${i}/USDT`), bars: barsAt(places) }));
  const feed = superviseSource(replaySource(entries, { clock, faults, seed }), {
    clock,
    seed,
    hold: () => clock.hold(),
  });
  const events: FeedEvent[] = [];
  const wanted = entries.map(({ market: each }) => ({ market: each, after: origin }));
  for await (const event of feed.events(wanted, new AbortController().signal)) events.push(event);
  return events;
}

const released = (events: readonly FeedEvent[], symbol: string): readonly (readonly number[])[] =>
  events.flatMap((event) =>
    event.kind === "bar" && event.market.symbol === symbol
      ? [[event.bar.time, event.bar.high, event.bar.close, event.bar.volume]]
      : [],
  );
const expected = (places: readonly number[]): readonly (readonly number[])[] =>
  places.map((place) => [origin + place * minute, 103 + place, 102 + place, 1 + place]);
const skipped = (events: readonly FeedEvent[], symbol: string): readonly number[] =>
  events.flatMap((event) =>
    event.kind === "gap" && event.market.symbol === symbol
      ? Array.from({ length: event.bars }, (_, i) => (event.range.from - origin) / minute + i)
      : [],
  );

describe("whatever the venue does", () => {
  // A revised version is itself a closed bar of the venue: which comes first is tested below.
  const names = replayFaultNames.filter((name) => name !== "revisions");
  test("the bars of each market come in order, each once, and gaps are only where history has none", async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.subarray([...names]),
        fc.nat(100_000),
        fc.array(fc.integer({ min: 1, max: 58 }), { maxLength: 6 }),
        async (faults, seed, holes) => {
          const truth = [allButHoles(60, holes), allButHoles(60, [])];
          const events = await playAll(truth, faults, seed);
          for (const [i, places] of truth.entries()) {
            expect(released(events, `M${i}/USDT`)).toEqual(expected(places));
            const missing = Array.from({ length: 60 }, (_, at) => at).filter((at) => !places.includes(at));
            expect(skipped(events, `M${i}/USDT`)).toEqual(missing);
          }
        },
      ),
      { numRuns: 60 },
    );
  });

  test("the same seed gives the same events", async () => {
    const run = (): Promise<readonly FeedEvent[]> => playAll([allButHoles(80, [7])], replayFaultNames, 3);
    expect(await run()).toEqual(await run());
  });

  test("another version of a released bar is a revision, and the bar is not released again", async () => {
    const events = await playAll([allButHoles(200, [])], ["revisions"], 5);
    const revisions = events.filter(({ kind }) => kind === "revision");
    expect(revisions.length).toBeGreaterThan(0);
    expect(released(events, "M0/USDT")).toEqual(expected(allButHoles(200, [])));
  });
});

/** A source whose streams are given one after another; history has nothing. */
function scripted(
  clock: VirtualClock,
  stream: (life: number, signal: AbortSignal) => AsyncIterable<SourceMessage>,
  lives: number[],
): BarSource {
  return {
    exchange: "test",
    history: () => Promise.resolve([]),
    stream: (_, signal) => {
      lives.push(clock.now());
      return stream(lives.length, signal);
    },
    close: () => Promise.resolve(),
  };
}

/** A stream that breaks before its first message. */
const failing = (error: FeedError) => (): AsyncIterable<SourceMessage> => ({
  [Symbol.asyncIterator]: () => ({ next: () => Promise.reject(error) }),
});

async function statesUntil(source: BarSource, clock: VirtualClock, end: number): Promise<FeedEvent[]> {
  const feed = superviseSource(source, { clock, hold: () => clock.hold() });
  const stop = new AbortController();
  void clock.sleep(end).then(() => stop.abort());
  const events: FeedEvent[] = [];
  const wanted = [{ market: market("A/B"), after: origin }];
  for await (const event of feed.events(wanted, stop.signal)) events.push(event);
  return events;
}

test("a socket that says nothing is noticed within one and a half heartbeats and left", async () => {
  const clock = new VirtualClock(origin);
  const lives: number[] = [];
  const halfOpen = (): AsyncIterable<SourceMessage> => ({
    [Symbol.asyncIterator]: () => ({ next: () => new Promise(() => undefined) }),
  });
  const events = await statesUntil(scripted(clock, halfOpen, lives), clock, 5 * minute);
  const silent = events.find((event) => event.kind === "state" && event.state === "silent");
  expect(silent?.kind === "state" && silent.at - origin).toBeLessThanOrEqual(1.5 * minute + minute / 8);
  expect(lives.length).toBeGreaterThanOrEqual(2);
});

test("a refused connection is left alone as long as the venue asks", async () => {
  const clock = new VirtualClock(origin);
  const lives: number[] = [];
  const busy = failing(new FeedError("SAGE8503", "Too many.", null, { retryAfter: 90_000 }));
  await statesUntil(scripted(clock, busy, lives), clock, 5 * minute);
  expect(lives.map((at) => at - origin)).toEqual([0, 90_000, 180_000, 270_000]);
});

test("a refused market ends with its reason", async () => {
  const clock = new VirtualClock(origin);
  const refuses = failing(new FeedError("SAGE8501", "The key is wrong."));
  const events = await statesUntil(scripted(clock, refuses, []), clock, minute);
  expect(events.at(-1)).toMatchObject({ kind: "state", state: "refused", message: "The key is wrong." });
});

test("a slow reader gets every closed bar and only the newest forming one, and holds the writer back", async () => {
  const queue = new EventQueue(3);
  const bar = (place: number): LiveBar => ({
    time: origin + place * minute,
    open: 1,
    high: 1,
    low: 1,
    close: 1,
    volume: place,
  });
  const a = market("A/B");
  const add = (place: number): void =>
    queue.add({ kind: "bar", market: a, bar: bar(place), received: 0, via: "stream", late: false });
  for (const place of [0, 1]) add(place);
  for (let i = 0; i < 1000; i++) queue.add({ kind: "forming", market: a, bar: bar(2), received: i });
  expect(queue.size).toBe(3);
  let hasRoom = false;
  const room = queue.room().then(() => (hasRoom = true));
  await Promise.resolve();
  expect(hasRoom).toBe(false);
  const reader = queue[Symbol.asyncIterator]();
  expect(await reader.next()).toMatchObject({ value: { kind: "bar", bar: { volume: 0 } } });
  await room;
  expect(await reader.next()).toMatchObject({ value: { kind: "bar", bar: { volume: 1 } } });
  expect(await reader.next()).toMatchObject({ value: { kind: "forming", received: 999 } });
  queue.end();
  expect((await reader.next()).done).toBe(true);
});

test("a funding told during a bar comes with that bar and no other", () => {
  const lane = new Lane(market("A/B"), origin, origin);
  lane.takeValue({ series: "funding", time: origin + 5000, value: 0.0001 });
  const bar = { time: origin, open: 1, high: 1, low: 1, close: 1, volume: 1 };
  expect(lane.release(bar, 0, "stream", 0)).toMatchObject({ bar: { series: { funding: 0.0001 } } });
  const next = lane.release({ ...bar, time: origin + minute }, 0, "stream", 0);
  expect(next.kind === "bar" && next.bar.series).toBeUndefined();
});

test("a funding that is told late comes with the next bar, once, and never where history had it", () => {
  const lane = new Lane(market("A/B"), origin, origin);
  const bar = { time: origin, open: 1, high: 1, low: 1, close: 1, volume: 1 };
  const fundingOf = (place: number, series?: { readonly funding: number }): number | undefined => {
    const told = { ...bar, time: origin + place * minute, ...(series && { series }) };
    const event = lane.release(told, 0, "history", 0);
    return event.kind === "bar" ? event.bar.series?.funding : undefined;
  };
  const tell = (place: number, value: number): void =>
    lane.takeValue({ series: "funding", time: origin + place * minute, value });
  tell(-1, 0.5);
  expect(fundingOf(0)).toBeUndefined();
  tell(0, 0.1);
  tell(0, 0.1);
  expect(fundingOf(1)).toBe(0.1);
  tell(0, 0.1);
  expect(fundingOf(2)).toBeUndefined();
  expect(fundingOf(3, { funding: 0.2 })).toBe(0.2);
  tell(3, 0.2);
  expect(fundingOf(4)).toBeUndefined();
  tell(5, 0.3);
  expect(fundingOf(5)).toBe(0.3);
});

test("waiting doubles up to its limit, at least half of it, and starts over when reset", () => {
  const backoff = new Backoff({ first: 500, longest: 4000, seed: 9 });
  for (const whole of [500, 1000, 2000, 4000, 4000]) {
    const wait = backoff.next();
    expect(wait).toBeGreaterThanOrEqual(whole / 2);
    expect(wait).toBeLessThanOrEqual(whole);
  }
  backoff.reset();
  expect(backoff.next()).toBeLessThanOrEqual(500);
});

test("descriptions of feeds are read, and wrong ones name what is possible", () => {
  expect(readFeedDescription("replay:a.csv,b.csv?speed=max&faults=gaps,late&seed=3")).toEqual({
    kind: "replay",
    paths: ["a.csv", "b.csv"],
    speed: null,
    faults: ["gaps", "late"],
    seed: 3,
    from: null,
  });
  expect(readFeedDescription("binance")).toEqual({ kind: "exchange", exchange: "binance" });
  const helpOf = (text: string): unknown => {
    try {
      return readFeedDescription(text);
    } catch (error) {
      return error instanceof FeedError ? error.help : error;
    }
  };
  expect(helpOf("replay:a.csv?faults=nonsense")).toContain("gaps, duplicates, late");
  expect(helpOf("replay:a.csv?pace=2")).toContain("speed, faults, seed, from");
  expect(helpOf("?")).toContain("kirby:ADDRESS");
});

import { describe, expect, test } from "vitest";
import { FeedError } from "../runtime/live/feeds/feed-error.js";
import type { WireMessage } from "../runtime/live/venues/wire.js";
import { mutate, mutations, type Random } from "./message-mutations.js";
import { everyVenue, type VenueMessages } from "./venue-messages.js";

/*
 * Venues' messages, mutilated at random, and what must hold whatever comes: a reader tells something or gives the
 * connection up with a code, and never makes a bar of another market, or of prices that nobody sent.
 * `NAILSAGE_FUZZ_MINUTES=5 SAGE_FUZZ_SEED=7` goes on for so long, from that seed.
 */

const minutes = Number(process.env["NAILSAGE_FUZZ_MINUTES"] ?? 0);
const seed = Number(process.env["SAGE_FUZZ_SEED"] ?? 20_261_123);
const connections = 60;

/** Mulberry32. */
function randomFrom(start: number): Random {
  let state = start;
  return (below) => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return Math.floor((((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32) * below);
  };
}

const number = /-?\d+(?:\.\d+)?(?:e[-+]?\d+)?/gi;

/** Every number that stands in a text, as number or within quotes. */
const numbersOf = (text: string): readonly number[] => (text.match(number) ?? []).map(Number);

/** What a reader made of a text; null where it gave the connection up. */
function read(reader: (text: string) => readonly WireMessage[], text: string): readonly WireMessage[] | null {
  try {
    return reader(text);
  } catch (error) {
    if (!(error instanceof FeedError)) throw error;
    if (/^SAGE85\d\d$/.test(error.code)) return null;
    throw error;
  }
}

/** What breaks the law in what was made of a text; null where nothing does. */
function broken(
  told: readonly WireMessage[],
  { market }: VenueMessages,
  seen: ReadonlySet<number>,
): string | null {
  if (told.length === 0) return "nothing is told";
  for (const message of told) {
    if (message.kind === "fault" && !/^(The venue|Kirby) /.test(message.message)) return message.message;
    if (message.kind === "time" && Number.isNaN(message.time)) return "a time that is none";
    if (message.kind !== "bar" && message.kind !== "value") continue;
    if (message.market !== market) return "another market";
    if (message.kind === "value") {
      if (!seen.has(message.value)) return `a value that nobody sent: ${message.value}`;
      continue;
    }
    const { time, open, high, low, close, volume } = message.bar;
    const foreign = [open, high, low, close].find((price) => !seen.has(price));
    if (foreign !== undefined) return `a price that nobody sent: ${foreign}`;
    if (Number.isNaN(time) || Number.isNaN(volume)) return "a time or volume that is no number";
  }
  return null;
}

/** One connection: the venue's messages, some of them mutilated, twice, or out of order. */
function connect(venue: VenueMessages, random: Random): number {
  let reader = venue.reader();
  const seen = new Set<number>();
  const texts = venue.messages.flatMap((text) => (random(10) === 0 ? [text, text] : [text]));
  for (let k = 0; k < 2; k++) {
    const [a, b] = [random(texts.length), random(texts.length)];
    [texts[a], texts[b]] = [texts[b] ?? "", texts[a] ?? ""];
  }
  let mutated = 0;
  for (const good of texts) {
    const isMutated = random(3) === 0;
    const text = isMutated ? mutate(good, random) : good;
    if (isMutated) mutated++;
    for (const value of numbersOf(text)) seen.add(value);
    const told = read(reader, text);
    if (told === null) {
      reader = venue.reader();
      continue;
    }
    const fault = broken(told, venue, seen);
    if (fault !== null) throw new Error(`${fault}, of ${text.slice(0, 500)}`);
  }
  return mutated;
}

describe.each(everyVenue())("$title", (venue) => {
  test("its good messages tell bars, and nothing is wrong with them", () => {
    const reader = venue.reader();
    const told = venue.messages.flatMap((text) => reader(text));
    expect(told.filter(({ kind }) => kind === "fault")).toEqual([]);
    expect(told.some(({ kind }) => kind === "bar")).toBe(true);
    expect(told.some(({ kind }) => kind === "confirmed")).toBe(true);
  });

  test(
    "whatever comes, something is told, and no bar that the venue did not send",
    { timeout: minutes * 60_000 + 60_000 },
    () => {
      const end = performance.now() + (minutes * 60_000) / 7;
      let mutated = 0;
      for (let k = 0; minutes > 0 ? performance.now() < end : k < connections; k++) {
        try {
          mutated += connect(venue, randomFrom(seed + k));
        } catch (error) {
          throw new Error(`SAGE_FUZZ_SEED=${seed + k}: ${String(error)}`, { cause: error });
        }
      }
      if (minutes > 0) console.log(`${venue.title}: ${mutated} mutilated messages from seed ${seed}`);
      expect(mutated).toBeGreaterThan(connections);
    },
  );

  test("a message that is cut off, or of another market, tells no bar", () => {
    const random = randomFrom(seed);
    for (const text of venue.messages)
      for (const name of ["cut", "otherMarket"] as const) {
        const other = mutations[name](text, random);
        if (other === text) continue;
        const told = read(venue.reader(), other) ?? [];
        expect(told.filter(({ kind }) => kind === "bar" || kind === "value")).toEqual([]);
      }
  });
});

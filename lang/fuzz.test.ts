import { expect, test } from "vitest";
import { corpus } from "./corpus/corpus.js";
import { checkPromises, createMutant, createRandom } from "./fuzz.js";

/** Minutes of a run by hand; the tests take a few seconds with a fixed seed. */
const minutes = Number(process.env["NAILSAGE_FUZZ_MINUTES"] ?? 0);
const seed = minutes > 0 ? Date.now() % 1_000_000_007 : 20240131;
const texts = corpus.map(({ text }) => text);

test("no damaged text breaks a promise of the reader", { timeout: minutes * 60_000 + 60_000 }, () => {
  const random = createRandom(seed);
  const end = minutes > 0 ? Date.now() + minutes * 60_000 : Infinity;
  const rounds = minutes > 0 ? Infinity : 500;
  let slowest = 0;
  let count = 0;
  for (; count < rounds && Date.now() < end; count += 1) {
    const text = createMutant(texts, random);
    const start = performance.now();
    try {
      checkPromises(text);
    } catch (error) {
      expect.unreachable(`seed ${seed}, text ${count}: ${String(error)}\n${JSON.stringify(text)}`);
    }
    slowest = Math.max(slowest, performance.now() - start);
  }
  if (minutes > 0) console.log(`${count} texts, seed ${seed}, slowest ${slowest.toFixed(0)} ms`);
});

import { normalFrom, uniformFrom } from "./random.js";
import type { BarWriter } from "./bar-writer.js";

const sigma = 0.0006;

/** A driftless walk, open = previous close, no gaps: the bars of the shared benchmark, to the last bit. */
export function writeWalk(
  writer: BarWriter,
  shape: { bars: number; seed: number; start: number; interval: number; price: number },
): Generator<void> {
  return walk(writer, shape);
}

function* walk(
  writer: BarWriter,
  { bars, seed, start, interval, price }: Parameters<typeof writeWalk>[1],
): Generator<void> {
  const uniform = uniformFrom(seed);
  let previous = price;
  for (let i = 0; i < bars; i++) {
    const z = normalFrom(uniform);
    const open = previous;
    const close = previous * (1 + sigma * z);
    const [a, b, v] = [uniform(), uniform(), uniform()];
    // The benchmark's definition draws one number more than it uses.
    uniform();
    const high = Math.max(open, close) * (1 + sigma * 0.5 * a);
    const low = Math.min(open, close) * (1 - sigma * 0.5 * b);
    if (writer.put(start + interval * i, open, high, low, close, 1 + 99 * v)) yield;
    previous = close;
  }
}

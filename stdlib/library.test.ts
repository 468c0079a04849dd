import { describe, expect, test } from "vitest";
import { check } from "../compiler/index.js";
import { findOperation } from "../kernels/catalog/index.js";
import { createSource, parse, print } from "../lang/index.js";
import { synthesize, type BarColumns } from "../runtime/index.js";
import { compute, textOf } from "./testing/compute.js";
import { peers } from "./testing/peers.js";
import { moduleNames, readModule, valuesOf } from "./testing/read-module.js";

const hour = 3_600_000;
const bars = columnsOf(2000, 41);
/** Where the future is exchanged for another. */
const cut = 1777;

function columnsOf(count: number, seed: number): BarColumns {
  const chunks = [...synthesize({ bars: count, interval: hour, seed }).chunks()];
  const join = (name: keyof BarColumns): Float64Array =>
    Float64Array.from(chunks.flatMap((chunk) => [...chunk[name]]));
  return {
    time: join("time"),
    open: join("open"),
    high: join("high"),
    low: join("low"),
    close: join("close"),
    volume: join("volume"),
  };
}

function bitsOf(columns: ReadonlyMap<string, Float64Array>, to = bars.time.length): readonly string[] {
  return [...columns].map(([label, values]) => {
    const { buffer, byteOffset } = values;
    return `${label} ${Buffer.from(buffer, byteOffset, 8 * to).toString("base64")}`;
  });
}

/** The bars up to the cut, then others at other prices. */
function withOtherFuture(): BarColumns {
  const others = columnsOf(2000, 42);
  const spliced = (name: Exclude<keyof BarColumns, "time">, factor: number): Float64Array =>
    bars[name].map((value, bar) => (bar < cut ? value : factor * (others[name][bar] ?? value)));
  return {
    time: bars.time,
    open: spliced("open", 1.7),
    high: spliced("high", 1.7),
    low: spliced("low", 1.7),
    close: spliced("close", 1.7),
    volume: spliced("volume", 0.3),
  };
}

test("the library is broad", () => {
  expect(moduleNames().flatMap((name) => readModule(name)).length).toBeGreaterThanOrEqual(120);
});

test("what is said to stand for a function of TA-Lib or Pine is there", () => {
  const known = new Set(
    moduleNames().flatMap((name) => readModule(name).map((own) => `${name}.${own.name}`)),
  );
  const named = peers.flatMap(({ here }) => (here === "" ? [] : here.split(", ")));
  expect(named.length).toBeGreaterThan(120);
  expect(named.filter((name) => !known.has(name) && findOperation(name)?.surface !== "call")).toEqual([]);
});

describe.each(moduleNames())("std.%s", (name) => {
  const functions = readModule(name);
  const expressions = [...new Set(functions.flatMap((each) => valuesOf(each)))];
  const source = createSource(`${name}.sage`, textOf(name));

  test("says of each function what it means, its formula, where it comes from and how it is written", () => {
    for (const { name: own, meaning, labels, example } of functions) {
      expect(meaning.length, own).toBeGreaterThan(15);
      expect(labels.get("Formula")?.length ?? 0, own).toBeGreaterThan(2);
      expect(labels.get("Source") ?? "", own).toMatch(/\w{3}/);
      expect(example, own).toContain(`${name}.${own}(`);
    }
  });

  test("gives no diagnostic and stands in the canonical layout", () => {
    expect(check(source).diagnostics.map(({ code, message }) => `${code} ${message}`)).toEqual([]);
    expect(print(parse(source).file, source)).toBe(source.text);
  });

  test("every example has values", () => {
    for (const [label, values] of compute([name], expressions, { bars }))
      expect(
        values.some((value) => Number.isFinite(value)),
        label,
      ).toBe(true);
  });

  test("takes lengths as bars, as plain numbers and as durations", () => {
    const plain = expressions.map((each) => each.replaceAll(/(\d+) bars?\b/g, "$1"));
    const durations = expressions.map((each) => each.replaceAll(/(\d+) bars?\b/g, "$1h"));
    const wanted = [...compute([name], expressions, { bars }).values()];
    for (const written of [plain, durations]) {
      const found = compute([name], written, { bars });
      written.forEach((label, k) => expect(found.get(label), label).toEqual(wanted[k]));
    }
  });

  test("gives the same bits in chunks of 1, 7 and 4096 bars", () => {
    const whole = bitsOf(compute([name], expressions, { bars }));
    expect(bitsOf(compute([name], expressions, { bars, chunks: [7] }))).toEqual(whole);
    expect(bitsOf(compute([name], expressions, { bars, chunks: [1] }))).toEqual(whole);
  });

  test("does not move when the future does", () => {
    const known = bitsOf(compute([name], expressions, { bars }), cut);
    expect(bitsOf(compute([name], expressions, { bars: withOtherFuture() }), cut)).toEqual(known);
  });
});

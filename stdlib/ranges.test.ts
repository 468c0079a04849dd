import { describe, expect, test } from "vitest";
import { peerDatasets, readPeerInput } from "../kernels/references/files.js";
import type { BarColumns } from "../runtime/index.js";
import { describeShared } from "../tests/shared.js";
import { barsOfTable } from "./references/against.js";
import { libraryCards } from "./testing/cards.js";
import { compute } from "./testing/compute.js";
import { moduleNames, readModule, valuesOf, type LibraryFunction } from "./testing/read-module.js";
import { walk } from "./testing/walk.js";

/** "0 to 100", "−1 to 1" in what a function says of itself; an open end is no bound. */
function promised({ meaning, labels }: LibraryFunction): readonly [low: number, high: number] | undefined {
  const text = `${labels.get("Range") ?? ""} ${labels.get("Formula") === undefined ? "" : meaning}`;
  const [, low, high] =
    /(?:^|, | in |: )(−?\d+(?:\.\d+)?) to (−?\d+(?:\.\d+)?)(?![\d.]| bars)/.exec(text) ?? [];
  return low === undefined || high === undefined
    ? undefined
    : [Number(low.replace("−", "-")), Number(high.replace("−", "-"))];
}

/** Values outside of what the compiler says of them, and outside of what the documentation does. */
function strays(module: string, bars: BarColumns): readonly string[] {
  const functions = readModule(module);
  const cards = libraryCards(module);
  const columns = compute([module], [...cards.keys()], { bars });
  const outside = (label: string, low: number, high: number): readonly string[] => {
    const slack = 1e-9 * Math.max(1, ...[low, high].filter(Number.isFinite).map(Math.abs));
    const found = columns.get(label)?.find((x) => x < low - slack || x > high + slack);
    return found === undefined ? [] : [`${label}: ${found} is not within ${low} and ${high}`];
  };
  return functions.flatMap((each) =>
    valuesOf(each).flatMap((label) => {
      const range = cards.get(label)?.range;
      const said = promised(each);
      const isCall = label.startsWith(`${module}.${each.name}(`) && each.fields.length === 0;
      return [
        ...(range === null || range === undefined ? [] : outside(label, range.low, range.high)),
        ...(said === undefined || !isCall || !label.endsWith(")") ? [] : outside(label, ...said)),
      ];
    }),
  );
}

test.each(moduleNames())("std.%s stays within its ranges over a made-up market", (module) => {
  expect(strays(module, walk)).toEqual([]);
});

describeShared.each(peerDatasets)("ranges over %s", (dataset) => {
  const bars = barsOfTable(readPeerInput(dataset));
  test.each(moduleNames())("std.%s stays within its ranges", (module) => {
    expect(strays(module, bars)).toEqual([]);
  });
});

/** What a result is measured in follows from its formula: lines over a price are prices, oscillators have no unit. */
describe("units", () => {
  const lines = ["average", "bands", "levels"];
  const bare = new Set(["percent_b", "bandwidth", "width_rank", "place", "below_top", "above_bottom"]);

  test.each(lines)("lines of std.%s over prices are prices", (module) => {
    const cards = libraryCards(module);
    const wrong = readModule(module).flatMap((each) =>
      valuesOf(each).flatMap((label) => {
        const what = cards.get(label)?.what ?? "";
        if (!label.startsWith(`${module}.`) || what === "yes/no") return [];
        return (bare.has(each.name) ? ["plain number", "ratio"] : ["price"]).some((x) => what.includes(x))
          ? []
          : [`${label}: ${what}`];
      }),
    );
    expect(wrong).toEqual([]);
  });

  test("many functions promise a range", () => {
    const all = moduleNames().flatMap((module) => readModule(module));
    const names = all.flatMap((each) =>
      promised(each) === undefined ? [] : [`${each.module}.${each.name}`],
    );
    expect(names.length).toBeGreaterThan(30);
    expect(names).toEqual(expect.arrayContaining(["momentum.schaff", "volume.twiggs"]));
  });

  test("what promises a range has no unit", () => {
    const wrong = moduleNames().flatMap((module) => {
      const cards = libraryCards(module);
      return readModule(module).flatMap((each) =>
        promised(each) === undefined
          ? []
          : valuesOf(each).flatMap((label) => {
              const what = cards.get(label)?.what ?? "none";
              return /plain number|ratio|yes\/no|percent/.test(what) ? [] : [`${label}: ${what}`];
            }),
      );
    });
    expect(wrong).toEqual([]);
  });
});

import { describe, expect, it } from "vitest";
import type { Operation } from "../catalog/index.js";
import { countedKernels, moduleText, workPerBar } from "../testing/counting.js";
import { columnsFor, computed } from "./cases.js";

/*
 * Law 9: no allocation inside a step, and work per bar that does not grow with the window, or only as its logarithm.
 * The work is counted (see testing/counting), over many windows, since a block's sums are rebuilt once a block. Windows
 * are sixteen times as long the second time.
 */
const factor = 16;
const chunk = 256;

const windowed = computed.filter((operation) =>
  operation.parameters.some((parameter) => parameter.kind === "length"),
);

/** Every length is `bars` long; the rest is as usual. */
function ofLength(operation: Operation, length: number): readonly number[] {
  return operation.parameters.map((parameter) => {
    if (parameter.kind === "length") return Math.min(parameter.high, length);
    return parameter.kind === "choice" ? 0 : (parameter.fallback ?? 0.37);
  });
}

describe("the module", () => {
  const text = moduleText();

  it("cannot ask for memory: it grows none, and knows no heap", () => {
    expect(text).not.toContain("memory.grow");
    expect(text).not.toMatch(/__new|__alloc|__heap|__renew/);
  });

  it("imports nothing but the memory, and holds no instruction whose result hangs on the machine", () => {
    expect(
      [...text.matchAll(/\(import "(\w+)" "(\w+)"/g)].map(([, from, name]) => `${from}.${name}`),
    ).toEqual(["env.memory"]);
    expect(text).not.toMatch(/relaxed|f32x4|atomic/);
  });
});

describe("work per bar", () => {
  const kernels = countedKernels();
  const measure = (operation: Operation, length: number): number => {
    const skipped = 2 * length;
    const columns = columnsFor(operation, skipped + Math.max(4096, 2 * length), "walk", 17);
    return workPerBar(kernels, operation, ofLength(operation, length), columns, { skipped, chunk });
  };
  const growth = (operation: Operation, length: number): number =>
    measure(operation, factor * length) / measure(operation, length);

  const declared = windowed.filter(({ work }) => work === "window");
  const bounded = windowed.filter(({ work }) => work === undefined);

  it.each(bounded)("of $name grows at most as the logarithm of its window", (operation) => {
    // From 1,024 to 16,384 bars a logarithm grows by 1.4, its square by 2, a root by 4.
    expect(growth(operation, 1024)).toBeLessThan(2.2);
  });

  it.each(declared)("of $name grows with its window, as it says", (operation) => {
    expect(growth(operation, 32)).toBeGreaterThan(factor / 2);
  });

  it("is declared to grow only where no running form keeps the digits", () => {
    expect(declared.map(({ name }) => name)).toEqual(growing);
  });

  it("sees a loop and a copy", () => {
    const { memory, call, work } = kernels;
    new Float64Array(memory.buffer, 65_536, 1).fill(1);
    new Uint32Array(memory.buffer, 131_072, 2).set([196_608, 200_704]);
    const before = work();
    call("absolute", 100, 65_536, 65_536, 131_072, 131_076);
    expect(work() - before).toBeGreaterThanOrEqual(50);
  });
});

/** Free weights, counts of equal values, and distances that no sum over a window holds. */
const growing = [
  "alma",
  "mean_deviation",
  "skewness",
  "kurtosis",
  "mode",
  "rank_correlation",
  "cci",
  "fractional_difference",
  "triple_barrier",
  "trend_scan",
];

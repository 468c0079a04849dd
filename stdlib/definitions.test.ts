import { describe, expect, test } from "vitest";
import { peerDatasets, readPeerInput } from "../kernels/references/files.js";
import { random } from "../kernels/laws/cases.js";
import type { BarColumns } from "../runtime/index.js";
import { describeShared } from "../tests/shared.js";
import type { Column, Market } from "./definitions/columns.js";
import { definitions } from "./definitions/index.js";
import { barsOfTable } from "./references/against.js";
import { compute } from "./testing/compute.js";
import { walk } from "./testing/walk.js";

const modules = [...new Set(definitions.map(([expression]) => expression.split(".", 1)[0] ?? ""))];

/** The walk with bars that stand still, an opening far from the close before, and bars that lost their volume. */
function rough(): BarColumns {
  const next = random(5);
  const still = (bar: number): boolean => bar % 150 > 120;
  const jump = (bar: number): number => (bar >= 200 ? (bar >= 400 ? 0.6 : 1.8) : 1);
  const column = (name: Exclude<keyof BarColumns, "time" | "volume">): Float64Array =>
    walk[name].map((x, bar) =>
      still(bar) ? (walk.close[bar - (bar % 150) + 120] ?? NaN) * jump(bar) : x * jump(bar),
    );
  return {
    time: walk.time,
    open: column("open"),
    high: column("high"),
    low: column("low"),
    close: column("close"),
    volume: walk.volume.map((x, bar) => (next() < 0.05 ? NaN : still(bar) && next() < 0.3 ? 0 : x)),
  };
}

function marketOf(bars: BarColumns): Market {
  const { time, open, high, low, close, volume } = bars;
  return {
    time: [...time],
    open: [...open],
    high: [...high],
    low: [...low],
    close: [...close],
    volume: [...volume],
  };
}

/** Where ours is another number than the definition's, or missing where that is none; 1e-9 of what is usual. */
function faults(ours: Float64Array | undefined, wanted: Column): readonly string[] {
  const sizes = wanted.filter(Number.isFinite).map(Math.abs);
  const usual = sizes.reduce((sum, x) => sum + x, 0) / Math.max(sizes.length, 1);
  return wanted.flatMap((value, bar) => {
    const [got, want] = [ours?.[bar] ?? NaN, Number.isFinite(value) ? value : NaN];
    if (Number.isNaN(got) && Number.isNaN(want)) return [];
    return Math.abs(got - want) <= 1e-9 * Math.max(Math.abs(want), usual)
      ? []
      : [`bar ${bar}: ${got}, expected ${want}`];
  });
}

function compareOver(bars: BarColumns, name: string): void {
  const market = marketOf(bars);
  const columns = compute(
    modules,
    definitions.map(([expression]) => expression),
    { bars },
  );
  const all = definitions.flatMap(([expression, column, except]) =>
    except === name ? [] : [{ expression, column }],
  );
  test.each(all)("$expression", ({ expression, column }) => {
    const wanted = column(market);
    expect(wanted.some(Number.isFinite)).toBe(true);
    expect(faults(columns.get(expression), wanted).slice(0, 5).join(", ")).toBe("");
  });
}

describe("the library against definitions written out slowly, over a made-up market", () =>
  compareOver(walk, "walk"));

describe("the library against its definitions over a rough market", () => compareOver(rough(), "rough"));

describeShared.each(peerDatasets)("the library against its definitions over %s", (dataset) =>
  compareOver(barsOfTable(readPeerInput(dataset)), dataset),
);

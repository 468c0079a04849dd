import { expect, test } from "vitest";
import { describeShared, sharedPath } from "../../tests/shared.js";
import type { BarColumns } from "../data/dataset.js";
import { feedOf } from "../testing/feed.js";
import { emaCross } from "../testing/ema-cross.js";
import { backtest } from "./backtest.js";

describeShared("the shared benchmark work", () => {
  // Answers of SPEC.md, computed by independent programs.
  test("W2: a million bars of the always reversing cross", async () => {
    const { makeBars }: { makeBars: (bars: number) => BarColumns } = await import(
      sharedPath("bench", "baseline.mjs")
    );
    const result = backtest(emaCross(12, 26), feedOf(makeBars(1_000_000), 60_000, [65_536]), {
      capital: 1e7,
      endOfData: "mark",
      checkIdentities: true,
    });
    expect(result.trades.length).toBe(35_936);
    const entries = result.orders.filter(
      (order) => order.status === "filled" && order.reason === "entry rule",
    );
    expect(entries.length).toBe(35_937);
    expect(Math.abs(result.account.end - 6_487_072.99381433)).toBeLessThan(1e-6);
    expect(result.equity?.equity.at(-1)).toBe(result.account.end);
    expect(result.metrics.maxDrawdown).toBeCloseTo(-0.351292700619, 11);
    const fees = result.orders.reduce((sum, order) => sum + order.fee, 0);
    expect(fees).toBeCloseTo(3_525_418.992889962, 5);
  });
});

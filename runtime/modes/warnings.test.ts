import { expect, test } from "vitest";
import { modelGraph } from "../testing/model.js";
import { synthesize } from "../data/index.js";
import { otherType } from "./warnings.js";

const { information } = synthesize({ bars: 10, interval: 3_600_000, seed: 1, symbol: "BTCUSDT" });

test("a perpetual on candles of spot is said, and nothing where they agree or nobody knows", () => {
  const warned = (market: string, marketType: "spot" | "perpetual" | null, source = "BTCUSDT.parquet") =>
    otherType({ graph: modelGraph({ market }), data: { ...information, source, marketType } })?.code;
  expect(warned("type: perpetual", "spot")).toBe("SAGE8001");
  expect(warned("type: perpetual", "perpetual")).toBeUndefined();
  expect(warned("type: perpetual", null)).toBeUndefined();
  expect(warned("type: perpetual", "spot", "synthetic, seed 1")).toBeUndefined();
  expect(warned("", "spot")).toBeUndefined();
  expect(warned("", "perpetual")).toBeUndefined();
});

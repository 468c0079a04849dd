import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import type { Fields, Structure } from "../broker/structure.js";
import { packageRoot } from "../package-root.js";
import {
  blockLength,
  groupRowLayout,
  monthRowLayout,
  openTripLayout,
  outcomeLayout,
  samplerLayout,
  statisticsLayout,
  tradeSumsLayout,
} from "./layout.js";

const text = readFileSync(join(packageRoot, "kernels/assembly/statistics/layout.ts"), "utf8");

test("each structure has the same fields in the same order on both sides", () => {
  const classes = Array.from(
    text.matchAll(/export class (\w+) \{(.*?)\n\}/gs),
    ([, name = "", body = ""]) =>
      [name, Array.from(body.matchAll(/^ {2}(\w+): (\w+);/gm), ([, field, type]) => [field, type])] as const,
  );
  const ours: Readonly<Record<string, Structure<Fields>>> = {
    Statistics: statisticsLayout,
    GroupRow: groupRowLayout,
    MonthRow: monthRowLayout,
    Outcome: outcomeLayout,
    TradeSums: tradeSumsLayout,
    OpenTrip: openTripLayout,
    Sampler: samplerLayout,
  };
  expect(classes.map(([name]) => name)).toEqual(Object.keys(ours));
  for (const [name, fields] of classes)
    expect(Object.entries(ours[name]?.fields ?? {}), name).toEqual(fields);
});

test("the kernel works in blocks of the length that is laid out, and rows end without padding", () => {
  expect(text).toContain(`blockLength: i32 = ${blockLength};`);
  expect(monthRowLayout.bytes).toBe(24);
  expect(groupRowLayout.bytes).toBe(64);
});

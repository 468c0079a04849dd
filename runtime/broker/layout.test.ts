import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { packageRoot } from "../package-root.js";
import { exitReasons, orderKinds, orderStatuses, reasons } from "./codes.js";
import * as layouts from "./layout.js";
import type { Fields, Structure } from "./structure.js";

const read = (name: string): string =>
  readFileSync(join(packageRoot, "kernels/assembly/broker", name), "utf8");

test("each structure has the same fields in the same order on both sides", () => {
  const classes = Array.from(
    read("layout.ts").matchAll(/export class (\w+) \{(.*?)\n\}/gs),
    ([, name = "", body = ""]) => ({
      name,
      fields: Array.from(body.matchAll(/^ {2}(\w+): (\w+);/gm), ([, field, type]) => [field, type]),
    }),
  );
  expect(classes.length).toBe(Object.keys(layouts).length);
  const ours: Readonly<Record<string, Structure<Fields>>> = layouts;
  for (const { name, fields } of classes) {
    const layout = ours[`${name.charAt(0).toLowerCase()}${name.slice(1)}Layout`];
    expect(Object.entries(layout?.fields ?? {}), name).toEqual(fields);
  }
});

test("rows lie one after another: no structure ends in padding", () => {
  for (const [name, { offsets, fields, bytes }] of Object.entries(layouts)) {
    const last = Object.entries<number>(offsets).at(-1) ?? ["", 0];
    const type = Object.entries(fields).at(-1)?.[1];
    if (name !== "brokerLayout") expect(last[1] + (type === "f64" ? 8 : 4), name).toBe(bytes);
  }
});

test("each code has words", () => {
  const codes = read("codes.ts");
  const numbers = (prefix: string): readonly number[] =>
    Array.from(codes.matchAll(new RegExp(`const ${prefix}\\w*: i32 = (\\d+)`, "g")), ([, n]) => Number(n));
  expect(numbers("reason")).toEqual(reasons.map((_, k) => k));
  expect(numbers("exit")).toEqual(exitReasons.map((_, k) => k));
  expect(numbers("kind")).toEqual(orderKinds.map((_, k) => k));
  expect(numbers("status")).toEqual(orderStatuses.map((_, k) => k));
});

import { readdirSync } from "node:fs";
import { resolve } from "node:path";
import { describe, expect, test } from "vitest";
import { parse } from "../parse.js";
import { allCodes } from "./codes/index.js";
import { proveCode } from "./prove.js";

/** This one cannot come alone: it counts the others. */
const tooManyMistakes = "SAGE1021";

describe("every code keeps its promises", () => {
  test.each(allCodes.map((definition) => [definition.code, definition] as const))(
    "%s",
    (code, definition) => {
      const problems = proveCode(definition, (source) => {
        const { diagnostics } = parse(source);
        return code === tooManyMistakes ? diagnostics.filter((one) => one.code === code) : diagnostics;
      });
      expect(problems).toEqual([]);
    },
  );
});

test("every file of a code is listed once, in order", () => {
  const files = readdirSync(resolve(import.meta.dirname, "codes")).filter((name) => name.startsWith("sage"));
  const codes = allCodes.map(({ code }) => code);
  expect(codes).toEqual(files.map((name) => `SAGE${name.slice(4, 8)}`));
  expect(new Set(codes).size).toBe(codes.length);
});

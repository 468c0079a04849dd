import { describe, expect, test } from "vitest";
import { proveCode } from "../../lang/diagnostics/prove.js";
import { check } from "../check.js";
import { memoryHost } from "../modules/host.js";
import { exampleFiles } from "./example.js";
import { compilerCodes } from "./index.js";

const provable = compilerCodes.filter((definition) => definition.code !== "SAGE9001");
const modules = memoryHost(exampleFiles);

describe("every code: bad gives exactly it, good gives nothing, each fix compiles", () => {
  test.each(provable.map((definition) => [definition.code, definition] as const))("%s", (_, definition) => {
    expect(proveCode(definition, (source) => check(source, { modules }).diagnostics)).toEqual([]);
  });
});

test("codes are unique and their files say what they are", () => {
  const codes = compilerCodes.map((definition) => definition.code);
  expect(new Set(codes).size).toBe(codes.length);
  expect(codes).toEqual(codes.toSorted());
});

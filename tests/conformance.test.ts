import { describe, expect, test } from "vitest";
import { diagnosticCodes } from "../cli/codes.js";
import { check } from "../compiler/index.js";
import { readMarkedProgram } from "../lang/diagnostics/prove.js";

/**
 * The checks that the language promises, by family: code, severity (E error, W warning, I information), and † where the
 * example of the code comes with an edit that mends it.
 */
const promised = [
  "1001 E †, 1002 E †, 1003 E, 1004 E †, 1005 E †, 1006 E †, 1007 E †, 1008 E †, 1009 E †, 1010 E †, 1011 W †, 1012 E, 1013 E †",
  "2001 E †, 2002 E †, 2003 E, 2004 W †, 2005 E, 2006 E, 2007 E †, 2008 E, 2009 W †",
  "2101 E, 2102 E †, 2103 E, 2104 E †, 2105 E †, 2106 E †, 2107 W, 2108 W †, 2109 E, 2110 E, 2111 E",
  "3001 E, 3002 E †, 3003 E †, 3004 E †, 3005 E †, 3006 E †",
  "6001 E †, 6002 E, 6003 W, 6004 E, 6005 W, 6006 W †, 6007 E †, 6008 E, 6009 W",
  "7001 E, 7002 E, 7003 W",
]
  .flatMap((family) => family.split(", "))
  .map((row) => row.split(" "))
  .map(([number = "", severity = "", fix]) => ({ code: `SAGE${number}`, severity, hasFix: fix === "†" }));

describe.each(promised)("$code", ({ code, severity, hasFix }) => {
  const definition = diagnosticCodes.find((each) => each.code === code);

  test("is there, as grave as promised", () => {
    expect(definition?.severity.charAt(0).toUpperCase()).toBe(severity);
  });

  test.runIf(hasFix)("mends its own example", () => {
    const { source } = readMarkedProgram(definition?.bad ?? "");
    const [found] = check(source).diagnostics;
    expect(found?.fixes.length).toBeGreaterThan(0);
  });
});

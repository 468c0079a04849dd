import { expect, test } from "vitest";
import { typedAgain } from "./shell-words.js";

test("a command can be typed again, and tells no password", () => {
  expect(typedAgain(["my.sage", "--constraint", "max_drawdown < 30%", "--out", "it's"])).toBe(
    "my.sage --constraint 'max_drawdown < 30%' --out 'it'\\''s'",
  );
  expect(typedAgain(["--queue", "postgres://sage:secret%20word@host:5432/work"])).toBe(
    "--queue postgres://sage@host:5432/work",
  );
  expect(typedAgain(["--queue=postgres://:p@ss@host/work", "postgres://sage@host/work"])).toBe(
    "--queue=postgres://@host/work postgres://sage@host/work",
  );
});

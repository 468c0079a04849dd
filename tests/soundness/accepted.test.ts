import * as fc from "fast-check";
import { expect, test } from "vitest";
import { check, memoryHost } from "../../compiler/index.js";
import { arbitraryTape, Choices } from "../../compiler/testing/programs/choices.js";
import { programOf } from "../../compiler/testing/programs/program.js";
import { operations } from "../../kernels/catalog/index.js";
import { createSource } from "../../lang/index.js";
import { errorsOf } from "./law.js";

/**
 * Why a program may be refused: a distance that is nothing (the range of a constant) puts a stop on its entry, and a long
 * warm-up leaves a training window without samples.
 */
const reasons = new Set(["SAGE4003", "SAGE4004", "SAGE5006"]);

test("nearly all generated programs are accepted, and use the whole language", () => {
  const texts: string[] = [];
  const refused = new Map<string, number>();
  const tapes = fc.sample(arbitraryTape, { numRuns: 250, seed: 20_261_122 });
  for (const tape of tapes) {
    const program = programOf(new Choices(tape));
    const source = createSource("random.sage", program.text);
    const errors = errorsOf(check(source, { modules: memoryHost(program.files) }).diagnostics);
    for (const code of new Set(errors.map((each) => each.code)))
      refused.set(code, (refused.get(code) ?? 0) + 1);
    if (errors.length === 0) texts.push(program.text, ...Object.values(program.files));
  }
  const count = [...refused.values()].reduce((sum, each) => sum + each, 0);
  expect([...refused].filter(([code]) => !reasons.has(code))).toEqual([]);
  expect(count).toBeLessThan(0.05 * tapes.length);
  const all = texts.join("\n");
  const words =
    "const fn use param require let state frame feed model features target algorithm train enter exit position size cooldown halt costs fills plot alert gaps limit stop take trail after risk volatility kelly scaled participation shape maintenance funding borrow liquidation expire if ?? crosses in mod not and or prev k";
  expect(words.split(" ").filter((word) => !all.includes(word))).toEqual([]);
  const called = operations.filter(({ surface }) => surface === "call");
  const unused = called.filter(({ name }) => !all.includes(`${name}(`)).map(({ name }) => name);
  expect(unused.length, unused.join()).toBeLessThan(0.1 * called.length);
});

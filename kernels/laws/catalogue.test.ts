import { describe, expect, it } from "vitest";
import { aliases, findOperation, operations } from "../catalog/index.js";
import { kernels } from "../testing/run-operation.js";
import { twins } from "../twins/index.js";
import { computed } from "./cases.js";

describe("the catalogue", () => {
  it("names each operation once, and no alias twice", () => {
    const names = [...operations.map((operation) => operation.name), ...Object.keys(aliases)];
    expect(names.filter((name, k) => names.indexOf(name) !== k)).toEqual([]);
  });

  it("finds operations by name and alias", () => {
    for (const name of Object.keys(aliases)) expect(findOperation(name)?.name).toBe(aliases[name]);
    expect(findOperation("sma")?.name).toBe("sma");
    expect(findOperation("toString")).toBeUndefined();
  });

  it("has a kernel and a twin for each operation", () => {
    expect(
      computed.filter((operation) => kernels()[operation.kernel] === undefined).map((o) => o.name),
    ).toEqual([]);
    expect(computed.filter((operation) => twins[operation.name] === undefined).map((o) => o.name)).toEqual(
      [],
    );
  });

  it("explains every operation, parameter and output in a sentence", () => {
    for (const { name, summary, formula, source, inputs, parameters, outputs } of operations) {
      for (const part of [...inputs, ...parameters, ...outputs])
        expect(part.summary, `${name}.${part.name}`).toMatch(/\S.*\.$/);
      expect(summary, name).toMatch(/^[A-Z0-9].*\.$/);
      expect(formula, name).not.toBe("");
      expect(source, name).not.toBe("");
    }
  });
});

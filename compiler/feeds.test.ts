import { describe, expect, test } from "vitest";
import { applyFix } from "../lang/diagnostics/fix.js";
import { createSource } from "../lang/source.js";
import { check } from "./check.js";
import { compile } from "./compile.js";
import { parseGraph } from "./graph/parse.js";
import type { Graph } from "./graph/schema.js";
import { graphFault } from "./graph/verify.js";

const eth = `feed eth {
    symbol: "ETH/USDT"
    stale: 3 bars
  }`;
const fear = `feed fear from "fear.csv" {
    column: index
    known: 1d
    stale: 4d
  }`;

function strategy(members: string): string {
  return `sage 1
strategy example {
  market {
    symbol: BTCUSDT
    timeframe: 1h
  }
  ${members}
  size 25% of equity
  costs { fee: 0.1% }
}
`;
}

function found(members: string): readonly string[] {
  return check(createSource("x.sage", strategy(members))).diagnostics.map(
    ({ code, message }) => `${code} ${message}`,
  );
}

function compiled(members: string): Graph {
  const { graph, diagnostics } = compile(createSource("x.sage", strategy(members)));
  if (graph === null)
    throw new Error(diagnostics.map(({ code, message }) => `${code} ${message}`).join("\n"));
  return graph;
}

const rules = (condition: string) => `enter long when (${condition}) ?? false\n  exit long when close < open`;

describe("what a feed means", () => {
  test("prices are prices, the value of a file is a number, an age is bars", () => {
    expect(
      found(`${eth}\n  ${fear}\n  ${rules("eth.close > close and fear.index < 20 and age(eth) < 2 bars")}`),
    ).toEqual([]);
    expect(found(`${eth}\n  ${rules("eth.close > 20")}`)[0]).toMatch(/^SAGE2104/);
    expect(found(`${fear}\n  ${rules("fear.value > close")}`)[0]).toMatch(/^SAGE2104/);
  });

  test("with a limit of age a value may be missing, and a rule says what holds then", () => {
    expect(found(`${eth}\n  enter long when eth.close > close\n  exit long when close < open`)).toEqual([
      "SAGE2106 the condition may be missing",
    ]);
  });

  test("a graph with feeds survives being written and read, whatever their order in the text", () => {
    const use = rules("eth.close > close and fear.value < 20");
    const graph = compiled(`${eth}\n  ${fear}\n  ${use}`);
    expect(graph.feeds?.map(({ name }) => name).toSorted()).toEqual(["eth", "fear"]);
    expect(graphFault(graph)).toBeUndefined();
    expect(parseGraph(JSON.parse(JSON.stringify(graph)))).toEqual(graph);
    expect(compiled(`${fear}\n  ${eth}\n  ${use}`).hash).toBe(graph.hash);
    expect(compiled(`${eth}\n  ${fear.replace("known: 1d", "known: 2d")}\n  ${use}`).hash).not.toBe(
      graph.hash,
    );
    expect(compiled(`${eth.replace("ETH", "SOL")}\n  ${fear}\n  ${use}`).hash).not.toBe(graph.hash);
  });

  test("one node a feed, however often and under however many columns it is read", () => {
    const graph = compiled(
      `${eth}\n  ${rules("eth.close > eth.open and eth.close[3] < eth.high and age(eth) < 1")}`,
    );
    expect(graph.nodes.filter(({ operation }) => operation === "feed")).toHaveLength(1);
  });
});

describe("mistakes", () => {
  test.each([
    [`feed eth { stale: 3 bars }\n  ${rules("eth.close > close")}`, "SAGE1013"],
    [`feed f from "f.csv" { column: value  stale: 3d }\n  ${rules("f.value > 3")}`, "SAGE1013"],
    [`feed f from "f.csv" { known: 1d  stale: 3d }\n  ${rules("f.value > 3")}`, "SAGE1013"],
    [`feed eth { symbol: "ETH/USDT" }\n  ${rules("eth.close > close")}`, "SAGE3104"],
    [`feed eth { symbol: "ETH/USDT"  stale: soon }\n  ${rules("eth.close > close")}`, "SAGE2101"],
    [
      `feed eth { symbol: "ETH/USDT"  stale: 3 bars  delay: 1h }\n  ${rules("eth.close > close")}`,
      "SAGE2001",
    ],
    [`${eth}\n  ${rules("eth > close")}`, "SAGE2101"],
    [`${eth}\n  ${rules("eth.clse > close")}`, "SAGE2001"],
    [`${eth}\n  ${rules("age(close) > 3")}`, "SAGE2101"],
    [`${eth}\n  enter long when close > open\n  exit long when close < open`, "SAGE2004"],
    [`${fear}\n  ${rules("fear.value[1] > 3")}`, "SAGE3006"],
    [`${eth.replace("stale", "timeframe: 1d  stale")}\n  ${rules("eth.close[1] > close")}`, "SAGE3006"],
    [`${eth}\n  frame h4 every 4h { let up = close > eth.close }\n  ${rules("h4.up")}`, "SAGE3106"],
  ])("%s", (members, code) => {
    expect(found(members).map((each) => each.slice(0, 8))).toContain(code);
    expect(found(members).filter((each) => !each.startsWith("SAGE2004"))).toHaveLength(
      code === "SAGE2004" ? 0 : 1,
    );
  });

  test("history of a market with bars of the same length is clear", () => {
    expect(found(`${eth}\n  ${rules("eth.close > eth.close[24]")}`)).toEqual([]);
  });

  test("the fixes for what is missing in a feed compile", () => {
    for (const feed of ['feed f from "f.csv" { column: value  stale: 3d }', "feed f { stale: 3 bars }"]) {
      const column = feed.includes("csv") ? "f.value > 3" : "f.close > close";
      const text = strategy(`${feed}\n  ${rules(column)}`);
      const [diagnostic] = check(createSource("x.sage", text)).diagnostics;
      const [fix] = diagnostic?.fixes ?? [];
      const mended = fix === undefined ? text : applyFix(text, fix);
      expect(check(createSource("x.sage", mended)).diagnostics).toEqual([]);
    }
  });
});

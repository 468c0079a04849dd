import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { beforeAll, describe, expect, test } from "vitest";
import { check, compile } from "../compiler/index.js";
import { importPine } from "../compiler/pine/index.js";
import { createSource } from "../lang/index.js";
import { backtest, synthesize } from "../runtime/index.js";
import { blocksOf, grow } from "./documents/growing.js";
import { root, sage, temporaryFolder } from "./sage.js";

const start = `sage 1

/// What the parts of a page are tried in.
strategy page {
  market {
    symbol: BTCUSDT
    timeframe: 1h
  }

  enter long when close crosses above ema(close, 100)
  exit  long when close crosses below ema(close, 100)

  size 25% of equity
  costs {
    fee: 0.1%
    slippage: 0.02%
  }
}
`;

const pageOf = (name: string): string => readFileSync(join(root, "docs", name), "utf8");

const parts = ["from-pine.md", "from-python.md"].flatMap((name) =>
  blocksOf(pageOf(name))
    .filter(({ language }) => language === "sage part")
    .map(({ heading, text }, number) => ({ name, number, heading, text })),
);

test("there are some parts to try", () => expect(parts.length).toBeGreaterThanOrEqual(6));

test.each(parts)("$name, part $number of “$heading” compiles and trades", ({ text }) => {
  const source = createSource("page.sage", grow(start, text));
  expect(
    check(source)
      .diagnostics.filter(({ severity }) => severity !== "info")
      .map(({ code, message }) => `${code} ${message}`),
  ).toEqual([]);
  const { graph } = compile(source);
  if (graph === null) throw new Error("it does not compile");
  if (text.includes("model ")) return;
  const { trades } = backtest(graph, synthesize({ bars: 8000, interval: graph.market.timeframe, seed: 11 }));
  expect(trades.length).toBeGreaterThan(0);
});

describe("coming from Pine", () => {
  const page = pageOf("from-pine.md");
  const block = (language: string): string =>
    blocksOf(page).find((each) => each.language === language)?.text ?? "";
  const { text, notes, diagnostics } = importPine(block("pine"));

  test("the script becomes what the page shows, and says what the page says", () => {
    const said = notes
      .map(({ line, kind, what, reason }) => `line ${line}, ${kind}: ${what}: ${reason}\n`)
      .join("");
    if (process.env["UPDATE_DOCS"]) {
      const shown = page
        .replace(/(```sage imported\n).*?(```)/s, (_, before: string, after: string) => before + text + after)
        .replace(/(```text notes\n).*?(```)/s, (_, before: string, after: string) => before + said + after);
      writeFileSync(join(root, "docs/from-pine.md"), shown);
      return;
    }
    expect(block("sage imported")).toBe(text);
    expect(block("text notes")).toBe(said);
  });

  test("what comes out runs, with its stop below the entry", () => {
    expect(diagnostics.filter(({ severity }) => severity === "error")).toEqual([]);
    const { graph } = compile(createSource("imported.sage", text));
    if (graph === null) throw new Error("it does not compile");
    const { trades } = backtest(graph, synthesize({ bars: 8000, interval: 3_600_000, seed: 11 }));
    expect(trades.length).toBeGreaterThan(5);
    const stopped = trades.filter(({ exitReason }) => exitReason === "stop");
    expect(stopped.length).toBeGreaterThan(0);
    for (const { entryPrice, exitPrice } of stopped) expect(exitPrice).toBeLessThan(entryPrice);
  });
});

describe("coming from Python", () => {
  const folder = temporaryFolder();
  const page = pageOf("from-python.md");
  const commands = blocksOf(page)
    .filter(({ language }) => language === "sh")
    .flatMap(({ text }) => text.trim().split("\n"));

  beforeAll(() => {
    writeFileSync(join(folder, "strategy.sage"), start);
    expect(
      sage(["data", "synth", "--bars", "2000", "--out", "candles.parquet"], { cwd: folder }).status,
    ).toBe(0);
  });

  test.each(commands)("%s", (command) => {
    const words = [...command.matchAll(/'([^']*)'|(\S+)/g)].map((match) => match[1] ?? match[2] ?? "");
    const { status, err } = sage(words.slice(1), { cwd: folder });
    expect(err).not.toMatch(/^error/m);
    expect(status).toBe(0);
  });

  test("every expression of the tables of pandas is one", () => {
    const table = page.split("## pandas")[1]?.split("```")[0] ?? "";
    const told = [...table.matchAll(/^\|[^|]*\| `([^`]*)`/gm)].map((match) => match[1] ?? "");
    const expressions = told.filter(
      (each) => /^[a-z_]+[([]/.test(each) && !/\bx\b/.test(each) && !each.includes("…"),
    );
    expect(expressions.length).toBeGreaterThanOrEqual(8);
    for (const each of expressions) {
      const { err, status } = sage(["eval", each, "--data", "candles.parquet", "--last", "1"], {
        cwd: folder,
      });
      expect(status, `${each}\n${err}`).toBe(0);
    }
  });
});

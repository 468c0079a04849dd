import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { beforeAll, describe, expect, test } from "vitest";
import { check, compile, compileTests, strategyCards, type StrategyCard } from "../compiler/index.js";
import { createSource } from "../lang/index.js";
import { backtest, runTest, synthesize } from "../runtime/index.js";
import { blocksOf, grow } from "./documents/growing.js";
import { root, sage, temporaryFolder } from "./sage.js";

const page = readFileSync(join(root, "docs/tutorial.md"), "utf8");

interface Step {
  readonly heading: string;
  readonly text: string;
  /** Whether later steps build on it. */
  readonly kept: boolean;
  /** Figures that the text names: `calm.first 99`. */
  readonly figures: readonly (readonly [name: string, value: number])[];
  readonly prose: string;
}

/** The program after each step: a whole one begins anew, an addition changes the one before. */
const steps = blocksOf(page)
  .filter(({ language }) => /^sage( add| aside)?$/.test(language))
  .reduce<readonly Step[]>((before, { language, heading, text, after }) => {
    const last = before.findLast(({ kept }) => kept)?.text ?? "";
    const program = language === "sage" ? text : grow(last, text);
    const kept = language === "sage add" || before.length === 0;
    const noted = /<!-- figures: (.*?) -->/.exec(after)?.[1]?.split(", ") ?? [];
    const figures = noted.map((each) => {
      const [name = "", value = ""] = each.split(" ");
      return [name, Number(value)] as const;
    });
    return [...before, { heading, text: program, kept, figures, prose: after }];
  }, []);

const whole = steps.findLast(({ kept }) => kept)?.text ?? "";

function figureOf(card: StrategyCard, name: string): number | null | undefined {
  const [model] = card.models;
  const known: Readonly<Record<string, number | null | undefined>> = {
    firstDecision: card.firstDecision,
    cells: card.cells,
    validCells: card.validCells,
    reach: model?.reach,
    purge: model?.purge,
  };
  if (Object.hasOwn(known, name)) return known[name];
  const [own, what] = [name.slice(0, name.lastIndexOf(".")), name.slice(name.lastIndexOf(".") + 1)];
  const found = card.names.find((each) => each.name === own);
  return what === "settled" ? found?.settled : found?.first;
}

test("there is a step for each heading with a number", () => {
  const headings = [...page.matchAll(/^## (\d+\..*)$/gm)].map((match) => match[1]);
  expect(steps.map(({ heading }) => heading)).toEqual(headings);
  expect(headings.length).toBeGreaterThanOrEqual(10);
});

describe.each(steps)("$heading", ({ text, figures, prose }) => {
  const source = createSource("grow.sage", text);

  test("has no mistake, and the figures of the text are those of the compiler", () => {
    const checked = check(source);
    expect(checked.diagnostics.map(({ code, message }) => `${code} ${message}`)).toEqual([]);
    const [card] = strategyCards(checked);
    if (card === undefined) throw new Error("no strategy");
    for (const [name, value] of figures) {
      expect(figureOf(card, name), name).toBe(value);
      expect(prose, name).toMatch(new RegExp(`\\b${value}\\b`));
    }
  });

  test("runs, and its money adds up", () => {
    const { graph } = compile(source);
    if (graph === null) throw new Error("it does not compile");
    if (text.includes("  model ")) return;
    const bars = (seed: number) => synthesize({ bars: 13_000, interval: graph.market.timeframe, seed });
    const feeds = Object.fromEntries((graph.feeds ?? []).map(({ name }) => [name, bars(30)]));
    const { trades, account } = backtest(graph, bars(11), { feeds, checkIdentities: true });
    expect(trades.length).toBeGreaterThan(10);
    const profit = trades.reduce((sum, trade) => sum + trade.profit, 0);
    expect(account.end).toBeCloseTo(account.start + profit, 6);
  });
});

describe("what the text says", () => {
  const codesOf = (text: string) =>
    check(createSource("grow.sage", text)).diagnostics.map(({ code }) => code);
  const [first] = steps;
  const withStop = steps.find(({ heading }) => heading.startsWith("4."));

  test("without costs it is refused, and a stop above the entry is seen", () => {
    expect(codesOf((first?.text ?? "").replace(/ {2}costs \{[^}]*\}/, ""))).toEqual(["SAGE4012"]);
    expect(codesOf((withStop?.text ?? "").replace("stop entry - 3", "stop entry + 3"))).toContain("SAGE4003");
  });

  test("a price as a feature is told", () => {
    const learned = steps.find(({ text }) => text.includes("  model "))?.text ?? "";
    expect(codesOf(learned.replace("(close - ema(close, 100)) / reach", "close"))).toContain("SAGE5013");
  });

  test("the test in the file passes", () => {
    const { tests, broken } = compileTests(createSource("grow.sage", whole));
    expect(broken).toEqual([]);
    expect(tests).toHaveLength(1);
    for (const each of tests)
      expect(runTest(each).expectations.map(({ passed }) => passed)).toEqual([true, true]);
  });

  test("the whole result lies among the examples", () => {
    const path = join(root, "examples/24_tutorial.sage");
    if (process.env["UPDATE_DOCS"]) writeFileSync(path, whole);
    expect(readFileSync(path, "utf8")).toBe(whole);
  });
});

describe("the commands", () => {
  const folder = temporaryFolder();
  const learned = steps.find(({ text }) => text.includes("  model "))?.text ?? "";

  beforeAll(() => {
    writeFileSync(join(folder, "grow.sage"), whole);
    writeFileSync(join(folder, "pair.sage"), steps.find(({ text }) => text.includes("feed eth"))?.text ?? "");
    writeFileSync(join(folder, "learned.sage"), learned);
    for (const [name, seed] of [
      ["BTCUSDT_1h.parquet", "1"],
      ["ETHUSDT_1h.parquet", "2"],
    ] as const) {
      const made = sage(["data", "synth", "--bars", "4000", "--seed", seed, "--out", name], { cwd: folder });
      expect(made.err, name).not.toContain("error");
    }
  });

  test.each([
    "check grow.sage --explain",
    "run grow.sage",
    "run grow.sage --set fast=15",
    "test grow.sage",
    "run pair.sage --data BTCUSDT_1h.parquet --feed eth=ETHUSDT_1h.parquet",
    "eval edge.stretch edge.lag[2] edge.up --strategy learned.sage --data BTCUSDT_1h.parquet",
    "run grow.sage --portfolio desk",
    "check --leakage grow.sage --data BTCUSDT_1h.parquet",
  ])("sage %s", (command) => {
    const { status, err } = sage(command.split(" "), { cwd: folder });
    expect(err).not.toMatch(/^error/m);
    expect(status).toBe(0);
    const written = command.replace("edge.lag[2]", "'edge.lag[2]'").replace("pair.sage", "grow.sage");
    expect(page).toContain(`sage ${written}`);
  });
});

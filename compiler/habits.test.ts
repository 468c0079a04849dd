import { describe, expect, test } from "vitest";
import { applyFixes } from "../lang/diagnostics/fix.js";
import { createSource } from "../lang/source.js";
import { check } from "./check.js";
import { example, feature, model, modelRules, rules } from "./diagnostics/example.js";

const checkText = (text: string) => check(createSource("test.sage", text)).diagnostics;
const trading = "exit long when close < ema(close, 48)";

/** What traders write by mistake, the one code they are told, and the line that the fix makes of it. */
const slips: readonly (readonly [written: string, codes: readonly string[], mended: string | undefined])[] = [
  [
    "enter long when close > ema(close, 48) AND close > open",
    ["SAGE1027"],
    "enter long when close > ema(close, 48) and close > open",
  ],
  ["enter long if close > ema(close, 48)", ["SAGE1014"], "enter long when close > ema(close, 48)"],
  ["enter long wen close > ema(close, 48)", ["SAGE1014"], "enter long when close > ema(close, 48)"],
  [
    "enter long when close crosses over ema(close, 48)",
    ["SAGE1014"],
    "enter long when close crosses above ema(close, 48)",
  ],
  [
    "enter long when close cross above ema(close, 48)",
    ["SAGE1027"],
    "enter long when close crosses above ema(close, 48)",
  ],
  [
    "enter long when crossover(close, ema(close, 48))",
    ["SAGE2001"],
    "enter long when close crosses above ema(close, 48)",
  ],
  [
    "enter long when close > ema(close, length=48)",
    ["SAGE1008"],
    "enter long when close > ema(close, length: 48)",
  ],
  ["buy when close > ema(close, 48)", ["SAGE1005"], "enter long when close > ema(close, 48)"],
  [
    "enter long when close > 1,02 * ema(close, 48)",
    ["SAGE1024"],
    "enter long when close > 1.02 * ema(close, 48)",
  ],
  ["enter long when rsi(14) < 30", ["SAGE2008"], "enter long when rsi(close, 14) < 30"],
  ["enter long when close > ema(48, close)", ["SAGE2008"], "enter long when close > ema(close, 48)"],
  ["enter long when rsi(close, 14) < 30%", ["SAGE2108"], "enter long when rsi(close, 14) < 30"],
  [
    "enter long when close != na and close > open",
    ["SAGE2101"],
    "enter long when not is_missing(close) and close > open",
  ],
  [
    "enter long when time > 31.12.2020 and close > open",
    ["SAGE1010"],
    "enter long when time > 2020-12-31 and close > open",
  ],
  [
    "enter long when close > open {\n  stop entry - 5%\n}",
    ["SAGE2104"],
    "enter long when close > open {\n  stop entry * (1 - 5%)\n}",
  ],
  [
    "enter long when close > open {\n  stop_loss entry * 0.95\n}",
    ["SAGE1005"],
    "enter long when close > open {\n  stop entry * 0.95\n}",
  ],
  ["enter long when close > open {\n  trail entry - 2 * atr(14)\n}", ["SAGE3003"], undefined],
  [
    "enter long when close > open limit close - atr(14) for 3 bars",
    ["SAGE1027"],
    "enter long when close > open limit at close - atr(14) for 3 bars",
  ],
  [
    'enter long when close > open\nplot close "the price"',
    ["SAGE1027"],
    'enter long when close > open\nplot close as "the price"',
  ],
  ["enter long when close.shift(1) > close", ["SAGE2001"], undefined],
  ["enter long when (close / open) ^ 2 > 1", ["SAGE1001"], undefined],
  ["enter long when hl2 > close", ["SAGE2001"], undefined],
  ["# my rule\nenter long when close > open", ["SAGE1001"], "// my rule\nenter long when close > open"],
  ["if close > open {\n  enter long\n}", ["SAGE1005"], undefined],
  [
    "frame h4 every 4h {\n  let calm = ema(close, 20)\n}\nenter long when close > h4.close and close > calm",
    ["SAGE2001"],
    "frame h4 every 4h {\n  let calm = ema(close, 20)\n}\nenter long when close > h4.close and close > h4.calm",
  ],
];

describe("a slip is told once, and its fix is what was meant", () => {
  test.each(slips)("%s", (written, codes, mended) => {
    const text = example(`${written}\n${trading}`);
    const found = checkText(text);
    expect(found.map(({ code }) => code)).toEqual(codes);
    for (const { message } of found) expect(message.length).toBeLessThanOrEqual(70);
    const fixes = found.flatMap((each) => each.fixes.slice(0, 1));
    if (mended === undefined) return;
    const better = applyFixes(text, fixes);
    expect(better).toBe(example(`${mended}\n${trading}`));
    expect(checkText(better).filter(({ severity }) => severity === "error")).toEqual([]);
  });

  test("costs under another name are not called free as well", () => {
    const rest = "size 25% of equity\ncosts {\n  commission: 0.1%\n}";
    const [only, ...more] = checkText(example(rules, { rest }));
    expect(only?.code).toBe("SAGE2001");
    expect(only?.label).toBe("did you mean `fee`?");
    expect(more).toEqual([]);
  });

  test.each([
    ["close[-12] > close", "ahead(close, 12) > close"],
    ["close[-(12 bars)] / close - 1 > 1%", "ahead(close, 12 bars) / close - 1 > 1%"],
  ])("the target %s is the future as a table of prices would shift it", (written, mended) => {
    const textOf = (up: string) => example(`${model(feature, { target: `up = ${up}` })}\n${modelRules}`);
    const [slip, ...more] = checkText(textOf(written));
    expect([slip?.code, more]).toEqual(["SAGE3002", []]);
    const better = applyFixes(textOf(written), slip?.fixes ?? []);
    expect(better).toBe(textOf(mended));
    expect(checkText(better)).toEqual([]);
  });

  test("a risk of 100% of the account in one trade is a slip of the percent sign", () => {
    const text = example(`enter long when close > open {\n  stop entry * 0.95\n}\n${trading}`, {
      rest: "size risk 1 of equity\ncosts {\n  fee: 0.1%\n}",
    });
    const [slip] = checkText(text);
    expect(slip?.code).toBe("SAGE2108");
    expect(applyFixes(text, slip?.fixes ?? [])).toContain("size risk 1% of equity");
  });
});

const pine = `//@version=5
strategy("EMA cross", overlay=true, default_qty_type=strategy.percent_of_equity)
fast = input.int(12, "Fast")
f = ta.ema(close, fast)
var float x = na
x := f > x ? f : x
if ta.crossover(close, f)
    strategy.entry("Long", strategy.long)
plot(f, color=color.blue)
`;

const python = `from freqtrade.strategy import IStrategy

class My(IStrategy):
    timeframe = '5m'
    def populate_indicators(self, dataframe, metadata):
        dataframe['rsi'] = ta.RSI(dataframe)
        return dataframe
`;

const mql = `#property copyright "x"
input int Fast = 12;
void OnTick() {
  double ma = iMA(NULL,0,Fast,0,MODE_SMA,PRICE_CLOSE,0);
  if (Close[0] > ma) OrderSend(Symbol(),OP_BUY,0.1,Ask,3,0,0);
}
`;

describe("a text of another language is told so once", () => {
  test.each([
    ["Pine", pine],
    ["Pine", `sage 1\n\n${pine}`],
    ["Pine", example(pine)],
    ["Python", python],
    ["Python", "import pandas as pd\n\ndf = pd.read_csv('x.csv')\n"],
    ["MQL", mql],
    ["JavaScript", "const sma = (x, n) => x.slice(-n).reduce((a, b) => a + b) / n;\n"],
  ])("%s", (language, text) => {
    const found = checkText(text);
    expect(found.map(({ code }) => code)).toEqual(["SAGE1028"]);
    expect(found[0]?.message).toContain(language);
  });

  test("a file of one's own with a mistake is not", () => {
    expect(
      checkText("sage 1\n\nimport std.trend\n\nfn up() = close > trend.channel(4).middle\n")[0]?.code,
    ).toBe("SAGE1005");
    expect(checkText("sage 1\n\nconst day = 24 barz\n").map(({ code }) => code)).not.toContain("SAGE1028");
  });
});

import { describe, expect, test } from "vitest";
import type { CompletionItem, Hover } from "vscode-languageserver";
import { completionsAt, resolveCompletion } from "./completion.js";
import type { Document } from "./document.js";
import { hoverAt } from "./hover.js";
import { signatureAt } from "./signature.js";
import { words } from "../../lang/index.js";
import { sections } from "../../compiler/sections.js";
import { at, documentOf } from "./testing/at.js";
import { wordMeanings } from "./words.js";
import { damagedElsewhere } from "./testing/damage.js";
import { around } from "./testing/fixture.js";

/** Asks at the cursor, then again in every text that lacks one word or sign elsewhere: the answer must not change. */
function everywhere<Answer>(
  statement: string,
  ask: (document: Document, offset: number) => Answer,
  needed: readonly string[] = [],
): Answer {
  const { document, offset, text } = at(around(statement));
  const answer = ask(document, offset);
  const others = damagedElsewhere(text, offset, needed);
  expect(others.length).toBeGreaterThan(50);
  const changed = others.filter(
    (other) => JSON.stringify(ask(other.document, other.offset)) !== JSON.stringify(answer),
  );
  expect(changed.map(({ without }) => without)).toEqual([]);
  return answer;
}

const markdown = (hover: Hover | null): string =>
  hover !== null && typeof hover.contents === "object" && "value" in hover.contents
    ? hover.contents.value
    : "";

const hovered = (document: Document, offset: number): string => markdown(hoverAt(document, offset));

/** The card alone: whether a name counts as unused depends on the rest of the file. */
const card = (document: Document, offset: number): string =>
  hovered(document, offset).split("\n\n**SAGE")[0] ?? "";

describe("hover", () => {
  test("a name shows unit, range, when it is known, and its warm-up in bars and days", () => {
    const shown = everywhere("  let strength| = rsi(close, 14 bars)", card);
    // 14-bar Wilder average of changes: first at bar 14; a weight of 1e-6 is reached after ln(1e-6)/ln(13/14) = 187 more bars.
    expect(shown).toContain("let strength");
    expect(shown).toContain("plain number · 0..100 · known at the close of the bar");
    expect(shown).toContain("first value after 14 bars (14 h) · settled after 201 bars (8.4 days)");
  });

  test("what dominates a warm-up is named", () => {
    const shown = everywhere("  let m|ix = close - ema(close, 200 bars) + sma(close, 10 bars)", card);
    expect(shown).toContain("because of `ema(close, 200 bars)`");
  });

  test("inside a frame bars are those of the frame; outside its value is held", () => {
    const inside = card(...pair("  frame h4 every 4h {\n    let tre|nd = ema(close, 50 bars)\n  }"));
    expect(inside).toContain("known at the close of the 4h bar");
    // 49 bars to the first value, and ln(1e-6)/ln(49/51) = 346 of forgetting; four hours each.
    expect(inside).toContain("settled after 395 4h bars (65.8 days)");
    const outside = "  frame h4 every 4h {\n    let trend = ema(close, 50 bars)\n  }\n  let a = h4.tre|nd";
    expect(card(...pair(outside))).toContain("known at the close of the bar");
  });

  test("an operation shows signature, formula and source", () => {
    const shown = everywhere("  let quick = e|ma(close, 12 bars)", card);
    expect(shown).toContain("ema(series, length: bars, seed: mean or first)");
    expect(shown).toContain("α = 2/(n + 1)");
    expect(shown).toContain("Brown");
  });

  test("a parameter shows its values", () => {
    expect(everywhere("  let quick = ema(close, len|gth)", card, lengthWords)).toContain(
      "parameter · 14 bars · 22 values from 7 bars to 28 bars in steps of 1 bars",
    );
  });

  test("words of the language, settings and names of the bar are explained", () => {
    expect(everywhere("  let up = close cro|sses above open", card)).toContain("not above one bar before");
    expect(everywhere("  let up = clo|se > open", card)).toContain("last price of the bar");
    expect(everywhere("  fills {\n    pa|th: ohlc\n  }", card)).toContain("In which order");
  });

  test("a mistake shows why it matters", () => {
    expect(hovered(...pair("  let up = close > |1.02"))).toContain("SAGE2104");
  });
});

const lengthWords = ["param", "length", "=", "14", "bars", "in", "7", "..", "28"];

const pair = (statement: string): [Document, number] => {
  const { document, offset } = at(around(statement));
  return [document, offset];
};

const completed = (document: Document, offset: number): readonly string[] =>
  completionsAt(document, offset, { snippets: false }).items.map(({ label }) => label);

const items = (document: Document, offset: number): readonly CompletionItem[] =>
  completionsAt(document, offset, { snippets: true }).items;

describe("completion", () => {
  test("prices come first behind a stop's distance", () => {
    const first = completed(...pair("  enter short when close > 0 {\n    stop entry + |\n  }")).slice(0, 8);
    expect(first).toEqual(expect.arrayContaining(["close", "entry", "high", "low", "open"]));
    expect(first).not.toContain("volume");
  });

  test("`entry` is offered in levels only", () => {
    expect(completed(...pair("  let a = |"))).not.toContain("entry");
  });

  test("nothing that looks ahead is offered among features, but in a target", () => {
    expect(completed(...pair("  model m {\n    features {\n      a = |\n    }\n  }"))).not.toContain("ahead");
    expect(completed(...pair("  model m {\n    target {\n      a = |\n    }\n  }"))).toContain("ahead");
  });

  test("percents follow `size risk`", () => {
    expect(completed(...pair("  size risk |")).slice(0, 3)).toEqual(["share", "0.5%", "1%"]);
  });

  test("settings that are not given yet, and their values", () => {
    expect(completed(...pair("  fills {\n    |\n  }"))).toEqual([
      "path",
      "protect",
      "opposite",
      "participation",
      "pyramiding",
      "entries_per_day",
      "leverage",
      "maintenance",
      "magnify",
    ]);
    expect(completed(...pair("  fills {\n    path: |\n  }"))).toEqual(["pessimistic", "ohlc", "olhc"]);
  });

  test("learners and their options, from the compiler's own table", () => {
    const model = (inside: string) => `  model m {\n    ${inside}\n  }`;
    expect(completed(...pair(model("algorithm |")))).toContain("boosted_trees");
    expect(completed(...pair(model("algorithm boosted_trees {\n      |\n    }")))).toContain("learning_rate");
    expect(completed(...pair(model("train {\n      |\n    }")))).toEqual(
      expect.arrayContaining(["window", "embargo"]),
    );
    const option = card(...pair(model("algorithm boosted_trees {\n      learning_|rate: 0.05\n    }")));
    expect(option).toContain("How much of each tree is taken");
  });

  test("a length asks for bars fixed before the run", () => {
    expect(completed(...pair("  let a = ema(close, |)")).slice(0, 2)).toEqual(["daily", "length"]);
    expect(completed(...pair("  let a = ema(close, 12, seed: |)"))).toEqual(["first", "mean"]);
  });

  test("a name that is being defined is not offered for itself", () => {
    expect(completed(...pair("  let mine = |"))).not.toContain("mine");
  });

  test("statements at the beginning of a line, with places to fill in", () => {
    const found = items(...pair("  |"));
    expect(found.map(({ label }) => label)).toEqual(
      expect.arrayContaining(["let", "enter", "costs", "state"]),
    );
    expect(found.find(({ label }) => label === "let")?.textEdit?.newText).toContain("${1:name}");
  });

  test("fields of a record", () => {
    expect(completed(...pair("  let bands = bollinger(close, 20, 2)\n  let a = bands.|"))).toEqual(
      expect.arrayContaining(["upper", "lower"]),
    );
  });

  test("sides and `when`", () => {
    expect(completed(...pair("  exit |"))).toEqual(["long", "short", "all"]);
    expect(completed(...pair("  exit long |"))).toEqual(["when"]);
  });

  test("a function is described when a reader stops at it", () => {
    const item = items(...pair("  let a = |")).find(({ label }) => label === "rsi");
    expect(item?.documentation).toBeUndefined();
    expect(JSON.stringify(item && resolveCompletion(item).documentation)).toContain("Wilder");
  });

  test("modules behind `use`, and what they offer behind their name", () => {
    const { document, offset } = at("sage 1\n\nuse std.|\n");
    expect(completed(document, offset)).toContain("trend");
    const used = at(around("  let a = trend.|").replace("sage 1\n", "sage 1\n\nuse std.trend\n"));
    expect(completed(used.document, used.offset)).toContain("alligator");
  });

  test("nothing in comments and texts", () => {
    expect(completed(...pair("  // clo|"))).toEqual([]);
    expect(completed(...pair('  plot close as "clo|"'))).toEqual([]);
  });

  test("the answer does not depend on what is broken elsewhere", () => {
    const first = (document: Document, offset: number) => completed(document, offset).slice(0, 2);
    everywhere("  let a = ema(close, |)", first, [...lengthWords, "const", "daily", "24"]);
    everywhere("  fills {\n    path: |\n  }", completed);
    everywhere("  exit long |", completed);
  });
});

describe("signature help", () => {
  const shown = (document: Document, offset: number) => {
    const help = signatureAt(document, offset);
    return help === null ? null : { label: help.signatures[0]?.label, active: help.activeParameter };
  };

  test("the argument that is written is marked", () => {
    expect(everywhere("  let a = ema(close, |)", shown)).toEqual({
      label: "ema(series, length: bars, seed: mean or first) -> number",
      active: 1,
    });
    expect(everywhere("  let a = ema(close, seed: |, 12)", shown)?.active).toBe(2);
    expect(everywhere("  let a = max(ema(close, 3), |)", shown)?.label).toMatch(/^max\(/);
  });

  test("own functions, and nothing behind the last argument", () => {
    expect(shown(...pair("  let a = stretch(|)"))).toEqual({
      label: "stretch(length: bars, source: price = close)",
      active: 0,
    });
    expect(shown(...pair("  let a = abs(1, 2, |)"))?.active).toBeNull();
    expect(shown(...pair("  let a = (1 + |)"))).toBeNull();
  });
});

describe("the words of the language", () => {
  test("each has a meaning, and no meaning is of a word that is none", () => {
    expect(Object.keys(wordMeanings).toSorted()).toEqual(words.map(({ text }) => text).toSorted());
  });

  test("each setting of every block is explained where it is written", () => {
    for (const [name, { settings }] of Object.entries(sections)) {
      for (const [setting, { meaning, values }] of Object.entries(settings)) {
        if (name === "member") continue;
        const [value = ""] = values;
        const text = written(name, `${setting}${value.startsWith("{") ? " " : ": "}${value}`);
        const place = text.lastIndexOf(`${setting}${value.startsWith("{") ? " " : ": "}${value}`);
        expect(hovered(documentOf(text), place + 1), `${name} ${setting}`).toContain(meaning);
      }
    }
  });

  test("each setting that is offered is taken by the compiler", () => {
    for (const [name, { settings }] of Object.entries(sections)) {
      for (const [setting, { values }] of Object.entries(settings)) {
        for (const value of values) {
          const shape = `${setting}${value.startsWith("{") ? " " : ": "}${value}`;
          const text = written(name, shape).replaceAll(/\bdip\b/g, "ema_cross");
          const place = text.lastIndexOf(shape);
          const wrong = documentOf(text).analysis.diagnostics.filter(
            ({ span, severity }) =>
              severity === "error" && span.start >= place && span.start <= place + shape.length,
          );
          expect(wrong.map(({ message }) => `${name} ${setting} ${value}: ${message}`)).toEqual([]);
        }
      }
    }
  });
});

/** A program with a setting in the block of this name. */
function written(name: string, setting: string): string {
  const program = around("  param fast = 12 bars in 6..24\n  param slow = 48 bars in 30..60");
  switch (name) {
    case "market":
    case "costs": {
      // What only perpetuals have.
      const market = setting.startsWith("funding") ? "timeframe: 1h\n    type: perpetual" : "timeframe: 1h";
      return program
        .replace("timeframe: 1h", market)
        .replace(new RegExp(`${name} \\{[^}]*\\}`), `${name} {\n    ${setting}\n  }`);
    }
    case "slippage":
      return program.replace("slippage: 0.02%", `slippage {\n      ${setting}\n    }`);
    case "fills":
      return program.replace("  costs {", `  fills {\n    ${setting}\n  }\n\n  costs {`);
    case "position":
      return program.replace("  costs {", `  position 1 {\n    ${setting}\n  }\n\n  costs {`);
    case "feed":
      return program.replace("  costs {", `  feed eth {\n    ${setting}\n  }\n\n  costs {`);
    case "outside":
      return program.replace("  costs {", `  feed fear from "a.csv" {\n    ${setting}\n  }\n\n  costs {`);
    case "validate":
    case "limits": {
      const outer = name === "validate" ? `experiment e of ${strategyOf(program)}` : "portfolio p";
      return `${program}\n${outer} {\n  ${name} {\n    ${setting}\n${companion(setting)}  }\n}\n`;
    }
    case "member":
      return `${program}\nportfolio p {\n  ${strategyOf(program)} {\n    ${setting}\n  }\n}\n`;
    case "experiment":
      return `${program}\nexperiment e of ${strategyOf(program)} {\n  ${setting}\n${companion(setting)}}\n`;
    default:
      return `${program}\nportfolio p {\n  ${setting}\n}\n`;
  }
}

/** What a setting of an experiment or its validation means nothing without. */
function companion(setting: string): string {
  if (setting.startsWith("sampler") && !setting.endsWith("grid")) return "  trials: 9\n";
  if (/^(?:test_)?groups/.test(setting)) return "    method: combinatorial\n";
  return setting.startsWith("trials") ? "  sampler: random\n" : "";
}

const strategyOf = (text: string): string => /strategy (\w+)/.exec(text)?.[1] ?? "";

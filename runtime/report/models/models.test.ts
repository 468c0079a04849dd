import { beforeAll, describe, expect, test } from "vitest";
import { demoRun } from "../../../tests/report/demo.js";
import { demoModel } from "../../../tests/report/models.js";
import { skillOf, type ModelReport } from "../../models/explain/index.js";
import { html } from "../html.js";
import { modelSections, renderMarkdown, renderModelMarkdown, renderReport } from "../index.js";
import { constantSentence, digits, figureText, skillSentence } from "./words.js";

let binary: ModelReport;
let classes: ModelReport;
let numbers: ModelReport;
beforeAll(async () => {
  [binary, classes, numbers] = await Promise.all([
    demoModel("binary"),
    demoModel("classes"),
    demoModel("regression"),
  ]);
});

const drawn = (id: string, ...models: readonly ModelReport[]): string =>
  modelSections.find((section) => section.id === id)?.view(models)?.text ?? "";

const words = (text: string) => text.replaceAll(/<[^>]*>/g, " ").replaceAll(/\s+/g, " ");

test("figures are written with the digits that they deserve", () => {
  expect(figureText({ unit: "share" }, 0.61234)).toBe("61.2%");
  expect(figureText({ unit: "number" }, 0.541239)).toBe("0.5412");
  expect(figureText({ unit: "target" }, 0.000123456)).toBe("0.0001235");
  expect(figureText({ unit: "target" }, 1234.5678)).toBe("1,235");
  expect(figureText({ unit: "number" }, null)).toBe("–");
  expect(digits(0, 3)).toBe("0");
});

test("whether it knows anything is said in a sentence", () => {
  expect(skillSentence(skillOf(binary.overall))).toMatch(
    /^It knows more than guessing: AUC 0\.\d{4} ± 0\.\d{4}/,
  );
  expect(skillSentence({ metric: "auc", value: 0.51, guessing: 0.5, error: 0.02, verdict: "no" })).toBe(
    "It cannot be told from guessing: AUC 0.5100 ± 0.0200, guessing has 0.5.",
  );
  expect(skillSentence(null)).toMatch(/too few rows/);
  // A mean over classes can be won by knowing calm from storm.
  expect(
    skillSentence({ metric: "auc", value: 0.53, guessing: 0.5, error: 0.01, verdict: "yes" }, 3),
  ).toMatch(/^It tells some classes apart better than guessing: AUC 0\.5300 .* not which way/);
});

test("probabilities are held against a constant, by hand", () => {
  const said = (own: number, error: number | null, ...counts: readonly number[]) =>
    constantSentence({
      confusion: { byClass: counts.map((came) => ({ came })) },
      metrics: { log_loss: own },
      errors: { log_loss: error },
    });
  // −(0.25 ln 0.25 + 0.75 ln 0.75) = 0.56234
  expect(said(0.6, 0.01, 25, 75)).toMatch(
    /no better than a constant: log loss 0\.6000 ± 0\.0100, and 0\.5623 /,
  );
  expect(said(0.55, 0.01, 25, 75)).toMatch(/better than a constant, by less than two errors: /);
  expect(said(0.5, 0.01, 25, 75)).toMatch(/better than a constant: /);
  expect(constantSentence(numbers.overall)).toBe("");
});

describe("sections", () => {
  test("of quality have a line for each fold, one between them and one of all", () => {
    const text = words(drawn("model-quality", binary));
    expect(text).toContain("edge: boosted_trees foresees up");
    for (const title of ["Accuracy", "AUC", "Log loss", "Brier score", "Calibration error"])
      expect(text).toContain(title);
    expect(drawn("model-quality", binary).match(/<tr/g)).toHaveLength(1 + 3 + 2);
    expect(text).toContain("1970-04-11 1970-07-20 1,000 600");
    expect(text).toContain("of which 6 share a stretch of the future");
    const auc = binary.overall.metrics.auc?.toFixed(4) ?? "none";
    expect(text).toContain(`${auc} ±`);
    const others = words(drawn("model-quality", numbers));
    expect(others).toContain("RMSE");
    expect(others).not.toContain("Accuracy");
  });

  test("of calibration and confusion are of classes only", () => {
    expect(drawn("model-calibration", numbers)).toBe("");
    expect(drawn("model-confusion", numbers)).toBe("");
    expect(words(drawn("model-calibration", classes))).toContain("down flat up as often as said");
    const text = words(drawn("model-confusion", binary));
    const [line] = binary.overall.confusion?.weights ?? [];
    for (const count of line ?? []) expect(text).toContain(String(count));
    expect(text).toContain("not up came");
  });

  test("of importance begin with the feature that counts, and draw its error", () => {
    const text = drawn("model-importance", binary);
    expect(text.match(/<th scope="row">([^<]*)/)?.[1]).toBe("momentum");
    expect(text).toContain("whisker");
    expect(words(text)).toContain("60.0% 40");
  });

  test("of dependence have a picture for each feature, with what is said where it is missing", () => {
    const text = drawn("model-dependence", binary);
    expect(text.match(/<figure>/g)).toHaveLength(3);
    expect(words(text)).toContain("Where it is missing: 0.5");
    // Three curves for three classes, and the class itself is none.
    const [, first = ""] = drawn("model-dependence", classes).split("<figure>");
    expect(first.match(/<path/g)).toHaveLength(3);
    expect(text).not.toContain("NaN");
  });

  test("of drift say which feature moved, and where", () => {
    const text = words(drawn("model-drift", binary));
    expect(text).toMatch(/momentum [\d.]+ [\d.]+ another population above [\d.]+: 10% →/);
    expect(text).toMatch(/stretch [\d.]+ [\d.]+ as in training/);
  });

  test("draw nothing without models, and several under their names", () => {
    for (const section of modelSections) expect(section.view([])).toBeNull();
    const text = words(drawn("model-quality", binary, numbers));
    expect(text.match(/foresees up/g)).toHaveLength(2);
  });
});

test("a page has the sections in its navigation, and without models none of them", () => {
  const demo = demoRun({ bars: 500, interval: 3_600_000 });
  const page = renderReport(demo.result, { ...demo.extras, models: [binary] });
  for (const { id, title } of modelSections) {
    expect(page).toContain(`id="${id}"`);
    expect(page).toContain(`<a href="#${id}">${title}</a>`);
  }
  expect(renderReport(demo.result, demo.extras)).not.toContain("model-quality");
});

test("names cannot become markup or break out of a table", async () => {
  const wild = await demoModel("classes", { rows: 60, words: "<b>|`x" });
  for (const section of modelSections) {
    const text = section.view([wild])?.text ?? "";
    expect(text).not.toContain("<b>|");
    expect(text).toContain(html`${"<b>|`x"}`.text);
  }
  expect(renderModelMarkdown([wild])).not.toContain("<b>|");
});

test("Markdown has every figure with its formula, folds, confusion, importance and drift", () => {
  const text = renderModelMarkdown([binary]);
  expect(text).toMatch(/^## Model edge: boosted\\_trees foresees up\n/);
  expect(text).toContain("| fold | tested from | to | trained on |");
  expect(text).toContain("| not up came |");
  expect(text).toContain("| momentum |");
  expect(text).toContain("| feature | PSI |");
  expect(text).toContain("Stored as `6c0021f7c80914ab_20250118_103045_a309c2`.");
  expect(renderModelMarkdown([])).toBe("");
  // Each table's lines have as many cells as its head.
  for (const table of text.split("\n\n")) {
    const cells = table
      .split("\n")
      .filter((line) => line.startsWith("|"))
      .map((line) => line.replaceAll(/\\\|/g, "").split("|").length);
    expect(new Set(cells).size).toBeLessThan(2);
  }
});

test("what is shown of a model survives JSON", () => {
  for (const model of [binary, classes, numbers]) expect(JSON.parse(JSON.stringify(model))).toEqual(model);
});

test("the report of a run without models says nothing of them", () => {
  const demo = demoRun({ bars: 500, interval: 3_600_000 });
  expect(renderMarkdown(demo.result)).not.toContain("Model ");
});

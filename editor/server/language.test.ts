import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import type { Document } from "./document.js";
import { codeActions } from "./actions.js";
import { completionsAt, resolveCompletion } from "./completion.js";
import { diagnosticsOf } from "./diagnostics.js";
import { foldingRanges } from "./folding.js";
import { formatDocument } from "./formatting.js";
import { emptyHost } from "./host.js";
import { hoverAt } from "./hover.js";
import { codeLenses } from "./lenses.js";
import { libraryText } from "./library.js";
import { applyEdits } from "../../lang/printer/line-edits.js";
import { documentLinks } from "./links.js";
import { definitionAt } from "./occurrences.js";
import { rename } from "./rename.js";
import { selectionRanges } from "./selection.js";
import { defaultSettings } from "./settings.js";
import { documentSymbols } from "./symbols.js";
import { at, documentOf } from "./testing/at.js";
import { damagedElsewhere } from "./testing/damage.js";
import { around } from "./testing/fixture.js";
import { Workspace } from "./workspace.js";

const offered = (marked: string) => {
  const { document, offset } = at(marked);
  return completionsAt(document, offset, { snippets: true }).items;
};
const labels = (marked: string): readonly string[] => offered(marked).map(({ label }) => label);

const hovered = (marked: string): string => {
  const { document, offset } = at(marked);
  return JSON.stringify(hoverAt(document, offset)?.contents ?? "");
};

const model = `  model edge {
    features {
      momentum = close / close[24] - 1
    }
    target {
      up = ahead(close, 12) > close
    }
    algorithm random_forest {
      seed: 7
    }
    train {
      window: 2y
      refit: 30d
    }
  }
`;
const feed = '  feed eth {\n    symbol: "ETH/USDT"\n    stale: 3 bars\n  }\n';

describe("completion of what a strategy declares", () => {
  test("what a model answers, and what it can be asked for", () => {
    const fields = labels(around(`${model}  let sure = edge.|`));
    expect(fields).toEqual(expect.arrayContaining(["probability", "class", "value"]));
    expect(labels(around(`${model}  let sure = edge.probability(|)`))).toEqual(["up"]);
  });

  test("columns of a feed and its age; the last value of a state of a group", () => {
    expect(labels(around(`${feed}  let x = eth.|`))).toEqual(expect.arrayContaining(["close", "age"]));
    const group = "  state {\n    a from 0 = max(b.|, close)\n    b from 0 = min(a.prev, close)\n  }";
    expect(labels(around(group))).toContain("prev");
  });

  test("names in the braces of a message, and nothing in its words", () => {
    expect(labels(around('  alert when close > other "{oth|} is passed"'))).toContain("other");
    expect(labels(around('  alert when close > other "{other} is pa|ssed"'))).toEqual([]);
    expect(labels(around('  alert when close > other "{{oth|"'))).toEqual([]);
  });

  test("names in a message are renamed with the others", () => {
    const { text, offset } = at(around('  alert when close > oth|er "{other} is passed"'));
    const workspace = new Workspace(emptyHost);
    const document = workspace.openDocument("file:///a.sage", 1, text);
    const { changes = {} } = rename(workspace, document, offset, "ceiling");
    const edits = (changes["file:///a.sage"] ?? []).map(({ range, newText }) => ({
      span: document.positions.toSpan(range),
      text: newText,
    }));
    const sorted = edits.toSorted((a, b) => a.span.start - b.span.start);
    expect(applyEdits(text, sorted)).toContain('alert when close > ceiling "{ceiling} is passed"');
  });
});

describe("completion of studies and tests", () => {
  const study = (line: string) => `${around("")}\nexperiment study of dip {\n  ${line}\n}\n`;

  test("parameters to search, metrics to optimise", () => {
    expect(labels(study("search: [len|]"))).toEqual(["all", "length", "share"]);
    expect(labels(study("search: [length, |]"))).toContain("share");
    expect(labels(study("optimise: |"))).toEqual(expect.arrayContaining(["sharpe", "max_drawdown"]));
    expect(labels(study("constraints: [trades >= 20, |]"))).toContain("max_drawdown");
    expect(labels(study("validate {\n    method: |\n  }"))).toEqual(
      expect.arrayContaining(["walk_forward", "purged", "holdout"]),
    );
  });

  test("members of a portfolio are strategies, and take values of their parameters", () => {
    const desk = (line: string) => `${around("")}\nportfolio desk {\n  ${line}\n}\n`;
    expect(labels(desk("|"))).toEqual(expect.arrayContaining(["bankroll", "limits", "dip"]));
    expect(labels(desk("dip {\n    |\n  }"))).toEqual(expect.arrayContaining(["share", "with", "of"]));
    expect(labels(desk("dip {\n    with {\n      |\n    }\n  }"))).toEqual(["length", "share"]);
    expect(labels(desk("limits {\n    |\n  }"))).toContain("drawdown");
  });

  test("a test names parameters behind `with` and values behind `expect`", () => {
    const check = (line: string) => `${around("")}\ntest "again" for dip {\n  ${line}\n}\n`;
    expect(labels(check("with |"))).toEqual(["length", "share"]);
    expect(labels(check("expect |"))).toEqual(expect.arrayContaining(["enter", "nothing", "other", "line"]));
  });
});

describe("the library", () => {
  test("a function that is not used yet brings its module with it", () => {
    const { document, offset, text } = at(around("  let x = vort|"));
    const { items } = completionsAt(document, offset, { snippets: true });
    const item = items.find(({ label }) => label === "vortex");
    expect(item?.textEdit?.newText).toBe("trend.vortex");
    const edits = [...(item?.additionalTextEdits ?? []), ...(item?.textEdit ? [item.textEdit] : [])];
    const spans = edits.flatMap((edit) =>
      "range" in edit ? [{ span: document.positions.toSpan(edit.range), text: edit.newText }] : [],
    );
    const sorted = spans.toSorted((a, b) => a.span.start - b.span.start);
    const taken = applyEdits(text, sorted).replace("trend.vortex", "trend.vortex().plus");
    expect(taken.startsWith("sage 1\n\nuse std.trend\n")).toBe(true);
    expect(documentOf(taken).analysis.diagnostics.filter(({ severity }) => severity === "error")).toEqual([]);
    expect(JSON.stringify(item && resolveCompletion(item).documentation)).toContain("Source:");
  });

  test("a module that is used already keeps its prefix; one before a dot is brought as well", () => {
    const used = around("  let x = vort|").replace("sage 1\n", "sage 1\n\nuse std.trend as t\n");
    const item = offered(used).find(({ label }) => label === "vortex");
    expect(item?.textEdit?.newText).toBe("t.vortex");
    expect(item?.additionalTextEdits).toBeUndefined();
    const dotted = offered(around("  let x = trend.|")).find(({ label }) => label === "vortex");
    expect(dotted?.additionalTextEdits?.[0]?.newText).toBe("\n\nuse std.trend");
  });

  test("definitions and links lead into the text of a module where it lies in no file", () => {
    const file = around("  let x = trend.vor|tex().plus").replace("sage 1\n", "sage 1\n\nuse std.trend\n");
    const { text, offset } = at(file);
    const workspace = new Workspace(emptyHost);
    const document = workspace.openDocument("file:///a.sage", 1, text);
    const found = definitionAt(workspace, document, offset);
    expect(found?.uri).toBe("sage-std:/std/trend.sage");
    const shown = libraryText("sage-std:/std/trend.sage") ?? "";
    expect(shown).toBe(readFileSync("stdlib/trend.sage", "utf8"));
    expect(shown.split("\n")[found?.range.start.line ?? 0]?.startsWith("fn vortex(")).toBe(true);
    expect(documentLinks(document).map(({ target }) => target)).toEqual(["sage-std:/std/trend.sage"]);
    expect(libraryText("sage-std:/std/nothing.sage")).toBeNull();
    expect(libraryText("file:///etc/passwd")).toBeNull();
  });
});

describe("why a value is not known yet", () => {
  const future = model.replace("close / close[24] - 1", "later / close - 1");

  test("the names that lead to the future are shown where they are written", () => {
    const text = around(`  let later = soon\n  let soon = ahead(close, 3)\n${future}`).replace(
      "\n\n  let later = sma(volume, 30 bars)\n\n  enter long when close > other and later > 0",
      "\n\n  enter long when close > other",
    );
    const document = documentOf(text);
    const refused = diagnosticsOf(document, defaultSettings).find(({ code }) => code === "SAGE5001");
    const related = (refused?.relatedInformation ?? []).map(({ location, message }) => {
      const { start, end } = document.positions.toSpan(location.range);
      return `${text.slice(start, end)}: ${message}`;
    });
    expect(related.at(-1)).toContain("ahead(close, 3)");
    expect(related.some((each) => each.startsWith("soon:") || each.startsWith("later:"))).toBe(true);
  });

  test("a hover on a held value says which bar has to be finished", () => {
    const frame = "  frame h4 every 4h {\n    let trend = ema(close, 50 bars)\n  }\n";
    const shown = hovered(around(`${frame}  let up|ward = close > h4.trend`));
    expect(shown).toContain("late: `h4.trend` changes only when a bar of 4h is finished");
    expect(hovered(around(`${feed}  let gap = eth.cl|ose`))).toContain("last finished bar of `eth`");
    expect(hovered(around("  let up|ward = close > ema(close, 50 bars)"))).not.toContain("late:");
  });
});

describe("damage elsewhere", () => {
  /** What each answer says of the statement at the cursor alone. */
  const answers: Readonly<Record<string, (document: Document, offset: number) => unknown>> = {
    selection: (document, offset) => {
      const [found] = selectionRanges(document, [document.positions.toPosition(offset)]);
      const { start, end } = document.positions.toSpan(
        found?.range ?? { start: { line: 0, character: 0 }, end: { line: 0, character: 0 } },
      );
      return document.source.text.slice(start, end);
    },
    outline: (document, offset) => {
      const found: string[] = [];
      const walk = (symbols: ReturnType<typeof documentSymbols>): void => {
        for (const symbol of symbols) {
          const { start, end } = document.positions.toSpan(symbol.range);
          if (start <= offset && offset <= end && symbol.name !== "dip") found.push(symbol.name);
          walk(symbol.children ?? []);
        }
      };
      walk(documentSymbols(document));
      return found;
    },
    fixes: (document, offset) =>
      codeActions(document, { start: offset, end: offset }, ["quickfix"], defaultSettings)
        .map(({ title }) => title)
        .filter((title) => title.includes("clo")),
  };
  const { text, offset } = at(around("  let probe = clsoe| + 1"));
  // Where a name is missing that is declared elsewhere, the unknown one may be that, and nothing is said of it.
  const declared = ["daily", "stretch", "source", "length", "share", "other", "later"];
  const others = damagedElsewhere(text, offset, declared);

  test.each(Object.keys(answers))("%s", (name) => {
    const ask = answers[name];
    const expected = JSON.stringify(ask?.(documentOf(text), offset));
    expect(expected.length).toBeGreaterThan(4);
    const changed = others.filter((each) => JSON.stringify(ask?.(each.document, each.offset)) !== expected);
    expect(changed.map(({ without }) => without)).toEqual([]);
  });

  test("folding, lenses and layout answer in every damaged text; what cannot be read is not laid out", () => {
    for (const { document } of others) {
      expect(foldingRanges(document).length).toBeGreaterThan(0);
      expect(codeLenses(document).length).toBeGreaterThan(0);
      const hasSlip = document.analysis.diagnostics.some(
        ({ code, severity }) => severity === "error" && code.startsWith("SAGE1"),
      );
      if (hasSlip) expect(formatDocument(document)).toEqual([]);
    }
  });
});

describe("half-typed files", () => {
  const folder = "examples";
  const names = readdirSync(folder).filter((name) => name.endsWith(".sage"));

  test("beginnings of every example answer at their end, in bounded time", () => {
    const slow: string[] = [];
    for (const name of names) {
      const text = readFileSync(join(folder, name), "utf8");
      // A prime distance, so that all kinds of places come up.
      for (let end = 0; end <= text.length; end += 41) {
        const before = process.cpuUsage();
        const document = documentOf(text.slice(0, end));
        diagnosticsOf(document, defaultSettings);
        hoverAt(document, end);
        completionsAt(document, end, { snippets: true });
        const { user, system } = process.cpuUsage(before);
        if ((user + system) / 1_000 > 300) slow.push(`${name}:${end}`);
      }
    }
    expect(slow).toEqual([]);
  }, 120_000);

  test("of two documents with one path the newest is what others see", () => {
    const workspace = new Workspace(emptyHost);
    workspace.openDocument("file:///home/m.sage", 1, "sage 1\n\nfn f(x: series) = x\n");
    workspace.openDocument("file:///home/%6D.sage", 1, "sage 1\n\nfn g(x: series) = x\n");
    expect(workspace.read("/home/m.sage")?.text).toContain("fn g");
    workspace.close("file:///home/%6D.sage");
    expect(workspace.read("/home/m.sage")?.text).toContain("fn f");
  });

  test("a circle of modules that comes and goes while typing is told and forgotten", () => {
    const workspace = new Workspace(emptyHost);
    const one = (use: string) => `sage 1\n${use}\nfn f(x: series) = x\n`;
    workspace.openDocument("file:///home/a.sage", 1, one('\nuse "./b.sage"\n'));
    workspace.openDocument("file:///home/b.sage", 1, one(""));
    const codes = () => {
      workspace.refresh();
      return workspace.find("file:///home/a.sage")?.analysis.diagnostics.map(({ code }) => code) ?? [];
    };
    expect(codes()).not.toContain("SAGE2006");
    workspace.openDocument("file:///home/b.sage", 2, one('\nuse "./a.sage"\n'));
    expect(codes()).toContain("SAGE2006");
    workspace.openDocument("file:///home/b.sage", 3, one(""));
    expect(codes()).not.toContain("SAGE2006");
  });
});

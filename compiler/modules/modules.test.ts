import { describe, expect, test } from "vitest";
import { applyFixes } from "../../lang/diagnostics/fix.js";
import { createSource } from "../../lang/source.js";
import { check } from "../check.js";
import { compile } from "../compile.js";
import { example } from "../diagnostics/example.js";
import type { Graph } from "../graph/schema.js";
import { memoryHost } from "./host.js";
import { joinPath, relativePath, stemOf } from "./paths.js";
import { standardModule, standardNames } from "./standard.js";

const rules = `enter long when close > level
exit  long when close < level`;

/** What is found in the first of several files. */
function found(files: Readonly<Record<string, string>>) {
  const [path = "", text = ""] = Object.entries(files)[0] ?? [];
  return check(createSource(path, text), { modules: memoryHost(files) }).diagnostics;
}

const told = (files: Readonly<Record<string, string>>) =>
  found(files).map(({ code, message, label }) => `${code} ${message}: ${label}`);

function graphOf(text: string, files: Readonly<Record<string, string>> = {}): Graph {
  const { graph, diagnostics } = compile(createSource("main.sage", text), { modules: memoryHost(files) });
  expect(diagnostics).toEqual([]);
  if (graph === null) throw new Error("no graph");
  return graph;
}

describe("paths", () => {
  test.each([
    ["a.sage", "./b.sage", "b.sage"],
    ["x/a.sage", "./b.sage", "x/b.sage"],
    ["x/y/a.sage", "../b.sage", "x/b.sage"],
    ["a.sage", "../b.sage", "../b.sage"],
    ["/tmp/x/a.sage", "./l/../b.sage", "/tmp/x/b.sage"],
    ["/a.sage", "../../b.sage", "/b.sage"],
    ["C:\\x\\a.sage", "./b.sage", "C:/x/b.sage"],
    ["file:///w/a.sage", "./b.sage", "file:///w/b.sage"],
    ["<stdin>", "./b.sage", "b.sage"],
  ])("from %s, %s is %s", (from, written, path) => {
    expect(joinPath(from, written)).toBe(path);
  });

  test("the way back is the way there", () => {
    for (const [from, path] of [
      ["a.sage", "b.sage"],
      ["x/a.sage", "b.sage"],
      ["x/y/a.sage", "x/z/b.sage"],
    ] as const) {
      expect(joinPath(from, relativePath(from, path))).toBe(path);
    }
    expect(stemOf("../l/my.lib.sage")).toBe("my.lib");
  });
});

describe("what a module offers", () => {
  const mine = `sage 1
use "./base.sage"
const day = base.half * 2
fn top(length: bars = day) = highest(high, length)
fn twice(x: series) -> series = base.double(x)
`;
  const base = "sage 1\nconst half = 12 bars\nfn double(x: series) = 2 * x\n";
  const files = { "lib/mine.sage": mine, "lib/base.sage": base };

  test("functions and constants, also by way of another module", () => {
    const text = example(`let level = ema(m.top(), m.day)\nlet _far = m.twice(volume)\n${rules}`, {
      before: 'use "./lib/mine.sage" as m',
    });
    const written = example(
      `let level = ema(highest(high, 24 bars), 24 bars)\nlet _far = 2 * volume\n${rules}`,
    );
    expect(graphOf(text, files).hash).toBe(graphOf(written).hash);
  });

  test("a function means the same whether it stands in the file or in a module", () => {
    const fn = `fn line(reach: price) {
  state stop from na = if close > prev then max(prev, close - reach) else close - reach
  return stop
}`;
    const local = example(`let level = line(2 * atr(14))\n${rules}`, { before: fn });
    const taken = example(`let level = other.line(2 * atr(14))\n${rules}`, { before: 'use "./other.sage"' });
    const graph = graphOf(taken, { "other.sage": `sage 1\n\n// A remark.\n${fn}\n` });
    expect(graph.hash).toBe(graphOf(local).hash);
    // Every place in the graph is one of its own text.
    for (const { span } of graph.nodes) expect(span.end).toBeLessThanOrEqual(taken.length);
    const recurrence = graph.nodes.find(({ operation }) => operation === "recurrence");
    expect(taken.slice(recurrence?.span.start, recurrence?.span.end)).toBe("other.line(2 * atr(14))");
  });

  test("a prefix clashes neither with a series nor with a value", () => {
    const text = example(
      `let level = trend.mean_change(close, 5) + close\nlet trend = volume.double(volume)\nplot trend\n${rules}`,
      { before: 'use std.trend\nuse "./lib/base.sage" as volume' },
    );
    graphOf(text, files);
  });

  test("a value with fields comes before a constant of a module", () => {
    const text = example(`let base = bollinger(close, 20)\nlet level = base.upper\n${rules}`, {
      before: 'use "./lib/base.sage"',
    });
    expect(told({ "main.sage": text, ...files })).toEqual([
      "SAGE2004 the module `base` is never used: nothing is taken from it",
    ]);
  });

  test.each([
    ["base.duble(close)", "SAGE2001 there is no function `duble` in `base`: did you mean `double`?"],
    ["base.haf", "SAGE2001 there is no `haf` in `base`: did you mean `half`?"],
    [
      "base.double",
      "SAGE2001 `base.double` has a meaning only with its arguments: `base.double(…)`: not known here",
    ],
    ["base", "SAGE2001 `base` has a meaning only before a dot: `base.name`: not known here"],
    ["base.double(close, 2)", "SAGE2008 `base.double` takes at most 1, here are 2: one too many"],
    ["base.double(y: close)", "SAGE2007"],
    ["base.double()", "SAGE2008 `base.double` needs `x`: `x` is missing"],
  ])("%s", (written, message) => {
    const text = example(`let level = ${written}\n${rules}`, { before: 'use "./lib/base.sage"' });
    const [first = "", ...rest] = told({ "main.sage": text, ...files }).filter(
      (each) => !each.includes("2004"),
    );
    expect(first.slice(0, message.length)).toBe(message);
    expect(rest).toEqual([]);
  });
});

describe("what cannot be used", () => {
  const using = (use: string) => example(`let level = mine.f(close)\n${rules}`, { before: use });

  test.each([
    ["use std.trand as mine", "SAGE2005 there is no module `std.trand`: did you mean `std.trend`?"],
    ["use trend as mine", "SAGE2005 there is no module `trend`: did you mean `std.trend`?"],
    ['use "./mime.sage" as mine', "SAGE2005 there is no file `./mime.sage`: did you mean `./mine.sage`?"],
    ['use "./mine" as mine', "SAGE2005 there is no file `./mine`: did you mean `./mine.sage`?"],
    ['use "mine.sage"', ""],
    ['use "/etc/passwd" as mine', "SAGE2005 `/etc/passwd` is no path from this file: cannot be used"],
    ['use ".\\\\mine.sage" as mine', "SAGE2005 `.\\mine.sage` is no path from this file: cannot be used"],
    ['use "" as mine', "SAGE2005 the path is empty: cannot be used"],
  ])("%s", (use, message) => {
    const files = { "main.sage": using(use), "mine.sage": "sage 1\nfn f(x: price) = x\n" };
    expect(told(files)).toEqual(message === "" ? [] : [message]);
  });

  test("a misspelt file is mended without changing the prefix", () => {
    const text = example(`let level = mime.f(close)\n${rules}`, { before: 'use "./mime.sage"' });
    const files = { "main.sage": text, "mine.sage": "sage 1\nfn f(x: price) = x\n" };
    const [first] = found(files);
    const mended = applyFixes(text, first?.fixes.slice(0, 1) ?? []);
    expect(mended).toContain('use "./mine.sage" as mime\n');
    expect(found({ ...files, "main.sage": mended })).toEqual([]);
  });

  test("a circle is named in each of its files, and told to others in one sentence", () => {
    const files = {
      "a.sage": 'sage 1\nuse "./b.sage"\nfn f(x: price) = b.f(x)\n',
      "b.sage": 'sage 1\nuse "./c.sage"\nfn f(x: price) = c.f(x)\n',
      "c.sage": 'sage 1\nuse "./a.sage"\nfn f(x: price) = a.f(x)\n',
    };
    const of = (path: "a.sage" | "b.sage" | "c.sage") => told({ [path]: files[path], ...files });
    const message = "SAGE2006 3 files use one another in a circle";
    expect(of("a.sage")).toEqual([`${message}: a.sage → b.sage → c.sage → a.sage`]);
    expect(of("b.sage")).toEqual([`${message}: b.sage → c.sage → a.sage → b.sage`]);
    expect(of("c.sage")).toEqual([`${message}: c.sage → a.sage → b.sage → c.sage`]);
    const main = example(`let level = a.f(close)\n${rules}`, { before: 'use "./a.sage"' });
    expect(told({ "main.sage": main, ...files })).toEqual([
      `SAGE2010 \`./a.sage\` has an error of its own: ${message.replace(" 3", ": 3")}`,
    ]);
  });

  test("a module with a mistake is one diagnostic; a mistake in its strategy is none", () => {
    const broken = "sage 1\nfn f(x: price) = x + y\nfn g(x: price) = x + z\n";
    expect(told({ "main.sage": using('use "./mine.sage"'), "mine.sage": broken })).toEqual([
      "SAGE2010 `./mine.sage` has an error of its own: SAGE2001: there is no `y`",
    ]);
    const strategy = `${example("enter long when clse > 1").replace("sage 1\n", "sage 1\nfn f(x: price) = x\n")}`;
    expect(told({ "main.sage": using('use "./mine.sage"'), "mine.sage": strategy })).toEqual([]);
  });

  test("two modules under one prefix, and one under two", () => {
    const mine = "sage 1\nfn f(x: price) = x\n";
    const twice = using('use "./mine.sage"\nuse "./lib/mine.sage"');
    expect(told({ "main.sage": twice, "mine.sage": mine, "lib/mine.sage": mine })).toEqual([
      "SAGE2002 there are two things called `mine`: needs another name",
    ]);
    const both = example(`let level = (mine.f(high) + m.f(low)) / 2\n${rules}`, {
      before: 'use "./mine.sage"\nuse "./mine.sage" as m',
    });
    expect(told({ "main.sage": both, "mine.sage": mine })).toEqual([]);
  });

  test("an unused module is said, and its line can be removed", () => {
    const text = example(`let level = ema(close, 20)\n${rules}`, { before: "use std.trend" });
    const [first, ...rest] = found({ "main.sage": text });
    expect([first?.code, rest]).toEqual(["SAGE2004", []]);
    const mended = applyFixes(text, first?.fixes ?? []);
    expect(mended).toBe(text.replace("use std.trend\n", ""));
  });

  test("a row of modules as long as nobody writes ends", () => {
    const files = Object.fromEntries(
      Array.from({ length: 2000 }, (_, index) => [
        `m${index}.sage`,
        `sage 1\nuse "./m${index + 1}.sage" as next\nfn f(x: price) = next.f(x)\n`,
      ]),
    );
    const all = told(files);
    expect(all).toHaveLength(1);
    expect(all[0]).toContain("SAGE2010");
  });
});

describe("the standard library without its `use`", () => {
  test("the fix adds the line and the prefix", () => {
    const text = example(`let level = close + mean_change(close, 5)\n${rules}`);
    const [first, ...rest] = found({ "main.sage": text });
    expect([first?.message, rest]).toEqual(["there is no function `mean_change`", []]);
    const mended = applyFixes(text, first?.fixes ?? []);
    expect(mended).toBe(
      text.replace("sage 1\n", "sage 1\nuse std.trend\n").replace("mean_change", "trend.mean_change"),
    );
    expect(found({ "main.sage": mended })).toEqual([]);
  });

  test.each(["trend.mean_change", "ta.mean_change"])("%s", (written) => {
    const text = example(`let level = close + ${written}(close, 5)\n${rules}`);
    const [first, ...rest] = found({ "main.sage": text });
    expect(rest).toEqual([]);
    expect(found({ "main.sage": applyFixes(text, first?.fixes ?? []) })).toEqual([]);
  });
});

describe("the library itself", () => {
  test.each(standardNames)("%s has nothing to report", (name) => {
    const source = standardModule(name)?.source;
    expect(source && check(source).diagnostics).toEqual([]);
  });
});

import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { createSource } from "../../lang/index.js";
import { diagnosticsOf } from "./diagnostics.js";
import { emptyHost } from "./host.js";
import { createPositions } from "./positions.js";
import { defaultSettings } from "./settings.js";
import { documentOf } from "./testing/at.js";
import { startSession } from "./testing/session.js";
import { chance, randomEdit } from "./testing/sync.js";
import { pathOf, uriOf } from "./uri.js";
import { Workspace } from "./workspace.js";

const uri = "file:///home/a.sage";
const example = readFileSync(join(import.meta.dirname, "../../examples/03_stop_and_takes.sage"), "utf8");

describe("positions", () => {
  // "é" has 1, 2 and 1 units in UTF-16, UTF-8 and UTF-32; "𝒳" (U+1D4B3) has 2, 4 and 1.
  const text = "ab\né𝒳z\r\nlast";
  test.each([
    ["utf-16", [0, 1, 3, 4]],
    ["utf-8", [0, 2, 6, 7]],
    ["utf-32", [0, 1, 2, 3]],
  ] as const)("columns in %s", (encoding, columns) => {
    const positions = createPositions(createSource("a", text), encoding);
    const offsets = [3, 4, 6, 7];
    expect(offsets.map((offset) => positions.toPosition(offset))).toEqual(
      columns.map((character) => ({ line: 1, character })),
    );
    expect(columns.map((character) => positions.toOffset({ line: 1, character }))).toEqual(offsets);
  });

  test("beyond the end of a line is its end, before its line break; beyond the last line the end", () => {
    const positions = createPositions(createSource("a", text), "utf-16");
    expect(positions.toOffset({ line: 0, character: 99 })).toBe(2);
    expect(positions.toOffset({ line: 1, character: 99 })).toBe(7);
    expect(positions.toOffset({ line: 99, character: 0 })).toBe(text.length);
  });
});

describe("paths", () => {
  test("two spellings of a URI are one path, and a path has one URI", () => {
    expect(pathOf("file:///home/a%20b.sage")).toBe("/home/a b.sage");
    expect(pathOf("file:///C%3A/a.sage")).toBe(pathOf("file:///c:/a.sage"));
    expect(uriOf("/home/a b.sage")).toBe("file:///home/a%20b.sage");
    expect(pathOf(uriOf("c:/x/ü.sage"))).toBe("c:/x/ü.sage");
    expect(pathOf("untitled:Untitled-1")).toBe("untitled:Untitled-1");
  });
});

describe("edits", () => {
  test.each(["utf-16", "utf-8", "utf-32"] as const)(
    "after each of many random edits in %s the state is that of a file opened anew",
    (encoding) => {
      const next = chance(20_260_101);
      const workspace = new Workspace(emptyHost);
      workspace.encoding = encoding;
      let text = example;
      workspace.openDocument(uri, 1, text);
      for (let version = 2; version < 120; version += 1) {
        const { change, after } = randomEdit(text, next, encoding);
        const document = workspace.change(uri, version, [change]);
        text = after;
        expect(document?.source.text).toBe(text);
        expect(document?.source.lineStarts).toEqual(createSource("a", text).lineStarts);
        if (document === undefined || version % 3 !== 0) continue;
        const fresh = documentOf(text, encoding, uri);
        expect(diagnosticsOf(document, defaultSettings)).toEqual(diagnosticsOf(fresh, defaultSettings));
      }
    },
  );

  test("several changes in one message count one after the other; a whole text replaces all", () => {
    const workspace = new Workspace(emptyHost);
    workspace.openDocument(uri, 1, "abc");
    const place = (character: number) => ({ line: 0, character });
    const changed = workspace.change(uri, 2, [
      { range: { start: place(0), end: place(0) }, text: "xx" },
      { range: { start: place(2), end: place(3) }, text: "-" },
    ]);
    expect(changed?.source.text).toBe("xx-bc");
    expect(workspace.change(uri, 3, [{ text: "new" }])?.source.text).toBe("new");
    expect(workspace.change("file:///other.sage", 1, [{ text: "x" }])).toBeUndefined();
  });

  test("what was known of earlier texts is let go", async () => {
    const workspace = new Workspace(emptyHost);
    workspace.openDocument(uri, 1, example);
    const gone: WeakRef<object>[] = [];
    for (let version = 2; version < 60; version += 1) {
      const end = { line: 9_999, character: 0 };
      const document = workspace.change(uri, version, [{ range: { start: end, end }, text: " " }]);
      if (document !== undefined) gone.push(new WeakRef(document.analysis));
    }
    const { setFlagsFromString } = await import("node:v8");
    const { runInNewContext } = await import("node:vm");
    setFlagsFromString("--expose-gc");
    const collect: () => void = runInNewContext("gc");
    await new Promise((resolve) => setTimeout(resolve, 0));
    collect();
    const kept = gone.filter((each) => each.deref() !== undefined).length;
    expect(kept).toBeLessThan(5);
  });
});

describe("odd files", () => {
  test("a file of five million letters is kept, not read, and says so", async () => {
    const session = await startSession();
    const start = performance.now();
    await session.open(uri, "let x = close\n".repeat(360_000));
    const { diagnostics } = await session.diagnosed(uri, 1);
    expect(diagnostics.map(({ message }) => message)).toEqual([
      expect.stringContaining("5.0 million characters"),
    ]);
    const hover: unknown = await session.client.sendRequest("textDocument/hover", {
      textDocument: { uri },
      position: { line: 5, character: 1 },
    });
    expect(hover).toBeNull();
    expect(performance.now() - start).toBeLessThan(5_000);
    await session.close();
  });

  test("line ends of Windows stay, and change no finding", () => {
    const unix = documentOf(example);
    const windows = documentOf(example.replaceAll("\n", "\r\n"));
    const codes = (document: typeof unix) =>
      diagnosticsOf(document, defaultSettings).map(({ code, range }) => ({ code, range }));
    expect(codes(windows)).toEqual(codes(unix));
  });

  test("an untitled file is checked, and has no folder to use files from", async () => {
    const session = await startSession();
    await session.open("untitled:Untitled-1", 'sage 1\n\nuse "./mine.sage" as mine\n');
    const { diagnostics } = await session.diagnosed("untitled:Untitled-1", 1);
    expect(diagnostics.map(({ code }) => code)).toEqual(["SAGE2005"]);
    await session.close();
  });
});

import { expect, test } from "vitest";
import {
  CancellationTokenSource,
  LSPErrorCodes,
  type Hover,
  type TextEdit,
  type WorkspaceSymbol,
} from "vscode-languageserver";
import { createSource, type Source } from "../../lang/index.js";
import { startSession } from "./testing/session.js";

const uri = "file:///home/dip.sage";
const broken = `sage 1

strategy dip {
  market { symbol: BTCUSDT
    timeframe: 1h }
  let strength = rsi(clsoe, 14 bars)
  enter long when strength crosses above 30
  exit long when strength > 70
  size 25% of equity
  costs { fee: 0.1% }
}
`;

test("a file is checked when it is opened and after each edit, and never by an older text", async () => {
  const session = await startSession();
  await session.open(uri, broken);
  const first = await session.diagnosed(uri, 1);
  expect(first.diagnostics.map(({ code, range }) => ({ code, range }))).toEqual([
    { code: "SAGE2001", range: { start: { line: 5, character: 21 }, end: { line: 5, character: 26 } } },
  ]);
  await session.client.sendNotification("textDocument/didChange", {
    textDocument: { uri, version: 2 },
    contentChanges: [
      { range: { start: { line: 5, character: 21 }, end: { line: 5, character: 26 } }, text: "close" },
    ],
  });
  expect((await session.diagnosed(uri, 2)).diagnostics).toEqual([]);
  const versions = session.published.map(({ version }) => version ?? 0);
  expect(versions).toEqual(versions.toSorted((a, b) => a - b));
  await session.close();
});

test("the text of a module of the library is given to be shown, and of nothing else", async () => {
  const session = await startSession();
  const textOf = async (uri: string): Promise<unknown> =>
    await session.client.sendRequest("sage/moduleText", { uri });
  expect(await textOf("sage-std:/std/trend.sage")).toContain("fn vortex(");
  expect(await textOf("sage-std:/std/../../etc/passwd")).toBeNull();
  expect(await textOf("file:///etc/passwd")).toBeNull();
  await session.close();
});

test("hover shows the card of a name; formatting lays the file out", async () => {
  const session = await startSession();
  const text = broken.replace("clsoe", "close");
  await session.open(uri, text);
  const hover: Hover | null = await session.client.sendRequest("textDocument/hover", {
    textDocument: { uri },
    position: { line: 6, character: 20 },
  });
  expect(JSON.stringify(hover?.contents)).toContain("0..100");
  const edits: TextEdit[] = await session.client.sendRequest("textDocument/formatting", {
    textDocument: { uri },
    options: { tabSize: 2, insertSpaces: true },
  });
  expect(edits.length).toBeGreaterThan(0);
  await session.close();
});

test("a client that asks for diagnostics is not sent any", async () => {
  const session = await startSession({
    capabilities: { textDocument: { diagnostic: { dynamicRegistration: false } } },
  });
  await session.open(uri, broken);
  const report: { items: readonly { code: string }[] } = await session.client.sendRequest(
    "textDocument/diagnostic",
    { textDocument: { uri } },
  );
  expect(report.items.map(({ code }) => code)).toEqual(["SAGE2001"]);
  expect(session.published).toEqual([]);
  await session.close();
});

const about = (textDocument: { uri: string }, line: number, character: number) => ({
  textDocument,
  position: { line, character },
});

test("columns are counted as the client asks for", async () => {
  const session = await startSession({
    capabilities: { general: { positionEncodings: ["utf-8", "utf-16"] } },
  });
  expect(session.result.capabilities.positionEncoding).toBe("utf-8");
  await session.open(uri, broken.replace("clsoe, 14 bars)", 'close, 14 bars) // "é𝒳"\n  plot "é𝒳" wrong'));
  const { diagnostics } = await session.diagnosed(uri, 1);
  expect(diagnostics.length).toBeGreaterThan(0);
  await session.close();
  const other = await startSession({ capabilities: { general: { positionEncodings: ["utf-32"] } } });
  expect(other.result.capabilities.positionEncoding).toBe("utf-32");
  await other.close();
  const plain = await startSession();
  expect(plain.result.capabilities.positionEncoding).toBe("utf-16");
  await plain.close();
});

test("a file is checked again when a module of it changes, is closed, or changes on the disk", async () => {
  const disk = new Map([["/home/mine.sage", "sage 1\n\nfn twice(x: series) = 2 * x\n"]]);
  const sources = new Map<string, Source>();
  const session = await startSession({
    host: {
      files: () => ({
        read: (path) => {
          const text = disk.get(path);
          if (text === undefined) return { kind: "missing" };
          const known = sources.get(path);
          const source = known?.text === text ? known : createSource(path, text);
          sources.set(path, source);
          return { kind: "source", source };
        },
        near: () => [...disk.keys()],
      }),
    },
  });
  const text = broken
    .replace("sage 1\n", 'sage 1\n\nuse "./mine.sage" as mine\n')
    .replace("rsi(clsoe, 14 bars)", "rsi(mine.twice(close), 14 bars)");
  const codes = async (count: number): Promise<readonly unknown[]> => {
    const own = () => session.published.filter((each) => each.uri === uri);
    while (own().length < count) await new Promise((resolve) => setTimeout(resolve, 5));
    return (
      own()
        .at(-1)
        ?.diagnostics.map(({ code }) => code) ?? []
    );
  };
  await session.open(uri, text);
  expect(await codes(1)).toEqual([]);
  const other = "file:///home/mine.sage";
  await session.open(other, "sage 1\n\nfn thrice(x: series) = 3 * x\n");
  expect(await codes(2)).toEqual(["SAGE2001"]);
  await session.client.sendNotification("textDocument/didClose", { textDocument: { uri: other } });
  expect(await codes(3)).toEqual([]);
  disk.delete("/home/mine.sage");
  await session.client.sendNotification("workspace/didChangeWatchedFiles", {
    changes: [{ uri: other, type: 3 }],
  });
  expect(await codes(4)).toEqual(["SAGE2005"]);
  await session.close();
});

test("two spellings of one path are two documents, and each is told its own mistakes", async () => {
  const session = await startSession();
  const second = "file:///home/d%69p.sage";
  await session.open(uri, broken);
  await session.open(second, broken.replace("clsoe", "close"));
  expect((await session.diagnosed(uri, 1)).diagnostics).toHaveLength(1);
  expect((await session.diagnosed(second, 1)).diagnostics).toEqual([]);
  await session.close();
});

test("a request that was cancelled is answered as cancelled, and the next one as ever", async () => {
  const session = await startSession();
  await session.open(uri, broken);
  const source = new CancellationTokenSource();
  const cancelled = session.client.sendRequest("textDocument/hover", about({ uri }, 5, 8), source.token);
  source.cancel();
  await expect(cancelled).rejects.toMatchObject({ code: LSPErrorCodes.RequestCancelled });
  expect(await session.client.sendRequest("textDocument/hover", about({ uri }, 5, 18))).not.toBeNull();
  await session.close();
});

test("names of a folder are searched with progress; a graph is drawn; tests are run by the host", async () => {
  const runTests = async ({ title }: { title: string | undefined }) => [
    { title: title ?? "all", passed: true, message: "" },
  ];
  const session = await startSession({
    folders: ["file:///home"],
    host: {
      list: (folder) => [`${folder}/other.sage`],
      files: () => ({
        read: (path) => ({ kind: "source", source: createSource(path, "sage 1\n\nconst dip_depth = 3\n") }),
        near: () => [],
      }),
      runTests,
    },
  });
  await session.open(uri, broken.replace("clsoe", "close"));
  const found: WorkspaceSymbol[] = await session.client.sendRequest("workspace/symbol", { query: "dip" });
  expect(found.map(({ name, location }) => `${name} ${location.uri}`)).toEqual([
    `dip ${uri}`,
    "dip_depth file:///home/other.sage",
  ]);
  const run = (command: string, name: string): Promise<unknown> =>
    session.client.sendRequest("workspace/executeCommand", { command, arguments: [uri, name] });
  expect(await run("sage.showGraph", "dip")).toMatch(/^flowchart/);
  expect(await run("sage.runTest", "one")).toEqual([{ title: "one", passed: true, message: "" }]);
  expect(await run("sage.unknown", "one")).toBeNull();
  expect(session.result.capabilities.executeCommandProvider?.commands).toEqual([
    "sage.showGraph",
    "sage.runTest",
  ]);
  await session.close();
});

test("commands that the client has itself are not announced", async () => {
  const session = await startSession({ options: { clientCommands: ["sage.showGraph"] } });
  expect(session.result.capabilities.executeCommandProvider?.commands).toEqual([]);
  await session.close();
});

test("folders come and go", async () => {
  const session = await startSession({
    host: {
      list: (folder) => [`${folder}/one.sage`],
      files: () => ({
        read: (path) => ({ kind: "source", source: createSource(path, "const depth = 3\n") }),
        near: () => [],
      }),
    },
  });
  const search = async (): Promise<number> => {
    const found: WorkspaceSymbol[] = await session.client.sendRequest("workspace/symbol", { query: "depth" });
    return found.length;
  };
  const change = (added: readonly string[], removed: readonly string[]) => {
    const folders = (uris: readonly string[]) => uris.map((each) => ({ uri: each, name: each }));
    const event = { added: folders(added), removed: folders(removed) };
    return session.client.sendNotification("workspace/didChangeWorkspaceFolders", { event });
  };
  expect(await search()).toBe(0);
  await change(["file:///a", "file:///b"], []);
  expect(await search()).toBe(2);
  await change([], ["file:///a"]);
  expect(await search()).toBe(1);
  await session.close();
});

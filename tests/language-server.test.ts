import { spawn } from "node:child_process";
import { join } from "node:path";
import { expect, test } from "vitest";
import {
  createProtocolConnection,
  StreamMessageReader,
  StreamMessageWriter,
  type CodeAction,
  type TextEdit,
  type WorkspaceEdit,
} from "vscode-languageserver/node";
import { createPositions } from "../editor/server/positions.js";
import { begin } from "../editor/server/testing/session.js";
import { brokenCodes, brokenStrategy, mendedStrategy, renaming } from "../editor/testing/session.js";
import { createSource } from "../lang/index.js";
import { readFileSync } from "node:fs";
import { root } from "./sage.js";

/** The real process, as an editor starts it. */
async function startProcess() {
  const child = spawn(process.execPath, [join(root, "cli/bin/sage.js"), "lsp", "--stdio"], {
    stdio: ["pipe", "pipe", "inherit"],
  });
  const client = createProtocolConnection(
    new StreamMessageReader(child.stdout),
    new StreamMessageWriter(child.stdin),
  );
  const ended = new Promise<number | null>((resolve) => child.on("exit", resolve));
  return { session: await begin(client, {}, () => client.sendNotification("exit")), ended };
}

test("the whole process: opened, checked, laid out, ended", async () => {
  const { session, ended } = await startProcess();
  const uri = "file:///home/a.sage";
  const text = readFileSync(join(root, "examples/01_price_above_average.sage"), "utf8");
  await session.open(uri, text.replace("let ", "let   "));
  expect((await session.diagnosed(uri, 1)).diagnostics).toEqual([]);
  const edits: TextEdit[] = await session.client.sendRequest("textDocument/formatting", {
    textDocument: { uri },
    options: { tabSize: 2, insertSpaces: true },
  });
  expect(edits).toHaveLength(1);
  await session.close();
  expect(await ended).toBe(0);
});

test("the conversation that every client is led through ends with the same bytes", async () => {
  const { session, ended } = await startProcess();
  const uri = "file:///home/trend.sage";
  const { client } = session;
  let text = brokenStrategy;
  let version = 1;
  await session.open(uri, text);
  const change = async (edits: readonly TextEdit[]): Promise<void> => {
    text = applied(text, edits);
    version += 1;
    const textDocument = { uri, version };
    await client.sendNotification("textDocument/didChange", { textDocument, contentChanges: [{ text }] });
  };
  const first = await session.diagnosed(uri, version);
  expect(first.diagnostics.map(({ code }) => code)).toEqual(brokenCodes);
  for (let left = first.diagnostics; left[0] !== undefined;) {
    const actions: CodeAction[] = await client.sendRequest("textDocument/codeAction", {
      textDocument: { uri },
      range: left[0].range,
      context: { diagnostics: [left[0]] },
    });
    await change(actions.find(({ isPreferred }) => isPreferred)?.edit?.changes?.[uri] ?? []);
    left = (await session.diagnosed(uri, version)).diagnostics;
  }
  const renamed: WorkspaceEdit = await client.sendRequest("textDocument/rename", {
    textDocument: { uri },
    position: { line: renaming.line, character: renaming.character },
    newName: renaming.to,
  });
  await change(renamed.changes?.[uri] ?? []);
  const edits: TextEdit[] = await client.sendRequest("textDocument/formatting", {
    textDocument: { uri },
    options: { tabSize: 2, insertSpaces: true },
  });
  await change(edits);
  expect((await session.diagnosed(uri, version)).diagnostics).toEqual([]);
  expect(text).toBe(mendedStrategy);
  await session.close();
  expect(await ended).toBe(0);
});

/** The text after a client's edits. */
function applied(text: string, edits: readonly TextEdit[]): string {
  const { toOffset } = createPositions(createSource("a", text), "utf-16");
  return edits
    .toSorted((a, b) => toOffset(b.range.start) - toOffset(a.range.start))
    .reduce(
      (result, { range, newText }) =>
        result.slice(0, toOffset(range.start)) + newText + result.slice(toOffset(range.end)),
      text,
    );
}

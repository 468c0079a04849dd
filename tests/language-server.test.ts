import { spawn } from "node:child_process";
import { join } from "node:path";
import { expect, test } from "vitest";
import {
  createProtocolConnection,
  StreamMessageReader,
  StreamMessageWriter,
  type TextEdit,
} from "vscode-languageserver/node";
import { begin } from "../editor/server/testing/session.js";
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
  const uri = "file:///work/a.sage";
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

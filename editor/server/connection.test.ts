import { expect, test } from "vitest";
import type { Hover, TextEdit } from "vscode-languageserver";
import { startSession } from "./testing/session.js";

const uri = "file:///work/dip.sage";
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
  const session = await startSession({ capabilities: { textDocument: { diagnostic: {} } } });
  await session.open(uri, broken);
  const report: { items: readonly { code: string }[] } = await session.client.sendRequest(
    "textDocument/diagnostic",
    { textDocument: { uri } },
  );
  expect(report.items.map(({ code }) => code)).toEqual(["SAGE2001"]);
  expect(session.published).toEqual([]);
  await session.close();
});

import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { serverCapabilities } from "./capabilities.js";
import { commands } from "./lenses.js";

const root = join(import.meta.dirname, "../..");

/** Which tests hold each capability that the server declares: file and title. */
const held: Readonly<Record<string, readonly string[]>> = {
  positionEncoding: [
    "editor/server/connection.test.ts: columns are counted as the client asks for",
    "editor/server/sync.test.ts: columns in %s",
  ],
  "textDocumentSync.openClose": ["editor/server/connection.test.ts: a file is checked when it is opened"],
  "textDocumentSync.change": [
    "editor/server/sync.test.ts: after each of many random edits in %s the state is that of a file opened anew",
    "editor/server/sync.test.ts: several changes in one message count one after the other",
  ],
  "diagnosticProvider.identifier": [
    "editor/server/connection.test.ts: a client that asks for diagnostics is not sent any",
  ],
  "diagnosticProvider.interFileDependencies": [
    "editor/server/connection.test.ts: a file is checked again when a module of it changes",
  ],
  hoverProvider: [
    "editor/server/features.test.ts: a name shows unit, range, when it is known, and its warm-up in bars and days",
    "editor/server/connection.test.ts: hover shows the card of a name; formatting lays the file out",
    "editor/server/language.test.ts: a hover on a held value says which bar has to be finished",
  ],
  definitionProvider: [
    "editor/server/names.test.ts: of a function of another file lies in that file",
    "editor/server/language.test.ts: definitions and links lead into the text of a module where it lies in no file",
  ],
  referencesProvider: ["editor/server/names.test.ts: a function is found in the files that use it"],
  documentHighlightProvider: [
    "editor/server/names.test.ts: all uses of a parameter, with and without its declaration",
  ],
  "renameProvider.prepareProvider": [
    "editor/server/names.test.ts: changes every occurrence and nothing else",
    "editor/server/names.test.ts: refuses what is not the author's, what is no name, and what is taken",
    "tests/language-server.test.ts: the conversation that every client is led through ends with the same bytes",
  ],
  "semanticTokensProvider.legend.tokenTypes": ["editor/server/names.test.ts: names carry what they are"],
  "semanticTokensProvider.legend.tokenModifiers": ["editor/server/names.test.ts: names carry what they are"],
  "semanticTokensProvider.full.delta": [
    "editor/server/names.test.ts: a delta turns the earlier answer into the later one",
  ],
  "semanticTokensProvider.range": ["editor/server/names.test.ts: a range gives the tokens that lie in it"],
  "completionProvider.triggerCharacters": [
    "editor/server/features.test.ts: fields of a record",
    "editor/server/language.test.ts: what a model answers, and what it can be asked for",
    "editor/server/language.test.ts: names in the braces of a message, and nothing in its words",
    "editor/server/language.test.ts: parameters to search, metrics to optimise",
  ],
  "completionProvider.resolveProvider": [
    "editor/server/features.test.ts: a function is described when a reader stops at it",
    "editor/server/language.test.ts: a function that is not used yet brings its module with it",
  ],
  "signatureHelpProvider.triggerCharacters": [
    "editor/server/features.test.ts: the argument that is written is marked",
  ],
  "signatureHelpProvider.retriggerCharacters": [
    "editor/server/features.test.ts: the argument that is written is marked",
  ],
  documentSymbolProvider: [
    "editor/server/structure.test.ts: declarations, and inside a strategy its members",
  ],
  "workspaceSymbolProvider.workDoneProgress": [
    "editor/server/connection.test.ts: names of a folder are searched with progress",
  ],
  foldingRangeProvider: ["editor/server/structure.test.ts: blocks fold down to the line before their brace"],
  selectionRangeProvider: ["editor/server/structure.test.ts: a selection grows from a name to the file"],
  documentLinkProvider: [
    "editor/server/structure.test.ts: files that are used can be opened",
    "editor/server/language.test.ts: definitions and links lead into the text of a module where it lies in no file",
  ],
  "codeActionProvider.codeActionKinds": [
    "editor/server/structure.test.ts: a fix is preferred and leaves a file without the mistake",
    "editor/server/structure.test.ts: everything that is misspelt is mended at once",
  ],
  codeLensProvider: ["editor/server/structure.test.ts: strategies can be run and drawn, tests run"],
  inlayHintProvider: ["editor/server/structure.test.ts: hints are shown where they are asked for"],
  "executeCommandProvider.commands": [
    "editor/server/connection.test.ts: names of a folder are searched with progress; a graph is drawn; tests are run by the host",
    "editor/server/connection.test.ts: commands that the client has itself are not announced",
  ],
  "executeCommandProvider.workDoneProgress": [
    "editor/server/connection.test.ts: names of a folder are searched with progress",
  ],
  documentFormattingProvider: [
    "editor/server/structure.test.ts: a file is laid out, line by line",
    "tests/language-server.test.ts: the conversation that every client is led through ends with the same bytes",
  ],
  "documentRangeFormattingProvider.rangesSupport": [
    "editor/server/structure.test.ts: a range changes its own lines only",
  ],
  "documentOnTypeFormattingProvider.firstTriggerCharacter": [
    "editor/server/structure.test.ts: a closing brace lays out its block",
  ],
  "documentOnTypeFormattingProvider.moreTriggerCharacter": [
    "editor/server/structure.test.ts: a new line is indented as its block",
  ],
  "workspace.workspaceFolders.supported": [
    "editor/server/connection.test.ts: names of a folder are searched with progress",
  ],
  "workspace.workspaceFolders.changeNotifications": ["editor/server/connection.test.ts: folders come and go"],
};

/** Every setting of the capabilities that is switched on. */
function declared(value: unknown, path: readonly string[] = []): readonly string[] {
  if (value === false) return [];
  if (typeof value !== "object" || value === null || Array.isArray(value)) return [path.join(".")];
  const inner = Object.entries(value);
  return inner.length === 0
    ? [path.join(".")]
    : inner.flatMap(([key, each]) => declared(each, [...path, key]));
}

test("what the server declares is tested, and what is tested is declared", () => {
  const capabilities = serverCapabilities("utf-16", Object.values(commands));
  expect(Object.keys(held).toSorted()).toEqual([...declared(capabilities)].toSorted());
});

test("the tests that are named exist", () => {
  const missing = Object.values(held)
    .flat()
    .filter((id) => {
      const [path = "", title = ""] = id.split(/: (.*)/s);
      return !existsSync(join(root, path)) || !readFileSync(join(root, path), "utf8").includes(title);
    });
  expect(missing).toEqual([]);
});

test("the sheet in the documentation says the same", () => {
  const rows = Object.entries(held).map(
    ([capability, tests]) => `- **${capability}**\n${tests.map((each) => `  - ${each}`).join("\n")}`,
  );
  const page = [
    "# What the language server offers, and which test holds it",
    "",
    "Made from `editor/server/conformance.test.ts`: a capability that the server declares and no test holds fails it, and so does one that is tested and not declared.",
    "",
    ...rows,
    "",
  ].join("\n");
  const path = join(root, "docs/editor-conformance.md");
  if (process.env["UPDATE_DOCS"]) writeFileSync(path, page);
  expect(readFileSync(path, "utf8")).toBe(page);
});

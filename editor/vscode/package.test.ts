import { spawn, spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { strFromU8, unzipSync } from "fflate";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import {
  createProtocolConnection,
  PublishDiagnosticsNotification,
  StreamMessageReader,
  StreamMessageWriter,
  type PublishDiagnosticsParams,
} from "vscode-languageserver-protocol/node";
import * as z from "zod";
import { parse } from "../../lang/parse.js";
import { createSource } from "../../lang/source.js";

const here = import.meta.dirname;
const root = resolve(here, "../..");

const manifestSchema = z.object({
  name: z.string(),
  version: z.string(),
  main: z.string(),
  icon: z.string(),
  contributes: z.object({
    languages: z.array(
      z.object({ configuration: z.string(), icon: z.object({ light: z.string(), dark: z.string() }) }),
    ),
    grammars: z.array(z.object({ path: z.string(), scopeName: z.string() })),
    snippets: z.array(z.object({ path: z.string() })),
    commands: z.array(z.object({ command: z.string() })),
    problemMatchers: z.array(z.object({ pattern: z.array(z.object({ regexp: z.string() })) })),
  }),
});
const snippetsSchema = z.record(
  z.string(),
  z.object({ prefix: z.string(), description: z.string(), body: z.union([z.string(), z.array(z.string())]) }),
);

let files: Record<string, Uint8Array> = {};
let manifest: z.infer<typeof manifestSchema>;
let folder = "";

beforeAll(() => {
  const { status, stdout, stderr } = spawnSync(process.execPath, [join(root, "editor/package.mjs")], {
    cwd: root,
    encoding: "utf8",
  });
  if (status !== 0) throw new Error(stderr);
  files = unzipSync(new Uint8Array(readFileSync(join(root, stdout.trim()))));
  manifest = manifestSchema.parse(JSON.parse(strFromU8(files["extension/package.json"] ?? new Uint8Array())));
  folder = mkdtempSync(join(tmpdir(), "sage-vsix-"));
});

afterAll(() => rmSync(folder, { recursive: true, force: true }));

test("the package holds every file that its manifest names", () => {
  const { contributes, main, icon } = manifest;
  const named = [
    main,
    icon,
    ...contributes.languages.flatMap((each) => [each.configuration, each.icon.light, each.icon.dark]),
    ...contributes.grammars.map(({ path }) => path),
    ...contributes.snippets.map(({ path }) => path),
    "README.md",
    "LICENSE.txt",
    "CHANGELOG.md",
    "server.cjs",
  ];
  const missing = named.filter((path) => !(`extension/${path.replace(/^\.\//, "")}` in files));
  expect(missing).toEqual([]);
  const envelope = strFromU8(files["extension.vsixmanifest"] ?? new Uint8Array());
  expect(envelope).toContain(`Id="nailsage" Version="${manifest.version}"`);
  const types = strFromU8(files["[Content_Types].xml"] ?? new Uint8Array());
  for (const path of Object.keys(files)) {
    const extension = path.split(".").at(-1) ?? "";
    if (path !== "[Content_Types].xml") expect(types, path).toContain(`Extension=".${extension}"`);
  }
});

test("every command in the palette is one that the extension registers, and the other way round", () => {
  const text = readFileSync(join(here, "extension.ts"), "utf8");
  const registered = [...text.matchAll(/^ {2}command\("([^"]+)"/gm)].map((match) => match[1]);
  expect(registered.toSorted()).toEqual(
    manifest.contributes.commands.map(({ command }) => command).toSorted(),
  );
});

test("the problem matcher reads what `sage check` prints", () => {
  const [matcher] = manifest.contributes.problemMatchers;
  const path = join(folder, "bad.sage");
  writeFileSync(path, "sage 1\nstrategy s {\n  let a = clos\n}\n");
  const { stdout } = spawnSync(process.execPath, [join(root, "cli/bin/sage.js"), "check", path], {
    cwd: folder,
    encoding: "utf8",
  });
  const lines = stdout.split("\n");
  const [head, place] = (matcher?.pattern ?? []).map(({ regexp }) => new RegExp(regexp));
  const at = lines.findIndex((line) => line.includes("SAGE2001"));
  expect(head?.exec(lines[at] ?? "")?.slice(1, 3)).toEqual(["error", "SAGE2001"]);
  expect(place?.exec(lines[at + 1] ?? "")?.slice(2, 4)).toEqual(["3", "11"]);
});

describe("snippets", () => {
  const snippets = snippetsSchema.parse(JSON.parse(readFileSync(join(here, "snippets/sage.json"), "utf8")));
  const filled = (body: string | string[]) =>
    [body]
      .flat()
      .join("\n")
      .replace(/\$\{\d+\|([^,|]+)[^}]*\}/g, "$1")
      .replace(/\$\{\d+:([^}]*)\}/g, "$1");
  const alone = new Set(["Strategy", "Function", "Test"]);
  test.each(Object.entries(snippets))("%s reads without a mistake", (title, { body }) => {
    const text = filled(body);
    const program = alone.has(title) ? text : `strategy s {\n${text}\n}`;
    const whole = program.startsWith("sage 1") ? program : `sage 1\n${program}`;
    expect(parse(createSource("snippet.sage", whole)).diagnostics).toEqual([]);
  });
});

test("the server in the package answers", async () => {
  const path = join(folder, "server.cjs");
  writeFileSync(path, files["extension/server.cjs"] ?? new Uint8Array());
  const server = spawn(process.execPath, [path, "--stdio"], { cwd: folder });
  const connection = createProtocolConnection(
    new StreamMessageReader(server.stdout),
    new StreamMessageWriter(server.stdin),
  );
  const told = new Promise<PublishDiagnosticsParams>((done) => {
    connection.onNotification(PublishDiagnosticsNotification.type, done);
  });
  connection.listen();
  const { serverInfo } = await connection.sendRequest<{ serverInfo: { version: string } }>("initialize", {
    processId: process.pid,
    rootUri: null,
    capabilities: {},
  });
  await connection.sendNotification("initialized", {});
  await connection.sendNotification("textDocument/didOpen", {
    textDocument: {
      uri: "file:///s.sage",
      languageId: "sage",
      version: 1,
      text: "sage 1\nstrategy s {\n  let a = clos\n}\n",
    },
  });
  const { diagnostics } = await told;
  await connection.sendRequest("shutdown");
  await connection.sendNotification("exit");
  await new Promise((done) => server.once("exit", done));
  expect(serverInfo.version).toBe(manifest.version);
  expect(diagnostics.map(({ code }) => code)).toContain("SAGE2001");
});

import { readdirSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { createConnection, ProposedFeatures } from "vscode-languageserver/node";
import { serve } from "./connection.js";
import type { Host, RunTests } from "./host.js";

/** Larger files are no strategies. */
const largestFile = 8 * 1024 * 1024;
const mostFiles = 5_000;

function read(uri: string): string | undefined {
  try {
    const path = fileURLToPath(uri);
    if (statSync(path).size > largestFile) return undefined;
    return new TextDecoder("utf-8", { fatal: true }).decode(readFileSync(path));
  } catch {
    return undefined;
  }
}

function list(folder: string): readonly string[] {
  const found: string[] = [];
  const waiting = [fileURLToPath(folder)];
  for (let path = waiting.pop(); path !== undefined && found.length < mostFiles; path = waiting.pop()) {
    for (const entry of entriesOf(path)) {
      if (entry.name === "node_modules" || entry.name.startsWith(".")) continue;
      if (entry.isDirectory()) waiting.push(join(path, entry.name));
      else if (entry.name.endsWith(".sage")) found.push(pathToFileURL(join(path, entry.name)).href);
    }
  }
  return found.sort();
}

function entriesOf(path: string) {
  try {
    return readdirSync(path, { withFileTypes: true });
  } catch {
    return [];
  }
}

/** Serves one client over this process's standard input and output. */
export function serveStandardStreams(version: string, runTests?: RunTests): void {
  const host: Host = { read, list, now: () => performance.now(), ...(runTests && { runTests }) };
  serve(createConnection(ProposedFeatures.all, process.stdin, process.stdout), host, version);
}

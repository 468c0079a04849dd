import { readdirSync } from "node:fs";
import { join } from "node:path";
import { createConnection, ProposedFeatures } from "vscode-languageserver/node";
import { serve } from "./connection.js";
import type { Host } from "./host.js";

const mostFiles = 5_000;

/** The `.sage` files below a folder, hidden ones and packages left out. */
export function listFiles(folder: string): readonly string[] {
  const found: string[] = [];
  const waiting = [folder];
  for (let path = waiting.pop(); path !== undefined && found.length < mostFiles; path = waiting.pop()) {
    for (const entry of entriesOf(path)) {
      if (entry.name === "node_modules" || entry.name.startsWith(".")) continue;
      if (entry.isDirectory()) waiting.push(join(path, entry.name));
      else if (entry.name.endsWith(".sage")) found.push(join(path, entry.name));
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

/** Words of a command line that ask for another way than standard input and output. */
const otherWay = /^--(node-ipc|socket|pipe)/;

/** Serves one client over this process's standard input and output, or as the command line says. */
export function serveProcess(host: Pick<Host, "files" | "runTests" | "libraryFile">, version: string): void {
  const asked = process.argv.some((word) => otherWay.test(word));
  const connection = asked
    ? createConnection(ProposedFeatures.all)
    : createConnection(ProposedFeatures.all, process.stdin, process.stdout);
  serve(connection, { ...host, list: listFiles, now: () => performance.now() }, version);
}

import { readdirSync, readFileSync, statSync } from "node:fs";
import { join, relative } from "node:path";
import { createSource, type Source } from "../lang/source.js";
import { exitCodes, Failure } from "./failure.js";

/** Larger files are certainly not strategies, and would only cost memory. */
const largestSource = 8 * 1024 * 1024;

/** Reads standard input as a `.sage` file; `path` is what messages call it. */
export function readInput(path = "<stdin>"): Source {
  return createSource(path, decode(path, readFileSync(0)));
}

/** Reads a `.sage` file as UTF-8; any other encoding is refused with the place of the first bad byte. */
export function readSource(path: string): Source {
  if (path === "-") return readInput();
  const { size } = statSync(path);
  if (size > largestSource) {
    throw new Failure(
      exitCodes.problems,
      "SAGE9503",
      `${path} has ${size} bytes; a strategy has at most ${largestSource}`,
      "is this a data file? give it with --data",
    );
  }
  return createSource(path, decode(path, readFileSync(path)));
}

function decode(path: string, bytes: Uint8Array): string {
  const [first, second] = bytes;
  if ((first === 0xff && second === 0xfe) || (first === 0xfe && second === 0xff)) {
    throw new Failure(
      exitCodes.problems,
      "SAGE9504",
      `${path} is written in UTF-16; strategies are UTF-8`,
      "save it as UTF-8 in your editor",
    );
  }
  try {
    return new TextDecoder("utf-8", { fatal: true, ignoreBOM: false }).decode(bytes);
  } catch {
    const { line, byte } = firstBadByte(bytes);
    throw new Failure(
      exitCodes.problems,
      "SAGE9504",
      `${path}, line ${line}: byte 0x${byte.toString(16)} is not UTF-8`,
      "save it as UTF-8 in your editor",
    );
  }
}

function firstBadByte(bytes: Uint8Array): { readonly line: number; readonly byte: number } {
  const decoder = new TextDecoder("utf-8", { fatal: true });
  let line = 1;
  for (let start = 0; start < bytes.length; line++) {
    const lineEnd = bytes.indexOf(10, start);
    const end = lineEnd === -1 ? bytes.length : lineEnd + 1;
    try {
      decoder.decode(bytes.subarray(start, end));
    } catch {
      const byte = bytes.subarray(start, end).find((value) => value > 127) ?? 0;
      return { line, byte };
    }
    start = end;
  }
  return { line, byte: 0 };
}

/** The `.sage` files that paths name; folders stand for all below them. In order, without repeats. */
export function findSources(paths: readonly string[]): readonly string[] {
  const found = new Set<string>();
  for (const path of paths.length === 0 ? ["."] : paths) {
    if (path === "-" || !statSync(path).isDirectory()) found.add(path);
    else for (const file of filesBelow(path)) found.add(relative(".", file) || file);
  }
  return [...found];
}

function* filesBelow(folder: string): Generator<string> {
  const entries = readdirSync(folder, { withFileTypes: true }).toSorted((a, b) => (a.name < b.name ? -1 : 1));
  for (const entry of entries) {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) {
      if (entry.name !== "node_modules" && !entry.name.startsWith(".")) yield* filesBelow(path);
    } else if (entry.name.endsWith(".sage")) yield path;
  }
}

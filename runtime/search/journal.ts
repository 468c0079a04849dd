import { appendFileSync, existsSync, readFileSync, writeFileSync } from "node:fs";
import { makeFolder } from "../data/make-folder.js";
import { join } from "node:path";
import { RunError } from "../engine/error.js";
import type { SearchPass } from "../parallel/protocol.js";
import { blockWidth } from "./blocks.js";
import { rowNames, type SetRows } from "./run-sets.js";

/** Results of some sets as they are kept. */
export interface KeptRows extends SetRows {
  /** The way through the bars that they went. */
  readonly pass: number;
  /** Numbers of the sets. */
  readonly places: readonly number[];
}

const header = "sage.search-journal/2";

/**
 * What a search has done so far, one line for each piece of work, so that it can go on after it was stopped at any
 * moment: a line that was not finished is done again.
 */
export class SearchJournal {
  readonly path: string;
  readonly kept: readonly KeptRows[];

  /**
   * @param identity hash of all that the results follow from
   * @param resumes goes on with what is there; else the folder's journal is begun anew
   * @throws RunError SAGE8232 when the folder holds another search that was to be resumed, and the system's error when
   *   the folder cannot be written
   */
  constructor(folder: string, identity: string, resumes: boolean, passes: readonly SearchPass[]) {
    makeFolder(folder);
    this.path = join(folder, "search.journal");
    const first = `${JSON.stringify({ schema: header, identity, columns: rowNames })}\n`;
    if (!resumes || !existsSync(this.path)) {
      writeFileSync(this.path, first);
      this.kept = [];
      return;
    }
    const [begin = "", ...lines] = readFileSync(this.path, "utf8").split("\n");
    if (`${begin}\n` !== first)
      throw new RunError(
        "SAGE8232",
        `${folder} holds another search: of another strategy, other data, ranges or version.`,
        "Begin in another folder with `--out`, or leave `--resume` out to begin anew.",
      );
    this.kept = lines.flatMap((line) => readLine(line, passes) ?? []);
    // A line that was cut off is ended, so that the next one stands alone.
    if (lines.at(-1) !== "") appendFileSync(this.path, "\n");
  }

  append({ pass, places, rows, blocks, refused }: KeptRows): void {
    const line = { pass, places, refused, rows: textOf(rows), blocks: blocks && textOf(blocks) };
    appendFileSync(this.path, `${JSON.stringify(line)}\n`);
  }
}

const textOf = (numbers: Float64Array): string =>
  Buffer.from(numbers.buffer, numbers.byteOffset, numbers.byteLength).toString("base64");

function readLine(line: string, passes: readonly SearchPass[]): KeptRows | null {
  let value: unknown;
  try {
    value = JSON.parse(line);
  } catch {
    return null;
  }
  if (typeof value !== "object" || value === null) return null;
  const field = (name: string): unknown => Reflect.get(value, name);
  const [pass, places, refused] = [field("pass"), field("places"), field("refused")];
  if (typeof pass !== "number" || !Array.isArray(refused)) return null;
  if (!Array.isArray(places) || !places.every((each) => Number.isInteger(each))) return null;
  const ranges = passes[pass]?.ranges.length ?? 0;
  const rows = numbersOf(field("rows"), places.length * ranges * rowNames.length);
  const hasBlocks = typeof field("blocks") === "string";
  const blocks = hasBlocks ? numbersOf(field("blocks"), places.length * blockWidth) : null;
  if (rows === null || rows.length === 0 || (hasBlocks && blocks === null)) return null;
  return { pass, places, rows, blocks, refused: refused.flatMap(readRefused) };
}

/** So many numbers from their bytes; null where there are more or fewer. */
function numbersOf(text: unknown, count: number): Float64Array | null {
  if (typeof text !== "string") return null;
  const bytes = Buffer.from(text, "base64");
  if (bytes.byteLength !== 8 * count) return null;
  return Float64Array.from({ length: count }, (_, k) => bytes.readDoubleLE(8 * k));
}

function readRefused(value: unknown): KeptRows["refused"] {
  if (typeof value !== "object" || value === null) return [];
  const set: unknown = Reflect.get(value, "set");
  const reason: unknown = Reflect.get(value, "reason");
  return typeof set === "number" && typeof reason === "string" ? [{ set, reason }] : [];
}

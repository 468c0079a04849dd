import { appendFileSync, existsSync, readFileSync, writeFileSync } from "node:fs";
import { makeFolder } from "../data/make-folder.js";
import { join } from "node:path";
import { RunError } from "../engine/error.js";
import { rowNames, type SetRows } from "./run-sets.js";

/** Results of some sets as they are kept. */
export interface KeptRows extends SetRows {
  /** Numbers of the sets. */
  readonly places: readonly number[];
}

const header = "sage.search-journal/1";

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
  constructor(folder: string, identity: string, resumes: boolean) {
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
    this.kept = lines.flatMap((line) => readLine(line) ?? []);
    // A line that was cut off is ended, so that the next one stands alone.
    if (lines.at(-1) !== "") appendFileSync(this.path, "\n");
  }

  append({ places, rows, refused }: KeptRows): void {
    const bytes = Buffer.from(rows.buffer, rows.byteOffset, rows.byteLength);
    appendFileSync(this.path, `${JSON.stringify({ places, refused, rows: bytes.toString("base64") })}\n`);
  }
}

function readLine(line: string): KeptRows | null {
  let value: unknown;
  try {
    value = JSON.parse(line);
  } catch {
    return null;
  }
  if (typeof value !== "object" || value === null) return null;
  const places: unknown = Reflect.get(value, "places");
  const refused: unknown = Reflect.get(value, "refused");
  const text: unknown = Reflect.get(value, "rows");
  if (!Array.isArray(places) || !places.every((each) => Number.isInteger(each))) return null;
  if (!Array.isArray(refused) || typeof text !== "string") return null;
  const bytes = Buffer.from(text, "base64");
  if (bytes.byteLength !== places.length * rowNames.length * 8) return null;
  const rows = new Float64Array(places.length * rowNames.length);
  for (let k = 0; k < rows.length; k++) rows[k] = bytes.readDoubleLE(8 * k);
  return { places, rows, refused: refused.flatMap(readRefused) };
}

function readRefused(value: unknown): KeptRows["refused"] {
  if (typeof value !== "object" || value === null) return [];
  const set: unknown = Reflect.get(value, "set");
  const reason: unknown = Reflect.get(value, "reason");
  return typeof set === "number" && typeof reason === "string" ? [{ set, reason }] : [];
}

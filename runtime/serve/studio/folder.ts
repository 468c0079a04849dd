import { lstatSync, readdirSync, readFileSync, realpathSync, statSync } from "node:fs";
import { basename, dirname, extname, join, relative, resolve, sep } from "node:path";
import { sha256 } from "@noble/hashes/sha2.js";
import { bytesToHex, utf8ToBytes } from "@noble/hashes/utils.js";
import { writeFile } from "../../data/atomic-file.js";
import { StudioError } from "./studio-error.js";

export interface FolderFile {
  /** From the folder, with `/` between its parts. */
  readonly path: string;
  readonly kind: "strategy" | "data";
  readonly bytes: number;
}

const dataEndings = new Set([".csv", ".parquet", ".arrow", ".feather", ".jsonl"]);
const mostFiles = 2000;
const deepest = 6;
const largestText = 1024 * 1024;

/** The one folder that a studio opens: nothing outside it is read or written, also not through links. */
export class OpenedFolder {
  readonly root: string;

  /** @throws StudioError SAGE8610 */
  constructor(folder: string) {
    const found = statSync(folder, { throwIfNoEntry: false });
    if (found === undefined || !found.isDirectory())
      throw new StudioError("SAGE8610", `${folder} is no folder.`, "Name one: sage studio FOLDER.");
    this.root = realpathSync(folder);
  }

  get name(): string {
    return basename(this.root);
  }

  /** Strategies and data, in the order of their paths; hidden folders and packages are left out. */
  list(): readonly FolderFile[] {
    const found: FolderFile[] = [];
    const walk = (folder: string, depth: number): void => {
      for (const entry of readdirSync(folder, { withFileTypes: true })) {
        if (entry.name.startsWith(".") || entry.name === "node_modules" || found.length >= mostFiles)
          continue;
        const path = join(folder, entry.name);
        if (entry.isDirectory() && depth < deepest) walk(path, depth + 1);
        const kind = entry.isFile() ? kindOf(path) : null;
        if (kind === null) continue;
        const bytes = statSync(path, { throwIfNoEntry: false })?.size ?? 0;
        found.push({ path: relative(this.root, path).split(sep).join("/"), kind, bytes });
      }
    };
    walk(this.root, 0);
    return found.toSorted((a, b) => (a.path < b.path ? -1 : 1));
  }

  /**
   * The text of a strategy, and the mark of just this text.
   * @throws StudioError SAGE8615 outside the folder or another kind, SAGE8616 not there, SAGE8624 no text
   */
  read(path: string): { readonly text: string; readonly mark: string } {
    const place = this.#existing(path, "strategy");
    const text = textOf(path, place);
    return { text, mark: markOf(text) };
  }

  /** The mark of the text that a strategy has now. @throws StudioError as `read` */
  markOf(path: string): string {
    return this.read(path).mark;
  }

  /**
   * Writes a strategy, if it is still the one that was read.
   * @param expected the mark of what was read; null: a file that is not there yet
   * @throws StudioError SAGE8617 where it has been changed meanwhile
   */
  save(path: string, text: string, expected: string | null): string {
    if (Buffer.byteLength(text) > largestText)
      throw new StudioError("SAGE8618", "A strategy has at most 1 MiB.", "Divide it into modules.");
    const place = this.#place(path, "strategy");
    const isThere = statSync(place, { throwIfNoEntry: false }) !== undefined;
    const now = isThere ? this.read(path).mark : null;
    if (now !== expected)
      throw new StudioError(
        "SAGE8617",
        expected === null
          ? `${path} is there already.`
          : `${path} was changed elsewhere since it was opened.`,
        "Load it again, or save over it.",
      );
    writeFile(place, text);
    return markOf(text);
  }

  /** Where a data file lies. @throws StudioError as `read` */
  dataPath(path: string): string {
    return this.#existing(path, "data");
  }

  #existing(path: string, kind: FolderFile["kind"]): string {
    const place = this.#place(path, kind);
    const found = statSync(place, { throwIfNoEntry: false });
    if (found === undefined || !found.isFile())
      throw new StudioError("SAGE8616", `${path} is not there.`, "Look at the list of files again.");
    return place;
  }

  /** A path inside the folder, whose own folder lies there too and which is no link. */
  #place(path: string, kind: FolderFile["kind"]): string {
    const place = resolve(this.root, path);
    const parts = path.split("/");
    const isPlain = parts.every((part) => part !== "" && !part.startsWith(".") && !/[\\\0:]/.test(part));
    if (!isPlain || kindOf(place) !== kind || !this.#holds(place)) throw outside(path);
    const link = lstatSync(place, { throwIfNoEntry: false })?.isSymbolicLink() === true;
    if (link && !this.#holds(realpathOf(place))) throw outside(path);
    const folder = realpathOf(dirname(place));
    if (folder !== this.root && !this.#holds(folder)) throw outside(path);
    return link ? realpathOf(place) : place;
  }

  #holds(place: string): boolean {
    return place.startsWith(this.root.endsWith(sep) ? this.root : this.root + sep);
  }
}

/** Only what can be written back as it was. */
function textOf(path: string, place: string): string {
  const { size } = statSync(place);
  if (size > largestText)
    throw new StudioError(
      "SAGE8624",
      `${path} has ${Math.ceil(size / 1024)} KiB; a strategy has at most ${largestText / 1024}.`,
      "Divide it into modules.",
    );
  try {
    return new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(readFileSync(place));
  } catch (error) {
    if (!(error instanceof TypeError)) throw error;
    throw new StudioError(
      "SAGE8624",
      `${path} is no text in UTF-8.`,
      "Store it as UTF-8 with another editor.",
    );
  }
}

function realpathOf(place: string): string {
  try {
    return realpathSync(place);
  } catch {
    // A folder that is not there, or a link to nothing.
    return "";
  }
}

const outside = (path: string): StudioError =>
  new StudioError(
    "SAGE8615",
    `${JSON.stringify(path.slice(0, 120))} is no file of the opened folder that the studio may touch.`,
    "It opens .sage files and data below the folder it was started with.",
  );

function kindOf(path: string): FolderFile["kind"] | null {
  const ending = extname(path).toLowerCase();
  if (ending === ".sage") return "strategy";
  return dataEndings.has(ending) ? "data" : null;
}

/** Two texts with the same mark are the same text. */
const markOf = (text: string): string => bytesToHex(sha256(utf8ToBytes(text))).slice(0, 32);

import { closeSync, fstatSync, openSync, readFileSync, readSync } from "node:fs";
import { basename } from "node:path";
import { gunzipSync } from "node:zlib";
import { DataError, fromSystemError } from "../data-error.js";

export type Format = "delimited" | "json" | "parquet" | "arrow";

/** A file, or a member of an archive, with its format known and its text decoded. */
export interface Piece {
  readonly label: string;
  readonly fileName: string;
  readonly format: Format;
  /** The bytes; of a text, UTF-8 without a byte order mark. Null where the file can be read from disk as it is. */
  readonly bytes: Uint8Array | null;
  /** The file itself. */
  readonly path: string;
  readonly understood: readonly string[];
}

const headLength = 256 * 1024;

/** Opens a source, unpacks it and recognises its format by content, not by name. */
export async function identify(path: string): Promise<readonly Piece[]> {
  const head = readHead(path);
  const packed = packing(head);
  if (packed === null) return [describePlain(path, head)];
  const whole = readWhole(path);
  if (packed === "gzip") {
    const name = basename(path).replace(/\.gz$/i, "");
    return [describeBytes(path, path, name, unzipGz(whole, path), ["Unpacked gzip."])];
  }
  return unpackZip(path, whole);
}

function readHead(path: string): Uint8Array {
  try {
    const descriptor = openSync(path, "r");
    try {
      const stat = fstatSync(descriptor);
      if (!stat.isFile()) {
        const what = stat.isDirectory() ? "a folder" : "not a regular file";
        throw new DataError("SAGE8102", `${path} is ${what}.`, "Name one data file.");
      }
      if (stat.size === 0) {
        throw new DataError(
          "SAGE8104",
          `${path} is empty (0 bytes).`,
          "Get it again: a download may have failed.",
        );
      }
      const head = new Uint8Array(Math.min(headLength, stat.size));
      return head.subarray(0, readSync(descriptor, head, 0, head.length, 0));
    } finally {
      closeSync(descriptor);
    }
  } catch (error) {
    throw fromSystemError(error, path);
  }
}

function readWhole(path: string): Uint8Array {
  try {
    return readFileSync(path);
  } catch (error) {
    throw fromSystemError(error, path);
  }
}

function startsWith(bytes: Uint8Array, ...prefix: readonly number[]): boolean {
  return prefix.every((byte, at) => bytes[at] === byte);
}

function asciiStart(bytes: Uint8Array, length: number): string {
  return Buffer.from(bytes.subarray(0, length)).toString("latin1");
}

function packing(head: Uint8Array): "gzip" | "zip" | null {
  if (startsWith(head, 0x1f, 0x8b)) return "gzip";
  if (startsWith(head, 0x50, 0x4b, 0x03, 0x04) || startsWith(head, 0x50, 0x4b, 0x05, 0x06)) return "zip";
  return null;
}

/** Formats that are told apart by their first bytes only to be refused with a helpful word. */
const foreign: readonly { start: string; name: string; help: string }[] = [
  { start: "\x89HDF", name: "an HDF5 file", help: "Save it as Parquet or CSV (in pandas: df.to_parquet)." },
  { start: "SQLite format 3", name: "an SQLite database", help: "Export the table of candles as CSV." },
  { start: "FEA1", name: "a Feather file of version 1", help: "Save it as Feather 2 or Parquet." },
  { start: "\x28\xb5\x2f\xfd", name: "compressed with Zstandard", help: "Unpack it first (unzstd)." },
  { start: "BZh", name: "compressed with bzip2", help: "Unpack it first (bunzip2)." },
  { start: "\xfd7zXZ", name: "compressed with xz", help: "Unpack it first (unxz)." },
  { start: "7z\xbc\xaf", name: "a 7-Zip archive", help: "Unpack it first." },
  { start: "Rar!", name: "a RAR archive", help: "Unpack it first." },
  { start: "%PDF", name: "a PDF document", help: "Get the data as CSV." },
  { start: "\xd0\xcf\x11\xe0", name: "an old Excel workbook", help: "Save the sheet as CSV." },
  { start: "\x93NUMPY", name: "a NumPy array", help: "Save it as Parquet or CSV." },
];

function unknownFormat(label: string, what: string, help: string): DataError {
  return new DataError("SAGE8105", `${label} is ${what}, which cannot be read as candles.`, help);
}

function binaryFormat(head: Uint8Array, label: string): Format | null {
  const start = asciiStart(head, 16);
  if (start.startsWith("PAR1")) return "parquet";
  if (start.startsWith("ARROW1") || startsWith(head, 0xff, 0xff, 0xff, 0xff)) return "arrow";
  for (const { start: prefix, name, help } of foreign) {
    if (start.startsWith(prefix)) throw unknownFormat(label, name, help);
  }
  return null;
}

function describePlain(path: string, head: Uint8Array): Piece {
  const name = basename(path);
  const binary = binaryFormat(head, path);
  if (binary !== null) {
    return { label: path, fileName: name, format: binary, bytes: null, path, understood: [] };
  }
  // DuckDB reads plain UTF-8 text from disk by itself; everything else is brought to that form first.
  const format = textFormat(head, path);
  const plain =
    format === "delimited" && encodingOf(head) === "utf-8" && isUtf8(head) && !hasBareReturns(head);
  if (plain) return { label: path, fileName: name, format, bytes: null, path, understood: [] };
  return describeBytes(path, path, name, readWhole(path), []);
}

function describeBytes(
  path: string,
  label: string,
  fileName: string,
  bytes: Uint8Array,
  notes: readonly string[],
): Piece {
  if (bytes.length === 0) throw new DataError("SAGE8104", `${label} is empty.`, "Get it again.");
  const binary = binaryFormat(bytes, label);
  if (binary !== null) return { label, fileName, format: binary, bytes, path, understood: notes };
  const { text, note } = decode(bytes, label);
  const unified = text.replace(/\r\n?/g, "\n");
  const clean = new TextEncoder().encode(unified);
  const format = textFormat(clean.subarray(0, headLength), label);
  return {
    label,
    fileName,
    format,
    bytes: clean,
    path,
    understood: note === null ? notes : [...notes, note],
  };
}

type Encoding = "utf-8" | "utf-8 with mark" | "utf-16le" | "utf-16be";

function encodingOf(head: Uint8Array): Encoding {
  if (startsWith(head, 0xef, 0xbb, 0xbf)) return "utf-8 with mark";
  if (startsWith(head, 0xff, 0xfe)) return "utf-16le";
  if (startsWith(head, 0xfe, 0xff)) return "utf-16be";
  let even = 0;
  let odd = 0;
  const seen = Math.min(head.length, 2000);
  for (let i = 0; i < seen; i++) {
    if (head[i] !== 0) continue;
    if (i % 2 === 0) even++;
    else odd++;
  }
  if (odd > seen / 4 && even === 0) return "utf-16le";
  if (even > seen / 4 && odd === 0) return "utf-16be";
  return "utf-8";
}

function isUtf8(bytes: Uint8Array): boolean {
  // The end of a head may cut a character in two: at most three bytes of it.
  for (let cut = 0; cut <= 3; cut++) {
    try {
      new TextDecoder("utf-8", { fatal: true }).decode(bytes.subarray(0, bytes.length - cut));
      return true;
    } catch {
      if (bytes.length <= cut) return false;
    }
  }
  return false;
}

function hasBareReturns(bytes: Uint8Array): boolean {
  return bytes.some((byte, at) => byte === 13 && bytes[at + 1] !== 10 && at + 1 < bytes.length);
}

function decode(bytes: Uint8Array, label: string): { text: string; note: string | null } {
  const encoding = encodingOf(bytes);
  if (encoding === "utf-16le" || encoding === "utf-16be") {
    const text = new TextDecoder(encoding).decode(bytes);
    return { text: text.replace(/^\uFEFF/, ""), note: "Decoded from UTF-16." };
  }
  if (isUtf8(bytes)) {
    const text = new TextDecoder("utf-8").decode(bytes);
    return { text, note: encoding === "utf-8" ? null : "Dropped a byte order mark." };
  }
  if (bytes.subarray(0, 4096).some((byte) => byte === 0)) {
    throw unknownFormat(label, "binary data of an unknown form", "Give CSV, JSON, Parquet or Arrow.");
  }
  return {
    text: new TextDecoder("windows-1252").decode(bytes),
    note: "Decoded from Latin-1 (Windows-1252).",
  };
}

function textFormat(head: Uint8Array, label: string): Format {
  if (encodingOf(head) === "utf-8" && head.subarray(0, 4096).some((byte) => byte === 0)) {
    throw unknownFormat(label, "binary data of an unknown form", "Give CSV, JSON, Parquet or Arrow.");
  }
  const text = new TextDecoder(encodingOf(head).startsWith("utf-16") ? encodingOf(head) : "utf-8").decode(
    head,
  );
  const start = text.replace(/^\uFEFF/, "").trimStart();
  if (start === "") throw new DataError("SAGE8104", `${label} holds only blanks.`, "Get it again.");
  if (start.startsWith("<") && !/^<(date|time|ticker|dtyyyymmdd)/i.test(start)) {
    throw unknownFormat(
      label,
      "a web page or XML",
      "The download may have been answered with a page: look at it.",
    );
  }
  return start.startsWith("[") || start.startsWith("{") ? "json" : "delimited";
}

function unzipGz(bytes: Uint8Array, path: string): Uint8Array {
  try {
    return gunzipSync(bytes);
  } catch (error) {
    throw new DataError(
      "SAGE8106",
      `${path} is damaged: its gzip data breaks off or has a wrong checksum.`,
      "Get it again: the download may have been cut.",
      { cause: error },
    );
  }
}

async function unpackZip(path: string, bytes: Uint8Array): Promise<readonly Piece[]> {
  const { unzipSync } = await import("fflate");
  let members: Record<string, Uint8Array>;
  try {
    members = unzipSync(bytes);
  } catch (error) {
    throw new DataError(
      "SAGE8106",
      `${path} is damaged or not a zip file that can be read: ${error instanceof Error ? error.message : "unknown"}.`,
      "Get it again: the download may have been cut. Encrypted archives must be unpacked first.",
      { cause: error },
    );
  }
  const names = Object.keys(members)
    .filter((name) => !name.endsWith("/") && !/(^|\/)(__MACOSX|\.)/.test(name))
    .toSorted();
  if (names.includes("[Content_Types].xml")) {
    throw unknownFormat(path, "an Excel workbook", "Save the sheet as CSV.");
  }
  if (names.length === 0) {
    throw new DataError("SAGE8104", `${path} is a zip archive without files.`, "Get it again.");
  }
  return names.map((name) => {
    const member = members[name] ?? new Uint8Array();
    const label = `${path}:${name}`;
    if (packing(member) === "zip") throw unknownFormat(label, "an archive in an archive", "Unpack it first.");
    const unpacked = packing(member) === "gzip" ? unzipGz(member, label) : member;
    return describeBytes(path, label, basename(name).replace(/\.gz$/i, ""), unpacked, [`Unpacked ${name}.`]);
  });
}

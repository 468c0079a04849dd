import { closeSync, fstatSync, openSync, readSync } from "node:fs";
import { DataError, fromSystemError } from "../data-error.js";
import { recordStart, type StoredRecord } from "./layout.js";

const magic = "ARROW1";
const longestFooter = 64 * 1024 * 1024;

/**
 * The record of a stored data set, or null if the file is not one (it may be any other file).
 * @throws DataError SAGE8101…SAGE8104 for what cannot be opened, SAGE8115 for a data set that was cut or changed
 */
export function readStored(path: string): StoredRecord | null {
  let descriptor: number;
  try {
    descriptor = openSync(path, "r");
  } catch (error) {
    throw fromSystemError(error, path);
  }
  try {
    const stat = fstatSync(descriptor);
    if (!stat.isFile()) {
      throw new DataError("SAGE8102", `${path} is not a file.`, "Name one data file.");
    }
    if (stat.size === 0) {
      throw new DataError(
        "SAGE8104",
        `${path} is empty.`,
        "Get the file again: its download may have failed.",
      );
    }
    return readFooter(descriptor, stat.size, path);
  } finally {
    closeSync(descriptor);
  }
}

function readFooter(descriptor: number, size: number, path: string): StoredRecord | null {
  if (size < 32 || readText(descriptor, 0, 6) !== magic || readText(descriptor, size - 6, 6) !== magic)
    return null;
  const suffix = Buffer.alloc(4);
  readSync(descriptor, suffix, 0, 4, size - 10);
  const length = suffix.readUInt32LE(0);
  if (length > Math.min(size - 18, longestFooter)) return null;
  const footer = Buffer.alloc(length);
  readSync(descriptor, footer, 0, length, size - 10 - length);
  const start = footer.indexOf(recordStart);
  if (start < 4) return null;
  // A string of a flatbuffer is preceded by its length.
  const text = footer.toString("utf8", start, start + footer.readUInt32LE(start - 4));
  return checkRecord(text, size - 10 - length, path);
}

function readText(descriptor: number, position: number, length: number): string {
  const bytes = Buffer.alloc(length);
  readSync(descriptor, bytes, 0, length, position);
  return bytes.toString("latin1");
}

/** Checked by hand, not by zod: opening a data set lies on the path of a cold run, and zod's import does not. */
function checkRecord(json: string, end: number, path: string): StoredRecord {
  let value: unknown;
  try {
    value = JSON.parse(json);
  } catch {
    throw damaged(path, "the record in its footer is not JSON");
  }
  if (!isStored(value))
    throw damaged(path, "the record in its footer lacks a field or has one of a wrong type");
  const { batches, ...record } = value;
  const bars = batches.reduce((sum, [, count]) => sum + count, 0);
  if (bars !== record.bars)
    throw damaged(path, `its batches hold ${bars} bars, its record says ${record.bars}`);
  for (const [position, count] of batches) {
    if (position < 0 || position + count * 8 * record.columns.length > end)
      throw damaged(path, "a batch lies outside the file");
  }
  return { record, batches };
}

type Flat = StoredRecord["record"] & Pick<StoredRecord, "batches">;

const text = (field: unknown) => typeof field === "string";
const textOrNull = (field: unknown) => field === null || text(field);
const number = (field: unknown) => Number.isFinite(field);
const texts = (field: unknown) => Array.isArray(field) && field.every(text);
const pair = (field: unknown) => Array.isArray(field) && field.length === 2 && field.every(Number.isInteger);

function isStored(value: unknown): value is Flat {
  if (typeof value !== "object" || value === null) return false;
  const has = (name: string, test: (field: unknown) => boolean) => test(Reflect.get(value, name));
  return (
    ["source", "hash"].every((name) => has(name, text)) &&
    ["symbol", "exchange", "marketType"].every((name) => has(name, textOrNull)) &&
    ["interval", "bars", "from", "to", "gaps", "missingBars"].every((name) => has(name, number)) &&
    ["columns", "understood", "changed"].every((name) => has(name, texts)) &&
    has("series", (field) => field === undefined || texts(field)) &&
    has("score", (field) => field === null || number(field)) &&
    has("quality", (field) => typeof field === "object") &&
    has("batches", (field) => Array.isArray(field) && field.every(pair))
  );
}

export function damaged(path: string, reason: string): DataError {
  return new DataError(
    "SAGE8115",
    `${path} is a damaged data set: ${reason}.`,
    "It was cut or changed after it was written. Import it again from its source.",
  );
}

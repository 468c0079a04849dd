import { createHash } from "node:crypto";

/** Columns that may travel, by their names. Bytes are little-endian, as on every machine this runs on. */
const columnTypes = { Float64Array, Float32Array, Int32Array, Uint32Array, Uint8Array } as const;
type ColumnName = keyof typeof columnTypes;

/** Smaller columns stay in the text. */
const inlineBytes = 4096;

/** A value as text, with what is large beside it by its content. */
export interface WireValue {
  readonly text: string;
  /** By SHA-256 in hexadecimal. */
  readonly blobs: ReadonlyMap<string, Uint8Array>;
}

/**
 * Writes what a thread could be sent (objects, lists, maps, numbers of every kind, columns) so that it reads back to the
 * last bit. The same value gives the same text; what is undefined in an object is left out.
 * @param inline keeps columns of any length in the text
 * @throws TypeError for what cannot travel, as functions
 */
export function writeWire(value: unknown, inline = false): WireValue {
  const blobs = new Map<string, Uint8Array>();
  const column = (name: ColumnName, bytes: Uint8Array): unknown => {
    if (inline || bytes.byteLength <= inlineBytes)
      return { $: name, base64: Buffer.from(bytes).toString("base64") };
    const hash = hashOfContent(bytes);
    blobs.set(hash, bytes);
    return { $: name, blob: hash };
  };
  const write = (part: unknown): unknown => {
    if (typeof part === "number")
      return Number.isFinite(part) && !Object.is(part, -0) ? part : { $: "number", text: numberText(part) };
    if (part === null || typeof part === "string" || typeof part === "boolean") return part;
    if (part === undefined) return { $: "undefined" };
    if (typeof part !== "object") throw new TypeError(`a ${typeof part} cannot travel`);
    if (Array.isArray(part)) return part.map(write);
    if (part instanceof Map)
      return { $: "map", entries: [...part].map(([key, item]) => [write(key), write(item)]) };
    const name = columnNameOf(part);
    if (name !== undefined && ArrayBuffer.isView(part))
      return column(name, new Uint8Array(part.buffer, part.byteOffset, part.byteLength));
    if (Object.getPrototypeOf(part) !== Object.prototype || "$" in part)
      throw new TypeError(`a ${part.constructor.name} cannot travel`);
    return Object.fromEntries(
      Object.entries(part).flatMap(([key, item]) => (item === undefined ? [] : [[key, write(item)]])),
    );
  };
  return { text: JSON.stringify(write(value)), blobs };
}

/** SHA-256 in hexadecimal. */
export const hashOfContent = (content: Uint8Array | string): string =>
  createHash("sha256").update(content).digest("hex");

const columnNames = Object.keys(columnTypes).filter((name): name is ColumnName => name in columnTypes);
const columnNameOf = (part: object): ColumnName | undefined =>
  columnNames.find((name) => part instanceof columnTypes[name]);
const numberText = (value: number): string => (Object.is(value, -0) ? "-0" : String(value));

/** Hashes of the content that a text needs beside it. */
export function blobsOfWire(text: string): readonly string[] {
  const found = new Set<string>();
  const look = (part: unknown): void => {
    if (typeof part !== "object" || part === null) return;
    const hash: unknown = "$" in part && "blob" in part ? part.blob : undefined;
    if (typeof hash === "string") found.add(hash);
    else Object.values(part).forEach(look);
  };
  look(JSON.parse(text));
  return [...found];
}

/**
 * Reads what `writeWire` wrote. Columns that lie beside the text are in memory that all threads read.
 * @param blob bytes by their hash, in shared memory; each is asked for once
 * @throws SyntaxError or TypeError for text that is something else
 */
export function readWire(text: string, blob: (hash: string) => SharedArrayBuffer = noBlob): unknown {
  const shared = new Map<string, SharedArrayBuffer>();
  const sharedOf = (hash: string): SharedArrayBuffer => {
    const bytes = shared.get(hash) ?? blob(hash);
    shared.set(hash, bytes);
    return bytes;
  };
  const read = (part: unknown): unknown => {
    if (typeof part !== "object" || part === null) return part;
    if (Array.isArray(part)) return part.map(read);
    const fields = new Map(Object.entries(part));
    const tag: unknown = fields.get("$");
    if (tag === undefined) return Object.fromEntries([...fields].map(([key, item]) => [key, read(item)]));
    if (tag === "undefined") return undefined;
    if (tag === "number") return Number(fields.get("text"));
    if (tag === "map") return readMap(fields.get("entries"), read);
    const name = columnNames.find((each) => each === tag);
    if (name === undefined) throw new TypeError(`an unknown part of a message: ${String(tag)}`);
    const hash = fields.get("blob");
    const bytes = typeof hash === "string" ? sharedOf(hash) : ownBytes(String(fields.get("base64")));
    const Column: new (bytes: ArrayBufferLike) => ArrayBufferView = columnTypes[name];
    return new Column(bytes);
  };
  return read(JSON.parse(text));
}

function readMap(entries: unknown, read: (part: unknown) => unknown): ReadonlyMap<unknown, unknown> {
  if (!Array.isArray(entries)) throw new TypeError("a map of a message has no entries");
  return new Map(
    entries.map((entry: unknown) => {
      if (!Array.isArray(entry)) throw new TypeError("an entry of a map of a message is none");
      return [read(entry[0]), read(entry[1])] as const;
    }),
  );
}

/** A buffer of its own: one out of Node's pool would not begin where a column may. */
function ownBytes(base64: string): ArrayBuffer {
  const bytes = Buffer.from(base64, "base64");
  const own = new ArrayBuffer(bytes.byteLength);
  new Uint8Array(own).set(bytes);
  return own;
}

function noBlob(hash: string): never {
  throw new TypeError(`a message needs content ${hash}, which is not with it`);
}

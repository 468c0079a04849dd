import { existsSync, readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import { writeAtomically } from "../data/atomic-file.js";
import { RunError } from "../engine/error.js";
import { sageHome } from "../store/home.js";
import type { Database } from "./database.js";
import { hashOfContent } from "./wire.js";

const chunkBytes = 4 * 1024 * 1024;

/** Puts content into the database under its hash, in chunks; what is there already is not sent again. */
export async function uploadBlobs(database: Database, blobs: ReadonlyMap<string, Uint8Array>): Promise<void> {
  for (const [hash, bytes] of blobs) {
    const [known] = await database.query(
      "update sage.blobs set used = now() where hash = $1 returning complete",
      [hash],
    );
    if (known?.["complete"] === true) continue;
    await database.query("insert into sage.blobs (hash, bytes) values ($1, $2) on conflict do nothing", [
      hash,
      bytes.byteLength,
    ]);
    for (let number = 0; number * chunkBytes < bytes.byteLength; number++) {
      const part = Buffer.from(bytes.slice(number * chunkBytes, (number + 1) * chunkBytes));
      await database.query(
        "insert into sage.chunks (hash, number, content) values ($1, $2, $3) on conflict do nothing",
        [hash, number, part],
      );
    }
    await database.query("update sage.blobs set complete = true where hash = $1", [hash]);
  }
}

/** Content that was fetched, by its hash; on this machine, so that it is fetched once. */
export const blobFolder = (): string => join(sageHome(), "cache", "blobs");

/**
 * Content by its hash, in memory that all threads read: from this machine where it was fetched before, else from the
 * database. Both are checked against the hash.
 * @throws RunError SAGE8417 where it is missing or damaged
 */
export async function fetchBlob(
  database: Database,
  hash: string,
  folder = blobFolder(),
): Promise<SharedArrayBuffer> {
  const path = join(folder, hash);
  if (existsSync(path)) {
    const kept = readFileSync(path);
    if (hashOfContent(kept) === hash) return sharedCopy([kept]);
    rmSync(path, { force: true });
  }
  const chunks: Buffer[] = [];
  const rows = await database.query(
    "select number from sage.chunks join sage.blobs using (hash) where hash = $1 and complete order by number",
    [hash],
  );
  for (const { number } of rows) {
    const [row] = await database.query("select content from sage.chunks where hash = $1 and number = $2", [
      hash,
      number,
    ]);
    const content = row?.["content"];
    if (Buffer.isBuffer(content)) chunks.push(content);
  }
  const shared = sharedCopy(chunks);
  if (hashOfContent(new Uint8Array(shared)) !== hash)
    throw new RunError(
      "SAGE8417",
      `Content ${hash.slice(0, 16)} in ${database.shown} is missing or damaged.`,
      "Submit the work again.",
    );
  writeAtomically(path, (file) => chunks.forEach((chunk) => file.write(chunk)));
  return shared;
}

function sharedCopy(chunks: readonly Uint8Array[]): SharedArrayBuffer {
  const shared = new SharedArrayBuffer(chunks.reduce((sum, { byteLength }) => sum + byteLength, 0));
  const view = new Uint8Array(shared);
  let at = 0;
  for (const chunk of chunks) {
    view.set(chunk, at);
    at += chunk.byteLength;
  }
  return shared;
}

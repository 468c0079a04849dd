import { fileFeed, type TimeLimits } from "../feeds/file.js";
import { DataError } from "./data-error.js";
import type { BarFeed } from "./dataset.js";
import type { ImportOptions } from "./import/options.js";
import type { StoredRecord } from "./store/layout.js";
import { readStored } from "./store/read.js";

export interface OpenOptions extends TimeLimits {
  /** How to read the file where it is not a stored data set. */
  readonly import?: ImportOptions;
  /** Told what an import understood and changed, when one was needed or is found in the cache. */
  readonly onImport?: (account: ImportAccount) => void;
}

/** What an import understood and changed, as sentences. */
export interface ImportAccount {
  readonly understood: readonly string[];
  readonly changed: readonly string[];
}

/**
 * Opens any data file as a feed: a stored data set at once, any other through an import that is kept in the cache.
 * @throws DataError for whatever is wrong with path, file, bars, or limits
 */
export async function openDataset(path: string, options: OpenOptions = {}): Promise<BarFeed> {
  const own = readStored(path);
  if (own !== null) return feedOf(path, own, path, options);
  const { storedPath, stored } = await openThroughCache(path, options.import ?? {});
  const { understood, changed } = stored.record;
  options.onImport?.({ understood, changed });
  return feedOf(storedPath, stored, path, options);
}

function feedOf(storedPath: string, stored: StoredRecord, source: string, options: OpenOptions): BarFeed {
  return fileFeed(storedPath, { ...stored, record: { ...stored.record, source } }, options);
}

async function openThroughCache(
  path: string,
  options: ImportOptions,
): Promise<{ storedPath: string; stored: StoredRecord }> {
  const { dropFromCache, findInCache } = await import("./store/cache.js");
  const entry = findInCache([path], options);
  if (entry.present) {
    const stored = readCached(entry.path, dropFromCache);
    if (stored !== null) {
      entry.remember();
      return { storedPath: entry.path, stored };
    }
  }
  const { storeSource } = await import("./import/store-source.js");
  await storeSource([path], options, Date.now(), () => entry.path);
  entry.remember();
  const stored = readStored(entry.path);
  if (stored === null) {
    throw new DataError(
      "SAGE8115",
      `The cache file ${entry.path} could not be read back.`,
      "Empty the cache folder.",
    );
  }
  return { storedPath: entry.path, stored };
}

/** A damaged cache entry is no error: it is made anew. */
function readCached(path: string, drop: (path: string) => void): StoredRecord | null {
  try {
    return readStored(path);
  } catch (error) {
    if (!(error instanceof DataError) || error.code === "SAGE8103") throw error;
    drop(path);
    return null;
  }
}

import { basename } from "node:path";
import { inBatches } from "../columns.js";
import { DataError } from "../data-error.js";
import { writeStore } from "../store/write.js";
import { identify } from "./identify.js";
import { openTable, readSource } from "./import-dataset.js";
import { checkOptions, type ImportOptions } from "./options.js";
import { findRoles } from "./roles.js";
import { Scratch } from "./scratch.js";
import { Irregular, streamSource, type StoredSource } from "./stream-source.js";

/**
 * Imports one or several files as one data set: in one walk where rows stand as they should, else as a whole table. Both
 * ways store the same bars with the same record.
 * @param place where the data set is to lie, asked for once it is known that there is something to read
 * @param now epoch milliseconds, to tell whether the last bar is still forming
 * @throws DataError SAGE8101…SAGE8114 and SAGE8117
 */
export async function storeSource(
  paths: readonly string[],
  options: ImportOptions,
  now: number,
  place: () => string,
): Promise<StoredSource> {
  const streamed = await tryStream(paths, options, now, place);
  if (streamed !== null) return streamed;
  const { columns, record, report } = await readSource(paths, options, now);
  await writeStore(place(), inBatches(columns), () => record, record.series);
  return { record, report };
}

/** Null where the table must be read whole; whatever is wrong with it is found and told there. */
async function tryStream(
  paths: readonly string[],
  given: ImportOptions,
  now: number,
  place: () => string,
): Promise<StoredSource | null> {
  const [path] = paths;
  if (path === undefined || paths.length > 1) return null;
  const scratch = new Scratch();
  try {
    const options = checkOptions(given);
    const [piece, ...more] = await identify(path);
    if (piece === undefined || more.length > 0 || piece.bytes !== null || piece.format !== "parquet")
      return null;
    const table = await openTable(piece, () => scratch.folder());
    const roles = findRoles(table, options);
    if (roles.kind !== "candles") return null;
    const fileName = piece.fileName || basename(path);
    const origin = { paths, fileName, options, symbol: table.title, now };
    return await streamSource({ table, roles, origin }, place());
  } catch (error) {
    if (error instanceof DataError || error instanceof Irregular) return null;
    throw error;
  } finally {
    scratch.remove();
  }
}

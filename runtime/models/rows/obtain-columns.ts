import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import type { Graph } from "../../../compiler/graph/index.js";
import type { BarFeed } from "../../data/dataset.js";
import { DataError } from "../../data/data-error.js";
import type { BoundFeed } from "../../feeds/bind.js";
import { programVersion } from "../../modes/identity.js";
import { packageRoot } from "../../package-root.js";
import type { ColumnCache } from "./column-cache.js";
import { columnKeys } from "./column-key.js";
import { computeColumns, type ColumnValues, type Pass, type WantedColumn } from "./compute-columns.js";

/** What became of a look into the cache. */
export interface CacheEvent {
  /** Columns that were there. */
  readonly found: readonly string[];
  /** Columns that were computed and kept. */
  readonly computed: readonly string[];
  /** Why columns could not be kept; null: they were. */
  readonly unkept: string | null;
}

/** A graph bound to data and parameter values. */
export interface ColumnSource {
  readonly graph: Graph;
  readonly feed: BarFeed;
  readonly values: readonly number[];
  readonly scalars: readonly number[];
  readonly feeds: readonly BoundFeed[];
  readonly cache: ColumnCache | undefined;
  readonly onCache: ((event: CacheEvent) => void) | undefined;
  readonly module: WebAssembly.Module | undefined;
  readonly signal: AbortSignal | undefined;
  readonly progress: ((done: number, total: number) => void) | undefined;
}

/** Columns from the cache where they are there; the others in one pass, which are kept then. */
export async function obtainColumns(source: ColumnSource, wanted: readonly WantedColumn[]): Promise<Pass> {
  const { graph, feed, cache, onCache, module } = source;
  const options = { ...source, feeds: source.feeds.map(({ input }) => input) };
  // Kernels of somebody's own have no identity that is known here.
  if (cache === undefined || module !== undefined) return computeColumns(graph, wanted, feed, options);
  const keys = keysOf(source, wanted);
  const held: (ColumnValues | null)[] = [];
  for (const [k, { precision }] of wanted.entries()) held.push(await cache.read(keys[k] ?? "", precision));
  const missing = wanted.filter((_, k) => held[k] === null);
  const pass = computeColumns(graph, missing, feed, options);
  const { length } = pass.time;
  const fresh = [...pass.columns];
  const columns: ColumnValues[] = [];
  const unkept = new Set<string>();
  for (const [k, { precision }] of wanted.entries()) {
    const before = held[k] ?? null;
    const values = before ?? fresh.shift() ?? empty(precision);
    if (before === null) {
      const why = await keep(cache, keys[k] ?? "", values);
      if (why !== null) unkept.add(why);
    } else if (before.length !== length)
      throw new RangeError(`a kept column has ${before.length} values for ${length} bars`);
    columns.push(values);
  }
  onCache?.({
    found: wanted.filter((_, k) => held[k] !== null).map(({ name }) => name),
    computed: missing.map(({ name }) => name),
    unkept: [...unkept][0] ?? null,
  });
  return { ...pass, columns };
}

const empty = (precision: WantedColumn["precision"]): ColumnValues =>
  precision === "single" ? new Float32Array() : new Float64Array();

/** Why a column could not be kept: a full disk costs time later, and nothing now. */
async function keep(cache: ColumnCache, key: string, values: ColumnValues): Promise<string | null> {
  try {
    await cache.write(key, values);
    return null;
  } catch (error) {
    if (error instanceof DataError) return error.message;
    throw error;
  }
}

function keysOf({ graph, feed, scalars, feeds }: ColumnSource, wanted: readonly WantedColumn[]) {
  const keys = columnKeys(
    graph,
    wanted.map(({ series }) => series),
    { program: programVersion(), kernels: kernelsHash(), bars: feed.information, scalars, feeds },
  );
  return keys.map((key, k) => `${key}-${wanted[k]?.precision === "single" ? "f32" : "f64"}`);
}

let kernels: string | undefined;

function kernelsHash(): string {
  kernels ??= createHash("sha256")
    .update(readFileSync(join(packageRoot, "kernels", "build", "kernels.wasm")))
    .digest("hex");
  return kernels;
}

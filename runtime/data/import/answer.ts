import type { DuckDBDataChunk } from "@duckdb/node-api";
import { batchBars } from "../columns.js";
import { forEachChunk, streamChunks, withDuck } from "./duck.js";
import { Sweeper } from "./sweeper.js";
import { NumberCollector, type RawColumn } from "./table.js";

/**
 * The first columns of a query's answer, each as numbers (NaN where there is none) or as texts. What else the answer
 * holds is shown to `alsoSee` chunk by chunk, with the number of rows before it.
 */
export async function readAnswer(
  sql: string,
  asNumbers: readonly boolean[],
  alsoSee: (chunk: DuckDBDataChunk, rowsBefore: number) => void,
): Promise<{ readonly rows: number; readonly columns: readonly RawColumn[] }> {
  const collectors = asNumbers.map((isNumber) => (isNumber ? new NumberCollector() : new TextCollector()));
  let rows = 0;
  await withDuck((connection) =>
    forEachChunk(connection, sql, (chunk) => {
      const count = chunk.rowCount;
      for (const [at, collector] of collectors.entries()) {
        const vector = chunk.getColumnVector(at);
        if (collector instanceof TextCollector) {
          for (let row = 0; row < count; row++) collector.push(vector.getItem(row));
          continue;
        }
        const whole = numbersOf(vector);
        if (whole !== null) {
          collector.append(whole);
          continue;
        }
        for (let row = 0; row < count; row++) {
          const item = vector.getItem(row);
          collector.push(typeof item === "number" ? item : NaN);
        }
      }
      alsoSee(chunk, rows);
      rows += count;
    }),
  );
  const columns = collectors.map((collector): RawColumn =>
    collector instanceof TextCollector
      ? { kind: "texts", values: collector.values }
      : { kind: "numbers", values: collector.finish() },
  );
  return { rows, columns };
}

/**
 * The answer of a query whose columns are all numbers, in pieces of at most `batchBars` rows: each column a view of one
 * buffer that the next piece overwrites.
 */
export async function* streamNumbers(sql: string, width: number): AsyncGenerator<readonly Float64Array[]> {
  const buffers = Array.from({ length: width }, () => new Float64Array(batchBars));
  const sweeper = new Sweeper();
  let filled = 0;
  const piece = (): readonly Float64Array[] => buffers.map((buffer) => buffer.subarray(0, filled));
  for await (const chunk of streamChunks(sql)) {
    const count = chunk.rowCount;
    if (filled + count > batchBars) {
      yield piece();
      filled = 0;
    }
    for (const [at, buffer] of buffers.entries()) {
      const vector = chunk.getColumnVector(at);
      const whole = numbersOf(vector);
      if (whole !== null) buffer.set(whole, filled);
      else {
        for (let row = 0; row < count; row++) {
          const item = vector.getItem(row);
          buffer[filled + row] = typeof item === "number" ? item : NaN;
        }
      }
    }
    filled += count;
    sweeper.note();
  }
  if (filled > 0) yield piece();
}

class TextCollector {
  readonly values: (string | null)[] = [];

  push(item: unknown): void {
    this.values.push(typeof item === "string" ? item : null);
  }
}

/** The values of a vector of doubles in one piece, where none of them is missing; asked one by one they take longer than all else. */
function numbersOf(vector: object): Float64Array | null {
  const items: unknown = Reflect.get(vector, "items");
  const validity: unknown = Reflect.get(vector, "validity");
  if (!(items instanceof Float64Array) || typeof validity !== "object" || validity === null) return null;
  return Reflect.get(validity, "data") === null ? items : null;
}

/* oxlint-disable no-underscore-dangle -- Arrow's writer is extended through its protected members, named so */
import type { MarketSeries } from "../../../kernels/catalog/series.js";
import { closeSync, openSync } from "node:fs";
import { basename, dirname, join } from "node:path";
import { setImmediate } from "node:timers/promises";
import { Field, Float64, RecordBatch, RecordBatchFileWriter, Schema, Struct, makeData } from "apache-arrow";
import type { TypeMap } from "apache-arrow";
import { produceAtomically, writeAtomically, writeWhole, type FileSink } from "../atomic-file.js";
import {
  batchBars,
  canoniseMissing,
  columnNames,
  viewColumns,
  allocateColumns,
  missingValues,
} from "../columns.js";
import type { BarPiece } from "../dataset.js";
import { hashBatches, placesOf, readBatches, readCloses } from "./batches.js";
import { recordKey, type BatchPlace, type DatasetRecord } from "./layout.js";

const fieldsOf = (series: readonly MarketSeries[]) =>
  [...columnNames, ...series].map((name) => new Field(name, new Float64(), false));

/** Bars as they can be read back from where they were written, before their file is whole. */
export interface Written {
  bars(): Iterable<BarPiece>;
  /** The columns `time` and `close` alone. */
  closes(): Iterable<Pick<BarPiece, "time" | "close">>;
  hash(): string;
}

/** What is written before the record is known: it goes into the footer, the last part of the file. */
type MakeRecord = (batches: readonly BatchPlace[]) => DatasetRecord;

/** Arrow's file writer, writing straight to a file and putting the record into the footer. */
class StoreWriter extends RecordBatchFileWriter<TypeMap> {
  constructor(
    private readonly file: FileSink,
    private readonly makeRecord: MakeRecord,
    private readonly series: readonly MarketSeries[],
  ) {
    super();
  }

  protected override _write(chunk: unknown): this {
    if (!this._started || !ArrayBuffer.isView(chunk)) return this;
    const bytes = new Uint8Array(chunk.buffer, chunk.byteOffset, chunk.byteLength);
    if (bytes.length > 0) this.file.write(bytes);
    this._position += bytes.length;
    return this;
  }

  protected override _writeFooter(): this {
    const batches = this._recordBatchBlocks.map((block): BatchPlace => {
      return [
        block.offset + block.metaDataLength,
        block.bodyLength / (8 * (columnNames.length + this.series.length)),
      ];
    });
    const text = JSON.stringify({ ...this.makeRecord(batches), batches });
    return super._writeFooter(new Schema(fieldsOf(this.series), new Map([[recordKey, text]])));
  }
}

function toBatch(columns: BarPiece, series: readonly MarketSeries[]): RecordBatch {
  const length = columns.time.length;
  const data = [
    ...columnNames.map((name) => columns[name]),
    ...series.map((name) => columns.series?.[name] ?? missingValues(length)),
  ];
  const children = data.map((values) => makeData({ type: new Float64(), length, data: values }));
  const fields = fieldsOf(series);
  const struct = new Struct(fields);
  return new RecordBatch(new Schema(fields), makeData({ type: struct, length, nullCount: 0, children }));
}

/** Regroups pieces of any length into pieces of exactly `batchBars`, the last one shorter. Copies; canonical NaN. */
async function* regroup(
  chunks: Iterable<BarPiece> | AsyncIterable<BarPiece>,
  series: readonly MarketSeries[],
): AsyncGenerator<BarPiece> {
  const buffer = allocateColumns(batchBars, series);
  const canonise = (columns: BarPiece): void => {
    for (const name of columnNames) canoniseMissing(columns[name]);
    for (const values of Object.values(columns.series ?? {})) canoniseMissing(values);
  };
  let filled = 0;
  for await (const chunk of chunks) {
    for (let from = 0; from < chunk.time.length;) {
      const take = Math.min(batchBars - filled, chunk.time.length - from);
      for (const name of columnNames) {
        buffer[name].set(chunk[name].subarray(from, from + take), filled);
      }
      for (const name of series) {
        const given = chunk.series?.[name]?.subarray(from, from + take);
        buffer.series?.[name]?.set(given ?? missingValues(take), filled);
      }
      filled += take;
      from += take;
      if (filled === batchBars) {
        canonise(buffer);
        yield buffer;
        filled = 0;
      }
    }
  }
  if (filled > 0) {
    const rest = viewColumns(buffer, 0, filled);
    canonise(rest);
    yield rest;
  }
}

/** `prices.arrow` → `prices.metadata.json`. */
export function metadataPathOf(path: string): string {
  return join(dirname(path), `${basename(path).replace(/\.[^.]+$/, "")}.metadata.json`);
}

/**
 * Writes bars as a stored data set: the Arrow file at `path` and its metadata as JSON beside it. Each file appears
 * whole or not at all.
 * @param series what the pieces bring besides the bars
 * @param describe makes the record once the bars are written
 * @throws DataError SAGE8103, SAGE8114
 */
export async function writeStore(
  path: string,
  chunks: Iterable<BarPiece> | AsyncIterable<BarPiece>,
  describe: (written: Written) => DatasetRecord,
  series: readonly MarketSeries[] = [],
): Promise<DatasetRecord> {
  const made: DatasetRecord[] = [];
  await produceAtomically(path, async (temporary) => {
    const descriptor = openSync(temporary, "w");
    try {
      const file: FileSink = { write: (bytes) => writeWhole(descriptor, bytes) };
      const places = placesOf(series);
      const makeRecord: MakeRecord = (batches) => {
        const record = describe({
          bars: () => readBatches(temporary, batches, places),
          closes: () => readCloses(temporary, batches),
          hash: () => hashBatches(temporary, batches),
        });
        made.push(record);
        return record;
      };
      const writer = new StoreWriter(file, makeRecord, series);
      for await (const batch of regroup(chunks, series)) {
        writer.write(toBatch(batch, series));
        // A long write must let Ctrl-C be heard.
        await setImmediate();
      }
      writer.finish();
    } finally {
      closeSync(descriptor);
    }
  });
  const [record] = made;
  if (record === undefined) throw new RangeError("a data set without bars cannot be stored");
  const text = `${JSON.stringify(record, null, 2)}\n`;
  writeAtomically(metadataPathOf(path), (file) => file.write(Buffer.from(text)));
  return record;
}

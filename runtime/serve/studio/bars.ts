import { bytesOf, columnNames, gatherColumns } from "../../data/columns.js";
import { openDataset } from "../../data/open.js";

/**
 * Bars of a data file for the page: four bytes with the length of a JSON text, that text (what is known of the data),
 * noughts up to a multiple of eight, and then time, open, high, low, close, volume as little-endian doubles.
 * @throws DataError where it is no data, or such that has to be looked at first
 */
export async function barsMessage(path: string, shown: string): Promise<Buffer> {
  const { information, chunks } = await openDataset(path);
  const { symbol, exchange, marketType, interval, bars, from, to, gaps, missingBars, hash, score } =
    information;
  const told = {
    source: shown,
    symbol,
    exchange,
    marketType,
    interval,
    bars,
    from,
    to,
    gaps,
    missingBars,
    hash,
    score,
  };
  const head = Buffer.from(JSON.stringify(told), "utf8");
  const start = Math.ceil((4 + head.length) / 8) * 8;
  const columns = gatherColumns(chunks(), bars);
  const message = Buffer.alloc(start + bars * 8 * columnNames.length);
  message.writeUInt32LE(head.length, 0);
  head.copy(message, 4);
  for (const [at, name] of columnNames.entries()) message.set(bytesOf(columns[name]), start + at * bars * 8);
  return message;
}

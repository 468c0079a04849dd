import { hashChunks, inBatches, seriesOf } from "../data/columns.js";
import type { BarFeed, BarPiece, DatasetInformation } from "../data/dataset.js";
import { withLazyHash } from "../data/information.js";

/** Bars already in memory as a feed; for tests and small derived data. */
export function memoryFeed(columns: BarPiece, information: Omit<DatasetInformation, "hash">): BarFeed {
  const chunks = () => inBatches(columns);
  const series = seriesOf(columns);
  const { series: _, ...rest } = information;
  const whole = { ...rest, ...(series.length > 0 && { series }) };
  return { information: withLazyHash(whole, () => hashChunks(chunks)), chunks };
}

import type { DatasetInformation } from "./dataset.js";

/** All but the hash, which is not even asked for: it may be costly. */
export function withoutHash(information: DatasetInformation): Omit<DatasetInformation, "hash"> {
  const { source, symbol, exchange, marketType, interval, bars, from, to } = information;
  const { gaps, missingBars, score, series } = information;
  const market = { source, symbol, exchange, marketType, interval };
  return { ...market, bars, from, to, gaps, missingBars, score, ...(series !== undefined && { series }) };
}

/** Hashing walks every bar, so it is done when the hash is first asked for. */
export function withLazyHash(
  information: Omit<DatasetInformation, "hash">,
  makeHash: () => string,
): DatasetInformation {
  let hash: string | null = null;
  return {
    ...information,
    get hash() {
      hash ??= makeHash();
      return hash;
    },
  };
}

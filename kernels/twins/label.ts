import { barsOf, firstOf, valueAt, type Twin } from "./twin.js";

export const labelTwins: Readonly<Record<string, Twin>> = {
  triple_barrier: (parameters, [take = [], stop = [], high = [], low = [], close = []]) => {
    const within = firstOf(parameters);
    return [
      barsOf([take]).map((bar) => {
        const start = bar - within;
        const upper = valueAt(close, start) + valueAt(take, start);
        const lower = valueAt(close, start) - valueAt(stop, start);
        if (start < 0 || Number.isNaN(upper) || Number.isNaN(lower)) return NaN;
        for (let later = start + 1; later <= bar; later++) {
          if (valueAt(low, later) <= lower) return 0;
          if (valueAt(high, later) >= upper) return 2;
        }
        return 1;
      }),
    ];
  },
};

/** Which bars are drawn, and how many of them stand on one place. Bars are counted from 0. */
export interface Cut {
  readonly first: number;
  /** The first bar that is not drawn any more. */
  readonly end: number;
  /** Bars that are drawn as one. */
  readonly step: number;
}

/** A part of the bars as it can be seen; fractions of bars, and places before the first and after the last, are allowed. */
export interface Span {
  readonly from: number;
  readonly to: number;
}

/** Lengths of what can be seen that are kept ready at either side, so that a hand that drags meets no end. */
const margin = 2;

/** Powers of two, so that while somebody zooms the same bars stay together. */
const stepFor = (bars: number, columns: number): number =>
  2 ** Math.max(0, Math.ceil(Math.log2(bars / Math.max(1, columns))));

export function wholeCut(total: number, columns: number): Cut {
  return { first: 0, end: total, step: stepFor(total, columns) };
}

/** What to draw where so much is seen on so many columns of pixels: as fine as they can show, with its margins. */
export function cutFor(seen: Span, total: number, columns: number): Cut {
  const from = Math.max(0, Math.min(seen.from, total));
  const to = Math.max(from, Math.min(seen.to, total));
  const length = Math.max(1, to - from);
  if (length > 0.9 * total) return wholeCut(total, columns);
  const step = stepFor(length, columns);
  const aligned = (bar: number): number => Math.floor(bar / step) * step;
  return {
    first: Math.max(0, aligned(from - margin * length)),
    end: Math.min(total, aligned(to + margin * length) + step),
    step,
  };
}

/** Whether what is drawn is fine enough for what is seen, and reaches beyond both of its sides. */
export function isEnough(cut: Cut, seen: Span, total: number, columns: number): boolean {
  const wanted = cutFor(seen, total, columns);
  if (cut.step > wanted.step) return false;
  const spare = (seen.to - seen.from) / 2;
  return (
    cut.first <= Math.max(0, Math.floor(seen.from - spare)) &&
    cut.end >= Math.min(total, Math.ceil(seen.to + spare))
  );
}

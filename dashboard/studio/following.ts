import type { IChartApi } from "lightweight-charts";
import { cutFor, isEnough, type Cut, type Span } from "./research/cut.js";

/** What a chart draws at the moment: places of its time axis, and the bars they stand for. */
export interface Drawn {
  readonly cut: Cut;
  /** All bars of the data, drawn or not. */
  readonly total: number;
  /** Places of the axis to a step. */
  readonly places: number;
}

export interface Following {
  /**
   * Puts data in place of others without moving the bars that are looked at.
   * @param put lays the data into the chart
   * @param isOther whether they are other bars, of which all are shown
   */
  readonly put: (drawn: Drawn, put: () => void, isOther: boolean) => void;
  /** Part that can be seen, null: all of it. */
  readonly part: () => Cut | null;
  readonly showAll: () => void;
  /** Half of what is seen, around its middle. */
  readonly closer: () => void;
  readonly end: () => void;
}

/**
 * Asks for finer bars when somebody looks closer, and for those beside when somebody moves: never while the pointer is
 * held, so that what is dragged stays under the hand.
 */
export function follow(
  chart: IChartApi,
  element: HTMLElement,
  ask: (cut: Cut | null) => Promise<void>,
): Following {
  const scale = chart.timeScale();
  let drawn: Drawn | null = null;
  let isHeld = false;
  let isAsking = false;
  let frame = 0;
  const columns = (): number => Math.max(100, scale.width());
  const seen = (): Span | null => {
    const range = scale.getVisibleLogicalRange();
    if (range === null || drawn === null) return null;
    const { cut, places } = drawn;
    const bars = cut.step / places;
    return { from: cut.first + range.from * bars, to: cut.first + range.to * bars };
  };
  const isAll = (span: Span, total: number): boolean => span.to - span.from > 0.9 * total;
  const part = (): Cut | null => {
    const span = seen();
    if (span === null || drawn === null || isAll(span, drawn.total)) return null;
    return cutFor(span, drawn.total, columns());
  };
  const check = async (): Promise<void> => {
    const span = seen();
    if (span === null || drawn === null || isHeld || isAsking) return;
    if (isEnough(drawn.cut, span, drawn.total, columns())) return;
    isAsking = true;
    await ask(part());
    isAsking = false;
  };
  const later = (): void => {
    cancelAnimationFrame(frame);
    frame = requestAnimationFrame(() => void check());
  };
  const hold = (): void => {
    isHeld = true;
  };
  const letGo = (): void => {
    isHeld = false;
    later();
  };
  scale.subscribeVisibleLogicalRangeChange(later);
  element.addEventListener("pointerdown", hold);
  for (const name of ["pointerup", "pointercancel"] as const) addEventListener(name, letGo);
  const look = ({ from, to }: Span): void => {
    if (drawn === null) return;
    const bars = drawn.cut.step / drawn.places;
    scale.setVisibleLogicalRange({
      from: (from - drawn.cut.first) / bars,
      to: (to - drawn.cut.first) / bars,
    });
  };
  return {
    put: (next, put, isOther) => {
      const before = isOther ? null : seen();
      const isSame =
        drawn !== null &&
        drawn.places === next.places &&
        (["first", "end", "step"] as const).every((name) => drawn?.cut[name] === next.cut[name]);
      drawn = next;
      put();
      if (before === null || isAll(before, next.total)) {
        if (!isSame || isOther) scale.fitContent();
      } else if (!isSame) look(before);
      later();
    },
    part,
    showAll: () => {
      if (drawn !== null) look({ from: 0, to: drawn.total });
    },
    closer: () => {
      const span = seen();
      if (span === null) return;
      const quarter = (span.to - span.from) / 4;
      look({ from: span.from + quarter, to: span.to - quarter });
    },
    end: () => {
      cancelAnimationFrame(frame);
      scale.unsubscribeVisibleLogicalRangeChange(later);
      element.removeEventListener("pointerdown", hold);
      for (const name of ["pointerup", "pointercancel"] as const) removeEventListener(name, letGo);
    },
  };
}

import type { IChartApi } from "lightweight-charts";
import { cutFor, isEnough, type Cut, type Span } from "../interface/charts/cut.js";

/** What a chart draws at the moment: places of its time axis, and the bars they stand for. */
export interface Drawn {
  readonly cut: Cut;
  /** All bars of the data, drawn or not. */
  readonly total: number;
  /** Places of the axis to a step. */
  readonly places: number;
}

const isAll = ({ from, to }: Span, total: number): boolean => to - from > 0.9 * total;
const lettingGo = ["pointerup", "pointercancel"] as const;

/**
 * Asks for finer bars when somebody looks closer, and for those beside when somebody moves: never while the pointer is
 * held, so that what is dragged stays under the hand.
 */
export class Following {
  readonly #chart: IChartApi;
  readonly #element: HTMLElement;
  readonly #ask: (cut: Cut | null) => Promise<void>;
  #drawn: Drawn | null = null;
  /** Whether all bars were to be seen, and nobody has looked elsewhere since. */
  #showsAll = false;
  #isHeld = false;
  #isAsking = false;
  #frame = 0;

  constructor(chart: IChartApi, element: HTMLElement, ask: (cut: Cut | null) => Promise<void>) {
    this.#chart = chart;
    this.#element = element;
    this.#ask = ask;
    chart.timeScale().subscribeVisibleLogicalRangeChange(this.#later);
    chart.timeScale().subscribeSizeChange(this.#fit);
    element.addEventListener("pointerdown", this.#hold);
    for (const name of lettingGo) addEventListener(name, this.#letGo);
  }

  /**
   * Puts data in place of others without moving the bars that are looked at.
   * @param lay lays the data into the chart
   * @param isOther whether they are other bars, of which all are shown
   */
  put(next: Drawn, lay: () => void, isOther: boolean): void {
    const before = isOther ? null : this.#seen();
    const drawn = this.#drawn;
    const isSame =
      drawn !== null &&
      drawn.places === next.places &&
      (["first", "end", "step"] as const).every((name) => drawn.cut[name] === next.cut[name]);
    this.#drawn = next;
    lay();
    if (isSame && !isOther) return;
    this.#showsAll = before === null || isAll(before, next.total);
    if (before !== null && !this.#showsAll) this.#look(before);
    else this.#fit();
    this.#later();
  }

  /** Bars that are wanted for what can be seen; null: all. */
  part(): Cut | null {
    const [span, drawn] = [this.#seen(), this.#drawn];
    if (span === null || drawn === null || isAll(span, drawn.total)) return null;
    return cutFor(span, drawn.total, this.#columns());
  }

  showAll(): void {
    this.#showsAll = true;
    if (this.#drawn !== null) this.#look({ from: 0, to: this.#drawn.total });
  }

  /** Half of what is seen, around its middle. */
  closer(): void {
    const span = this.#seen();
    if (span === null) return;
    const quarter = (span.to - span.from) / 4;
    this.#look({ from: span.from + quarter, to: span.to - quarter });
  }

  end(): void {
    cancelAnimationFrame(this.#frame);
    this.#chart.timeScale().unsubscribeVisibleLogicalRangeChange(this.#later);
    this.#chart.timeScale().unsubscribeSizeChange(this.#fit);
    this.#element.removeEventListener("pointerdown", this.#hold);
    for (const name of lettingGo) removeEventListener(name, this.#letGo);
  }

  #columns(): number {
    return Math.max(100, this.#chart.timeScale().width());
  }

  #seen(): Span | null {
    const [range, drawn] = [this.#chart.timeScale().getVisibleLogicalRange(), this.#drawn];
    if (range === null || drawn === null) return null;
    const bars = drawn.cut.step / drawn.places;
    return { from: drawn.cut.first + range.from * bars, to: drawn.cut.first + range.to * bars };
  }

  #look({ from, to }: Span): void {
    if (this.#drawn === null) return;
    const { cut, places } = this.#drawn;
    const placeOf = (bar: number): number => ((bar - cut.first) * places) / cut.step;
    this.#chart.timeScale().setVisibleLogicalRange({ from: placeOf(from), to: placeOf(to) });
  }

  async #check(): Promise<void> {
    const [span, drawn] = [this.#seen(), this.#drawn];
    if (span === null || drawn === null || this.#isHeld || this.#isAsking) return;
    this.#showsAll = isAll(span, drawn.total);
    this.#element.dataset["barsInView"] = `${Math.ceil(span.from)} ${Math.floor(span.to)}`;
    if (isEnough(drawn.cut, span, drawn.total, this.#columns())) return;
    this.#isAsking = true;
    await this.#ask(this.part());
    this.#isAsking = false;
    // Somebody may have moved on while it came; where nothing better came, nothing is asked again.
    if (this.#drawn !== drawn) this.#later();
  }

  /** A chart that data comes to before its size, or that changes its size, shows all of them where all were shown. */
  readonly #fit = (): void => {
    if (this.#showsAll) this.#chart.timeScale().fitContent();
  };

  readonly #later = (): void => {
    cancelAnimationFrame(this.#frame);
    this.#frame = requestAnimationFrame(() => void this.#check());
  };

  readonly #hold = (): void => {
    this.#isHeld = true;
  };

  readonly #letGo = (): void => {
    this.#isHeld = false;
    this.#later();
  };
}

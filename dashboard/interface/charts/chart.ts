import {
  ColorType,
  createChart,
  CrosshairMode,
  type ChartOptions,
  type DeepPartial,
  type IChartApi,
  type UTCTimestamp,
} from "lightweight-charts";
import { effect } from "@preact/signals";
import { chartTime } from "../format.js";
import { colour, repaints } from "../settings.js";

/** Options that every chart shares, in the colours of the moment. */
function colours(): DeepPartial<ChartOptions> {
  const line = colour("line");
  return {
    layout: {
      background: { type: ColorType.Solid, color: colour("surface") },
      textColor: colour("muted"),
      panes: { separatorColor: line, separatorHoverColor: colour("hover") },
    },
    grid: { vertLines: { color: colour("grid") }, horzLines: { color: colour("grid") } },
    rightPriceScale: { borderColor: line },
    timeScale: { borderColor: line },
  };
}

export interface Drawing {
  readonly chart: IChartApi;
  /** Called now and whenever the colours change. */
  readonly onPaint: (paint: () => void) => void;
  readonly end: () => void;
}

/** A chart in an element of fixed height, in the page's colours, moved by mouse, finger and keyboard. */
export function draw(element: HTMLElement, options: DeepPartial<ChartOptions> = {}): Drawing {
  const chart = createChart(element, {
    autoSize: true,
    // A finger that moves up or down belongs to the page.
    handleScroll: { vertTouchDrag: false },
    crosshair: { mode: CrosshairMode.Magnet },
    ...options,
    layout: {
      fontFamily: getComputedStyle(document.body).fontFamily,
      fontSize: 12,
      attributionLogo: false,
    },
    rightPriceScale: { minimumWidth: 72 },
    timeScale: { timeVisible: true, rightOffset: 2, minBarSpacing: 0.02, ...options.timeScale },
  });
  const painters: (() => void)[] = [];
  const endPainting = effect(() => {
    void repaints.value;
    chart.applyOptions(colours());
    for (const paint of painters) paint();
  });
  const onKey = (event: KeyboardEvent): void => moveByKey(event, chart);
  element.addEventListener("keydown", onKey);
  // A picture to assistive tools: its label and the table near it say what it shows.
  for (const part of element.querySelectorAll("*")) part.setAttribute("aria-hidden", "true");
  return {
    chart,
    onPaint: (paint) => {
      painters.push(paint);
      paint();
    },
    end: () => {
      endPainting();
      element.removeEventListener("keydown", onKey);
      chart.remove();
    },
  };
}

/** Arrows move, plus and minus zoom, 0 shows all. */
function moveByKey(event: KeyboardEvent, chart: IChartApi): void {
  if (event.ctrlKey || event.metaKey || event.altKey) return;
  const scale = chart.timeScale();
  const range = scale.getVisibleLogicalRange();
  if (range === null) return;
  const length = range.to - range.from;
  if (event.key === "0") scale.fitContent();
  else {
    const moves: Readonly<Record<string, readonly [number, number]>> = {
      ArrowLeft: [-length / 5, -length / 5],
      ArrowRight: [length / 5, length / 5],
      "+": [length / 5, -length / 5],
      "-": [-length / 3, length / 3],
    };
    const move = moves[event.key];
    if (move === undefined) return;
    scale.setVisibleLogicalRange({ from: range.from + move[0], to: range.to + move[1] });
  }
  event.preventDefault();
}

/** A moment as the chart library wants it, by the chosen clock. @param milliseconds epoch, UTC */
// The library's type is a mark on a number: this is the one place that makes it.
export const at = (milliseconds: number): UTCTimestamp => chartTime(milliseconds) as UTCTimestamp;

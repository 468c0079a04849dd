import { clock, data, decimal, percent, price, priceDigits } from "./data.js";
import { colour, createChart, themeListeners } from "./theme.js";
import { TradeMarks } from "./trade-marks.js";

/** Candles, the series that the strategy plots, and the trades. What is null here has no chart to show it on. */
export let showTrade = null;
export let clearTrade = null;
/** Brings a time (seconds) into view. */
export let showBarAt = null;

/** @param openTrade called with the place of a trade that was clicked */
export function setUpPriceChart(openTrade) {
  const element = document.getElementById("price-chart");
  const candles = data.candles;
  if (element === null || candles === null) return;
  const chart = createChart(element, { handleScale: { mouseWheel: true } });
  const digits = priceDigits(candles.close[candles.close.length - 1]);
  const series = chart.addSeries(LightweightCharts.CandlestickSeries, {
    priceLineVisible: false,
    lastValueVisible: false,
    priceFormat: { type: "custom", minMove: 10 ** -digits, formatter: (value) => decimal(value, digits) },
  });
  series.setData(
    candles.time.map((time, i) => ({
      time,
      open: candles.open[i],
      high: candles.high[i],
      low: candles.low[i],
      close: candles.close[i],
    })),
  );
  const plots = addPlots(chart, candles, digits, series);
  const marks = new TradeMarks(data.trades, candles.time);
  series.attachPrimitive(marks);
  const paint = () => {
    series.applyOptions({
      upColor: colour("candle-up"),
      downColor: colour("candle-down"),
      wickUpColor: colour("candle-line"),
      wickDownColor: colour("candle-line"),
      borderUpColor: colour("candle-line"),
      borderDownColor: colour("candle-line"),
    });
    plots.forEach((plot, i) => plot.applyOptions({ color: colour(`plot-${(i % 6) + 1}`) }));
  };
  paint();
  themeListeners.push(paint);
  const count = candles.time.length;
  const all = () => chart.timeScale().fitContent();
  // The last few hundred candles first: the whole run is one key away.
  if (count > 400) chart.timeScale().setVisibleLogicalRange({ from: count - 300, to: count + 4 });
  else all();
  const button = document.getElementById("price-all");
  button.hidden = count <= 400;
  button.addEventListener("click", all);
  listenToKeys(element, chart, all);
  showPriceLegend(chart, candles, plots, marks);
  linkTrades(chart, candles, marks, openTrade);
}

/** A click on a trade opens its decision; what is chosen elsewhere is shown here. */
function linkTrades(chart, candles, marks, openTrade) {
  chart.subscribeClick(({ point }) => {
    const trade = point === undefined ? -1 : marks.nearest(point.x, point.y);
    if (trade >= 0) openTrade(trade);
  });
  const show = (from, to) => chart.timeScale().setVisibleLogicalRange({ from, to });
  clearTrade = () => {
    marks.chosen = -1;
    marks.requestUpdate();
  };
  showBarAt = (time) => {
    const at = candles.time.findLastIndex((open) => open <= time);
    show(at - 60, at + 60);
  };
  showTrade = (trade) => {
    const from = marks.entry[trade];
    const to = marks.exit[trade];
    const margin = Math.max(20, (to - from) * 0.6);
    marks.chosen = trade;
    show(from - margin, to + margin);
    marks.requestUpdate();
  };
}

/** Arrows move, plus and minus zoom, 0 shows all. */
function listenToKeys(element, chart, all) {
  element.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const range = chart.timeScale().getVisibleLogicalRange();
    const next = range === null ? null : rangeAfter(event.key, range);
    if (event.key === "0") all();
    else if (next === null) return;
    else chart.timeScale().setVisibleLogicalRange(next);
    event.preventDefault();
  });
}

function rangeAfter(key, range) {
  const length = range.to - range.from;
  if (key === "ArrowLeft") return { from: range.from - length / 5, to: range.to - length / 5 };
  if (key === "ArrowRight") return { from: range.from + length / 5, to: range.to + length / 5 };
  if (key === "+") return { from: range.from + length / 5, to: range.to - length / 5 };
  if (key === "-") return { from: range.from - length / 3, to: range.to + length / 3 };
  return null;
}

function addPlots(chart, candles, digits, price) {
  let pane = 1;
  return data.plots.map((plot, k) => {
    if (plot.marks) return addMarks(candles, plot, k, price);
    const own = plotDigits(plot);
    const series = chart.addSeries(
      LightweightCharts.LineSeries,
      {
        lineWidth: 1.5,
        priceLineVisible: false,
        lastValueVisible: false,
        crosshairMarkerVisible: false,
        priceFormat: plot.overlay
          ? { type: "custom", minMove: 10 ** -digits, formatter: (value) => decimal(value, digits) }
          : { type: "custom", minMove: 1e-8, formatter: (value) => decimal(value, own) },
      },
      plot.overlay ? 0 : pane++,
    );
    series.setData(
      plot.values.map((value, i) =>
        value === null ? { time: candles.time[i] } : { time: candles.time[i], value },
      ),
    );
    return series;
  });
}

/** A mark under the candles on which a yes-or-no comes true or a category changes; painted like a line. */
function addMarks(candles, plot, k, price) {
  const at = plot.values.flatMap((value, i) =>
    value !== null && value !== 0 && value !== (plot.values[i - 1] ?? 0) ? [i] : [],
  );
  const layer = LightweightCharts.createSeriesMarkers(price, []);
  const text = (i) => (plot.values[i] === 1 ? plot.label : `${plot.label} ${plot.values[i]}`);
  const applyOptions = ({ color }) =>
    layer.setMarkers(
      at.map((i) => ({
        time: candles.time[i],
        position: "belowBar",
        shape: "circle",
        size: 0.6,
        color,
        text: at.length > 60 ? "" : text(i),
      })),
    );
  applyOptions({ color: colour(`plot-${(k % 6) + 1}`) });
  return { applyOptions };
}

/** Decimals that tell the values of a plot apart. */
function plotDigits(plot) {
  const largest = plot.values.reduce((most, value) => Math.max(most, Math.abs(value ?? 0)), 0);
  return largest === 0 ? 2 : Math.max(0, Math.min(8, 2 - Math.floor(Math.log10(largest))));
}

function showPriceLegend(chart, candles, plots, marks) {
  const legend = document.getElementById("price-legend");
  const last = candles.time.length - 1;
  chart.panes().forEach((pane, i) => pane.setStretchFactor(i === 0 ? 5 : 1.5));
  const write = (i, trade = -1) => {
    const parts = [["", clock(candles.time[i])]];
    if (trade >= 0)
      parts.push([
        "",
        `trade ${data.trades.id[trade]}: ${percent(data.trades.return[trade])}, click for why`,
      ]);
    for (const name of ["open", "high", "low", "close"])
      parts.push(["", `${name} ${price(candles[name][i])}`]);
    data.plots.forEach((plot, k) => {
      if (plot.values[i] !== null && plots[k])
        parts.push([
          `plot-${(k % 6) + 1}`,
          `${plot.label} ${plot.overlay ? price(plot.values[i]) : decimal(plot.values[i], plotDigits(plot))}`,
        ]);
    });
    legend.replaceChildren(
      ...parts.map(([key, text]) => {
        const part = document.createElement("span");
        if (key !== "") part.className = `key ${key}`;
        part.textContent = text;
        return part;
      }),
    );
  };
  write(last);
  const canvas = document.getElementById("price-chart");
  chart.subscribeCrosshairMove(({ logical, point }) => {
    const trade = point === undefined ? -1 : marks.nearest(point.x, point.y);
    canvas.classList.toggle("over-trade", trade >= 0);
    write(logical === undefined ? last : Math.max(0, Math.min(last, Math.round(logical))), trade);
  });
}

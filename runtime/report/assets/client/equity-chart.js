import { clock, data, decimal, money, percent } from "./data.js";
import { colour, createChart, themeListeners } from "./theme.js";

/** Account and market above, drawdown and exposure below. */
export function setUpEquityChart() {
  const element = document.getElementById("equity-chart");
  const curve = data.curve;
  if (element === null || curve === null) return;
  const chart = createChart(element, {});
  const { LineSeries, BaselineSeries } = LightweightCharts;
  const quiet = { priceLineVisible: false, lastValueVisible: false, crosshairMarkerRadius: 3 };
  const amount = {
    type: "custom",
    minMove: 0.01,
    formatter: (value) => decimal(value, Math.abs(value) < 100 ? 2 : 0),
  };
  const share = { type: "custom", minMove: 0.0001, formatter: (value) => percent(value, 1) };
  const hold = chart.addSeries(LineSeries, { ...quiet, lineWidth: 1, priceFormat: amount });
  const equity = chart.addSeries(LineSeries, { ...quiet, lineWidth: 2, priceFormat: amount });
  const fromZero = { ...quiet, lineWidth: 1, priceFormat: share, baseValue: { type: "price", price: 0 } };
  const drawdown = chart.addSeries(BaselineSeries, fromZero, 1);
  const exposure = chart.addSeries(
    BaselineSeries,
    { ...fromZero, lineType: LightweightCharts.LineType.WithSteps },
    2,
  );
  const points = (values) => values.map((value, i) => ({ time: curve.time[i], value }));
  hold.setData(points(curve.hold));
  equity.setData(points(curve.equity));
  drawdown.setData(points(curve.drawdown));
  exposure.setData(points(curve.exposure));
  chart.priceScale("right", 1).applyOptions({ scaleMargins: { top: 0.04, bottom: 0.08 } });
  const panes = chart.panes();
  panes[0].setStretchFactor(6);
  panes[1].setStretchFactor(2);
  panes[2].setStretchFactor(1.2);

  const paint = () => {
    hold.applyOptions({ color: colour("market") });
    equity.applyOptions({ color: colour("accent") });
    drawdown.applyOptions(fill("loss", "loss-tint"));
    exposure.applyOptions(fill("market", "line"));
  };
  paint();
  themeListeners.push(paint);
  chart.timeScale().fitContent();
  showEquityLegend(chart, curve);
  setUpScaleSwitch(chart, curve);
}

/** A curve filled towards zero from either side. */
function fill(line, ground) {
  const [stroke, tint] = [colour(line), colour(ground)];
  return {
    topLineColor: stroke,
    bottomLineColor: stroke,
    topFillColor1: tint,
    topFillColor2: tint,
    bottomFillColor1: tint,
    bottomFillColor2: tint,
  };
}

function showEquityLegend(chart, curve) {
  const legend = document.getElementById("equity-legend");
  const write = (i) => {
    const parts = [
      ["", clock(curve.time[i])],
      ["accent", `account ${money(curve.equity[i])}`],
      ["market", `market ${money(curve.hold[i])}`],
      ["loss", `drawdown ${percent(curve.drawdown[i])}`],
      ["muted", `exposure ${percent(curve.exposure[i], 0)}`],
    ];
    legend.replaceChildren(
      ...parts.map(([key, text]) => {
        const part = document.createElement("span");
        if (key !== "") part.className = `key ${key}`;
        part.textContent = text;
        return part;
      }),
    );
  };
  const last = curve.time.length - 1;
  write(last);
  chart.subscribeCrosshairMove((event) => {
    const i = event.logical === undefined ? last : Math.max(0, Math.min(last, Math.round(event.logical)));
    write(i);
  });
}

function setUpScaleSwitch(chart, curve) {
  const field = document.getElementById("scale");
  const all = [...curve.equity, ...curve.hold];
  const lowest = all.reduce((least, value) => Math.min(least, value));
  const highest = all.reduce((most, value) => Math.max(most, value));
  // A lost account has no logarithm.
  if (lowest <= 0) return;
  field.hidden = false;
  const choose = (name) => {
    const mode = LightweightCharts.PriceScaleMode[name === "log" ? "Logarithmic" : "Normal"];
    chart.priceScale("right", 0).applyOptions({ mode });
  };
  field.addEventListener("change", (event) => choose(event.target.value));
  // Where one curve dwarfs the other, equal steps hide what matters.
  if (highest < 6 * lowest) return;
  field.querySelector('[value="log"]').checked = true;
  choose("log");
}

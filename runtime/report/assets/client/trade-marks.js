import { colour } from "./theme.js";

/** Pixels from a mark at which it is still meant. */
const reach = 18;

/**
 * Draws trades on the price chart: an arrow at the entry, a line to the exit in the colour of the result, stop
 * (dashed) and take (dotted) as they were placed. Only what is in view is drawn; when that is too much, only ticks.
 */
export class TradeMarks {
  /** @param times open times of the candles */
  constructor(trades, times) {
    this.trades = trades;
    this.entry = trades.entryTime.map((time) => candlePosition(times, time));
    this.exit = trades.exitTime.map((time) => candlePosition(times, time));
    this.chosen = -1;
  }

  attached({ chart, series, requestUpdate }) {
    this.chart = chart;
    this.series = series;
    this.requestUpdate = requestUpdate;
  }

  detached() {
    this.chart = undefined;
  }

  updateAllViews() {}

  paneViews() {
    return [
      {
        zOrder: () => "normal",
        renderer: () => ({
          draw: (target) => target.useMediaCoordinateSpace((scope) => this.draw(scope.context)),
        }),
      },
    ];
  }

  /** Positions of the trades that touch the visible bars. */
  visible() {
    const range = this.chart.timeScale().getVisibleLogicalRange();
    if (range === null) return [];
    const found = [];
    for (let i = 0; i < this.entry.length; i++) {
      if (this.exit[i] >= range.from && this.entry[i] <= range.to) found.push(i);
    }
    return found;
  }

  /** The trade whose entry or exit lies nearest to a point of the pane, −1 where none is near. */
  nearest(x, y) {
    if (this.chart === undefined) return -1;
    const scale = this.chart.timeScale();
    let [found, least] = [-1, reach * reach];
    for (const i of this.visible()) {
      for (const [position, price] of [
        [this.entry[i], this.trades.entryPrice[i]],
        [this.exit[i], this.trades.exitPrice[i]],
      ]) {
        const [dx, dy] = [coordinate(scale, position) - x, this.series.priceToCoordinate(price) - y];
        const distance = dx * dx + dy * dy;
        if (distance < least) [found, least] = [i, distance];
      }
    }
    return found;
  }

  draw(context) {
    if (this.chart === undefined) return;
    const found = this.visible();
    const full = found.length <= 250;
    const colours = { gain: colour("gain"), loss: colour("loss"), muted: colour("muted") };
    for (const i of found) this.drawTrade(context, i, full, colours);
  }

  drawTrade(context, i, full, colours) {
    const { trades } = this;
    const scale = this.chart.timeScale();
    const x1 = coordinate(scale, this.entry[i]);
    const x2 = coordinate(scale, this.exit[i]);
    const y1 = this.series.priceToCoordinate(trades.entryPrice[i]);
    const y2 = this.series.priceToCoordinate(trades.exitPrice[i]);
    if (x1 === null || x2 === null || y1 === null || y2 === null) return;
    const won = trades.profit[i] > 0;
    context.strokeStyle = won ? colours.gain : colours.loss;
    context.fillStyle = context.strokeStyle;
    context.lineWidth = i === this.chosen ? 3 : full ? 1.5 : 1;
    line(context, x1, y1, x2, y2, []);
    if (!full && i !== this.chosen) return;
    arrow(context, x1, y1, trades.short[i] === 1);
    context.fillRect(x2 - 2.5, y2 - 2.5, 5, 5);
    context.lineWidth = 1;
    for (const [level, dash, tone] of [
      [trades.stop[i], [5, 3], colours.loss],
      [trades.take[i], [2, 3], colours.gain],
    ]) {
      if (level === null) continue;
      const y = this.series.priceToCoordinate(level);
      if (y === null) continue;
      context.strokeStyle = tone;
      line(context, x1, y, Math.max(x2, x1 + 6), y, dash);
    }
  }
}

/** Where a time lies among the candles: a position with a fraction inside a candle of several bars. */
function candlePosition(times, time) {
  let low = 0;
  let high = times.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (times[middle] <= time) low = middle + 1;
    else high = middle;
  }
  const at = Math.max(0, low - 1);
  const length = (times[at + 1] ?? times[at]) - times[at];
  return at + (length > 0 ? Math.min(1, Math.max(0, (time - times[at]) / length)) : 0);
}

/** The chart knows whole positions only. */
function coordinate(scale, position) {
  const at = Math.floor(position);
  const [left, right] = [scale.logicalToCoordinate(at), scale.logicalToCoordinate(at + 1)];
  return left === null || right === null ? null : left + (position - at) * (right - left);
}

function line(context, x1, y1, x2, y2, dash) {
  context.setLineDash(dash);
  context.beginPath();
  context.moveTo(x1, y1);
  context.lineTo(x2, y2);
  context.stroke();
  context.setLineDash([]);
}

/** Below the entry and pointing up for a long trade, above it and pointing down for a short one. */
function arrow(context, x, y, down) {
  const way = down ? -1 : 1;
  context.beginPath();
  context.moveTo(x, y + way * 3);
  context.lineTo(x - 5, y + way * 12);
  context.lineTo(x + 5, y + way * 12);
  context.closePath();
  context.fill();
}

import { reportAssets } from "../assets.js";
import { ticksOf, logTicksOf, timeTicksOf } from "../axis.js";
import { decimal, money, percent, price, time } from "../format.js";
import { html, Markup } from "../html.js";
import { card, scrollTable } from "../views/card.js";
import { percentPlot } from "../views/percent-plot.js";
import type { ComparedCurve, Comparison } from "./comparison.js";
import { comparisonSentence, differenceText, runName, valueText } from "./words.js";

/** Trades of one run alone that are listed. */
const tradeLimit = 20;
/** Points of a curve that are drawn. */
const pointLimit = 900;

/** Runs side by side as one self-contained HTML page without scripts. */
export function renderComparison(comparison: Comparison, created: number | null = null): string {
  const sentence = comparisonSentence(comparison);
  const title = `Comparison of ${comparison.runs.length} runs`;
  const policy = "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'";
  return html`<!doctype html>
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta http-equiv="Content-Security-Policy" content="${policy}" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta name="color-scheme" content="light dark" />
        <meta name="description" content="${sentence}" />
        <title>${title}</title>
        ${new Markup(`<style>${reportAssets().style}</style>`)}
      </head>
      <body>
        <a class="skip" href="#content">Skip to the result</a>
        <header class="top">
          <div>
            <p class="kind">Comparison</p>
            <h1>${comparison.runs.map(({ run }) => run.result.run.strategy).join(" · ")}</h1>
            <p class="facts">${created === null ? "" : `Written ${time(created)} UTC`}</p>
          </div>
        </header>
        <main id="content">
          <p class="lead">${sentence}</p>
          ${differenceCard(comparison)} ${growthCard(comparison)} ${metricCard(comparison)}
          ${tradeCards(comparison)}
        </main>
        <footer>
          <p>
            A backtest says what would have happened under its assumptions, not what will. The better of two
            runs on the same data is the better on that data; the more variants were tried, the less it means.
          </p>
        </footer>
      </body>
    </html> `.text;
}

function heads({ runs }: Comparison): readonly Markup[] {
  return runs.map(
    ({ letter, run }, k) =>
      html`<span class="key plot-${(k % 6) + 1}" title="${runName(letter, run)}">${letter}</span>`,
  );
}

function differenceCard(comparison: Comparison): Markup {
  const names = comparison.runs.map(
    ({ letter, run }) => html`<li>${runName(letter, run)}, ${decimal(run.result.data.bars, 0)} bars</li>`,
  );
  const rows = comparison.differences.map(
    ({ name, values }) =>
      html`<tr>
        <th scope="row">${name}</th>
        ${values.map((value) => html`<td>${value ?? "–"}</td>`)}
      </tr>`,
  );
  return card(
    "differences",
    "What differs",
    html`<ul class="plain-list">
        ${names}
      </ul>
      ${
        rows.length === 0
          ? html`<p class="empty">Strategy, values, data and money are the same: it is the same run.</p>`
          : scrollTable("What differs between the runs", ["Setting", ...heads(comparison)], rows)
      }`,
  );
}

function growthCard(comparison: Comparison): Markup {
  const curves = comparison.curves;
  const drawn = curves.filter(({ time: times }) => times.length > 1);
  if (drawn.length === 0) return html``;
  const legend = comparison.runs.map(({ letter, run }, k) => {
    const last = curves[k]?.growth.at(-1);
    const said = last === undefined ? "" : ` × ${decimal(last, 2)}`;
    return html`<span class="key plot-${(k % 6) + 1}">${runName(letter, run)}${said}</span>`;
  });
  return card(
    "growth",
    "Equity together",
    html`<p class="legend">${legend}</p>
      <div class="tall-plot">${growthPlot(curves)}</div>
      <p class="caption">Equity over the capital at the start, at the end of each day (UTC).</p>`,
  );
}

function growthPlot(curves: readonly ComparedCurve[]): Markup {
  let [from, to, low, high] = [Infinity, -Infinity, 1, 1];
  for (const { time: times, growth } of curves) {
    from = Math.min(from, times[0] ?? from);
    to = Math.max(to, times.at(-1) ?? to);
    for (const value of growth) [low, high] = [Math.min(low, value), Math.max(high, value)];
  }
  const log = low > 0 && high > 6 * low;
  const scale = (value: number): number => (log ? Math.log(value) : value);
  const [least, reach] = [scale(low), Math.max(1e-12, scale(high) - scale(low))];
  const y = (value: number): number => (scale(value) - least) / reach;
  const x = (at: number): number => (to > from ? (at - from) / (to - from) : 0);
  const lines = curves.map(({ time: times, growth }, k) => {
    const step = Math.max(1, Math.ceil(times.length / pointLimit));
    const places = times.flatMap((_, place) =>
      place % step === 0 || place === times.length - 1 ? [place] : [],
    );
    return {
      x: places.map((place) => x(times[place] ?? 0)),
      y: places.map((place) => y(growth[place] ?? 1)),
      tone: `plot-${(k % 6) + 1}`,
    };
  });
  return percentPlot({
    said: `Growth of ${curves.length} runs, between ${decimal(low, 2)} and ${decimal(high, 2)} times the capital${log ? ", in equal ratios" : ""}.`,
    lines,
    xTicks: timeTicksOf(from, to, 8).map((tick) => ({ at: x(tick.time), label: tick.label })),
    yTicks: (log ? logTicksOf(low, high) : ticksOf(low, high, 6)).map((tick) => ({
      at: y(tick),
      label: `× ${Number(tick.toPrecision(3))}`,
    })),
    band: null,
  });
}

function metricCard(comparison: Comparison): Markup {
  const intervals = comparison.runs.map(({ run }) => run.result.data.interval);
  const groups = [...new Set(comparison.metrics.map(({ group }) => group))];
  const rows = groups.flatMap((group) => [
    html`<tr class="group-row">
      <th scope="rowgroup" colspan="${comparison.runs.length + 1}">${group}</th>
    </tr>`,
    ...comparison.metrics
      .filter((metric) => metric.group === group)
      .map(
        (metric) =>
          html`<tr>
            <th scope="row">${metric.title}</th>
            ${metric.values.map((value, k) => {
              const differs =
                k > 0 && differenceText(metric, metric.differences[k] ?? null, intervals[k] ?? 1);
              return html`<td>
                ${valueText(metric, value, intervals[k] ?? 1)}${differs !== false && differs !== "" && html`<small>${differs}</small>`}
              </td>`;
            })}
          </tr>`,
      ),
  ]);
  return card(
    "metrics",
    "Metrics side by side",
    html`${scrollTable("Metrics of the runs", ["Metric", ...heads(comparison)], rows, "compared")}
      <p class="caption">
        Small: the difference to A; of percentages in percentage points. Formulas and ranges stand in the
        report of each run.
      </p>`,
  );
}

function tradeCards(comparison: Comparison): Markup {
  const lists = comparison.runs.map(({ letter, run }, k) => {
    const own = comparison.trades[k];
    if (own === undefined) return html``;
    const shown = own.only.slice(0, tradeLimit);
    const rows = shown.map(
      (trade) =>
        html`<tr>
          <th scope="row">${trade.id}</th>
          <td>${trade.side}</td>
          <td>${time(trade.entryTime)}</td>
          <td>${price(trade.entryPrice)}</td>
          <td>${time(trade.exitTime)}</td>
          <td class="${trade.profit > 0 ? "gain" : "loss"}">${money(trade.profit)}</td>
          <td class="${trade.profit > 0 ? "gain" : "loss"}">${percent(trade.return)}</td>
        </tr>`,
    );
    const cut = own.only.length > shown.length ? ` The first ${tradeLimit} are listed.` : "";
    return html`<h3>Only in ${runName(letter, run)}</h3>
      <p class="caption">
        ${decimal(own.only.length, 0)} of ${decimal(own.count, 0)} trades, net
        ${money(own.only.reduce((sum, trade) => sum + trade.profit, 0))} ${run.result.account.currency}.${cut}
      </p>
      ${
        rows.length > 0 &&
        scrollTable(
          `Trades only in ${letter}`,
          ["#", "Side", "Entry (UTC)", "at", "Exit (UTC)", "Net profit", "Return"],
          rows,
        )
      }`;
  });
  return card(
    "trades",
    "Trades",
    html`<p class="caption">
        ${decimal(comparison.shared, 0)} trades are in all runs: same side, entered at the same time.
      </p>
      ${lists}`,
  );
}

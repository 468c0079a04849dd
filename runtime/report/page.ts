import { reportAssets, scriptHash } from "./assets.js";
import type { ReportAssets } from "./assets.js";
import { html, Markup, scriptJson } from "./html.js";
import { reportModel } from "./model.js";
import type { ReportExtras, ReportModel } from "./model.js";
import type { BacktestResult } from "../result.js";
import { drawSections, reportSections, type ReportSection } from "./sections.js";
import { header, headline, leadSentence, warnings } from "./views/header.js";

/** A run as one self-contained HTML page: it opens without network and carries its own scripts, styles and data. */
export function renderReport(
  result: BacktestResult,
  extras: ReportExtras = {},
  assets: ReportAssets = reportAssets(),
): string {
  return renderPage(reportModel(result, extras), reportSections, assets);
}

/** A page of these sections of a run. */
export function renderPage(
  model: ReportModel,
  sections: readonly ReportSection[],
  assets: ReportAssets = reportAssets(),
): string {
  const { result } = model;
  const { navigation, body } = drawSections(model, sections);
  // Nothing may be fetched, and only the two scripts that were written here may run.
  const policy = [
    "default-src 'none'",
    `script-src ${scriptHash(assets.charts)} ${scriptHash(assets.client)}`,
    "style-src 'unsafe-inline'",
    "img-src data:",
    "base-uri 'none'",
    "form-action 'none'",
  ].join("; ");
  const page = html`<!doctype html>
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta http-equiv="Content-Security-Policy" content="${policy}" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta name="color-scheme" content="light dark" />
        <meta name="description" content="${leadSentence(model)}" />
        <meta name="generator" content="${result.run.program}" />
        <title>${result.run.strategy} · ${result.data.symbol ?? result.data.source}</title>
        ${element("style", assets.style)}
      </head>
      <body>
        <a class="skip" href="#content">Skip to the result</a>
        ${header(model)} ${navigation}
        <main id="content">${warnings(model)} ${headline(model)} ${body}</main>
        ${footer(model)}
        ${element('script type="application/json" id="data"', scriptJson(model.payload).text)}
        ${element("script", assets.charts)} ${element("script", assets.client)}
      </body>
    </html> `;
  return page.text;
}

/** An element whose text stands in it to the letter, as the hashes of the policy demand. */
function element(opening: string, text: string): Markup {
  return new Markup(`<${opening}>${text}</${opening.split(" ", 1)[0] ?? ""}>`);
}

function footer(model: ReportModel): Markup {
  return html`<footer>
    <p>
      A backtest says what would have happened under its assumptions, not what will. Run
      <code>${model.result.run.id}</code>, made by ${model.result.run.program}.
    </p>
    <p>
      Charts: <a href="https://www.tradingview.com/" rel="noreferrer">TradingView</a> Lightweight Charts™,
      Copyright © TradingView, Inc., Apache License 2.0.
    </p>
  </footer>`;
}

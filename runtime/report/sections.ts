import { html } from "./html.js";
import type { Markup } from "./html.js";
import type { ReportModel } from "./model.js";
import { modelSections } from "./models/sections.js";
import { alertTable } from "./views/alerts.js";
import { equityChart, priceChart } from "./views/charts.js";
import { costWaterfall } from "./views/costs.js";
import { decisionPanel } from "./views/decision.js";
import { distributions } from "./views/distributions.js";
import { drawdownTable } from "./views/drawdowns.js";
import { facts, source } from "./views/facts.js";
import { metrics } from "./views/metrics.js";
import { monthTable } from "./views/months.js";
import { refusalTable } from "./views/refusals.js";
import { rollingChart } from "./views/rolling.js";
import { sideTable } from "./views/sides.js";
import { tradeTable } from "./views/trades.js";

/** A part of the report that has nothing to show gives null, and is then not in the page. */
export interface ReportSection {
  /** The `id` of its card. */
  readonly id: string;
  /** What the navigation calls it; null: it is not in it. */
  readonly title: string | null;
  readonly view: (model: ReportModel) => Markup | null;
  /** Two such sections in a row stand side by side where there is room. */
  readonly half?: boolean;
}

/** The parts of the report in the order of the page. A new part is a new line here and a view. */
export const reportSections: readonly ReportSection[] = [
  { id: "equity", title: "Equity", view: equityChart },
  { id: "price", title: "Price", view: priceChart },
  { id: "decision", title: null, view: decisionPanel },
  { id: "months", title: "Months", view: monthTable },
  { id: "drawdowns", title: "Drawdowns", view: drawdownTable, half: true },
  { id: "rolling", title: "Rolling", view: rollingChart, half: true },
  { id: "trades-shape", title: "Shape", view: distributions },
  { id: "sides", title: "Sides", view: sideTable, half: true },
  { id: "costs", title: "Costs", view: costWaterfall, half: true },
  ...modelSections.map((section) => ({
    ...section,
    view: ({ models }: ReportModel) => section.view(models),
  })),
  { id: "trades", title: "Trades", view: tradeTable },
  { id: "refusals", title: "Refused", view: refusalTable },
  { id: "alerts", title: "Alerts", view: alertTable },
  { id: "metrics", title: "Metrics", view: metrics },
  { id: "settings", title: "Settings", view: facts },
  { id: "source", title: "Strategy", view: source },
];

interface DrawnSection {
  readonly section: ReportSection;
  readonly markup: Markup;
}

/** The sections that have something to show, and the links to them. */
export function drawSections(
  model: ReportModel,
  sections: readonly ReportSection[] = reportSections,
): {
  readonly navigation: Markup;
  readonly body: readonly Markup[];
} {
  const drawn = sections.flatMap((section): DrawnSection[] => {
    const markup = section.view(model);
    return markup === null ? [] : [{ section, markup }];
  });
  const links = drawn.flatMap(({ section: { id, title } }) =>
    title === null ? [] : [html`<li><a href="#${id}">${title}</a></li>`],
  );
  const navigation = html`<nav class="sections" aria-label="Sections">
    <ul>
      ${links}
    </ul>
  </nav>`;
  return { navigation, body: pairUp(drawn) };
}

function pairUp(drawn: readonly DrawnSection[]): readonly Markup[] {
  const body: Markup[] = [];
  for (let k = 0; k < drawn.length; k++) {
    const [one, two] = [drawn[k], drawn[k + 1]];
    if (one === undefined) break;
    if (one.section.half === true && two?.section.half === true) {
      body.push(html`<div class="pair">${one.markup}${two.markup}</div>`);
      k++;
    } else body.push(one.markup);
  }
  return body;
}

import { money, percent, signed } from "../format.js";
import { html } from "../html.js";
import type { Markup } from "../html.js";
import type { CostStep } from "../costs.js";
import type { ReportModel } from "../model.js";
import { card } from "./card.js";

/** From what the trades made before costs to what was left, step by step. */
export function costWaterfall({ costs, result }: ReportModel): Markup | null {
  if (result.trades.length === 0 || costs.length < 2) return null;
  const low = Math.min(0, ...costs.flatMap(({ from, to }) => [from, to]));
  const high = Math.max(0, ...costs.flatMap(({ from, to }) => [from, to]));
  const share = (value: number): string =>
    `${((100 * (value - low)) / Math.max(high - low, 1e-300)).toFixed(2)}%`;
  const rows = costs.map((step, k) => {
    const ends = k === 0 || k === costs.length - 1;
    const [left, right] = [Math.min(step.from, step.to), Math.max(step.from, step.to)];
    const width = `${((100 * (right - left)) / Math.max(high - low, 1e-300)).toFixed(2)}%`;
    const tone = ends ? (step.amount >= 0 ? "gain" : "loss") : step.amount > 0 ? "gain" : "cost";
    return html`<tr class="${ends && "end"}">
      <th scope="row">${step.title}</th>
      <td class="track" aria-hidden="true">
        <span class="zero" style="left:${share(0)}"></span
        ><span class="bar ${tone}" style="left:${share(left)};width:${width}"></span>
      </td>
      <td>${signed(money(step.amount))}</td>
    </tr>`;
  });
  return card(
    "costs",
    "Where the money went",
    html`<table class="waterfall">
        <thead class="hidden">
          <tr>
            <th scope="col">Step</th>
            <td></td>
            <th scope="col">${result.account.currency}</th>
          </tr>
        </thead>
        <tbody>
          ${rows}
        </tbody>
      </table>
      <p class="caption">${sentence(costs, result.account.currency)}</p>`,
  );
}

function sentence(costs: readonly CostStep[], currency: string): string {
  const gross = costs[0]?.amount ?? 0;
  const net = costs.at(-1)?.amount ?? 0;
  const paid = gross - net;
  const said = `In ${currency}. Slippage and spread are inside the fill prices; here they are told apart.`;
  if (paid <= 0) return said;
  if (gross <= 0) return `${said} Before costs there was no profit that they could have taken.`;
  return `${said} Costs took ${percent(paid / gross, 0)} of what the trades made before them.`;
}

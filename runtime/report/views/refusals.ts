import { decimal, time } from "../format.js";
import { html } from "../html.js";
import type { Content, Markup } from "../html.js";
import type { ReportModel } from "../model.js";
import { lineOfRule, type Refusal } from "../../why/refusals.js";
import { card, scrollTable } from "./card.js";

/** More kinds of refusal nobody reads; the tables of `--out` have all. */
const kindLimit = 30;

/** Signals and orders that came to nothing, by rule and reason. */
export function refusalTable(model: ReportModel): Markup | null {
  const { refusals } = model;
  if (refusals.length === 0) return null;
  const explained = new Set(model.decisions?.signals.map(({ id, member }) => keyOf(id, member)));
  const rows = refusals.slice(0, kindLimit).map(
    (refusal) =>
      html`<tr>
        <th scope="row">${ruleOf(model, refusal)}</th>
        ${model.isPortfolio && html`<td class="text">${refusal.member ?? ""}</td>`}
        <td class="text">${becameOf(refusal)}</td>
        <td>${decimal(refusal.count, 0)}</td>
        <td>${time(refusal.first, true)}</td>
        <td>${time(refusal.last, true)}</td>
        <td class="examples">${examples(refusal, explained)}</td>
      </tr>`,
  );
  const of = model.isPortfolio ? ` --member ${refusals[0]?.member ?? ""}` : "";
  const whose = model.isPortfolio ? [html`<span class="text">Member</span>`] : [];
  const head = [
    "Rule",
    ...whose,
    html`<span class="text">What became of it</span>`,
    "Times",
    "First",
    "Last",
    "Why",
  ];
  return card(
    "refusals",
    "What did not trade",
    html`${scrollTable("Signals and orders without a trade", head, rows, "refusals")}
      <p class="caption">
        A condition that stays true is counted once for each new reason. Numbers are those of the
        signals${model.isPortfolio && " of each member"}:
        <code>sage why signal 12 --run ${model.result.run.id}${of}</code> explains any of them,
        <code>sage why bar 2021-05-19T12:00</code> any bar.
      </p>`,
  );
}

function ruleOf({ graph }: ReportModel, { action, side, rule, line: told }: Refusal): string {
  const line = told ?? (graph === null ? 0 : lineOfRule(graph, action, rule));
  return `${action} ${side}${line > 0 ? `, line ${line}` : ""}`;
}

function becameOf({ stage, reason }: Refusal): string {
  if (stage === "signal") return `no order: ${reason}`;
  return `order ${stage}${reason === "" ? "" : `: ${reason}`}`;
}

/** What the script knows a signal by. */
const keyOf = (id: number, member = ""): string => `${id} ${member}`;

/** Buttons that the script wires; without it they are plain numbers. */
function examples({ examples: ids, member }: Refusal, explained: ReadonlySet<string>): Content {
  const whose = member === undefined ? "" : ` of ${member}`;
  return ids.map((id) =>
    explained.has(keyOf(id, member))
      ? html`<button
          type="button"
          data-signal="${id}"
          data-member="${member ?? ""}"
          aria-label="Why signal ${id}${whose} did not trade"
        >
          ${id}
        </button> `
      : html`<span>${id}</span> `,
  );
}

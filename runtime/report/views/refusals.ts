import { decimal, time } from "../format.js";
import { html } from "../html.js";
import type { Content, Markup } from "../html.js";
import type { ReportModel } from "../model.js";
import type { Refusal } from "../../why/refusals.js";
import { card, scrollTable } from "./card.js";

/** More kinds of refusal nobody reads; the tables of `--out` have all. */
const kindLimit = 30;

/** Signals and orders that came to nothing, by rule and reason. */
export function refusalTable(model: ReportModel): Markup | null {
  const { refusals } = model;
  if (refusals.length === 0) return null;
  const explained = new Set(model.decisions?.signals.map(({ id }) => id));
  const rows = refusals.slice(0, kindLimit).map(
    (refusal) =>
      html`<tr>
        <th scope="row">${ruleOf(model, refusal)}</th>
        <td class="text">${becameOf(refusal)}</td>
        <td>${decimal(refusal.count, 0)}</td>
        <td>${time(refusal.first, true)}</td>
        <td>${time(refusal.last, true)}</td>
        <td class="examples">${examples(refusal, explained)}</td>
      </tr>`,
  );
  const head = ["Rule", html`<span class="text">What became of it</span>`, "Times", "First", "Last", "Why"];
  return card(
    "refusals",
    "What did not trade",
    html`${scrollTable("Signals and orders without a trade", head, rows, "refusals")}
      <p class="caption">
        A condition that stays true is counted once for each new reason. Numbers are those of the signals:
        <code>sage why signal 12 --run ${model.result.run.id}</code> explains any of them,
        <code>sage why bar 2021-05-19T12:00</code> any bar.
      </p>`,
  );
}

function ruleOf({ graph }: ReportModel, { action, side, rule }: Refusal): string {
  const rules = action === "enter" ? graph?.orders.entries : graph?.orders.exits;
  const span = rule === null ? undefined : rules?.[rule]?.span;
  const line = span === undefined ? 0 : (graph?.source.text.slice(0, span.start).split("\n").length ?? 0);
  return `${action} ${side}${line > 0 ? `, line ${line}` : ""}`;
}

function becameOf({ stage, reason }: Refusal): string {
  if (stage === "signal") return `no order: ${reason}`;
  return `order ${stage}${reason === "" ? "" : `: ${reason}`}`;
}

/** Buttons that the script wires; without it they are plain numbers. */
function examples({ examples: ids }: Refusal, explained: ReadonlySet<number>): Content {
  return ids.map((id) =>
    explained.has(id)
      ? html`<button type="button" data-signal="${id}" aria-label="Why signal ${id} did not trade">
          ${id}
        </button> `
      : html`<span>${id}</span> `,
  );
}

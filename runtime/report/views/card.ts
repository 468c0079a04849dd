import { html } from "../html.js";
import type { Content, Markup } from "../html.js";

/** A section with a heading that the navigation can point to. */
export function card(id: string, title: string, body: Content, controls: Content = null): Markup {
  return html`<section class="card" id="${id}" aria-labelledby="${id}-title">
    <div class="head">
      <h2 id="${id}-title">${title}</h2>
      ${controls}
    </div>
    ${body}
  </section>`;
}

/** A table that scrolls sideways on its own where it is too wide, also by keyboard. */
export function scrollTable(
  label: string,
  head: readonly Content[],
  rows: readonly Content[],
  name = "",
): Markup {
  return html`<div class="scroll" tabindex="0" role="region" aria-label="${label}, table">
    <table class="${name}">
      <thead>
        <tr>
          ${head.map((title) => html`<th scope="col">${title}</th>`)}
        </tr>
      </thead>
      <tbody>
        ${rows}
      </tbody>
    </table>
  </div>`;
}

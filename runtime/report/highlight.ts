import { html } from "./html.js";
import type { Markup } from "./html.js";

const keywords = new Set(
  (
    "sage use as strategy market feed param const let fn state enum type frame every from extern model features " +
    "target algorithm train experiment search validate objective portfolio test with require enter exit long short all " +
    "when size risk of equity max costs fee slippage spread stop take trail after expire cooldown halt for entry limit " +
    "position rebalance plot alert if then else and or not in step crosses above below within prev expect at bar"
  ).split(" "),
);

const token =
  /(?<comment>\/\/[^\n]*)|(?<text>"(?:[^"\\\n]|\\.)*"?)|(?<number>\b\d[\d_]*(?:\.\d+)?(?:e[+-]?\d+)?%?(?:[smhdw]\b)?)|(?<word>[A-Za-z_]\w*)|(?<other>[^\w"/]+|\/)/gu;

/** Source text as lines of markup: comments, strings, numbers and keywords set apart, everything escaped. */
export function highlight(source: string): readonly Markup[] {
  return source.replaceAll("\r\n", "\n").replace(/\n$/, "").split("\n").map(highlightLine);
}

function highlightLine(line: string): Markup {
  const parts: Markup[] = [];
  for (const match of line.matchAll(token)) {
    const groups = match.groups ?? {};
    const text = match[0];
    if (groups["comment"] !== undefined) parts.push(html`<i class="c">${text}</i>`);
    else if (groups["text"] !== undefined) parts.push(html`<i class="s">${text}</i>`);
    else if (groups["number"] !== undefined) parts.push(html`<i class="n">${text}</i>`);
    else if (groups["word"] !== undefined && keywords.has(text)) parts.push(html`<b>${text}</b>`);
    else parts.push(html`${text}`);
  }
  return html`${parts}`;
}

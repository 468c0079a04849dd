import type { JSX } from "preact";

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

/** A stretch of text in UTF-16 units. */
export interface Span {
  readonly start: number;
  readonly end: number;
}

/** Text as what stands in it: comments, texts, numbers and keywords set apart. Nothing of it is ever markup. */
function coloured(source: string): readonly (JSX.Element | string)[] {
  return Array.from(source.matchAll(token), (match, k) => {
    const groups = match.groups ?? {};
    const [part] = match;
    if (groups["comment"] !== undefined)
      return (
        <i key={k} class="comment">
          {part}
        </i>
      );
    if (groups["text"] !== undefined)
      return (
        <i key={k} class="string">
          {part}
        </i>
      );
    if (groups["number"] !== undefined)
      return (
        <i key={k} class="number">
          {part}
        </i>
      );
    if (groups["word"] !== undefined && keywords.has(part)) return <b key={k}>{part}</b>;
    return part;
  });
}

interface Line {
  readonly number: number;
  readonly start: number;
  readonly text: string;
}

function linesOf(source: string): readonly Line[] {
  let start = 0;
  return source.split("\n").map((text, k) => {
    const line = { number: k + 1, start, text };
    start += text.length + 1;
    return line;
  });
}

/**
 * Source text with line numbers.
 * @param marked what is marked in it
 * @param around only the lines of this stretch and two on either side
 */
export function Source(props: {
  readonly text: string;
  readonly label: string;
  readonly marked?: Span | null;
  readonly around?: Span | null;
}): JSX.Element {
  const { text, label, marked = null, around = null } = props;
  const all = linesOf(text);
  const touches = (line: Line, { start, end }: Span): boolean =>
    line.start <= end && line.start + line.text.length >= start;
  const first = around === null ? 0 : all.findIndex((line) => touches(line, around)) - 2;
  const last = around === null ? all.length - 1 : all.findLastIndex((line) => touches(line, around)) + 2;
  return (
    <pre class="source" tabIndex={0} role="region" aria-label={label}>
      <code>
        {all.slice(Math.max(0, first), last + 1).map((line) => (
          <span key={line.number} class="line">
            <span class="number-of-line" aria-hidden="true">
              {line.number}
            </span>
            {marked === null ? coloured(line.text) : partsOf(line, marked)}
            {"\n"}
          </span>
        ))}
      </code>
    </pre>
  );
}

function partsOf({ start, text }: Line, marked: Span): readonly (JSX.Element | string)[] {
  const from = Math.max(0, Math.min(text.length, marked.start - start));
  const to = Math.max(from, Math.min(text.length, marked.end - start));
  return [
    ...coloured(text.slice(0, from)),
    ...(to > from ? [<mark key="mark">{coloured(text.slice(from, to))}</mark>] : []),
    ...coloured(text.slice(to)),
  ];
}

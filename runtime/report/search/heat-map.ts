import type { GraphParameter } from "../../../compiler/graph/index.js";
import type { HeatAxis, HeatMap } from "../../search/findings/index.js";
import { html, type Markup } from "../html.js";
import { number, valueText } from "./words.js";

const width = 460;
const left = 62;
const bottom = 44;
const top = 8;

/** A heat map as a drawing: the stronger the better, and the number on each field for who points at it. */
export function heatDrawing(
  map: HeatMap,
  parameters: readonly GraphParameter[],
  isLessBetter: boolean,
): Markup {
  const { across, up, rows, low, high } = map;
  const step = (width - left - 8) / across.bins.length;
  const rise = Math.max(10, Math.min(34, 300 / up.bins.length));
  const height = top + rise * up.bins.length + bottom;
  const [x, y] = [parameterOf(across, parameters), parameterOf(up, parameters)];
  const fields = rows.flatMap((row, r) =>
    row.map((value, c) => {
      const place = { x: left + c * step, y: top + (up.bins.length - 1 - r) * rise };
      const at = `${across.name} ${binText(across.bins[c], x)}, ${up.name} ${binText(up.bins[r], y)}`;
      return field(
        place,
        { step, rise },
        strengthOf(value, low, high, isLessBetter),
        `${at}: ${number(value)}`,
      );
    }),
  );
  const ticks = [
    ...every(across.bins, 8).map(
      (k) =>
        html`<text
          x="${(left + (k + 0.5) * step).toFixed(1)}"
          y="${height - bottom + 16}"
          text-anchor="middle"
        >
          ${valueText(across.bins[k]?.from, x)}
        </text>`,
    ),
    ...every(up.bins, 10).map(
      (k) =>
        html`<text
          x="${left - 6}"
          y="${(top + (up.bins.length - 0.5 - k) * rise).toFixed(1)}"
          dy="0.32em"
          text-anchor="end"
        >
          ${valueText(up.bins[k]?.from, y)}
        </text>`,
    ),
  ];
  const said = `Heat map of ${across.name} (across) and ${up.name} (up): from ${number(low)} to ${number(high)}.`;
  return html`<svg class="heat" viewBox="0 0 ${width} ${height}" role="img" aria-label="${said}">
    ${fields}${ticks}
    <text x="${(left + width) / 2}" y="${height - 8}" text-anchor="middle">${across.name}</text>
  </svg>`;
}

function field(
  { x, y }: { readonly x: number; readonly y: number },
  { step, rise }: { readonly step: number; readonly rise: number },
  strength: number | null,
  said: string,
): Markup {
  const tone = strength === null ? "none" : "even";
  const opacity = strength === null ? 1 : 0.06 + 0.94 * strength;
  return html`<rect
    class="${tone}"
    x="${x.toFixed(1)}"
    y="${y.toFixed(1)}"
    width="${Math.max(1, step - 1).toFixed(1)}"
    height="${Math.max(1, rise - 1).toFixed(1)}"
    style="opacity:${opacity.toFixed(3)}"
    ><title>${said}</title></rect
  >`;
}

/** 0 for the worst field, 1 for the best. */
function strengthOf(value: number | null, low: number, high: number, isLessBetter: boolean): number | null {
  if (value === null) return null;
  const share = high > low ? (value - low) / (high - low) : 1;
  return isLessBetter ? 1 - share : share;
}

const parameterOf = ({ name }: HeatAxis, parameters: readonly GraphParameter[]): GraphParameter | undefined =>
  parameters.find((each) => each.name === name);

function binText(bin: HeatAxis["bins"][number] | undefined, parameter: GraphParameter | undefined): string {
  if (bin === undefined) return "";
  const from = valueText(bin.from, parameter);
  return bin.from === bin.to ? from : `${from} to ${valueText(bin.to, parameter)}`;
}

/** Numbers of about so many bins. */
function every(bins: readonly unknown[], count: number): readonly number[] {
  const step = Math.max(1, Math.ceil(bins.length / count));
  return bins.flatMap((_, k) => (k % step === 0 ? [k] : []));
}

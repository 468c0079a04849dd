import type { JSX } from "preact";
import { useState } from "preact/hooks";
import { Choice } from "../../../interface/controls.js";
import { decimal } from "../../../interface/format.js";
import type { SearchView, TrialRow } from "../../experiments/protocol.js";
import { objectiveText, valueText } from "../values.js";
import { viewWords } from "../words.js";

const words = viewWords.search;
const size = { width: 720, height: 220, left: 46, right: 54, top: 22, bottom: 22 };
/** So many lines are drawn in full colour. */
const marked = 10;

interface Scale {
  readonly name: string;
  readonly low: string;
  readonly high: string;
  readonly place: (row: TrialRow) => number;
}

/** Every set as a line from parameter to parameter and to what came of it. */
export function ParallelView({ found }: { readonly found: SearchView }): JSX.Element {
  const [shown, setShown] = useState<keyof typeof words.shows>("tenth");
  const counts = { ten: 10, tenth: Math.max(10, Math.ceil(found.rows.length / 10)), all: found.rows.length };
  const rows = found.rows.slice(0, counts[shown]);
  const scales = scalesOf(found);
  const x = (k: number): number =>
    size.left + (k / Math.max(1, scales.length - 1)) * (size.width - size.left - size.right);
  const lineOf = (row: TrialRow): string =>
    scales.map(({ place }, k) => `${x(k).toFixed(1)},${yOf(place(row)).toFixed(1)}`).join(" ");
  return (
    <div class="parallel">
      <Choice
        legend={words.shown}
        value={shown}
        options={(["ten", "tenth", "all"] as const).map((value) => ({ value, label: words.shows[value] }))}
        onChoose={setShown}
      />
      <svg
        viewBox={`0 0 ${size.width} ${size.height}`}
        role="img"
        aria-label={words.parallelLabel(decimal(rows.length, 0))}
        data-part="parallel"
      >
        {rows
          .slice(marked)
          .toReversed()
          .map((row, k) => (
            <polyline key={k} class="other" points={lineOf(row)} />
          ))}
        {rows
          .slice(0, marked)
          .toReversed()
          .map((row, k) => (
            <polyline key={k} class="best" points={lineOf(row)} />
          ))}
        {scales.map(({ name, low, high }, k) => (
          <g key={name} transform={`translate(${x(k).toFixed(1)} 0)`}>
            <line y1={size.top} y2={size.height - size.bottom} />
            <text y={10} class="name">
              {name.length > 18 ? `${name.slice(0, 17)}…` : name}
            </text>
            <text x={6} y={size.top + 4}>
              {high}
            </text>
            <text x={6} y={size.height - size.bottom + 4}>
              {low}
            </text>
          </g>
        ))}
      </svg>
    </div>
  );
}

/** @param place 0 at the foot, 1 at the head */
const yOf = (place: number): number =>
  size.height - size.bottom - place * (size.height - size.top - size.bottom);

function scalesOf({ rows, axes, optimise }: SearchView): readonly Scale[] {
  const scale = (
    name: string,
    read: (row: TrialRow) => number | null | undefined,
    show: (value: number) => string,
  ): Scale => {
    const values = rows.map(read).filter((value) => value !== null && value !== undefined);
    const [low, high] = [Math.min(...values), Math.max(...values)];
    const place = (row: TrialRow): number => {
      const value = read(row);
      return value === null || value === undefined || !(high > low) ? 0.5 : (value - low) / (high - low);
    };
    return { name, low: show(low), high: show(high), place };
  };
  return [
    ...axes.map(({ name, kind }) =>
      scale(
        name,
        ({ values }) => values[name],
        (value) => valueText(value, kind),
      ),
    ),
    scale(optimise, ({ objective }) => objective, objectiveText),
  ];
}

import type { JSX } from "preact";
import { useEffect, useRef, useState } from "preact/hooks";
import type { HeatView, SearchAxis } from "../../experiments/protocol.js";
import { objectiveText, valueText } from "../values.js";
import { viewWords } from "../words.js";

const words = viewWords.search;

/** Names of values stand at about so many places of an axis. */
const ticks = 8;

interface Place {
  readonly row: number;
  readonly column: number;
}

/** What is optimised over two parameters; a cell can be chosen by mouse and by keyboard. */
export function HeatMapView(props: HeatMapProps): JSX.Element {
  const { map, what } = props;
  const { across, up } = map;
  const best = bestOf(map.rows, props.direction === "minimise" ? -1 : 1);
  const [at, setAt] = useState<Place>(best);
  const grid = useRef<HTMLDivElement>(null);
  useEffect(() => setAt(best), [map]);
  const onKey = (event: KeyboardEvent): void => {
    const turn = turns[event.key];
    if (turn === undefined) return;
    event.preventDefault();
    const row = Math.min(up.bins.length - 1, Math.max(0, at.row + turn.row));
    const column = Math.min(across.bins.length - 1, Math.max(0, at.column + turn.column));
    setAt({ row, column });
    grid.current?.querySelector<HTMLElement>(`[data-at="${row} ${column}"]`)?.focus();
  };
  return (
    <div class="heat">
      <div class="up-name">{up.name}</div>
      <div
        class="cells"
        role="grid"
        aria-label={words.heatLabel(across.name, up.name, what)}
        ref={grid}
        onKeyDown={onKey}
        data-part="heat"
      >
        {up.bins
          .map((bin, row) => ({ bin, row }))
          .toReversed()
          .map(({ bin, row }) => (
            <div role="row" key={row}>
              <span role="rowheader" class="tick">
                {isTick(row, up.bins.length) ? rangeText(bin, up.name, props) : ""}
              </span>
              {across.bins.map((_, column) => (
                <Cell key={column} {...props} at={at} best={best} row={row} column={column} look={setAt} />
              ))}
            </div>
          ))}
      </div>
      <Foot {...props} />
      <p class="note" role="status">
        {sentenceOf(at, props)}. {words.hint}
      </p>
    </div>
  );
}

interface HeatMapProps {
  readonly map: HeatView;
  readonly axes: readonly SearchAxis[];
  readonly what: string;
  readonly direction: "maximise" | "minimise";
  /** Values of the sliders, to mark where they stand. */
  readonly now: Readonly<Record<string, number>>;
  readonly choose: (values: Readonly<Record<string, number>>) => void;
}

const turns: Readonly<Record<string, Place>> = {
  ArrowUp: { row: 1, column: 0 },
  ArrowDown: { row: -1, column: 0 },
  ArrowLeft: { row: 0, column: -1 },
  ArrowRight: { row: 0, column: 1 },
};

function Cell(
  props: HeatMapProps & {
    readonly at: Place;
    readonly best: Place;
    readonly row: number;
    readonly column: number;
    readonly look: (place: Place) => void;
  },
): JSX.Element {
  const { map, now, at, best, row, column, look, choose } = props;
  const place = { row, column };
  const value = map.rows[row]?.[column] ?? null;
  const isHere = (other: Place): boolean => other.row === row && other.column === column;
  const isNow =
    holds(map.across.bins[column], now[map.across.name]) && holds(map.up.bins[row], now[map.up.name]);
  return (
    <div
      role="gridcell"
      data-at={`${row} ${column}`}
      tabIndex={isHere(at) ? 0 : -1}
      aria-label={sentenceOf(place, props)}
      aria-selected={isNow}
      class={`${value === null ? "none" : ""} ${isHere(best) ? "best" : ""}`}
      style={value === null ? {} : { background: shade(value, extremesOf(map)) }}
      onFocus={() => look(place)}
      onPointerEnter={() => look(place)}
      onClick={() => choose(valuesAt(map, place))}
      onKeyDown={(event) => {
        if (event.key !== "Enter" && event.key !== " ") return;
        event.preventDefault();
        choose(valuesAt(map, place));
      }}
    />
  );
}

/** Values across, and what the shades mean. */
function Foot(props: HeatMapProps): JSX.Element {
  const { across } = props.map;
  const { low, high } = extremesOf(props.map);
  return (
    <>
      <div class="across" aria-hidden="true">
        <span class="tick" />
        {across.bins.map((bin, column) => (
          <span key={column} class="tick">
            <span>{isTick(column, across.bins.length) ? rangeText(bin, across.name, props) : ""}</span>
          </span>
        ))}
      </div>
      <div class="legend">
        <span>{across.name}</span>
        <span class="scale" aria-hidden="true">
          {objectiveText(low)}
          <i />
          {objectiveText(high)}
        </span>
      </div>
    </>
  );
}

interface Extremes {
  readonly low: number;
  readonly high: number;
}

const extremes = new WeakMap<HeatView, Extremes>();

function extremesOf(map: HeatView): Extremes {
  const known = extremes.get(map);
  if (known !== undefined) return known;
  const values = map.rows.flat().filter((value) => value !== null);
  const found = { low: Math.min(...values), high: Math.max(...values) };
  extremes.set(map, found);
  return found;
}

type Named = Pick<HeatMapProps, "axes" | "map" | "what">;

function rangeText(bin: { from: number; to: number } | undefined, name: string, { axes }: Named): string {
  if (bin === undefined) return "";
  const kind = axes.find((axis) => axis.name === name)?.kind ?? "number";
  const from = valueText(bin.from, kind);
  return bin.from === bin.to ? from : `${from}–${valueText(bin.to, kind)}`;
}

function sentenceOf({ row, column }: Place, named: Named): string {
  const { across, up, rows } = named.map;
  const value = rows[row]?.[column] ?? null;
  const place = [
    `${across.name} ${rangeText(across.bins[column], across.name, named)}`,
    `${up.name} ${rangeText(up.bins[row], up.name, named)}`,
  ].join(", ");
  return `${place}: ${value === null ? words.cellNothing : `${named.what} ${objectiveText(value)}`}`;
}

const isTick = (place: number, count: number): boolean => place % Math.max(1, Math.ceil(count / ticks)) === 0;

/** From the ground to the accent: more is deeper, by day and by night. */
function shade(value: number, { low, high }: Extremes): string {
  const part = high > low ? (value - low) / (high - low) : 0.5;
  return `color-mix(in oklab, var(--accent) ${Math.round(6 + 94 * part)}%, var(--surface))`;
}

function bestOf(rows: HeatView["rows"], sign: 1 | -1): Place {
  let [best, found]: [number, Place] = [Number.NEGATIVE_INFINITY, { row: 0, column: 0 }];
  for (const [row, cells] of rows.entries())
    for (const [column, value] of cells.entries())
      if (value !== null && sign * value > best) [best, found] = [sign * value, { row, column }];
  return found;
}

const holds = (bin: { from: number; to: number } | undefined, value: number | undefined): boolean =>
  bin !== undefined && value !== undefined && value >= bin.from && value <= bin.to;

function valuesAt({ across, up }: HeatView, { row, column }: Place): Readonly<Record<string, number>> {
  const [x, y] = [across.bins[column]?.from, up.bins[row]?.from];
  return { ...(x !== undefined && { [across.name]: x }), ...(y !== undefined && { [up.name]: y }) };
}

import type { SearchResult } from "../result.js";

/** A set that was run, as a place on the grid of what is searched, and what is optimised, more being better. */
export interface ValuedCell {
  readonly place: number;
  /** Of each parameter that is searched: which of its values it has. */
  readonly cell: readonly number[];
  readonly value: number;
}

/** What is searched: names, and the values of each. */
export interface Axis {
  readonly name: string;
  readonly values: readonly number[];
}

export function axesOf({ parameters, values, searched }: SearchResult): readonly Axis[] {
  return parameters.flatMap(({ name }, k) =>
    searched.includes(name) ? [{ name, values: values[k] ?? [] }] : [],
  );
}

/** Every set that has a value, whether it meets the constraints or not; those that a rung dropped are left out. */
export function cellsOf(result: SearchResult, axes: readonly Axis[]): readonly ValuedCell[] {
  const { trials, parameters } = result;
  const columns = axes.map(({ name, values }) => ({
    column: parameters.findIndex((each) => each.name === name),
    places: new Map(values.map((value, place) => [value, place])),
  }));
  const cells: ValuedCell[] = [];
  for (let place = 0; place < trials.count; place++) {
    const value = trials.isDone(place) ? trials.valueOf(place) : null;
    if (value === null) continue;
    const set = trials.set(place);
    const cell = columns.map(({ column, places }) => places.get(set[column] ?? Number.NaN) ?? -1);
    cells.push({ place, cell, value });
  }
  return cells;
}

import { overfittingOf, type SearchOverfitting } from "../overfitting.js";
import type { SearchResult } from "../result.js";
import { axesOf, cellsOf } from "./cells.js";
import { heatMapOf, type HeatMap } from "./heat-map.js";
import { importanceOf, pairsOf, type Importance } from "./importance.js";
import { plateauOf, type Plateau } from "./plateau.js";

export type { HeatAxis, HeatMap } from "./heat-map.js";
export type { Importance } from "./importance.js";
export type { Plateau } from "./plateau.js";

/** What a search says beside its ranking. */
export interface SearchFindings {
  readonly plateau: Plateau | null;
  readonly importance: Importance | null;
  /** Of pairs of parameters, those that matter most together first. */
  readonly heatMaps: readonly HeatMap[];
  readonly overfitting: SearchOverfitting | null;
}

/** More heat maps than these are not drawn. */
const mostMaps = 6;

/** Computed from what the search has kept; nothing is run again. */
export function findingsOf(result: SearchResult): SearchFindings {
  const axes = axesOf(result);
  const cells = cellsOf(result, axes);
  const sign = result.objective.direction === "minimise" ? -1 : 1;
  const importance = importanceOf(cells, axes, result.sampler === "grid");
  const [first] = result.best;
  const weight = (name: string): number => importance?.alone.find((each) => each.name === name)?.share ?? 0;
  const pairs = pairsOf(axes.length).flatMap(([a, b]) => {
    const [across, up] = [axes[a], axes[b]];
    if (across === undefined || up === undefined) return [];
    return [
      {
        numbers: [a, b] as const,
        axes: [across, up] as const,
        weight: weight(across.name) + weight(up.name),
      },
    ];
  });
  return {
    plateau: first === undefined ? null : plateauOf(cells, first.trial, sign),
    importance,
    heatMaps: pairs
      .toSorted((a, b) => b.weight - a.weight)
      .slice(0, mostMaps)
      .map(({ axes: two, numbers }) => heatMapOf(cells, two, numbers, sign))
      .filter(({ rows }) => rows.some((row) => row.some((value) => value !== null))),
    overfitting: overfittingOf(result),
  };
}

import { findingsOf } from "../../../runtime/search/findings/index.js";
import type { SearchResult } from "../../../runtime/search/result.js";
import type { SearchView, TrialBook, TrialRow } from "./protocol.js";

/** Of more sets than these not all are drawn: the best, and every so-manieth of the others. */
const most = { best: 500, others: 1000 };

/** What the page shows of a search. */
export function searchViewOf(result: SearchResult): SearchView {
  const findings = findingsOf(result);
  const { data, counts, objective, deflation, searched, parameters } = result;
  const { plateau, importance, heatMaps, overfitting } = findings;
  return {
    id: result.id,
    strategy: result.strategy,
    sampler: result.sampler,
    optimise: objective.text,
    direction: objective.direction,
    data: { source: data.symbol ?? data.source, bars: data.bars, from: data.from, to: data.to },
    axes: parameters.flatMap(({ name, kind }) => (searched.includes(name) ? [{ name, kind }] : [])),
    counts,
    rows: rowsOf(result),
    deflation,
    plateau,
    importance: importance?.alone ?? [],
    heatMaps: heatMaps.map(({ across, up, rows }) => ({ across, up, rows })),
    overfitting: overfitting?.probability ?? null,
    elapsedMs: result.elapsedMs,
    book: bookOf(result),
    bestMetrics: result.best[0]?.metrics ?? null,
  };
}

/** More sets than these are not listed one by one. */
const mostListed = 5000;

function bookOf({ id, dataHash, graphHash, parameters, sampler, values, trials }: SearchResult): TrialBook {
  const spread = trials.spread();
  if (spread.count === 0) return { dataHash, searches: [] };
  const named = { graph: graphHash.slice(0, 16), names: parameters.map(({ name }) => name) };
  const places = Array.from({ length: Math.min(mostListed, trials.count) }, (_, place) => place);
  const tried =
    sampler === "grid" ? { ...named, grid: values } : { ...named, sets: places.map((at) => trials.set(at)) };
  return { dataHash, searches: [{ id, sums: spread.sums, tried }] };
}

function rowsOf({ trials }: SearchResult): readonly TrialRow[] {
  const ranked = trials.top(trials.count);
  const rest = ranked.slice(most.best);
  const each = Math.max(1, Math.ceil(rest.length / most.others));
  const shown = [...ranked.slice(0, most.best), ...rest.filter((_, k) => k % each === 0)];
  return shown.map((place) => {
    const metric = trials.metric(place);
    return {
      values: trials.parameters(place),
      objective: finite(trials.objective(place)),
      totalReturn: finite(metric("totalReturn")),
      sharpe: finite(metric("sharpe")),
      maxDrawdown: finite(metric("maxDrawdown")),
      trades: finite(metric("tradeCount")),
    };
  });
}

const finite = (value: number): number | null => (Number.isFinite(value) ? value : null);

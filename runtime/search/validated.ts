import { combinedMetrics, combineRows, type PieceRow } from "./combine.js";
import type { KeptRows } from "./journal.js";
import { evaluateMetrics, holds, type MetricOf } from "./objective.js";
import type { Prepared } from "./prepare.js";
import { rowNames } from "./run-sets.js";
import type { ValidationLayout } from "./validation.js";

/** What a choice on the training bars of a fold was worth on its test bars. */
export interface FoldChoice {
  /** Counted from 1. */
  readonly number: number;
  /** Open times of the first and the last bar of each stretch. */
  readonly chosenOn: readonly TimeRange[];
  readonly judgedOn: readonly TimeRange[];
  /** The best set of the training bars; null: none met every constraint. */
  readonly trial: number | null;
  readonly parameters: Readonly<Record<string, number>> | null;
  /** What is optimised, where it was chosen and where it is judged. */
  readonly inSample: number | null;
  readonly outOfSample: number | null;
  readonly returnInSample: number | null;
  readonly returnOutOfSample: number | null;
  /** Share of the sets that did worse on the test bars, among equals half; 0.5 is what a blind choice gets. */
  readonly rank: number | null;
}

export interface TimeRange {
  readonly from: number;
  readonly to: number;
  readonly bars: number;
}

/** Results of sets over pieces of the bars, and what choosing on some of them is worth on others. */
export interface SearchValidation {
  readonly method: ValidationLayout["method"];
  readonly folds: readonly FoldChoice[];
  /** Of each way through all test bars: what is optimised, and the return, of what was chosen for each of its stretches. */
  readonly paths: readonly { readonly objective: number | null; readonly totalReturn: number | null }[];
  /** Folds choose on bars after their test, too. */
  readonly learnsFromLater: boolean;
  /** Return a year out of sample over that in sample, of what the folds chose; null where nothing was made in sample. */
  readonly efficiency: number | null;
  /** Of each parameter that is searched: how far the choices of the folds lie apart, as a share of its range. */
  readonly spread: Readonly<Record<string, number>>;
}

const width = rowNames.length;
const year = 365 * 86_400_000;

/** Collects the rows of all pieces; a set is done when it has been over all of them. */
export class ValidatedRows {
  readonly #prepared: Prepared;
  readonly #layout: ValidationLayout;
  /** Of each piece: rows by set. */
  readonly #rows: Map<number, Float64Array>[];
  readonly #left = new Map<number, number>();
  readonly #tests: readonly number[];
  /** The number that the course gave the first of the layout's passes. */
  readonly #first: number;

  constructor(prepared: Prepared, layout: ValidationLayout) {
    this.#prepared = prepared;
    this.#layout = layout;
    this.#rows = layout.pieces.map(() => new Map<number, Float64Array>());
    this.#tests = [...new Set(layout.judgedOn.flat())];
    this.#first = prepared.course.final[0] ?? 0;
  }

  /** Takes what came of sets on one way through the bars; gives how many of them have now been over all pieces. */
  take({ pass, places, rows, blocks, refused }: KeptRows): number {
    const { table } = this.#prepared;
    const way = this.#layout.pieceOf[pass - this.#first] ?? [];
    if (blocks !== null) table.addBlocks(places, blocks);
    let done = 0;
    for (const [k, place] of places.entries()) {
      for (const [range, piece] of way.entries()) {
        const at = (k * way.length + range) * width;
        this.#rows[piece]?.set(place, rows.slice(at, at + width));
      }
      const left = (this.#left.get(place) ?? this.#layout.passes.length) - 1;
      this.#left.set(place, left);
      if (left > 0) continue;
      done++;
      const reason = refused.find(({ set }) => set === k);
      const together = {
        rows: combineRows(this.#piecesOf(place, this.#tests), this.#capital),
        blocks: null,
        refused: reason === undefined ? [] : [{ set: 0, reason: reason.reason }],
      };
      table.add([place], together);
    }
    return done;
  }

  get #capital(): number {
    return this.#prepared.setup.settings.capital;
  }

  /** What came of a set on these pieces together. */
  #together(place: number, pieces: readonly number[]): MetricOf {
    return combinedMetrics(this.#piecesOf(place, pieces), this.#capital);
  }

  #piecesOf(place: number, pieces: readonly number[]): readonly PieceRow[] {
    return pieces.map((piece) => this.#pieceRow(place, piece));
  }

  #pieceRow(place: number, piece: number): PieceRow {
    const range = this.#layout.pieces[piece];
    const row = this.#rows[piece]?.get(place) ?? new Float64Array(width).fill(Number.NaN);
    return { row, bars: range === undefined ? 0 : range.to - range.from };
  }

  /** What choosing was worth. */
  finish(): SearchValidation {
    const { method, folds } = this.#layout;
    const places = [...this.#left]
      .flatMap(([place, left]) => (left === 0 ? [place] : []))
      .toSorted((a, b) => a - b);
    const choices = folds.folds.map((_, fold) => this.#choose(fold, places));
    return {
      method,
      folds: choices,
      paths: folds.paths.map((steps) => this.#path(steps, choices)),
      learnsFromLater: folds.learnsFromLater,
      efficiency: efficiencyOf(choices),
      spread: this.#spread(choices),
    };
  }

  #choose(fold: number, places: readonly number[]): FoldChoice {
    const { table, objective, constraints } = this.#prepared;
    const [chosenOn = [], judgedOn = []] = [this.#layout.chosenOn[fold], this.#layout.judgedOn[fold]];
    const sign = objective.direction === "minimise" ? -1 : 1;
    const valueOf = (metric: MetricOf): number => evaluateMetrics(objective.value, metric);
    let best: { readonly place: number; readonly value: number; readonly metric: MetricOf } | null = null;
    for (const place of places) {
      const metric = this.#together(place, chosenOn);
      const value = valueOf(metric);
      if (Number.isNaN(value) || (best !== null && sign * value <= sign * best.value)) continue;
      if (constraints.every((each) => holds(each, metric))) best = { place, value, metric };
    }
    const stretches = {
      number: fold + 1,
      chosenOn: chosenOn.map((piece) => this.#times(piece)),
      judgedOn: judgedOn.map((piece) => this.#times(piece)),
    };
    if (best === null) return { ...stretches, ...nothing };
    const judged = this.#together(best.place, judgedOn);
    const outside = places.map((place) => sign * valueOf(this.#together(place, judgedOn)));
    return {
      ...stretches,
      trial: best.place,
      parameters: table.parameters(best.place),
      inSample: finite(best.value),
      outOfSample: finite(valueOf(judged)),
      returnInSample: finite(best.metric("totalReturn")),
      returnOutOfSample: finite(judged("totalReturn")),
      rank: rankAmong(outside, sign * valueOf(judged)),
    };
  }

  #path(
    steps: ValidationLayout["folds"]["paths"][number],
    choices: readonly FoldChoice[],
  ): SearchValidation["paths"][number] {
    const { objective } = this.#prepared;
    const rows = steps.flatMap(({ fold, range }) => {
      const place = choices[fold]?.trial ?? null;
      const piece = this.#layout.judgedOn[fold]?.[range] ?? -1;
      return place === null ? [] : [this.#pieceRow(place, piece)];
    });
    if (rows.length === 0) return { objective: null, totalReturn: null };
    const together = combinedMetrics(rows, this.#capital);
    return {
      objective: finite(evaluateMetrics(objective.value, together)),
      totalReturn: finite(together("totalReturn")),
    };
  }

  #times(piece: number): TimeRange {
    const { time } = this.#prepared.setup.bars.columns;
    const { from = 0, to = 0 } = this.#layout.pieces[piece] ?? {};
    return { from: time[from] ?? Number.NaN, to: time[to - 1] ?? Number.NaN, bars: to - from };
  }

  #spread(choices: readonly FoldChoice[]): Readonly<Record<string, number>> {
    const { space, graph } = this.#prepared;
    return Object.fromEntries(
      space.names.map((name) => {
        const all = space.values[graph.parameters.findIndex((each) => each.name === name)] ?? [];
        const chosen = choices.flatMap(({ parameters }) => parameters?.[name] ?? []);
        const range = Math.max(...all) - Math.min(...all);
        return [name, chosen.length === 0 ? 0 : (Math.max(...chosen) - Math.min(...chosen)) / range];
      }),
    );
  }
}

const nothing = {
  trial: null,
  parameters: null,
  inSample: null,
  outOfSample: null,
  returnInSample: null,
  returnOutOfSample: null,
  rank: null,
} as const;

const finite = (value: number): number | null => (Number.isFinite(value) ? value : null);

/** Share of values below one of them, equal ones counted half; a missing one is below all. */
function rankAmong(values: readonly number[], own: number): number | null {
  if (Number.isNaN(own) || values.length < 2) return null;
  let below = 0;
  for (const value of values) below += value === own ? 0.5 : value > own ? 0 : 1;
  return (below - 0.5) / (values.length - 1);
}

/** Σ log returns a year out of sample over those in sample. */
function efficiencyOf(choices: readonly FoldChoice[]): number | null {
  const rate = (
    returns: (choice: FoldChoice) => number | null,
    stretches: (choice: FoldChoice) => readonly TimeRange[],
  ) => {
    let [growth, time] = [0, 0];
    for (const choice of choices) {
      growth += Math.log1p(Math.max(-0.999_999, returns(choice) ?? 0));
      time += stretches(choice).reduce((sum, { from, to }) => sum + to - from, 0);
    }
    return Math.expm1((growth / Math.max(1, time)) * year);
  };
  const inside = rate(
    ({ returnInSample }) => returnInSample,
    ({ chosenOn }) => chosenOn,
  );
  const outside = rate(
    ({ returnOutOfSample }) => returnOutOfSample,
    ({ judgedOn }) => judgedOn,
  );
  return inside > 0 ? outside / inside : null;
}

import type { ExperimentPlan, MetricConstraint } from "../../compiler/graph/experiment.js";
import type { Graph } from "../../compiler/graph/index.js";
import { metricDefinitions, type MetricName, type Metrics } from "../metrics/catalog.js";
import { expectedMaximumSharpe, probabilisticSharpe } from "../statistics/sharpe.js";
import { TrialSpread } from "../statistics/trials.js";
import { blockWidth } from "./blocks.js";
import { evaluateMetrics, holds, type MetricOf } from "./objective.js";
import { rowNames, type SetRows } from "./run-sets.js";

/** One set of parameter values and what came of it. */
export interface Trial {
  /** Its number among the sets that were tried. */
  readonly trial: number;
  /** Values of every parameter, by name. */
  readonly parameters: Readonly<Record<string, number>>;
  /** What is optimised; null where it has no value. */
  readonly objective: number | null;
  /** Whether every constraint holds. */
  readonly admitted: boolean;
  readonly metrics: Metrics;
  /** Equity at the end of the run. */
  readonly endEquity: number;
  readonly rejected: number;
}

/** How much of the best Sharpe ratio the number of trials explains (Bailey & López de Prado 2014). */
export interface Deflation {
  /** Sets that were run; one that never traded has a Sharpe ratio of 0. */
  readonly trials: number;
  /** Variance of their Sharpe ratios, per bar. */
  readonly variance: number;
  /** What the best of as many worthless sets is expected to show, scaled to a year. */
  readonly expectedSharpe: number;
  /** Probability that the true Sharpe ratio of the best is above zero, if it were the only one tried, and given all. */
  readonly probabilisticSharpe: number | null;
  readonly deflatedSharpe: number | null;
}

const endEquity = metricDefinitions.length;
const rejected = endEquity + 1;
const placeOf = new Map<string, number>(rowNames.map((name, place) => [name, place]));

/** Why some sets could not be run. */
export interface Refusal {
  readonly reason: string;
  readonly sets: number;
}

/** The results of a search as they come in, in one table. */
export class TrialTable {
  readonly #graph: Graph;
  readonly #sets: (readonly number[])[];
  readonly #objective: ExperimentPlan["objective"];
  readonly #constraints: readonly MetricConstraint[];
  #rows: Float64Array;
  /** Sums of returns by block, `blockWidth` numbers a set; empty where none were kept. */
  #blocks: Float64Array;
  /** 1: run, but not over all that it is ranked by; 2: ranked. */
  #isDone: Uint8Array;
  readonly #refused = new Map<number, string>();
  #best = -1;
  #done = 0;

  constructor(
    graph: Graph,
    sets: readonly (readonly number[])[],
    objective: ExperimentPlan["objective"],
    constraints: readonly MetricConstraint[],
  ) {
    this.#graph = graph;
    this.#sets = [...sets];
    this.#objective = objective;
    this.#constraints = constraints;
    this.#rows = new Float64Array(sets.length * rowNames.length).fill(Number.NaN);
    this.#isDone = new Uint8Array(sets.length);
    this.#blocks = new Float64Array(0);
  }

  get count(): number {
    return this.#sets.length;
  }

  /** Values of a set, in the graph's order. */
  set(place: number): readonly number[] {
    return this.#sets[place] ?? [];
  }

  /** Appends sets that are tried as well; gives their numbers. */
  append(sets: readonly (readonly number[])[]): readonly number[] {
    const first = this.count;
    this.#sets.push(...sets);
    const room = this.#isDone.length;
    if (this.count > room) {
      const more = Math.max(this.count, 2 * room);
      const rows = new Float64Array(more * rowNames.length).fill(Number.NaN);
      rows.set(this.#rows);
      this.#rows = rows;
      const isDone = new Uint8Array(more);
      isDone.set(this.#isDone);
      this.#isDone = isDone;
    }
    return sets.map((_, k) => first + k);
  }

  /**
   * Takes the results of these sets.
   * @param ranks false: they have seen only a part of what they are ranked by
   */
  add(places: readonly number[], { rows, blocks, refused }: SetRows, ranks = true): void {
    if (blocks !== null) this.addBlocks(places, blocks);
    const width = rowNames.length;
    for (const { set, reason } of refused) this.#refused.set(places[set] ?? -1, reason);
    for (const [k, place] of places.entries()) {
      this.#rows.set(rows.subarray(k * width, (k + 1) * width), place * width);
      if (this.#isDone[place] === 0) this.#done++;
      this.#isDone[place] = ranks ? 2 : Math.max(1, this.#isDone[place] ?? 0);
      if (this.#best < 0 ? this.rankOf(place) !== null : this.#isBetter(place, this.#best))
        this.#best = place;
    }
  }

  /** Sets that are not done yet, in their order. */
  get open(): readonly number[] {
    const open: number[] = [];
    for (let place = 0; place < this.count; place++) if (this.#isDone[place] === 0) open.push(place);
    return open;
  }

  /** Whether a set has been over all bars that it is ranked by. */
  isDone(place: number): boolean {
    return this.#isDone[place] === 2;
  }

  get openCount(): number {
    return this.count - this.#done;
  }

  /** Sets that could not be run: their numbers and why. */
  get refused(): ReadonlyMap<number, string> {
    return this.#refused;
  }

  /** Why sets could not be run, and how many for each reason, the commonest first. */
  get refusals(): readonly Refusal[] {
    const sets = new Map<string, number>();
    for (const reason of this.#refused.values()) sets.set(reason, (sets.get(reason) ?? 0) + 1);
    return Array.from(sets, ([reason, count]) => ({ reason, sets: count })).toSorted(
      (a, b) => b.sets - a.sets,
    );
  }

  /** The best so far, or null. */
  get best(): Trial | null {
    return this.#best < 0 ? null : this.trial(this.#best);
  }

  /** Of a set: Σ r and Σ (r − mean)² of each block of its returns; null where they were not kept. */
  blocks(place: number): Float64Array | null {
    const own = this.#blocks.subarray(place * blockWidth, (place + 1) * blockWidth);
    return own.length === blockWidth && !this.#refused.has(place) ? own : null;
  }

  metric(place: number): MetricOf {
    const at = place * rowNames.length;
    return (name) => this.#rows[at + (placeOf.get(name) ?? rowNames.length)] ?? Number.NaN;
  }

  objective(place: number): number {
    return evaluateMetrics(this.#objective.value, this.metric(place));
  }

  isAdmitted(place: number): boolean {
    return this.#constraints.every((each) => holds(each, this.metric(place)));
  }

  /** What a set is ranked by, more being better; null where it is out: not done, refused, without a value, or a constraint fails. */
  rankOf(place: number): number | null {
    if (this.#isDone[place] !== 2 || !this.isAdmitted(place)) return null;
    return this.valueOf(place);
  }

  /** What is optimised, more being better, whatever the constraints say; null where it has no value. */
  valueOf(place: number): number | null {
    const value = this.objective(place);
    if (Number.isNaN(value)) return null;
    return this.#objective.direction === "minimise" ? -value : value;
  }

  trial(place: number): Trial {
    const metric = this.metric(place);
    const finite = (value: number): number | null => (Number.isFinite(value) ? value : null);
    const metrics: Partial<Record<MetricName, number | null>> = {};
    for (const { name } of metricDefinitions) metrics[name] = finite(metric(name));
    const at = place * rowNames.length;
    return {
      trial: place,
      parameters: this.parameters(place),
      objective: finite(this.objective(place)),
      admitted: this.isAdmitted(place),
      // Every name of the catalogue has been set.
      metrics: metrics as Metrics,
      endEquity: this.#rows[at + endEquity] ?? Number.NaN,
      rejected: this.#rows[at + rejected] ?? 0,
    };
  }

  parameters(place: number): Readonly<Record<string, number>> {
    const set = this.#sets[place] ?? [];
    return Object.fromEntries(this.#graph.parameters.map(({ name }, k) => [name, set[k] ?? Number.NaN]));
  }

  /** Numbers of the best `count` sets; among equals the one that was tried first. */
  top(count: number): readonly number[] {
    const ranked: { readonly place: number; readonly rank: number }[] = [];
    for (let place = 0; place < this.count; place++) {
      const rank = this.rankOf(place);
      if (rank !== null) ranked.push({ place, rank });
    }
    return ranked
      .toSorted((a, b) => b.rank - a.rank || a.place - b.place)
      .slice(0, count)
      .map(({ place }) => place);
  }

  /** Of the sets that are done: how many cannot be ranked, and why. */
  outcome(): { readonly done: number; readonly failing: number; readonly valueless: number } {
    let [done, failing, valueless] = [0, 0, 0];
    for (let place = 0; place < this.count; place++) {
      if (this.#isDone[place] !== 2) continue;
      done++;
      if (this.#refused.has(place)) continue;
      if (!this.isAdmitted(place)) failing++;
      else if (Number.isNaN(this.objective(place))) valueless++;
    }
    return { done, failing, valueless };
  }

  /** The Sharpe ratios per bar of all sets that were run; a set without one counts as 0. */
  spread(): TrialSpread {
    const spread = new TrialSpread();
    for (let each = 0; each < this.count; each++) {
      if (this.#isDone[each] === 0 || this.#refused.has(each)) continue;
      const metricOf = this.metric(each);
      const annual = metricOf("sharpe");
      spread.add(Number.isNaN(annual) ? null : annual / Math.sqrt(metricOf("periodsPerYear")));
    }
    return spread;
  }

  /** What the Sharpe ratio of one set is worth after so many trials; null where too few have one. */
  deflation(place: number): Deflation | null {
    const spread = this.spread();
    const year = this.metric(place)("periodsPerYear");
    if (spread.count < 2) return null;
    const expected = expectedMaximumSharpe(spread.variance, spread.count);
    const metric = this.metric(place);
    const sample = {
      sharpe: metric("sharpe") / Math.sqrt(year),
      skewness: metric("skewness"),
      kurtosis: metric("kurtosis"),
      count: metric("returnCount"),
    };
    const known = Number.isFinite(sample.sharpe) && Number.isFinite(sample.kurtosis);
    return {
      trials: spread.count,
      variance: spread.variance,
      expectedSharpe: expected * Math.sqrt(year),
      probabilisticSharpe: known ? probabilisticSharpe(sample) : null,
      deflatedSharpe: known ? probabilisticSharpe(sample, expected) : null,
    };
  }

  /** Takes the sums of the returns of these sets, block by block. */
  addBlocks(places: readonly number[], blocks: Float64Array): void {
    const needed = this.#isDone.length * blockWidth;
    if (this.#blocks.length < needed) {
      const larger = new Float64Array(needed);
      larger.set(this.#blocks);
      this.#blocks = larger;
    }
    for (const [k, place] of places.entries())
      this.#blocks.set(blocks.subarray(k * blockWidth, (k + 1) * blockWidth), place * blockWidth);
  }

  #isBetter(place: number, than: number): boolean {
    const a = this.rankOf(place);
    const b = this.rankOf(than);
    return a !== null && b !== null && (a > b || (a === b && place < than));
  }
}

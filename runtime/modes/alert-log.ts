import type { Graph } from "../../compiler/graph/index.js";
import type { Engine } from "../engine/index.js";
import type { Alert } from "../record.js";

/** Gathers what the strategy asked to be told, chunk by chunk. */
export class AlertLog {
  readonly #graph: Graph;
  readonly #keeps: boolean;
  readonly #alerts: Alert[] = [];
  #count = 0;

  constructor(graph: Graph, keeps: boolean) {
    this.#graph = graph;
    this.#keeps = keeps;
  }

  /** How many there were, kept or not. */
  get count(): number {
    return this.#count;
  }

  /** Looks at the engine's last step, whose first bar has the number `first`. */
  take(engine: Engine, first: number, timeAt: (index: number) => number): void {
    const { alerts } = this.#graph;
    if (alerts.length === 0) return;
    const found = alerts.flatMap(({ when }, number) =>
      Array.from(engine.placesOf(when), (index) => ({ index, number })),
    );
    this.#count += found.length;
    if (!this.#keeps) return;
    for (const { index, number } of found.toSorted((a, b) => a.index - b.index || a.number - b.number)) {
      this.#alerts.push({
        bar: first + index,
        time: timeAt(index),
        alert: number,
        message: this.#message(engine, number, index),
      });
    }
  }

  finish(): readonly Alert[] {
    return this.#alerts;
  }

  #message(engine: Engine, number: number, index: number): string {
    const { parts = [], values = [] } = this.#graph.alerts[number] ?? {};
    return parts
      .map((part, k) => {
        const series = values[k];
        if (series === undefined) return part;
        const type = this.#graph.nodes[series.node]?.outputs[series.output]?.type;
        return part + inWords(engine.column(series)[index] ?? Number.NaN, type === "truth");
      })
      .join("");
  }
}

/** A value inside a sentence: eight digits that matter, yes or no, `na` where it is missing. */
function inWords(value: number, truth: boolean): string {
  if (Number.isNaN(value)) return "na";
  if (truth) return value === 1 ? "yes" : "no";
  return String(Number(value.toPrecision(8)));
}

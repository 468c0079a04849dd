import { at, immediate, length, output, series, truth, truthOutput } from "../../kernels/catalog/declare.js";
import { anywhere } from "../../kernels/catalog/range.js";
import { interval } from "../../kernels/catalog/interval.js";
import type { Operation, ParameterValues } from "../../kernels/catalog/operation.js";
import { price, ratio } from "../../kernels/catalog/unit.js";

/**
 * Functions that look into the future, for targets of models only. Each is computed when its future has come, so that
 * nothing in a run can see it before.
 */
export interface Label {
  readonly operation: Operation;
  /** Bars after its own inputs until it is known. */
  readonly reach: (parameters: ParameterValues) => number;
  /** Names of its classes in the order of their numbers; undefined where it gives a number or a condition. */
  readonly classes: readonly string[] | undefined;
  /** It is `na` on rows that are not learned from. */
  readonly drops: boolean;
}

const none = (): number => 0;

const declare = (
  operation: Pick<Operation, "name" | "summary" | "formula" | "source" | "inputs"> & Partial<Operation>,
  label: Partial<Omit<Label, "operation">> = {},
): Label => ({
  operation: {
    surface: "call",
    family: "label",
    bar: [],
    parameters: [],
    outputs: [truthOutput("Yes or no.")],
    ...immediate,
    missing: "skip",
    kernel: "",
    ...operation,
  },
  reach: none,
  classes: undefined,
  drops: false,
  ...label,
});

const classOutput = (summary: string, count: number) =>
  output("value", summary, ratio, interval(0, count - 1), 0, "category");

const within = length("Bars after which the time is over.", { name: "within" });

/** The labels, in the order of the reference; `ahead` is not here because it gives what it is given. */
export const labels: readonly Label[] = [
  declare(
    {
      name: "direction",
      summary:
        "Yes where a change is above the zone, no where it is below minus the zone; rows between are not learned from.",
      formula: "change > zone: yes; change < −zone: no; else na",
      source: "The sign of a forward return with a dead zone.",
      inputs: [
        series("change", "What is to be foreseen, as `ahead(close, 12) / close - 1`."),
        series("zone", "How large a change has to be to count; may follow volatility."),
      ],
    },
    { drops: true },
  ),
  declare(
    {
      name: "three_way",
      summary:
        "`up` where a change is above the zone, `down` where it is below minus the zone, `flat` between.",
      formula: "change > zone: up; change < −zone: down; else flat",
      source: "The sign of a forward return with a dead zone as a class of its own.",
      inputs: [
        series("change", "What is to be foreseen, as `ahead(close, 12) / close - 1`."),
        series("zone", "How large a change has to be to count; may follow volatility."),
      ],
      outputs: [classOutput("`down`, `flat` or `up`.", 3)],
    },
    { classes: ["down", "flat", "up"] },
  ),
  declare(
    {
      name: "triple_barrier",
      summary:
        "Which comes first after this close: a rise by `take`, a fall by `stop`, or the end of the time. Where one bar holds both, the stop counts.",
      formula:
        "first bar of the next `within` whose low ≤ close − stop: stop; whose high ≥ close + take: take; none: time",
      source: "López de Prado, Advances in Financial Machine Learning, 2018, section 3.4.",
      inputs: [
        series("take", "Distance of the upper barrier above the close.", price),
        series("stop", "Distance of the lower barrier below the close.", price),
      ],
      bar: ["high", "low", "close"],
      parameters: [within],
      outputs: [classOutput("`stop`, `time` or `take`.", 3)],
    },
    { classes: ["stop", "time", "take"], reach: (p) => at(p, 0) },
  ),
  declare(
    {
      name: "trend_scan",
      summary:
        "How sure the trend is that begins now: the t-value of the slope over the number of bars for which it is largest. With `direction(trend_scan(…), 2)` weak trends are not learned from.",
      formula:
        "t(n) = slope / its standard error, of the line of least squares through the next n bars; the t(n) with the largest |t(n)| for n from shortest to longest",
      source: "López de Prado, Machine Learning for Asset Managers, 2020, section 5.4.",
      inputs: [series("series", "What may have a trend, as `close`.")],
      parameters: [
        length("Fewest bars of the trend.", { name: "shortest", low: 2 }),
        length("Most bars of the trend.", { name: "longest", low: 2 }),
      ],
      outputs: [output("value", "The t-value; positive where it rises.", ratio, anywhere, 0)],
    },
    { reach: (p) => Math.max(at(p, 0), at(p, 1)) },
  ),
  declare(
    {
      name: "meta_label",
      summary:
        "Whether a signal was right: `right` where there is a signal; other rows are not learned from.",
      formula: "signal: right; else na",
      source: "López de Prado, Advances in Financial Machine Learning, 2018, section 3.6.",
      inputs: [
        truth("signal", "A rule of your own, known now."),
        truth("right", "What it hoped for, known later."),
      ],
    },
    { drops: true },
  ),
];

const byName: ReadonlyMap<string, Label> = new Map(labels.map((label) => [label.operation.name, label]));

export function findLabel(name: string): Label | undefined {
  return byName.get(name);
}

/** Names that can be written as calls in targets. */
export const labelNames: readonly string[] = ["ahead", ...byName.keys()];

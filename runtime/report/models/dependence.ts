import type { ModelReport } from "../../models/explain/model-report.js";
import type { DependenceCurve, PartialDependence } from "../../models/explain/partial-dependence.js";
import { ticksOf } from "../axis.js";
import { html, type Markup } from "../html.js";
import { percentPlot, type PlotLine, type PlotTick } from "../views/percent-plot.js";
import { digits } from "./words.js";

/** From the least to the greatest answer that is drawn. */
interface Range {
  readonly low: number;
  readonly high: number;
}

/** Small pictures of how answers go with each of the most important features. */
export function dependenceView({
  dependence,
  target,
}: Pick<ModelReport, "dependence" | "target">): Markup | null {
  if (dependence.length === 0) return null;
  const classes = target.kind === "classes" ? target.classes : [];
  const range = rangeOf(dependence.flatMap((one) => drawnCurves(one, classes)));
  const figures = dependence.map(
    (one) =>
      html`<figure>
        <h3>${one.feature}</h3>
        ${draw(one, classes, range)} ${missingText(one, classes)}
      </figure>`,
  );
  const keys =
    classes.length > 0
      ? classes.map((name, k) => html`<span class="key ${tone(k)}">${name}</span>`)
      : html`<span class="key accent">mean answer</span
          ><span class="key market">eight in ten rows lie between</span>`;
  return html`<p class="legend">${keys}</p>
    <div class="figures">${figures}</div>
    <p class="caption">
      What the model says on average when the feature is given a value and all else stays as it is. All
      pictures have the same scale, so that a flat line is a feature that matters little by itself.
    </p>`;
}

const tone = (k: number): string => `plot-${(k % 6) + 1}`;

/** Of several classes the probabilities, without the class that comes first. */
function drawnCurves(one: PartialDependence, classes: readonly string[]): readonly DependenceCurve[] {
  return classes.length > 0 ? one.curves.slice(1) : one.curves;
}

function rangeOf(curves: readonly DependenceCurve[]): Range {
  const values = curves.flatMap(({ mean, low, high }) => [...mean, ...low, ...high]).filter(Number.isFinite);
  const low = Math.min(...values);
  const high = Math.max(...values);
  const margin = 0.04 * (high - low) || 1e-6;
  return { low: low - margin, high: high + margin };
}

function draw(one: PartialDependence, classes: readonly string[], { low, high }: Range): Markup {
  const values = one.values.filter((value) => value !== null);
  const [first, last] = [values[0] ?? 0, values.at(-1) ?? 1];
  const y = (value: number): number => (value - low) / (high - low);
  // Categories have no distances: they stand side by side.
  const x = (value: number, k: number): number =>
    one.isCategory ? (k + 0.5) / values.length : last > first ? (value - first) / (last - first) : 0.5;
  const places = values.map(x);
  const line = (of: readonly number[], name: string): PlotLine => ({
    x: places,
    y: values.map((_, k) => y(of[k] ?? low)),
    tone: name,
  });
  const curves = drawnCurves(one, classes);
  const [only] = curves;
  const lines =
    classes.length === 0 && only !== undefined
      ? [line(only.low, "market"), line(only.high, "market"), line(only.mean, "accent")]
      : curves.map(({ mean }, k) => line(mean, tone(k)));
  const said = curves.map(
    ({ mean }, k) =>
      `${classes[k] ?? "mean answer"} from ${digits(mean[0] ?? 0, 3)} to ${digits(mean[values.length - 1] ?? 0, 3)}`,
  );
  return percentPlot({
    said: `Answers by ${one.feature}, from ${digits(first, 3)} to ${digits(last, 3)}: ${said.join("; ")}.`,
    lines,
    xTicks: one.isCategory ? categoryTicks(values, places) : numberTicks(first, last),
    yTicks: ticksOf(low, high, 5).map((value) => ({ at: y(value), label: digits(value, 2) })),
    band: null,
  });
}

function numberTicks(first: number, last: number): readonly PlotTick[] {
  if (!(last > first)) return [{ at: 0.5, label: digits(first, 3) }];
  return ticksOf(first, last, 4).map((value) => ({
    at: (value - first) / (last - first),
    label: digits(value, 2),
  }));
}

/** At most eight words fit below a small picture. */
function categoryTicks(values: readonly number[], places: readonly number[]): readonly PlotTick[] {
  const every = Math.ceil(values.length / 8);
  return values.flatMap((value, k) =>
    k % every === 0 ? [{ at: places[k] ?? 0, label: String(value) }] : [],
  );
}

function missingText(one: PartialDependence, classes: readonly string[]): Markup | null {
  const place = one.values.indexOf(null);
  if (place < 0) return null;
  const said = drawnCurves(one, classes).map(({ mean }, k) => {
    const name = classes[k];
    return `${name === undefined ? "" : `${name} `}${digits(mean[place] ?? 0, 3)}`;
  });
  return html`<figcaption>Where it is missing: ${said.join(", ")}.</figcaption>`;
}

import type { Facts } from "../../compiler/passes/facts.js";
import type { BarColumns } from "../../runtime/index.js";
import { compute } from "./compute.js";
import { law, type Accepted } from "./law.js";
import { feedsOf, marketOf, tempers } from "./markets.js";

const bars = 260;

/** What is said of each name of a single value, and the values it has. */
function valuesOf(
  { graph, checked, program, seed }: Accepted,
  market: BarColumns,
): readonly { readonly name: string; readonly facts: Facts; readonly values: Float64Array }[] {
  const feeds = () => feedsOf(program, graph, bars, seed);
  const { columns } = compute(graph, market, feeds, { lengths: [bars] });
  return graph.names.flatMap(({ name, series }) => {
    const declared =
      checked.lets.find((each) => each.name === name) ?? checked.states.find((each) => each.name === name);
    const facts = declared && checked.facts.get(declared.value);
    const values = columns.get(`${series.node}.${series.output}`);
    if (facts === undefined || values === undefined || facts.fields !== undefined) return [];
    return [{ name, facts, values }];
  });
}

law("every value lies in the range that is shown for it", 50, (accepted) => {
  const market = marketOf(tempers[accepted.seed % tempers.length] ?? "walk", bars, accepted.seed);
  for (const { name, facts, values } of valuesOf(accepted, market)) {
    const { low, high } = facts.range;
    // A range is that of real numbers; doubles may step over its end by their last digits.
    const slack = 1e-9 * Math.max(1e-9, ...[low, high].filter(Number.isFinite).map(Math.abs));
    const bar = values.findIndex((value) => value < low - slack || value > high + slack);
    if (bar !== -1) throw new Error(`\`${name}\` is ${values[bar]} at bar ${bar}, outside ${low}..${high}`);
    const infinite = values.findIndex((value) => Math.abs(value) === Infinity);
    if (infinite !== -1) throw new Error(`\`${name}\` is infinite at bar ${infinite}`);
  }
});

law("what is known at the open does not change with what the bar brings", 30, (accepted) => {
  const market = marketOf("walk", bars, accepted.seed);
  const last = bars - 1;
  const moved = (column: Float64Array, factor: number) =>
    column.map((value, bar) => (bar === last ? factor * value : value));
  const other: BarColumns = {
    ...market,
    high: moved(market.high, 3),
    low: moved(market.low, 0.3),
    close: moved(market.close, 2),
    volume: moved(market.volume, 5),
  };
  const before = valuesOf(accepted, market);
  const after = valuesOf(accepted, other);
  for (const [at, { name, facts, values }] of before.entries()) {
    if (facts.knownAt !== "open" || Object.is(values[last], after[at]?.values[last])) continue;
    throw new Error(`\`${name}\` is ${values[last]} or ${after[at]?.values[last]}`);
  }
});

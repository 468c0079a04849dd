import type { Source } from "../../lang/source.js";
import type { Expression } from "../../lang/tree.js";
import type { CheckedAlert, CheckedStrategy } from "../checked.js";
import { ratio } from "../../kernels/catalog/index.js";
import type { ColumnReference, Graph, GraphModel } from "../graph/schema.js";
import type { DraftGraph } from "../graph/stages.js";
import { placeOf } from "../passes/places.js";
import { boundOf } from "./describe.js";
import { isNothing, scalarOf } from "./lag.js";
import { lowerModels } from "./models.js";
import { Lowering } from "./lowering.js";
import { lowerOrders } from "./orders.js";

export { LoweringFault } from "./fault.js";

/**
 * A sound strategy as a graph: every expression that orders, plots and names need as scalars and nodes, not yet
 * optimised. Throws `LoweringFault` for what a sound strategy does not hold.
 */
export function lowerStrategy(checked: CheckedStrategy, source: Source): DraftGraph {
  const lowering = new Lowering(checked);
  const { market, warmup } = checked;
  // First, since names build upon earlier ones: so no chain of names is walked in one go.
  for (const { clock, lets } of checked.frames) {
    lowering.within(clock, () => lets.forEach(({ value }) => lowering.fields(value)));
  }
  const names = [
    ...checked.lets.flatMap(({ name, value }) => namesOf(name, value, lowering)),
    ...checked.states.map((state) => ({ name: state.name, series: lowering.state(state) })),
    ...namesOfHeld(checked, lowering),
  ];
  const models = lowerModels(lowering);
  const requirements = checked.requirements.map(({ condition, text }) => ({
    scalar: lowering.scalar(condition),
    text,
    span: condition.span,
  }));
  const orders = lowerOrders(checked, lowering);
  const plots = checked.plots.flatMap((plot) =>
    [...lowering.fields(plot.value)].map(([field, series]) => ({ label: dotted(plot.label, field), series })),
  );
  const alerts = checked.alerts.map((alert) => lowerAlert(alert, lowering));
  return {
    stage: "draft",
    schema: "sage.graph/1",
    strategy: checked.name,
    documentation: checked.documentation,
    market: {
      symbol: market.symbol,
      exchange: market.exchange,
      type: market.type,
      timeframe: market.timeframe,
      tick: market.tick,
      lot: market.lot,
      minimumNotional: market.minimumNotional,
    },
    gaps: checked.gaps,
    parameters: checked.parameters.map(({ name, kind, value, low, high, step, declaration }) => ({
      name,
      kind,
      value,
      low,
      high,
      step,
      span: declaration.span,
    })),
    requirements,
    ...inputsOf(lowering),
    scalars: lowering.builder.scalars,
    // The graph holds one text: what was copied from another file is shown at the call.
    nodes: lowering.builder.nodes.map((node) => ({ ...node, span: placeOf(checked.source, node.span) })),
    orders,
    plots,
    alerts,
    names: [...names, ...models.flatMap(namesOfModel)],
    models,
    warmup: { first: warmup.first, settled: boundOf(warmup.settled), dominatedBy: warmup.dominatedBy },
    source: { path: source.path, text: source.text },
  };
}

/** An alert speaks when its condition comes true: it is, and was not (or had no value) one bar before. */
function lowerAlert(
  { condition, parts, values, declaration }: CheckedAlert,
  lowering: Lowering,
): Graph["alerts"][number] {
  const { builder } = lowering;
  const { span } = declaration;
  const facts = lowering.facts(condition);
  const truth = (operation: string, inputs: readonly ColumnReference[], parameters: readonly number[] = []) =>
    builder.node({
      operation,
      inputs,
      parameters,
      outputs: [{ type: "truth", unit: ratio }],
      knownAt: facts.knownAt,
      first: 0,
      settled: 0,
      span,
    });
  const now = lowering.column(condition);
  const before = truth("history", [now], [builder.constant(1)]);
  const never = truth("constant", [], [builder.constant(0)]);
  const wasNot = truth("not", [truth("coalesce", [before, never])]);
  return {
    when: truth("and", [now, wasNot]),
    parts: [...parts],
    values: values.map((value) => lowering.column(value)),
    span,
  };
}

/** What is read beside the strategy's own bars, where anything is. */
function inputsOf(lowering: Lowering): Pick<DraftGraph, "clocks" | "feeds"> {
  const [clocks, feeds] = [lowering.graphClocks(), lowering.graphFeeds()];
  return { ...(clocks.length > 0 && { clocks }), ...(feeds.length > 0 && { feeds }) };
}

/** What is read of frames and feeds under the names it is read by: `h4.trend`. What only the frame itself reads has no name outside. */
function namesOfHeld({ resolution }: CheckedStrategy, lowering: Lowering): DraftGraph["names"] {
  const names = new Map<string, DraftGraph["names"][number]>();
  for (const [expression, symbol] of resolution) {
    if ((symbol.kind !== "held" && symbol.kind !== "fed") || expression.kind !== "field") continue;
    const name = `${symbol.kind === "held" ? symbol.clock.name : symbol.feed.name}.${expression.field.text}`;
    if (names.has(name)) continue;
    for (const [field, series] of lowering.fields(expression)) {
      names.set(dotted(name, field), { name: dotted(name, field), series });
    }
  }
  return [...names.values()];
}

/** `edge.momentum`, and `edge.up` when it is known. */
function namesOfModel({ name: model, features, target }: GraphModel): DraftGraph["names"] {
  return [
    ...features.map(({ name, series }) => ({ name: `${model}.${name}`, series })),
    { name: `${model}.${target.name}`, series: target.series, delay: target.delay },
  ];
}

/** A name by each of its fields; what looks ahead is there when it is known. */
function namesOf(name: string, value: Expression, lowering: Lowering): DraftGraph["names"] {
  const { delayed } = lowering;
  const lag = delayed.lag(value);
  if (isNothing(lag))
    return [...lowering.fields(value)].map(([field, series]) => ({ name: dotted(name, field), series }));
  // Of a record that looks ahead only the fields that are used are computed.
  if (lowering.facts(value).type === "record") return [];
  return [{ name, series: delayed.column(value, lag), delay: scalarOf(lag, lowering) }];
}

function dotted(name: string, field: string): string {
  return field === "" ? name : `${name}.${field}`;
}

import { describeProgram } from "../graph/recurrence.js";
import { evaluateScalars } from "../graph/scalar.js";
import type { Bound, ColumnReference, EntryRule, Graph, GraphModel, Level } from "../graph/schema.js";
import { labelsOf, unitName, type Labels } from "./labels.js";
import { table } from "./table.js";

/** The graph as tables a person can read: what is computed in which order, where it lies, when it is known. */
export function emitPlan(graph: Graph): string {
  const labels = labelsOf(graph);
  const sections = [
    heading(graph),
    section("parameters", parameterRows(graph)),
    section("scalars", scalarRows(graph, labels)),
    section("nodes", nodeRows(graph, labels)),
    ...programs(graph, labels),
    ...graph.models.map((model) => section(`model ${model.name}`, modelRows(model, labels))),
    section("orders", orderRows(graph, labels)),
    section(
      "plots",
      graph.plots.map((plot) => [labels.column(plot.series), plot.label]),
    ),
  ];
  return `${sections.filter((text) => text !== "").join("\n\n")}\n`;
}

function heading({ strategy, market, warmup, nodes, slotCount, hash }: Graph): string {
  const by = warmup.dominatedBy === null ? "" : `, set by ${warmup.dominatedBy}`;
  const settled = warmup.settled === "inf" ? "never settled" : `settled after ${warmup.settled}`;
  return [
    `${strategy} on ${market.symbol === "" ? "any market" : market.symbol}, bars of ${market.timeframe / 60_000} minutes`,
    `hash ${hash}`,
    `${nodes.length} nodes in ${slotCount} slots; first decision after ${warmup.first} bars, ${settled}${by}`,
  ].join("\n");
}

function section(title: string, rows: readonly (readonly string[])[]): string {
  return rows.length === 0 ? "" : [title, ...table(rows)].join("\n");
}

function parameterRows({ parameters }: Graph): readonly (readonly string[])[] {
  return parameters.map(({ name, kind, value, low, high, step }) => [
    name,
    `${value}`,
    kind,
    low === high ? "" : `${low}..${high} step ${step}`,
  ]);
}

function scalarRows(graph: Graph, labels: Labels): readonly (readonly string[])[] {
  const values = evaluateScalars(graph);
  const required = new Map(graph.requirements.map(({ scalar, text }) => [scalar, `require ${text}`]));
  return graph.scalars.flatMap(({ operation, inputs }, number) => {
    if (operation === "constant" || operation === "parameter") return [];
    const call = `${operation}(${inputs.map(labels.scalar).join(", ")})`;
    return [[`s${number}`, call, `${values[number] ?? ""}`, required.get(number) ?? ""]];
  });
}

function nodeRows(graph: Graph, labels: Labels): readonly (readonly string[])[] {
  const rows = graph.nodes.map((node, number) => [
    `n${number}`,
    labels.names(number),
    labels.call(node),
    node.slots.join(" "),
    [...new Set(node.outputs.map(unitName))].join(" "),
    node.knownAt,
    `${node.first}`,
    bound(node.settled),
    node.span.end === 0 ? "" : labels.place(node.span),
    node.span.end === 0 ? "" : labels.words(node.span),
  ]);
  return [
    ["", "name", "computes", "slot", "unit", "known at", "first", "settled", "line", "written"],
    ...rows,
  ];
}

function programs(graph: Graph, labels: Labels): readonly string[] {
  return graph.nodes.flatMap((node, number) => {
    if (node.program === undefined) return [];
    const inputs = node.inputs.map((input, at) => `in${at} is ${labels.column(input)}`);
    const parameters = node.parameters.map((scalar, at) => `p${at} is ${labels.scalar(scalar)}`);
    const lines = [...inputs, ...parameters, ...describeProgram(node, node.program)];
    return [[`program of n${number}`, ...lines.map((line) => `  ${line}`)].join("\n")];
  });
}

function modelRows(model: GraphModel, { column, scalar }: Labels): readonly (readonly string[])[] {
  const { features, target, algorithm, train, reach, purge, embargo } = model;
  const optionText = ({ name, scalar: number, words = [] }: GraphModel["train"][number]) =>
    `${name} ${number === undefined ? words.join(" ") : scalar(number)}`;
  return [
    ...features.map(({ name, series, type }) => ["feature", name, column(series), type]),
    ["target", target.name, column(target.series), `${target.kind}, ${scalar(target.delay)} bars later`],
    ["learner", algorithm.name, algorithm.options.map(optionText).join(", "), ""],
    ["train", train.map(optionText).join(", "), "", ""],
    ["", `reach ${reach}, purge ${purge}, embargo ${embargo}, settled ${bound(model.settled)}`, "", ""],
  ];
}

function orderRows({ orders }: Graph, labels: Labels): readonly (readonly string[])[] {
  const { size, costs, cooldown, halts, position, fills } = orders;
  const { scalar, column } = labels;
  const limit = size?.limit === undefined ? "" : ` max ${scalar(size.limit)} of equity`;
  return [
    ...orders.entries.flatMap((entry) => entryRows(entry, labels)),
    ...orders.exits.map((exit) => [`exit ${exit.side}`, `when ${column(exit.when)}`, exit.text]),
    ...(position === undefined
      ? []
      : [
          [
            "position",
            `${column(position.target)} rebalanced at ${scalar(position.rebalance)}`,
            position.text,
          ],
        ]),
    ...(fills.participation === undefined
      ? []
      : [["participation", `at most ${scalar(fills.participation)} of a bar's volume`, ""]]),
    ...(fills.pyramiding === undefined
      ? []
      : [["pyramiding", `up to ${scalar(fills.pyramiding)} entries`, ""]]),
    ...(fills.entriesPerDay === undefined
      ? []
      : [["entries", `at most ${scalar(fills.entriesPerDay)} a day`, ""]]),
    ...(size === undefined
      ? []
      : [["size", `${size.kind} ${column(size.amount)}${kellyText(size, scalar)}${limit}`, ""]]),
    ["costs", `taker ${scalar(costs.taker)} maker ${scalar(costs.maker)} fixed ${scalar(costs.fixed)}`, ""],
    [
      "",
      `slippage ${scalar(costs.slippage.amount)} ${costs.slippage.kind} spread ${scalar(costs.spread)}`,
      "",
    ],
    ...(cooldown === undefined
      ? []
      : [["cooldown", `${scalar(cooldown.length)} bars after ${cooldown.after}`, ""]]),
    ...halts.map(({ quantity, above, inclusive, length }) => {
      const time = length === undefined ? "for good" : `for ${scalar(length)} bars`;
      return ["halt", `when ${quantity} ${inclusive ? ">=" : ">"} ${scalar(above)} ${time}`, ""];
    }),
  ];
}

function kellyText({ kelly }: NonNullable<Graph["orders"]["size"]>, scalar: Labels["scalar"]): string {
  if (kelly === undefined) return "";
  const { fraction, trades, otherwise } = kelly;
  return ` · ${scalar(fraction)} of Kelly after ${scalar(trades)} trades, else ${scalar(otherwise)}`;
}

function entryRows(entry: EntryRule, { column, scalar }: Labels): readonly (readonly string[])[] {
  const { trail, expire } = entry;
  const level = ({ base, slope }: Level) => `${column(base)} + ${column(slope)} · entry`;
  const distance = (base: ColumnReference, slope: ColumnReference | undefined) =>
    slope === undefined ? column(base) : level({ base, slope });
  const after = trail?.after === undefined ? "" : ` after ${distance(trail.after, trail.afterSlope)}`;
  const trailed =
    trail && `${distance(trail.distance, trail.distanceSlope)}${trail.share ? " · best price" : ""}`;
  return [
    [`enter ${entry.side}`, `when ${column(entry.when)}`, entry.text],
    ...(entry.order === undefined ? [] : [["", orderText(entry.order, column, scalar), ""]]),
    ...(entry.stop === undefined ? [] : [["", `stop ${level(entry.stop)}`, ""]]),
    ...(entry.moves ?? []).map((move) => [
      "",
      `stop moves to ${level(move.level)} after ${level(move.after)}`,
      "",
    ]),
    ...entry.takes.map((take) => ["", `take ${level(take.level)} for ${scalar(take.portion)}`, ""]),
    ...(trail === undefined ? [] : [["", `trail ${trailed}${after}`, ""]]),
    ...(expire === undefined ? [] : [["", `expire ${scalar(expire)} bars`, ""]]),
  ];
}

function orderText(
  { type, price, limit, validity }: NonNullable<EntryRule["order"]>,
  column: Labels["column"],
  scalar: Labels["scalar"],
): string {
  const time = validity === undefined ? "" : ` for ${scalar(validity)} bars`;
  const worst = limit === undefined ? "" : ` limit ${column(limit)}`;
  return `${type} at ${column(price)}${worst}${time}`;
}

function bound(value: Bound): string {
  return value === "inf" ? "never" : `${value}`;
}

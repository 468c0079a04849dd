import {
  bars,
  milliseconds,
  money,
  price,
  quantity,
  ratio,
  sameUnit,
  type Unit,
} from "../../kernels/catalog/unit.js";
import { findOperation, type Parameter } from "../../kernels/catalog/index.js";
import { createSource, positionAt } from "../../lang/source.js";
import { formatDuration } from "../passes/format.js";
import type { ColumnReference, Graph, GraphNode, GraphOutput } from "../graph/schema.js";
import { columnKey } from "../graph/stages.js";

/** How the pictures of a graph call its parts. */
export interface Labels {
  /** `n3`, or `n3.1` for the second of several columns. */
  readonly column: (reference: ColumnReference) => string;
  /** The author's names for a node's columns: `quick`, or `bands.upper, bands.lower`; empty without one. */
  readonly names: (node: number) => string;
  /** The parameters of a node: `12`, `seed: first`. */
  readonly parameters: (node: GraphNode) => readonly string[];
  /** `ema`; of a prediction also the model: `prediction of edge`. */
  readonly operation: (node: GraphNode) => string;
  /** `ema(n0; 12)`: what a node computes, with the parameter values in the text. */
  readonly call: (node: GraphNode) => string;
  /** `s2`, or the value of a constant, or the name of a parameter. */
  readonly scalar: (scalar: number) => string;
  /** `12:15`: where a span begins. */
  readonly place: (span: { readonly start: number }) => string;
  /** The source text of a span on one line, at most 48 characters. */
  readonly words: (span: { readonly start: number; readonly end: number }) => string;
}

export function labelsOf(graph: Graph): Labels {
  const source = createSource(graph.source.path, graph.source.text);
  const column = ({ node, output }: ColumnReference) =>
    (graph.nodes[node]?.outputs.length ?? 1) > 1 ? `n${node}.${output}` : `n${node}`;
  const scalar = (number: number) => {
    const item = graph.scalars[number];
    if (item?.operation === "constant")
      return item.value === null || item.value === undefined ? "na" : `${item.value}`;
    if (item?.operation === "parameter") return graph.parameters[item.value ?? -1]?.name ?? `s${number}`;
    return `s${number}`;
  };
  const named = namesByNode(graph);
  const parametersOf = ({ operation, parameters }: GraphNode) => {
    const declared = findOperation(operation)?.parameters ?? [];
    return parameters.flatMap((number, at) => parameterText(declared[at], scalar(number)));
  };
  const operation = ({ operation: name, model }: GraphNode) => {
    const asked = graph.models[model ?? -1];
    return asked === undefined ? name : `${name} of ${asked.name}`;
  };
  return {
    column,
    scalar,
    operation,
    names: (node) => (named.get(node) ?? []).join(", "),
    parameters: parametersOf,
    call: (node) => {
      const listed = [node.inputs.map(column).join(", "), parametersOf(node).join(", ")];
      const inside = listed.filter((part) => part !== "").join("; ");
      const bars = clockWord(graph, node);
      const clock = bars === "" ? "" : ` on ${bars}`;
      return inside === "" ? `${operation(node)}${clock}` : `${operation(node)}(${inside})${clock}`;
    },
    place: ({ start }) => {
      const { line, column: at } = positionAt(source, start);
      return `${line}:${at}`;
    },
    words: ({ start, end }) => shortened(source.text.slice(start, end).replaceAll(/\s+/g, " ")),
  };
}

/** Length of the bars a node runs on, where they are not the strategy's own: `4h`. */
export function clockWord({ clocks = [] }: Graph, { clock = 0 }: GraphNode): string {
  const found = clocks[clock - 1];
  return found === undefined ? "" : formatDuration(found.interval);
}

/** A choice by its word, and not at all where it is the usual one. */
function parameterText(declared: Parameter | undefined, value: string): readonly string[] {
  if (declared?.kind !== "choice") return [value];
  return value === "0" ? [] : [`${declared.name}: ${declared.choices[Number(value)] ?? value}`];
}

function namesByNode(graph: Graph): ReadonlyMap<number, readonly string[]> {
  const named = new Map<number, string[]>();
  const seen = new Set<string>();
  for (const { name, series } of graph.names) {
    const key = `${name} ${columnKey(series)}`;
    if (seen.has(key)) continue;
    seen.add(key);
    const names = named.get(series.node) ?? [];
    names.push(name);
    named.set(series.node, names);
  }
  return named;
}

function shortened(text: string): string {
  return text.length <= 48 ? text : `${text.slice(0, 47)}…`;
}

const knownUnits: readonly (readonly [Unit, string])[] = [
  [ratio, "number"],
  [price, "price"],
  [quantity, "quantity"],
  [money, "money"],
  [bars, "bars"],
  [milliseconds, "time"],
];

/** What a column holds in a trader's words: `price`, `yes/no`, or a product of powers. */
export function unitName({ type, unit }: GraphOutput): string {
  if (type === "truth") return "yes/no";
  if (type === "category") return "category";
  const known = knownUnits.find(([each]) => sameUnit(each, unit));
  if (known !== undefined) return known[1];
  return Object.entries(unit)
    .filter(([, power]) => power !== 0)
    .map(([name, power]) => (power === 1 ? name : `${name}^${power}`))
    .join("·");
}

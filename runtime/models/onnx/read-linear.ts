import type { LinearInput, LinearModel, Link } from "../fitted-model.js";
import {
  constantOf,
  readerOf,
  tensorDoubles,
  tensorFloats,
  tensorIntegers,
  type GraphMessage,
} from "./constants.js";
import type { NodeMessage } from "./protocol.js";

/** The linear model that `writeLinear` has written; null where there is none. */
export function readLinear(graph: GraphMessage, link: Link): LinearModel | null {
  const { nodes } = graph;
  const inputs = nodes
    .filter(({ operator, inputs: [from] }) => operator === "Gather" && from === "features")
    .flatMap((gather) => readRun(graph, gather));
  const rows = nodes.find(({ operator }) => operator === "Unsqueeze");
  const weighted = readerOf(graph, rows);
  if (inputs.length === 0 || weighted?.operator !== "Mul") return null;
  const weights = tensorDoubles(constantOf(graph, weighted, 1));
  const outputs = weights.length / inputs.length;
  const sums = readerOf(graph, readerOf(graph, weighted));
  return {
    kind: "linear",
    link,
    inputs,
    coefficients: Array.from({ length: outputs }, (_, k) =>
      Float64Array.from(weights.slice(k * inputs.length, (k + 1) * inputs.length)),
    ),
    intercepts: tensorDoubles(constantOf(graph, readerOf(graph, sums), 1)),
  };
}

/** Inputs of one kind that follow each other: what is made of the columns says of which. */
function readRun(graph: GraphMessage, gather: NodeMessage): readonly LinearInput[] {
  const places = tensorIntegers(constantOf(graph, gather, 1));
  const first = readerOf(graph, gather);
  if (first?.operator === "Equal") {
    const categories = tensorFloats(constantOf(graph, first, 1));
    return places.map((feature, k) => ({ kind: "category", feature, category: categories[k] ?? Number.NaN }));
  }
  if (first?.operator !== "Cast") return places.map((feature) => ({ kind: "missing", feature }));
  const centred = readerOf(graph, first);
  const means = tensorDoubles(constantOf(graph, centred, 1));
  const deviations = tensorDoubles(constantOf(graph, readerOf(graph, centred), 1));
  return places.map((feature, k) => ({
    kind: "standardised",
    feature,
    mean: means[k] ?? Number.NaN,
    deviation: deviations[k] ?? Number.NaN,
  }));
}

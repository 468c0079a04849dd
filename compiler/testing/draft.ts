import { ratio } from "../../kernels/catalog/unit.js";
import { GraphBuilder } from "../graph/builder.js";
import type { ColumnReference, Graph, GraphParameter, Orders } from "../graph/schema.js";
import type { DraftGraph, DraftNode } from "../graph/stages.js";

const nowhere = { start: 0, end: 0 };

/** Makes small graphs for tests in the order they are read: scalars, columns, then what is plotted. */
export class DraftWriter {
  readonly builder = new GraphBuilder();
  readonly parameters: GraphParameter[] = [];
  private readonly plots: { label: string; series: ColumnReference }[] = [];
  private readonly names: { name: string; series: ColumnReference }[] = [];

  constant(value: number): ColumnReference {
    return this.column("constant", [], { parameters: [this.builder.constant(value)] });
  }

  /** The scalar of a new parameter. */
  parameter(value: number): number {
    const index = this.parameters.push({
      name: `p${this.parameters.length}`,
      kind: "number",
      value,
      low: value,
      high: value,
      step: 0,
      span: nowhere,
    });
    return this.builder.scalar("parameter", [], index - 1);
  }

  column(
    operation: string,
    inputs: readonly ColumnReference[],
    settings: Partial<Pick<DraftNode, "parameters" | "outputs" | "program">> & {
      type?: "number" | "truth";
    } = {},
  ): ColumnReference {
    const { type = "number", ...rest } = settings;
    return this.builder.node({
      operation,
      inputs,
      parameters: [],
      outputs: [{ type, unit: ratio }],
      knownAt: "close",
      first: 0,
      settled: 0,
      span: nowhere,
      ...rest,
    });
  }

  plot(series: ColumnReference): void {
    this.plots.push({ label: `plot ${this.plots.length}`, series });
  }

  name(name: string, series: ColumnReference): void {
    this.names.push({ name, series });
  }

  finish(): DraftGraph {
    return {
      ...emptyBody(this.builder),
      stage: "draft",
      parameters: this.parameters,
      scalars: this.builder.scalars,
      nodes: this.builder.nodes,
      plots: this.plots,
      names: this.names,
    };
  }
}

function emptyBody(builder: GraphBuilder): Omit<Graph, "nodes" | "slotCount" | "hash"> {
  const none = builder.constant(0);
  const one = builder.constant(1);
  const orders: Orders = {
    entries: [],
    exits: [],
    costs: { taker: none, maker: none, fixed: none, slippage: { kind: "rate", amount: none }, spread: none },
    halts: [],
    fills: { path: "pessimistic", protectFrom: "fill", leverage: one },
  };
  return {
    schema: "sage.graph/1",
    strategy: "test",
    documentation: "",
    market: {
      symbol: "BTC/USDT",
      exchange: null,
      type: "spot",
      timeframe: 3_600_000,
      tick: null,
      lot: null,
      minimumNotional: null,
    },
    gaps: "hold",
    parameters: [],
    requirements: [],
    scalars: [],
    orders,
    models: [],
    plots: [],
    alerts: [],
    names: [],
    warmup: { first: 0, settled: 0, dominatedBy: null },
    source: { path: "test.sage", text: "" },
  };
}

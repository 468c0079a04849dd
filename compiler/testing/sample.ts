import { seal } from "../hash.js";
import { schedule } from "../optimise/schedule.js";
import { assignSlots } from "../optimise/slots.js";
import { price, ratio, type Unit } from "../../kernels/catalog/unit.js";
import type { Graph, Orders } from "../graph/schema.js";
import type { DraftGraph, DraftNode } from "../graph/stages.js";

const nowhere = { start: 0, end: 0 };

function node(
  operation: string,
  inputs: readonly number[],
  settings: {
    parameters?: readonly number[];
    type?: "number" | "truth";
    unit?: Unit;
    first?: number;
    settled?: number;
  },
): DraftNode {
  return {
    operation,
    inputs: inputs.map((input) => ({ node: input, output: 0 })),
    parameters: settings.parameters ?? [],
    outputs: [{ type: settings.type ?? "number", unit: settings.unit ?? ratio }],
    knownAt: "close",
    first: settings.first ?? 0,
    settled: settings.settled ?? 0,
    span: nowhere,
  };
}

const orders: Orders = {
  entries: [
    {
      side: "long",
      when: { node: 3, output: 0 },
      takes: [],
      span: nowhere,
      text: "quick crosses above calm",
    },
  ],
  exits: [{ side: "long", when: { node: 4, output: 0 }, span: nowhere, text: "quick crosses below calm" }],
  size: { kind: "equity", amount: { node: 5, output: 0 }, span: nowhere },
  costs: { taker: 4, maker: 4, fixed: 5, slippage: { kind: "ticks", amount: 6 }, spread: 5 },
  halts: [],
  fills: { path: "pessimistic", protectFrom: "fill", leverage: 6 },
};

/** The EMA cross of the language's first example, made by hand: for tests of what runs graphs. */
export function sampleGraph(): Graph {
  const draft: DraftGraph = {
    schema: "sage.graph/1",
    stage: "draft",
    strategy: "ema_cross",
    documentation: "",
    market: {
      symbol: "BTC/USDT",
      exchange: null,
      type: "spot",
      timeframe: 3_600_000,
      tick: 0.01,
      lot: null,
      minimumNotional: null,
    },
    gaps: "hold",
    parameters: [
      { name: "fast", kind: "bars", value: 12, low: 5, high: 40, step: 1, span: nowhere },
      { name: "slow", kind: "bars", value: 48, low: 20, high: 200, step: 4, span: nowhere },
    ],
    requirements: [{ scalar: 2, text: "fast < slow", span: nowhere }],
    scalars: [
      { operation: "parameter", inputs: [], value: 0 },
      { operation: "parameter", inputs: [], value: 1 },
      { operation: "less", inputs: [0, 1] },
      { operation: "constant", inputs: [], value: 0.25 },
      { operation: "constant", inputs: [], value: 0.0004 },
      { operation: "constant", inputs: [], value: 0 },
      { operation: "constant", inputs: [], value: 1 },
    ],
    nodes: [
      node("close", [], { unit: price }),
      node("ema", [0], { parameters: [0, 5], unit: price, first: 39, settled: 316 }),
      node("ema", [0], { parameters: [1, 5], unit: price, first: 199, settled: 1581 }),
      node("crosses_above", [1, 2], { type: "truth", first: 200, settled: 1582 }),
      node("crosses_below", [1, 2], { type: "truth", first: 200, settled: 1582 }),
      node("constant", [], { parameters: [3] }),
    ],
    orders,
    models: [],
    plots: [],
    alerts: [],
    names: [
      { name: "quick", series: { node: 1, output: 0 } },
      { name: "calm", series: { node: 2, output: 0 } },
    ],
    warmup: { first: 200, settled: 1582, dominatedBy: "calm" },
    source: { path: "ema_cross.sage", text: "" },
  };
  return seal(assignSlots(schedule(draft)));
}

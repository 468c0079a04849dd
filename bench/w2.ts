import { readFileSync } from "node:fs";
import { join } from "node:path";
import { compile } from "../compiler/index.js";
import type { Graph } from "../compiler/graph/index.js";
import { createSource } from "../lang/index.js";
import { packageRoot } from "../runtime/package-root.js";
import type { BarColumns } from "../runtime/data/dataset.js";
import { tradeRowLayout } from "../runtime/broker/layout.js";
import { RowStore } from "../runtime/broker/records.js";
import { Engine, loadKernelModule, ResidentBars, ResidentFeed } from "../runtime/engine/index.js";
import { backtest } from "../runtime/modes/index.js";
import { feedOf } from "../runtime/testing/feed.js";
import { compare, comparisonHead, formatComparison, type Comparison } from "./measure.js";
import { baselineCross } from "./baseline-cross.js";
import { makeSharedBars } from "./shared-bars.js";

/*
 * W2 of the shared benchmark: EMA 12/26, always long or short, 0.1 % a fill, over 1,000,000 one-minute bars. The full
 * broker runs; every trade and the equity of every bar are kept. Beside it the straightforward JavaScript loop,
 * in turn and in the same process.
 */

const bars = 1_000_000;
const capital = 1e7;

interface Answer {
  readonly fills: number;
  readonly closed: number;
  readonly fees: number;
  readonly equity: number;
  readonly drawdown: number;
}

const expected: Answer = {
  fills: 35_937,
  closed: 35_936,
  fees: 3_525_418.992889962,
  equity: 6_487_072.99381433,
  drawdown: 0.351292700619,
};

const graph = compiledW2();
const module = loadKernelModule();

function compiledW2(): Graph {
  const path = join(packageRoot, "bench/strategies/w2.sage");
  const { graph } = compile(createSource(path, readFileSync(path, "utf8")));
  if (graph === null) throw new Error(`${path} does not compile`);
  return graph;
}

/** The engine and its broker, with everything they produce kept. Bars are copied in, or read where they lie. */
function ours(columns: BarColumns, resident?: ResidentBars): Answer {
  const trades = new RowStore(tradeRowLayout);
  const engine = new Engine(graph, {
    module,
    capital,
    ...(resident
      ? { resident, keepEquity: bars, keepTrades: bars / 20 }
      : { columns: { equity: true }, sinks: { trades: trades.append.bind(trades) } }),
  });
  const source = resident?.columns(0, bars) ?? columns;
  // In the kernels' own memory equity and trades are kept where they are written; elsewhere they are copied out.
  const kept = resident === undefined ? new Float64Array(bars) : null;
  for (let from = 0; from < bars; from += engine.capacity) {
    engine.step(source, from, Math.min(engine.capacity, bars - from));
    kept?.set(engine.brokerColumn("equity"), from);
  }
  engine.finish(false);
  const { account, instrument } = engine;
  const closed = resident === undefined ? trades.count : engine.keptTrades().count;
  return {
    // A reversal is two orders at one price: fills are counted as in the specification, one a change of position.
    fills: closed + (instrument.get("quantity") === 0 ? 0 : 1),
    closed,
    fees: account.get("fees"),
    equity: (kept ?? engine.keptEquity())[bars - 1] ?? Number.NaN,
    drawdown: account.get("maximumDrawdown"),
  };
}

function check(name: string, answer: Answer): void {
  const near = (key: keyof Answer, tolerance: number): boolean =>
    Math.abs(answer[key] - expected[key]) <= tolerance;
  if (
    near("fills", 0) &&
    near("closed", 0) &&
    near("fees", 1e-6) &&
    near("equity", 1e-6) &&
    near("drawdown", 1e-11)
  )
    return;
  throw new Error(`${name} gives ${JSON.stringify(answer)}`);
}

const goal = 2;

/** Measures W2 and prints a line for each; throws when an answer is wrong. */
export function benchW2(): readonly Comparison[] {
  const columns = makeSharedBars(bars);
  const { information } = feedOf(columns, 60_000);
  const feed = new ResidentFeed(columns, information);
  const resident = new ResidentBars(columns);
  const settings = { capital, endOfData: "mark" } as const;
  const reference = (): void => void baselineCross(columns, 12, 26);
  const works: readonly [string, () => void, { rounds?: number; warmups?: number; goal?: number }][] = [
    // As the shared work measures: one warm-up, the median of five. Then both at their best, long warmed up.
    ["w2-fresh", () => ours(columns, resident), { rounds: 5, warmups: 1, goal }],
    ["w2", () => ours(columns, resident), { goal }],
    ["w2-copied-in", () => ours(columns), {}],
    ["w2-all-metrics", () => backtest(graph, feed, { ...settings, keep: { equity: "none" } }), {}],
    ["w2-everything-kept", () => backtest(graph, feed, settings), {}],
  ];
  console.log(comparisonHead);
  const results = works.map(([name, work, rounds]) => {
    const comparison = compare(name, bars, work, reference, rounds);
    console.log(formatComparison(comparison));
    return comparison;
  });
  check("the engine", ours(columns));
  check("the engine in place", ours(columns, resident));
  check("the baseline", baselineCross(columns, 12, 26));
  return results;
}

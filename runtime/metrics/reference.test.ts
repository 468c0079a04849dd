import { readFileSync } from "node:fs";
import { DuckDBInstance } from "@duckdb/node-api";
import { expect, test } from "vitest";
import { describeShared, sharedPath } from "../../tests/shared.js";
import { computeMetrics } from "./accumulate.js";
import type { MetricsChunk } from "./accumulate.js";
import type { Metrics } from "./catalog.js";
import {
  deflatedSharpe,
  expectedMaximumSharpe,
  minimumTrackRecord,
  probabilisticSharpe,
} from "../statistics/sharpe.js";

interface Golden {
  readonly inputs: { readonly first: readonly number[]; readonly sum: number };
  readonly one_series: Readonly<Record<string, number>>;
  readonly psr: Readonly<Record<string, number>>;
  readonly dsr: Readonly<Record<string, number>>;
}

interface PeerFile {
  readonly metrics: Readonly<Record<string, number>>;
}

function readJson<Shape>(...segments: readonly string[]): Shape {
  return JSON.parse(readFileSync(sharedPath("data", "reference", ...segments), "utf8")) as Shape;
}

/** The portable matrix of the golden values: 20 series of 1,024 daily returns. */
function goldenMatrix(): readonly Float64Array[] {
  let state = 4242;
  const uniform = (): number => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  };
  const series = Array.from({ length: 20 }, () => new Float64Array(1024));
  for (let t = 0; t < 1024; t++) {
    for (const column of series) {
      let z = 0;
      for (let i = 0; i < 12; i++) z += uniform();
      column[t] = 0.0004 + 0.01 * (z - 6);
    }
  }
  return series;
}

/** Marks that grow from 1 by the returns; the market is the same curve. */
function grow(returns: Float64Array): MetricsChunk {
  const equity = new Float64Array(returns.length + 1).fill(1);
  returns.forEach((value, i) => (equity[i + 1] = (equity[i] ?? 0) * (1 + value)));
  return onCurve(equity);
}

function onCurve(equity: Float64Array, close = equity): MetricsChunk {
  const time = equity.map((_, i) => i * 86_400_000);
  return { time, equity, close, position: new Float64Array(equity.length).fill(1) };
}

function close(actual: number | null | undefined, expected: number | undefined, digits = 1e-9): void {
  if (expected === undefined) throw new Error("the reference has no such value");
  if (actual === null || actual === undefined) throw new Error("there is no value");
  const scale = Math.max(Math.abs(expected), 1e-300);
  expect(Math.abs(actual - expected) / scale).toBeLessThan(digits);
}

describeShared("golden statistics of a daily series", () => {
  const golden = readJson<Golden>("statistics", "golden_stats.json");
  const matrix = goldenMatrix();
  const series = matrix[0] ?? new Float64Array();
  const metrics = computeMetrics(grow(series), [], { interval: 86_400_000 });
  const one = golden.one_series;

  test("the matrix is the published one", () => {
    expect([...series.subarray(0, 3)]).toEqual(golden.inputs.first);
    close(
      series.reduce((sum, value) => sum + value, 0),
      golden.inputs.sum,
      1e-13,
    );
  });

  test("ratios, risk and shape agree to 1e-9", () => {
    close(metrics.sharpe, one["sharpe_ann365"]);
    close((metrics.sharpe ?? 0) / Math.sqrt(365), one["sharpe_per_period"]);
    close(metrics.volatility, (one["sd_ddof1"] ?? 0) * Math.sqrt(365));
    close(metrics.sortino, one["sortino_ann365"]);
    close(metrics.cagr, one["cagr365"]);
    close(metrics.maxDrawdown, one["max_drawdown"]);
    close(metrics.calmar, one["calmar"]);
    close(metrics.omega, one["omega_0"]);
    close(metrics.ulcerIndex, one["ulcer_pct"]);
    close(metrics.valueAtRisk95, one["var95_hist"]);
    close(metrics.expectedShortfall95, one["cvar95_hist"]);
    close(metrics.skewness, one["skew_biased"]);
    close(metrics.kurtosis, one["kurtosis_raw_biased"]);
  });

  const sample = {
    sharpe: one["sharpe_per_period"] ?? 0,
    skewness: one["skew_biased"] ?? 0,
    kurtosis: one["kurtosis_raw_biased"] ?? 0,
    count: 1024,
  };

  test("probabilistic Sharpe and minimum track record agree to 1e-9", () => {
    close(metrics.probabilisticSharpe, golden.psr["vs_0"]);
    close(probabilisticSharpe(sample, 0.03), golden.psr["vs_0.03"]);
    close(metrics.minimumTrackRecord, golden.psr["min_trl_95_vs_0"]);
    close(minimumTrackRecord(sample), golden.psr["min_trl_95_vs_0"]);
  });

  test("the deflated Sharpe ratio of the best of 20 agrees to 1e-9", () => {
    const all = matrix.map((column) => computeMetrics(grow(column), [], { interval: 86_400_000 }));
    const ratios = all.map((one) => (one.sharpe ?? 0) / Math.sqrt(365));
    const mean = ratios.reduce((sum, ratio) => sum + ratio, 0) / ratios.length;
    const variance = ratios.reduce((sum, ratio) => sum + (ratio - mean) ** 2, 0) / (ratios.length - 1);
    const best = all[golden.dsr["best_index"] ?? 0];
    close(variance, golden.dsr["var_sr_ddof1"]);
    close(expectedMaximumSharpe(variance, 20), golden.dsr["sr0"]);
    const bestSample = {
      sharpe: (best?.sharpe ?? 0) / Math.sqrt(365),
      skewness: best?.skewness ?? 0,
      kurtosis: best?.kurtosis ?? 0,
      count: 1024,
    };
    close(deflatedSharpe(bestSample, variance, 20), golden.dsr["dsr"]);
  });
});

async function column(sql: string): Promise<Float64Array> {
  const instance = await DuckDBInstance.create(":memory:");
  const connection = await instance.connect();
  const reader = await connection.runAndReadAll(sql);
  const values = Float64Array.from(reader.getColumns()[0] ?? [], Number);
  connection.closeSync();
  return values;
}

describeShared("vectorbt on buy and hold of real closes", () => {
  const hourly = sharedPath("data", "ohlcv", "binance_spot", "BTCUSDT_1h_2017-08_2022-12.parquet");
  const google = sharedPath("data", "ohlcv", "equities", "GOOG_1d_2004_2013.parquet");
  const index = sharedPath("data", "ohlcv", "equities", "SPY_1d_1999_2020.parquet");

  test("a year of hours of bitcoin agrees to 1e-9 where the formulas are the same", async () => {
    const { metrics: peer } = readJson<PeerFile>("metrics", "btc1h_2021.json");
    const year = `epoch_ms(timestamp) >= '2021-01-01' and epoch_ms(timestamp) < '2022-01-01'`;
    const closes = await column(`select close from '${hourly}' where ${year} order by timestamp`);
    expect(closes.length).toBe(8747);
    const metrics = computeMetrics(onCurve(closes), [], { interval: 3_600_000, calendar: 8760 });
    agree(metrics, peer);
  });

  test("days of a share against an index, 252 a year, agree to 1e-9", async () => {
    const { metrics: peer } = readJson<PeerFile>("metrics", "goog_daily_vs_spy.json");
    const joined = `from '${google}' g join '${index}' s using (timestamp) order by timestamp`;
    const closes = await column(`select g.close ${joined}`);
    const market = await column(`select s.close ${joined}`);
    const metrics = computeMetrics(onCurve(closes, market), [], { interval: 86_400_000, calendar: 252 });
    agree(metrics, peer);
    close(metrics.beta, peer["beta"]);
    // The peer does not scale the information ratio to a year, and compounds alpha over it.
    close((metrics.informationRatio ?? 0) / Math.sqrt(252), peer["information_ratio"]);
    close((1 + (metrics.alpha ?? 0) / 252) ** 252 - 1, peer["alpha"]);
  });
});

function agree(metrics: Metrics, peer: Readonly<Record<string, number>>): void {
  close(metrics.totalReturn, peer["total"]);
  close(metrics.cagr, peer["annualized"]);
  close(metrics.calmar, peer["calmar_ratio"]);
  close(metrics.volatility, peer["annualized_volatility"]);
  close(metrics.sharpe, peer["sharpe_ratio"]);
  close(metrics.sortino, peer["sortino_ratio"]);
  close(metrics.omega, peer["omega_ratio"]);
  close(metrics.maxDrawdown, peer["max_drawdown"]);
  close(metrics.downsideDeviation, peer["downside_risk"]);
  close(-(metrics.valueAtRisk95 ?? 0), peer["value_at_risk"]);
  close(-(metrics.expectedShortfall95 ?? 0), peer["cond_value_at_risk"]);
  close(metrics.tailRatio, peer["tail_ratio"]);
  // The peer multiplies the tail ratio with 1 + CAGR where Bernut has the profit factor of the bars.
  close((metrics.tailRatio ?? 0) * (1 + (metrics.cagr ?? 0)), peer["common_sense_ratio"]);
  close(metrics.commonSenseRatio, (peer["tail_ratio"] ?? 0) * (peer["omega_ratio"] ?? 0));
}

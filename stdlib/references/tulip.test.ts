import { test } from "vitest";
import type { Table } from "../../kernels/references/columns.js";
import {
  peerDatasets,
  readPeerCases,
  readPeerInput,
  readTulip,
  type PeerCase,
} from "../../kernels/references/files.js";
import { describeShared } from "../../tests/shared.js";
import { barsOfTable, compareAll, type Against } from "./against.js";

interface Rule {
  readonly output: string;
  readonly expression: (value: (name: string) => string) => string;
  /** Data on which Tulip's own rounding decides. */
  readonly except?: string;
  readonly tolerance?: Omit<Against, "expression" | "expected">;
}

/** Tulip's averages begin with their first value: the difference dies away before the bars that are compared. */
const settles = { skip: 220, absolute: 1e-6, relative: 1e-6 };
const exact = { absolute: 1e-9, ignoreMissing: true, whereKnown: true };

const rules: Readonly<Record<string, Rule>> = {
  ao: { output: "ao", expression: () => "momentum.awesome()", tolerance: exact },
  aroonosc: {
    output: "aroonosc",
    expression: (v) => `trend.aroon(${v("period")}).oscillator`,
    tolerance: exact,
  },
  bop: { output: "bop", expression: () => "momentum.balance_of_power()", tolerance: exact },
  dema: { output: "dema", expression: (v) => `average.dema(close, ${v("period")})`, tolerance: settles },
  tema: { output: "tema", expression: (v) => `average.tema(close, ${v("period")})`, tolerance: settles },
  zlema: { output: "zlema", expression: (v) => `average.zlema(close, ${v("period")})`, tolerance: settles },
  fisher: {
    output: "fisher",
    expression: (v) => `momentum.fisher(${v("period")}).line`,
    tolerance: { skip: 60, absolute: 1e-6, whereKnown: true },
  },
  mass: {
    output: "mass",
    expression: (v) => `trend.mass_index(${v("period")})`,
    // After minutes without any range, 0 of 0, it has no value ever again.
    except: "btc1m_thin",
    tolerance: settles,
  },
  qstick: { output: "qstick", expression: (v) => `momentum.qstick(${v("period")})`, tolerance: exact },
  tsf: { output: "tsf", expression: (v) => `trend.forecast(close, ${v("period")}, 1)`, tolerance: exact },
  vidya: {
    output: "vidya",
    expression: (v) => `average.vidya(close, ${v("short_period")}, ${v("long_period")}, ${v("alpha")})`,
    // Its deviation is the root of E[x²] − E[x]², which is noise where hardly anything moves.
    except: "btc1m_thin",
    tolerance: { skip: 40, relative: 1e-9 },
  },
  wad: {
    output: "wad",
    expression: () => "volume.williams_accumulation()",
    tolerance: { absolute: 1e-7, ignoreMissing: true },
  },
  ultosc: {
    output: "ultosc",
    expression: (v) => `momentum.ultimate(${v("short_period")}, ${v("medium_period")}, ${v("long_period")})`,
    tolerance: { absolute: 1e-7, whereKnown: true },
  },
  nvi: { output: "nvi", expression: () => "1000 * volume.negative_index()", tolerance: { skip: 1 } },
  ppo: {
    output: "ppo",
    expression: (v) => `momentum.ppo(close, ${v("short_period")}, ${v("long_period")}).line`,
    tolerance: settles,
  },
};

const modules = ["average", "trend", "momentum", "volume"];

function pairOf(one: PeerCase, { output, expression, tolerance = {} }: Rule): readonly Against[] {
  const expected = one.outputs.get(output);
  if (expected === undefined || expected.length <= (tolerance.skip ?? 0) + 20) return [];
  const written = expression((name) => String(one.parameters[name]));
  return [{ expression: written, expected, ...tolerance }];
}

describeShared.each(peerDatasets)("the library against Tulip over %s", (dataset) => {
  const bars = barsOfTable(readPeerInput(dataset));
  for (const one of readPeerCases("tulip", dataset)) {
    const rule = Object.hasOwn(rules, one.function) ? rules[one.function] : undefined;
    const all = rule === undefined || rule.except === dataset ? [] : pairOf(one, rule);
    if (all.length > 0) test(one.function, () => compareAll(modules, bars, all));
  }
});

/** Inputs in Tulip's order, and our expression; values have three decimals. */
const vectors: Readonly<Record<string, readonly [inputs: readonly string[], expression: string]>> = {
  marketfi: [["high", "low", "volume"], "volume.facilitation()"],
  md: [["close"], "mean_deviation(close, 5)"],
  vhf: [["close"], "trend.vertical_horizontal_filter(close, 5)"],
  pvi: [["close", "volume"], "1000 * volume.positive_index()"],
  cmo: [["close"], "momentum.cmo(close, 5)"],
  trima: [["close"], "average.trima(close, 5)"],
  linregintercept: [["close"], "trend.intercept(close, 5)"],
  linregslope: [["close"], "trend.slope(close, 5)"],
};

describeShared("the library against Tulip's own vectors", () => {
  for (const [name, [inputs, expression]] of Object.entries(vectors)) {
    test.each(readTulip("untest", name).map((one) => [one] as const))(`${name} is ${expression}`, (one) => {
      const length = one.columns[0]?.length ?? 0;
      const column = (title: string): Float64Array => one.columns[inputs.indexOf(title)] ?? filler(length);
      const table: Table = new Map(
        ["open", "high", "low", "close", "volume"].map((title) => [title, column(title)]),
      );
      const output = one.columns[inputs.length] ?? new Float64Array();
      const expected = new Float64Array(length).fill(NaN);
      expected.set(output, length - output.length);
      compareAll(["trend", "average", "momentum", "volume"], barsOfTable(table), [
        { expression, expected, relative: 0, absolute: 6e-4, whereKnown: true, ignoreMissing: true },
      ]);
    });
  }
});

function filler(length: number): Float64Array {
  return new Float64Array(length).fill(100);
}

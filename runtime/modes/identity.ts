import { sha256 } from "@noble/hashes/sha2.js";
import { bytesToHex, utf8ToBytes } from "@noble/hashes/utils.js";
import type { Graph } from "../../compiler/graph/index.js";
import type { ModelSchedule } from "../models/predictor.js";
import { packageFolder } from "../package-folder.js";
import { providedProgram } from "../program.js";
import type { RunIdentity } from "../result.js";
import type { SettledOptions } from "./options.js";

let program: string | undefined;

/** Name and version of this program. */
export function programVersion(): string {
  return (program ??= `nailsage ${providedProgram()?.version ?? readVersion()}`);
}

function readVersion(): string {
  const { readFileSync } = process.getBuiltinModule("node:fs");
  const manifest = process.getBuiltinModule("node:path").join(packageFolder(), "package.json");
  const { version } = JSON.parse(readFileSync(manifest, "utf8"));
  return String(version);
}

/** The hash of all data of a run: of its candles, of its feeds where it has any, and of the models that it asks. */
export function dataHashOf(
  candles: string,
  feeds: readonly { readonly name: string; readonly delay: number; readonly hash: string }[],
  models: ReadonlyMap<number, ModelSchedule> = new Map(),
): string {
  if (feeds.length === 0 && models.size === 0) return candles;
  const all = [
    candles,
    ...feeds.map(({ name, delay, hash }) => [name, delay, hash]),
    ...describeModels(models),
  ];
  return bytesToHex(sha256(utf8ToBytes(JSON.stringify(all))));
}

function describeModels(models: ReadonlyMap<number, ModelSchedule>): readonly unknown[] {
  return [...models]
    .toSorted(([a], [b]) => a - b)
    .map(([place, { periods }]) => [
      place,
      periods.map(({ from, to, predictor }) => [String(from), String(to), predictor.hash]),
    ]);
}

/** All that the ledger of a backtest follows from, and its hash. */
export function identify(
  graph: Graph,
  dataHash: string,
  values: readonly number[],
  options: SettledOptions,
): RunIdentity {
  const identity = {
    mode: "backtest" as const,
    strategy: graph.strategy,
    graphHash: graph.hash,
    dataHash,
    program: programVersion(),
    seed: options.seed,
    parameters: Object.fromEntries(graph.parameters.map(({ name }, k) => [name, values[k] ?? Number.NaN])),
  };
  const { capital, from, to, endOfData, switches } = options;
  const stops = switches.length === 0 ? [] : [switches.map(({ time, stops }) => [time, stops])];
  const text = JSON.stringify([identity, capital, from, to, endOfData, ...stops]);
  return { id: bytesToHex(sha256(utf8ToBytes(text))).slice(0, 16), ...identity };
}

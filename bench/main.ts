import { benchBoosting } from "./boosting.js";
import { benchCold } from "./cold.js";
import { benchCompile } from "./compile-time.js";
import { benchEditor } from "./editor.js";
import { benchKernels, benchWindows } from "./kernels.js";
import { entryOf, falls, readLedger, record } from "./ledger.js";
import { benchLive } from "./live.js";
import type { Comparison } from "./measure.js";
import { benchMemory } from "./memory.js";
import { benchPortfolio } from "./portfolio.js";
import { benchPredict } from "./predict.js";
import { benchTenThousand, benchW3 } from "./search.js";
import { benchTenYears } from "./ten-years.js";
import { benchTwenty } from "./twenty.js";
import { benchWalkForward } from "./walk-forward.js";
import { benchW1 } from "./w1.js";
import { benchW2 } from "./w2.js";

/**
 * `npm run bench -- [--case NAME …] [--record] [--all]`. What has a peer runs beside a hand-written JavaScript version of
 * the same work, by turns in one process: machines are noisy, only the ratios count. Those are compared with
 * `bench/ledger.jsonl`, to which `--record` adds them. Without a name, all but the long ones.
 */
interface Case {
  readonly name: string;
  readonly title: string;
  readonly run: () => readonly Comparison[] | void | Promise<readonly Comparison[] | void>;
  /** Only when it is asked for. */
  readonly long?: true;
}

const cases: readonly Case[] = [
  { name: "w1", title: "Indicators over 1,000,000 bars", run: benchW1 },
  { name: "windows", title: "Window statistics, 200,000 bars", run: benchWindows },
  { name: "w2", title: "EMA cross over 1,000,000 bars, equity and trades kept", run: benchW2 },
  { name: "w3", title: "Search of 190 EMA crosses over 100,000 bars", run: benchW3 },
  {
    name: "ten-thousand",
    title: "10,000 sets over 200,000 bars",
    run: benchTenThousand,
    long: true,
  },
  { name: "twenty", title: "Twenty indicators, three frames, brackets, 1,000,000 bars", run: benchTwenty },
  { name: "ten-years", title: "Ten years of minutes, Parquet to report", run: benchTenYears },
  {
    name: "portfolio",
    title: "50 markets of 200,000 bars, one wallet, beside single runs",
    run: benchPortfolio,
  },
  { name: "predict", title: "Answers of models, 65,536 rows, beside onnxruntime alone", run: benchPredict },
  { name: "boosting", title: "Boosted trees, 400,000 rows of 30 features", run: benchBoosting },
  {
    name: "walk-forward",
    title: "Six folds with a model each, 500,000 one-minute bars, 20 features",
    run: benchWalkForward,
    long: true,
  },
  {
    name: "live",
    title: "50 strategies on paper on one-minute bars beside 200 clients, then 500",
    run: benchLive,
    long: true,
  },
  { name: "compile", title: "A hundred lines to a graph", run: benchCompile },
  { name: "cold", title: "Whole processes", run: benchCold },
  { name: "kernels", title: "Every kernel, 1,000,000 bars", run: benchKernels, long: true },
  { name: "editor", title: "The editor's answers", run: benchEditor, long: true },
  {
    name: "studio",
    title: "The studio in a browser: slider to redrawn equity, frames while panning",
    run: async () => (await import("./studio.js")).benchStudio(),
    long: true,
  },
  { name: "memory", title: "Memory against the length of the data", run: benchMemory, long: true },
];

const words = process.argv.slice(2);
const flags = new Set(words.filter((word) => word.startsWith("--") && word !== "--case"));
const wanted = words.filter((word) => !word.startsWith("--"));
const unknown = [
  ...wanted.filter((name) => cases.every((one) => one.name !== name)),
  ...[...flags].filter((flag) => flag !== "--record" && flag !== "--all"),
];
if (unknown.length > 0) {
  const names = cases.map(({ name }) => name).join(", ");
  process.stderr.write(`no benchmark is named ${unknown.join(", ")}; there are ${names}\n`);
  process.exit(2);
}

const results: Comparison[] = [];
for (const { name, title, run, long } of cases) {
  if (wanted.length > 0 ? !wanted.includes(name) : long === true && !flags.has("--all")) continue;
  console.log(`\n${name}: ${title}`);
  results.push(...((await run()) ?? []));
}

const ledger = readLedger();
console.log("");
for (const { name, now, before, noise } of falls(results, ledger))
  console.log(
    `${name} fell from ${before.toFixed(2)}× to ${now.toFixed(2)}×, by more than the ${(100 * noise).toFixed(0)} % that mean nothing`,
  );
if (flags.has("--record") && results.length > 0) {
  record(entryOf(results, new Date()));
  console.log(`recorded ${results.length} ratios`);
}

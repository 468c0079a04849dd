import * as Args from "@oclif/core/args";
import * as Flags from "@oclif/core/flags";
import type { ExpressionsResult, Graph } from "../../compiler/index.js";
import { SageCommand } from "../command.js";
import { openBars, sampleData } from "../bars.js";
import { countDiagnostics, plural, showDiagnostics } from "../diagnostics.js";
import { exitCodes, Failure } from "../failure.js";
import { feedPaths, openFeeds, parseFeeds } from "../feeds.js";
import { modelSources, openModelsOf } from "../models.js";
import { createFileHost } from "../module-host.js";
import { readSource } from "../sources.js";
import { parseDuration, parseSettings, parseTime } from "../values.js";

export default class Eval extends SageCommand {
  static override description = "Compute any expressions of the language over candles, one row a bar.";
  static override examples = [
    "sage eval 'rsi(close, 14)' --data BTCUSDT_1h.parquet",
    "sage eval edge.momentum edge.up --strategy learned_edge.sage --data BTCUSDT_1h.parquet",
    "sage eval fast='ema(close, n)' 'bollinger(close, 20, 2).upper' --set n=12 --data x.csv --out x.parquet",
  ];
  static override strict = false;
  static override args = {
    expressions: Args.string({ required: true, description: "EXPR or name=EXPR, one or more" }),
  };
  static override flags = {
    data: Flags.string({ description: "candles; bundled synthetic ones when left out", default: sampleData }),
    feed: Flags.string({
      multiple: true,
      multipleNonGreedy: true,
      description: "with --strategy: data of a feed of it, --feed eth=ETHUSDT_1h.csv",
      helpValue: "name=file",
    }),
    timeframe: Flags.string({ description: "resample to this timeframe first, as 1h" }),
    set: Flags.string({
      multiple: true,
      multipleNonGreedy: true,
      description: "a number that the expressions may use",
      helpValue: "n=14",
    }),
    strategy: Flags.string({
      description:
        "a strategy whose names the expressions may use, as edge.momentum; --set gives its parameters",
      helpValue: "FILE.sage",
    }),
    model: Flags.string({
      multiple: true,
      multipleNonGreedy: true,
      description: "with --strategy: what answers for a model of it, a .onnx file or a stored model's id",
      helpValue: "[name=]FILE.onnx",
    }),
    use: Flags.string({
      multiple: true,
      multipleNonGreedy: true,
      description: "a file whose functions the expressions may use",
      helpValue: "my.sage",
    }),
    from: Flags.string({ description: "first bar to print (earlier bars warm up)" }),
    to: Flags.string({ description: "print bars before this time" }),
    last: Flags.integer({ description: "print the last N bars only", min: 1 }),
    out: Flags.string({ description: "write .csv, .parquet, .json or .arrow instead of printing CSV" }),
  };

  override async run(): Promise<void> {
    const { argv, flags } = await this.parse(Eval);
    const timeframe = flags.timeframe === undefined ? null : parseDuration(flags.timeframe, "--timeframe");
    const { compileExpressions } = await import("../../compiler/index.js");
    const { evaluate, evaluateWithModels, writeTable } = await import("../../runtime/index.js");
    const inputs = argv.map(String).map((text) => ({ text }));
    const within = flags.strategy === undefined ? undefined : readSource(flags.strategy);
    const inside =
      within &&
      this.compiled(
        compileExpressions(inputs, {
          timeframe: 0,
          within: { source: within },
          modules: createFileHost(within.path),
        }),
      );
    const feed = await openBars(flags.data, timeframe ?? inside?.market.timeframe ?? null);
    const { interval } = feed.information;
    if (timeframe !== null && interval > timeframe) {
      throw new Failure(
        exitCodes.problems,
        "SAGE8003",
        `${flags.data} has bars of ${interval / 60_000} minutes: bars of ${flags.timeframe} cannot be made from them`,
        "give data of that timeframe or a faster one, or leave --timeframe out",
      );
    }
    const graph =
      inside ??
      this.compiled(
        compileExpressions(inputs, {
          timeframe: interval,
          uses: (flags.use ?? []).map(moduleOf),
          modules: createFileHost("expressions.sage"),
          parameters: parametersOf(flags.set ?? []),
        }),
      );
    const parameters = inside === undefined ? {} : parseSettings(flags.set ?? [], inside.parameters);
    const feeds = await openFeeds(graph, feedPaths(graph, parseFeeds(flags.feed ?? [])));
    const sources = await modelSources(graph, flags.model ?? []);
    const models = await openModelsOf(graph, sources, parameters, (sentence) =>
      this.say(`note: ${sentence}`),
    );
    const { time, columns } =
      models === undefined
        ? evaluate(graph, feed, { parameters, feeds })
        : await evaluateWithModels(graph, feed, { parameters, feeds, models: models.schedules });
    await models?.close();
    const [start, end] = this.rows(time, flags);
    const table = {
      time: time.subarray(start, end),
      ...Object.fromEntries(columns.map(({ label, values }) => [label, values.subarray(start, end)])),
    };
    if (flags.out !== undefined) {
      await writeTable(flags.out, table);
      if (flags.json) this.printJson({ schema: "sage.table/1", path: flags.out, rows: end - start });
      else this.say(`wrote ${end - start} rows to ${flags.out}`);
    } else if (flags.json) this.printJson(rowsOf(table));
    else this.printCsv(table);
  }

  private compiled({ graph, reports, diagnostics }: ExpressionsResult): Graph {
    for (const { diagnostics: found, source } of reports) {
      showDiagnostics(
        found.filter(({ severity }) => severity === "error"),
        source,
      );
    }
    if (graph !== null) return graph;
    const { errors } = countDiagnostics(diagnostics);
    throw new Failure(
      exitCodes.problems,
      "SAGE9506",
      errors === 0
        ? "the file does not hold exactly one strategy"
        : `the expressions have ${plural(errors, "error")}`,
    );
  }

  private rows(
    time: Float64Array,
    flags: { from: string | undefined; to: string | undefined; last: number | undefined },
  ): [number, number] {
    const from = flags.from === undefined ? -Infinity : parseTime(flags.from, "--from");
    const to = flags.to === undefined ? Infinity : parseTime(flags.to, "--to");
    const start = time.findIndex((open) => open >= from);
    const end = time.findLastIndex((open) => open < to) + 1;
    const first = start === -1 ? time.length : start;
    return [Math.max(first, end - (flags.last ?? Infinity)), Math.max(first, end)];
  }

  private printCsv(table: Readonly<Record<string, Float64Array>>): void {
    const names = Object.keys(table);
    const columns = Object.values(table);
    const quoted = names.map((name) => (/[",\n]/.test(name) ? `"${name.replaceAll('"', '""')}"` : name));
    const lines = [quoted.join(",")];
    const rows = columns[0]?.length ?? 0;
    for (let row = 0; row < rows; row++) {
      lines.push(columns.map((column) => (Number.isNaN(column[row]) ? "" : String(column[row]))).join(","));
      if (lines.length >= 8192) this.flush(lines);
    }
    this.flush(lines);
  }

  private flush(lines: string[]): void {
    if (lines.length > 0) process.stdout.write(`${lines.join("\n")}\n`);
    lines.length = 0;
  }
}

/** A file as it would be named in a strategy; modules of the library are known without. */
function moduleOf(path: string): string {
  const relative = /^\.{0,2}\//.test(path) ? path : `./${path}`;
  return path.endsWith(".sage") ? `"${relative}"` : path;
}

/** `n=14`, `share=2%`: values as they would be written in a strategy. */
function parametersOf(settings: readonly string[]): Record<string, string> {
  return Object.fromEntries(
    settings.map((setting) => {
      const [, name, text] = /^([A-Za-z_]\w*)=(.+)$/s.exec(setting) ?? [];
      if (name === undefined || text === undefined) {
        throw new Failure(
          exitCodes.usage,
          "SAGE9502",
          `--set ${setting} is not name=value`,
          "for example --set n=14",
        );
      }
      return [name, text.trim()];
    }),
  );
}

function rowsOf(table: Readonly<Record<string, Float64Array>>): readonly Record<string, number | null>[] {
  const names = Object.keys(table);
  return Array.from({ length: table["time"]?.length ?? 0 }, (_, row) =>
    Object.fromEntries(names.map((name) => [name, finite(table[name]?.[row])])),
  );
}

const finite = (value: number | undefined) => (value === undefined || !Number.isFinite(value) ? null : value);

import * as Args from "@oclif/core/args";
import * as Flags from "@oclif/core/flags";
import { watch } from "node:fs";
import { dirname } from "node:path";
import { SageCommand } from "../command.js";
import { countDiagnostics, plural, showDiagnostics } from "../diagnostics.js";
import { exitCodes, Failure, toFailure, reportFailure } from "../failure.js";
import { sampleData } from "../bars.js";
import { showCards } from "../cards.js";
import { isLeaking, proveFile, showProof } from "../leakage.js";
import { parseFeeds } from "../feeds.js";
import { createFileHost } from "../module-host.js";
import { showExperiment } from "../studies.js";
import { findSources, readSource } from "../sources.js";
import { paint } from "../terminal.js";
import { writeFile } from "../../runtime/data/atomic-file.js";
import type { CheckResult, ExperimentPlan } from "../../compiler/index.js";
import type { Source } from "../../lang/index.js";

interface CheckFlags {
  readonly explain: boolean;
  readonly fix: boolean;
  readonly json: boolean;
  readonly leakage: boolean;
  readonly data: string;
  readonly feed: string[] | undefined;
}

export default class Check extends SageCommand {
  static override description =
    "Find mistakes before a bar is run, and show what the compiler knows of each name.";
  static override examples = [
    "sage check",
    "sage check my.sage --explain",
    "sage check strategies --fix",
    "sage check my.sage --watch",
    "sage check my.sage --leakage --data BTCUSDT_1h.parquet",
  ];
  static override strict = false;
  static override args = {
    paths: Args.string({ description: "files or folders; this folder when left out" }),
  };
  static override flags = {
    explain: Flags.boolean({ description: "a card per name: unit, range, known at, warm-up" }),
    fix: Flags.boolean({ description: "mend what is only misspelt; never changes what is traded" }),
    leakage: Flags.boolean({
      description: "run it, exchange the future, and compare: nothing before may move by a bit",
    }),
    data: Flags.string({ description: "candles for --leakage", default: sampleData }),
    feed: Flags.string({
      multiple: true,
      multipleNonGreedy: true,
      description: "with --leakage, the data of a feed: --feed eth=eth.csv",
      helpValue: "name=file",
    }),
    watch: Flags.boolean({ description: "check again whenever a file changes" }),
  };

  override async run(): Promise<void> {
    const { argv, flags } = await this.parse(Check);
    const paths = argv.map(String);
    const problems = await this.checkAll(paths, flags);
    if (flags.watch) await this.watchAll(paths, flags);
    else if (problems) process.exitCode = exitCodes.problems;
  }

  private async checkAll(paths: readonly string[], flags: CheckFlags): Promise<boolean> {
    const { check, strategyCards } = await import("../../compiler/index.js");
    const { diagnosticToJson } = await import("../../lang/index.js");
    const files = [];
    const failures: Failure[] = [];
    const found = findSources(paths);
    if (found.length === 0) throw nothingFound(paths);
    let errors = 0;
    let warnings = 0;
    let leaks = 0;
    for (const path of found) {
      const text = this.readOr(path, failures, paths);
      if (text === null) continue;
      const source = flags.fix ? await this.fix(text) : text;
      const result = check(source, { modules: createFileHost(path) });
      const counts = countDiagnostics(result.diagnostics);
      errors += counts.errors;
      warnings += counts.warnings;
      const proofs = flags.leakage ? await proveFile(source, flags.data, parseFeeds(flags.feed ?? [])) : [];
      leaks += proofs.filter(isLeaking).length;
      if (flags.json)
        files.push({
          path,
          diagnostics: result.diagnostics.map((one) => diagnosticToJson(one, source)),
          ...(flags.leakage && { leakage: proofs }),
          ...(flags.explain && { cards: strategyCards(result), experiments: plansOf(result) }),
        });
      else {
        showDiagnostics(result.diagnostics, source, process.stdout);
        if (flags.explain) {
          this.print(showCards(strategyCards(result)));
          for (const plan of plansOf(result)) this.print(`\n${showExperiment(plan)}`);
        }
        for (const proof of proofs) this.print(showProof(proof));
      }
    }
    if (flags.json) {
      const unread = failures.map(({ code, message, help }) => ({ code, message, help: help ?? null }));
      this.printJson({
        schema: "sage.check/1",
        files,
        errors,
        warnings,
        ...(unread.length > 0 && { unread }),
      });
    } else {
      for (const failure of failures) reportFailure(failure, false);
      this.conclude(found.length, errors + failures.length, warnings);
    }
    return errors + failures.length + leaks > 0;
  }

  /** A file's text; one that is no text among several is set aside, and the others are checked all the same. */
  private readOr(path: string, failures: Failure[], paths: readonly string[]): Source | null {
    try {
      return readSource(path);
    } catch (error) {
      const failure = toFailure(error);
      if (paths.includes(path) && paths.length === 1) throw failure;
      failures.push(failure);
      return null;
    }
  }

  private conclude(files: number, errors: number, warnings: number): void {
    const colours = paint(process.stdout);
    const count = `${plural(errors, "error")}, ${plural(warnings, "warning")} in ${plural(files, "file")}`;
    this.print(errors > 0 ? colours.red(count) : warnings > 0 ? colours.yellow(count) : colours.green(count));
  }

  /** Mends what is only misspelt, and writes the file when it changed. */
  private async fix(source: Source): Promise<Source> {
    const { mend } = await import("../../compiler/index.js");
    const current = mend(source, { modules: createFileHost(source.path) });
    if (current.text !== source.text && source.path !== "<stdin>") {
      writeFile(source.path, current.text);
      this.say(`mended ${source.path}`);
    }
    return current;
  }

  private async watchAll(paths: readonly string[], flags: CheckFlags): Promise<never> {
    const folders = new Set(findSources(paths).map((path) => dirname(path)));
    let pending: NodeJS.Timeout | undefined;
    const again = () => {
      clearTimeout(pending);
      pending = setTimeout(
        () => void this.checkAll(paths, flags).catch((error: Error) => this.say(error.message)),
        50,
      );
    };
    for (const folder of folders) watch(folder, (_event, name) => name?.endsWith(".sage") && again());
    this.say("watching; Ctrl-C ends it");
    return new Promise(() => {});
  }
}

const plansOf = ({ experiments }: CheckResult): readonly ExperimentPlan[] =>
  experiments.flatMap(({ plan }) => plan ?? []);

function nothingFound(paths: readonly string[]): Failure {
  return new Failure(
    exitCodes.usage,
    "SAGE9502",
    `there is no .sage file in ${paths.join(", ") || "this folder"}`,
    "name a file or another folder, or begin with `sage new my_strategy`",
  );
}

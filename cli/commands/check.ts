import * as Args from "@oclif/core/args";
import * as Flags from "@oclif/core/flags";
import { watch } from "node:fs";
import { dirname } from "node:path";
import { SageCommand } from "../command.js";
import { countDiagnostics, plural, showDiagnostics } from "../diagnostics.js";
import { exitCodes } from "../failure.js";
import { showCards } from "../cards.js";
import { findSources, readSource } from "../sources.js";
import { paint } from "../terminal.js";
import { writeFile } from "../../runtime/data/atomic-file.js";
import type { Source } from "../../lang/index.js";

export default class Check extends SageCommand {
  static override description =
    "Find mistakes before a bar is run, and show what the compiler knows of each name.";
  static override examples = [
    "sage check",
    "sage check my.sage --explain",
    "sage check strategies --fix",
    "sage check my.sage --watch",
  ];
  static override strict = false;
  static override args = {
    paths: Args.string({ description: "files or folders; this folder when left out" }),
  };
  static override flags = {
    explain: Flags.boolean({ description: "a card per name: unit, range, known at, warm-up" }),
    fix: Flags.boolean({ description: "apply the fixes that the diagnostics offer" }),
    watch: Flags.boolean({ description: "check again whenever a file changes" }),
  };

  override async run(): Promise<void> {
    const { argv, flags } = await this.parse(Check);
    const paths = argv.map(String);
    const problems = await this.checkAll(paths, flags);
    if (flags.watch) await this.watchAll(paths, flags);
    else if (problems) process.exitCode = exitCodes.problems;
  }

  private async checkAll(
    paths: readonly string[],
    flags: { explain: boolean; fix: boolean; json: boolean },
  ): Promise<boolean> {
    const { check, strategyCards } = await import("../../compiler/index.js");
    const { diagnosticToJson } = await import("../../lang/index.js");
    const files = [];
    let errors = 0;
    let warnings = 0;
    for (const path of findSources(paths)) {
      const source = flags.fix ? await this.fix(readSource(path)) : readSource(path);
      const result = check(source);
      const counts = countDiagnostics(result.diagnostics);
      errors += counts.errors;
      warnings += counts.warnings;
      if (flags.json)
        files.push({
          path,
          diagnostics: result.diagnostics.map((one) => diagnosticToJson(one, source)),
          ...(flags.explain && { cards: strategyCards(result) }),
        });
      else {
        showDiagnostics(result.diagnostics, source, process.stdout);
        if (flags.explain) this.print(showCards(strategyCards(result)));
      }
    }
    if (flags.json) this.printJson({ schema: "sage.check/1", files, errors, warnings });
    else this.conclude(findSources(paths).length, errors, warnings);
    return errors > 0;
  }

  private conclude(files: number, errors: number, warnings: number): void {
    const colours = paint(process.stdout);
    const count = `${plural(errors, "error")}, ${plural(warnings, "warning")} in ${plural(files, "file")}`;
    this.print(errors > 0 ? colours.red(count) : warnings > 0 ? colours.yellow(count) : colours.green(count));
  }

  /** Applies the first fix of each diagnostic until none is left, and writes the file when it changed. */
  private async fix(source: Source): Promise<Source> {
    const { check } = await import("../../compiler/index.js");
    const { applyFixes, createSource } = await import("../../lang/index.js");
    let current = source;
    for (let round = 0; round < 20; round++) {
      const fixed = applyFixes(
        current.text,
        check(current).diagnostics.flatMap((one) => one.fixes.slice(0, 1)),
      );
      if (fixed === current.text) break;
      current = createSource(source.path, fixed);
    }
    if (current.text !== source.text && source.path !== "<stdin>") {
      writeFile(source.path, current.text);
      this.say(`mended ${source.path}`);
    }
    return current;
  }

  private async watchAll(
    paths: readonly string[],
    flags: { explain: boolean; fix: boolean; json: boolean },
  ): Promise<never> {
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

import * as Args from "@oclif/core/args";
import * as Flags from "@oclif/core/flags";
import { existsSync } from "node:fs";
import { createSource } from "../../../lang/source.js";
import { writeFile } from "../../../runtime/data/atomic-file.js";
import { SageCommand } from "../../command.js";
import { countDiagnostics, plural, showDiagnostics } from "../../diagnostics.js";
import { exitCodes, Failure } from "../../failure.js";
import { readSource } from "../../sources.js";
import type { PineNote } from "../../../compiler/pine/index.js";

const headings: Readonly<Record<PineNote["kind"], string>> = {
  "not translated": "Not translated; the result does without it:",
  differs: "Translated, but not the same:",
  assumed: "Assumed, since a script leaves it to the chart or the settings:",
  decoration: "Left out, as it only draws:",
};

export default class ImportPine extends SageCommand {
  static override description =
    "Translate a TradingView script (Pine) into a strategy; says line by line what it could not translate.";
  static override examples = [
    "sage import pine script.pine",
    "sage import pine script.pine --symbol ETHUSDT --timeframe 4h --out strategy.sage",
  ];
  static override args = {
    script: Args.string({ description: "the script; - reads standard input", required: true }),
  };
  static override flags = {
    out: Flags.string({ description: "where to write the strategy; without it, standard output" }),
    symbol: Flags.string({ description: "the market, which Pine takes from the chart", default: "BTCUSDT" }),
    timeframe: Flags.string({ description: "length of a bar, as 15m, 1h or 1d", default: "1h" }),
    name: Flags.string({ description: "name of the strategy; the script's title without it" }),
  };

  override async run(): Promise<void> {
    const { args, flags } = await this.parse(ImportPine);
    const { importPine } = await import("../../../compiler/pine/index.js");
    const script = readSource(args.script);
    refuse(flags.timeframe, /^\d+(?:s|m|h|d|w)$/, "--timeframe", "a duration such as 15m, 1h or 1d");
    refuse(
      flags.symbol,
      /^[A-Za-z][A-Za-z0-9_]*$|^[A-Za-z0-9]+\/[A-Za-z0-9:]+$/,
      "--symbol",
      "BTCUSDT or BTC/USDT",
    );
    if (flags.name !== undefined) refuse(flags.name, /^[A-Za-z_]\w*$/, "--name", "a name such as ema_cross");
    if (flags.out !== undefined && existsSync(flags.out)) {
      throw new Failure(
        exitCodes.usage,
        "SAGE9505",
        `${flags.out} is already there`,
        "give another name to --out",
      );
    }
    const symbol = flags.symbol.includes("/") ? `"${flags.symbol}"` : flags.symbol;
    const { timeframe, name } = flags;
    const result = importPine(script.text, { symbol, timeframe, ...(name !== undefined && { name }) });
    const { errors } = countDiagnostics(result.diagnostics);
    const lost = result.notes.filter(({ kind }) => kind === "not translated").length;
    const { text, notes } = result;
    if (flags.out !== undefined) writeFile(flags.out, text);
    if (flags.json) this.printJson({ schema: "sage.pine/1", text, notes, errors });
    else {
      if (flags.out === undefined) this.print(text);
      this.#explain(script.text, notes);
      const errorsOnly = result.diagnostics.filter(({ severity }) => severity === "error");
      if (errors > 0) showDiagnostics(errorsOnly, createSource(flags.out ?? "imported.sage", text));
      this.say(
        lost + errors === 0
          ? "translated whole; read the notes, then backtest it"
          : `${plural(lost, "place")} not translated, ${plural(errors, "error")} to mend by hand`,
      );
    }
    if (lost + errors > 0) process.exitCode = exitCodes.problems;
  }

  /** The notes by kind, each with the line of the script that it is about. */
  #explain(script: string, notes: readonly PineNote[]): void {
    const lines = script.split(/\r?\n/);
    for (const [kind, heading] of Object.entries(headings)) {
      const chosen = notes.filter((note) => note.kind === kind);
      if (chosen.length === 0) continue;
      this.say(`\n${heading}`);
      for (const { line, what, reason } of chosen) {
        this.say(`  line ${line}: ${what}: ${reason}`);
        if (kind === "not translated") this.say(`    ${(lines[line - 1] ?? "").trim().slice(0, 90)}`);
      }
    }
    if (notes.length > 0) this.say("");
  }
}

function refuse(value: string, form: RegExp, flag: string, expected: string): void {
  if (form.test(value)) return;
  throw new Failure(exitCodes.usage, "SAGE9502", `${flag} is "${value}"`, `give ${expected}`);
}

import * as Flags from "@oclif/core/flags";
import { SageCommand } from "../command.js";
import { exitCodes } from "../failure.js";
import { parseFeeds } from "../feeds.js";

export default class Diff extends SageCommand {
  static override description =
    "Name the first bar where a backtest and a live session part, and why; ends with 1 when they do.";
  static override examples = [
    "sage diff last ema_cross",
    "sage diff ema_cross",
    "sage diff ema_cross --data BTCUSDT_1h.parquet",
    "sage diff newer.sage ema_cross --store postgres://user@host/trading --json",
  ];
  static override usage = ["diff RUN LIVE", "diff LIVE", "diff FILE LIVE"];
  static override strict = false;
  static override flags = {
    store: Flags.string({
      env: "SAGE_STORE",
      description: "the live ledger: a file, or postgres://…; default .sage/live.db",
    }),
    data: Flags.string({
      description: "candles for the backtest of LIVE; default the bars that the live session saw",
    }),
    feed: Flags.string({
      multiple: true,
      multipleNonGreedy: true,
      description: "data of a feed of the strategy: --feed eth=ETHUSDT_1h.csv; default what the store has",
      helpValue: "name=file",
    }),
  };

  override async run(): Promise<void> {
    const { argv, flags } = await this.parse(Diff);
    const { diffCommand } = await import("../diff-command.js");
    const report = await diffCommand(argv.map(String), {
      store: flags.store,
      data: flags.data,
      feeds: parseFeeds(flags.feed ?? []),
      quiet: flags.json,
      note: (sentence) => !flags.json && this.say(`note: ${sentence}`),
    });
    if (flags.json) this.printJson(report);
    else {
      const { diffLines } = await import("../diff-text.js");
      for (const line of diffLines(report)) this.print(line);
    }
    if (!report.same) process.exitCode = exitCodes.problems;
  }
}

import * as Args from "@oclif/core/args";
import * as Flags from "@oclif/core/flags";
import { sampleData } from "../bars.js";
import { SageCommand } from "../command.js";
import { formOfPath } from "../report-forms.js";

export default class Train extends SageCommand {
  static override description =
    "Train the models of a strategy, judge them on bars they have not learned from, and keep the one for use.";
  static override examples = [
    "sage train strategies/learned_edge.sage --data BTCUSDT_1h.parquet",
    "sage train my.sage --data candles.csv --dry-run",
    "sage train my.sage --data candles.csv --train-only --no-report",
    "sage train my.sage --data newer.csv --model last",
  ];
  static override args = {
    file: Args.string({ required: true, description: "a .sage file, or a compiled .sagec" }),
  };
  static override flags = {
    data: Flags.string({
      description: "candles: CSV, Parquet, Feather, JSON …; bundled synthetic ones when left out",
      default: sampleData,
    }),
    feed: Flags.string({
      multiple: true,
      multipleNonGreedy: true,
      description: "data of a feed of the strategy: --feed eth=ETHUSDT_1h.csv",
      helpValue: "name=file",
    }),
    funding: Flags.string({
      description: "rates that `costs { funding: data }` pays, from a file with a column funding_rate",
    }),
    magnify: Flags.string({ description: "finer bars of the market, for `fills { magnify: 1m }`" }),
    strategy: Flags.string({ description: "which strategy, where a file has several" }),
    set: Flags.string({
      multiple: true,
      multipleNonGreedy: true,
      description: "a parameter's value: --set hold=8",
      helpValue: "name=value",
    }),
    from: Flags.string({ description: "first bar that is learned from or judged (earlier bars warm up)" }),
    to: Flags.string({ description: "only bars before this time" }),
    capital: Flags.string({ description: "money with which the test bars are traded", default: "10000" }),
    currency: Flags.string({ description: "name of that money, as USDT" }),
    "train-only": Flags.boolean({
      description: "train the model for use, and judge nothing",
      exclusive: ["dry-run", "model", "validate-only"],
    }),
    "validate-only": Flags.boolean({
      description: "judge, and train none for use",
      exclusive: ["dry-run", "model"],
    }),
    "dry-run": Flags.boolean({ description: "look at data, folds, rows and classes; train nothing" }),
    model: Flags.string({
      description: "judge a stored model (id, or last) on the bars after its training, and train nothing",
      exclusive: ["dry-run"],
    }),
    summary: Flags.boolean({ description: "print the figures of all folds together only" }),
    "no-cache": Flags.boolean({ description: "compute features anew, and keep none" }),
    threads: Flags.integer({
      min: 1,
      description: "threads of a training; default one a core, the result is the same",
    }),
    report: Flags.string({ description: "where to write the report, as .html, .pdf, .md or .json" }),
    "no-report": Flags.boolean({ description: "write no report" }),
    "no-store": Flags.boolean({ description: "keep no model" }),
    out: Flags.string({ description: "folder for the tables of the test bars' trading as Parquet" }),
    csv: Flags.boolean({ description: "with --out: the tables as CSV too" }),
    tag: Flags.string({ multiple: true, multipleNonGreedy: true, description: "a word kept with the model" }),
    notes: Flags.string({ description: "a note kept with the model" }),
    log: Flags.string({ description: "file for the log as JSON lines; default one a day in .sage/logs" }),
    "log-json": Flags.boolean({ description: "the log goes to standard error" }),
  };

  override async run(): Promise<void> {
    const { args, flags } = await this.parse(Train);
    if (flags.report !== undefined) formOfPath(flags.report);
    const { trainCommand } = await import("../train-command.js");
    const printed = await trainCommand(args.file, flags, (sentence) => this.say(sentence));
    if (typeof printed === "string") this.print(printed);
    else this.printJson(printed);
  }
}

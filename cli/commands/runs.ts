import * as Flags from "@oclif/core/flags";
import { SageCommand } from "../command.js";
import { parsePositive, parseTime } from "../values.js";

export default class Runs extends SageCommand {
  static override description =
    "List the stored runs: when, strategy, data, return, Sharpe, drawdown, trades.";
  static override examples = [
    "sage runs",
    "sage runs --strategy ema --sort sharpe --limit 5",
    "sage runs --since 2026-01-01 --json",
  ];
  static override flags = {
    strategy: Flags.string({ description: "only strategies whose name has this in it" }),
    data: Flags.string({ description: "only data whose symbol or file has this in it" }),
    since: Flags.string({ description: "only runs stored at this time or later" }),
    sort: Flags.string({
      options: ["when", "return", "sharpe", "drawdown", "trades"],
      default: "when",
      description: "what comes first: the newest, or the best",
    }),
    limit: Flags.string({ description: "at most so many", default: "20" }),
  };

  override async run(): Promise<void> {
    const { flags } = await this.parse(Runs);
    const { listRuns, runsFolder } = await import("../../runtime/store/index.js");
    const { filterRuns, runOrders, showRuns, sortRuns } = await import("../run-list.js");
    const { runs, damaged } = listRuns();
    const since = flags.since === undefined ? undefined : parseTime(flags.since, "--since");
    const filtered = filterRuns(runs, {
      strategy: flags.strategy,
      data: flags.data,
      since,
      before: undefined,
    });
    const order = runOrders.find((one) => one === flags.sort) ?? "when";
    const shown = sortRuns(filtered, order).slice(0, parsePositive(flags.limit, "--limit"));
    if (flags.json)
      return this.printJson({ schema: "sage.run-list/1", runs: shown, count: filtered.length, damaged });
    for (const { id, problem } of damaged) this.say(`the stored run ${id} cannot be read: ${problem}`);
    if (runs.length === 0) {
      this.print(`There is no run in ${runsFolder()} yet; sage run FILE --data CANDLES makes one.`);
      return;
    }
    if (shown.length === 0) return this.print(`None of the ${runs.length} stored runs is like that.`);
    this.print(showRuns(shown, runs).join("\n"));
    if (shown.length < filtered.length)
      this.print(`\n${shown.length} of ${filtered.length}; --limit ${filtered.length} shows all.`);
  }
}

import * as Args from "@oclif/core/args";
import * as Flags from "@oclif/core/flags";
import { SageCommand } from "../command.js";
import { barOf } from "../bar-of.js";
import { exitCodes, Failure } from "../failure.js";
import { noSuch } from "../no-such.js";
import { rerun } from "../rerun.js";
import type { ExplainContext } from "../../runtime/index.js";

export default class Why extends SageCommand {
  static override description =
    "Why a trade happened, why a signal led to none, or what was decided at a bar: rules, operands and their values.";
  static override examples = [
    "sage why trade 17",
    "sage why signal 12",
    "sage why bar 2021-05-19T13:00 --run last",
    "sage why signal 4 --member slow_ether",
  ];
  static override args = {
    what: Args.string({
      required: true,
      options: ["trade", "signal", "bar"],
      description: "trade, signal or bar",
    }),
    which: Args.string({
      required: true,
      description: "number of the trade or signal; number or time of the bar",
    }),
  };
  static override flags = {
    run: Flags.string({ description: "id of the run or its beginning", default: "last" }),
    member: Flags.string({
      description:
        "of a portfolio's run: whose trade, signal or bar; without it trades are numbered as in the report",
    }),
  };

  override async run(): Promise<void> {
    const { args, flags } = await this.parse(Why);
    const { isPortfolioRun } = await import("../../runtime/store/portfolio-runs.js");
    if (isPortfolioRun(flags.run)) {
      const { showPortfolioWhy, whyOfPortfolio } = await import("../portfolio-why.js");
      const found = await whyOfPortfolio(flags.run, args.what, args.which, flags.member);
      return flags.json ? this.printJson(found) : this.print(showPortfolioWhy(found));
    }
    if (flags.member !== undefined)
      throw new Failure(
        exitCodes.usage,
        "SAGE9502",
        "--member is asked of a portfolio's run, and this is one strategy's",
        "leave it out, or name a portfolio's run: --run ID",
      );
    const { bold, showExplanation } = await import("../explanation.js");
    const { stored, ...again } = await rerun(flags.run);
    const context = { ...again, graph: stored.graph, parameters: stored.request.parameters };
    const explanation = await explain(context, args.what, args.which);
    return flags.json ? this.printJson(explanation) : this.print(showExplanation(explanation, bold()));
  }
}

async function explain(context: ExplainContext, what: string, which: string) {
  const { explainBar, explainSignal, explainTrade } = await import("../../runtime/index.js");
  const { result, feed, graph } = context;
  if (what === "bar") return explainBar(context, barOf(feed, which, graph.gaps));
  if (what === "signal") {
    const id = Number(which);
    if (result.signals[id - 1] !== undefined) return explainSignal(context, id);
    throw noSuch(result.run.id, "signal", which, result.signals.length);
  }
  const trade = result.trades.find(({ id }) => String(id) === which);
  if (trade !== undefined) return explainTrade(context, trade);
  throw noSuch(result.run.id, "trade", which, result.trades.length);
}

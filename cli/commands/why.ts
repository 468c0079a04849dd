import * as Args from "@oclif/core/args";
import * as Flags from "@oclif/core/flags";
import { SageCommand } from "../command.js";
import { barOf } from "../bar-of.js";
import { exitCodes, Failure } from "../failure.js";
import { rerun } from "../rerun.js";
import type { BacktestResult, ExplainContext } from "../../runtime/index.js";

export default class Why extends SageCommand {
  static override description =
    "Why a trade happened, why a signal led to none, or what was decided at a bar: rules, operands and their values.";
  static override examples = [
    "sage why trade 17",
    "sage why signal 12",
    "sage why bar 2021-05-19T13:00 --run last",
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
  };

  override async run(): Promise<void> {
    const { args, flags } = await this.parse(Why);
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
    throw none(result, "signal", which, result.signals.length);
  }
  const trade = result.trades.find(({ id }) => String(id) === which);
  if (trade !== undefined) return explainTrade(context, trade);
  throw none(result, "trade", which, result.trades.length);
}

function none({ run }: BacktestResult, what: "trade" | "signal", which: string, count: number): Failure {
  const known = count === 0 ? "none" : `1 to ${count}`;
  return new Failure(
    exitCodes.usage,
    "SAGE9513",
    `run ${run.id} has no ${what} ${which}`,
    `its ${what}s: ${known}`,
  );
}

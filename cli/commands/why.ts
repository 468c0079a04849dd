import * as Args from "@oclif/core/args";
import * as Flags from "@oclif/core/flags";
import { SageCommand } from "../command.js";
import { barOf } from "../bar-of.js";
import { exitCodes, Failure } from "../failure.js";
import { rerun } from "../rerun.js";

export default class Why extends SageCommand {
  static override description =
    "Why a trade happened, or what was decided at a bar: rules, operands and their values.";
  static override examples = ["sage why trade 17", "sage why bar 2021-05-19T13:00 --run last"];
  static override args = {
    what: Args.string({ required: true, options: ["trade", "bar"], description: "trade or bar" }),
    which: Args.string({ required: true, description: "number of the trade; number or time of the bar" }),
  };
  static override flags = {
    run: Flags.string({ description: "id of the run or its beginning", default: "last" }),
  };

  override async run(): Promise<void> {
    const { args, flags } = await this.parse(Why);
    const { explainBar, explainTrade } = await import("../../runtime/index.js");
    const { bold, showExplanation } = await import("../explanation.js");
    const { stored, feed, feeds, result } = await rerun(flags.run);
    const context = { graph: stored.graph, feed, result, parameters: stored.request.parameters, feeds };
    if (args.what === "bar") {
      const explanation = explainBar(context, barOf(feed, args.which));
      return flags.json ? this.printJson(explanation) : this.print(showExplanation(explanation, bold()));
    }
    const trade = result.trades.find(({ id }) => String(id) === args.which);
    if (trade === undefined) {
      throw new Failure(
        exitCodes.usage,
        "SAGE9513",
        `run ${stored.summary.run.id} has no trade ${args.which}`,
        `its trades: ${idsOf(result.trades)}`,
      );
    }
    const explanation = explainTrade(context, trade);
    return flags.json ? this.printJson(explanation) : this.print(showExplanation(explanation, bold()));
  }
}

function idsOf(trades: readonly { readonly id: number }[]): string {
  const first = trades[0]?.id;
  return first === undefined ? "none" : `${first} to ${trades.at(-1)?.id ?? first}`;
}

import * as Args from "@oclif/core/args";
import * as Flags from "@oclif/core/flags";
import { SageCommand } from "../../command.js";

export default class LiveResume extends SageCommand {
  static override description =
    "Takes `sage live stop` back: of a strategy, or without a name what was stopped of everything.";
  static override examples = ["sage live resume", "sage live resume ema_cross"];
  static override args = {
    strategy: Args.string({ description: "a strategy or a portfolio that was stopped by its name" }),
  };
  static override flags = {
    by: Flags.string({ description: "who says so", default: "sage live resume" }),
    reason: Flags.string({ description: "why", default: "" }),
    store: Flags.string({
      env: "SAGE_STORE",
      description: "the ledger: a file, or postgres://…; default .sage/live.db",
    }),
  };

  override async run(): Promise<void> {
    const { args, flags } = await this.parse(LiveResume);
    const { resumeTrading, standingLines } = await import("../../live-stops.js");
    const { stops, warning } = await resumeTrading(args.strategy, flags);
    if (warning !== null) this.say(`note: ${warning}`);
    if (flags.json) return this.printJson({ schema: "sage.switch/1", stops });
    this.print("Trading goes on.");
    for (const line of standingLines(stops)) this.print(`But: ${line}`);
  }
}

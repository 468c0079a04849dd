import * as Args from "@oclif/core/args";
import * as Flags from "@oclif/core/flags";
import { SageCommand } from "../../command.js";

export default class LiveStop extends SageCommand {
  static override description =
    "The kill switch: nothing is entered any more, until `sage live resume`. Without a name it stops everything.";
  static override examples = [
    "sage live stop",
    "sage live stop --close --reason 'exchange in trouble'",
    "sage live stop ema_cross",
  ];
  static override args = {
    strategy: Args.string({ description: "a strategy or a portfolio, as `sage status` calls it" }),
  };
  static override flags = {
    close: Flags.boolean({ default: false, description: "leave what is held at its next open" }),
    by: Flags.string({ description: "who says so", default: "sage live stop" }),
    reason: Flags.string({ description: "why", default: "" }),
    store: Flags.string({
      env: "SAGE_STORE",
      description: "the ledger: a file, or postgres://…; default .sage/live.db",
    }),
  };

  override async run(): Promise<void> {
    const { args, flags } = await this.parse(LiveStop);
    const { standingLines, stopTrading } = await import("../../live-stops.js");
    const { stops, warning } = await stopTrading(args.strategy, flags.close, flags);
    if (warning !== null) this.say(`note: ${warning}`);
    if (flags.json) return this.printJson({ schema: "sage.switch/1", stops });
    for (const line of standingLines(stops)) this.print(line);
  }
}

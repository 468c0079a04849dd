import * as Flags from "@oclif/core/flags";
import { SageCommand } from "../command.js";
import { exitCodes } from "../failure.js";

export default class Status extends SageCommand {
  static override description =
    "Tell how live strategies stand, from their ledger; ends with 1 when something is stale.";
  static override examples = ["sage status", "sage status --store postgres://user@host/trading --json"];
  static override flags = {
    store: Flags.string({
      env: "SAGE_STORE",
      description: "the ledger: a file, or postgres://…; default .sage/live.db",
    }),
  };

  override async run(): Promise<void> {
    const { flags } = await this.parse(Status);
    const { readStatus, statusLines } = await import("../live-status.js");
    const status = await readStatus(flags.store, Date.now());
    if (flags.json) this.printJson(status);
    else for (const line of statusLines(status)) this.print(line);
    if (!status.isReady) process.exitCode = exitCodes.problems;
  }
}

import * as Args from "@oclif/core/args";
import * as Flags from "@oclif/core/flags";
import { SageCommand } from "../../command.js";

export default class LiveBackup extends SageCommand {
  static override description =
    "Copies the ledger while desks write it: the copy is of one moment, and checked before it has its name.";
  static override examples = [
    "sage live backup",
    "sage live backup /backups/monday.db",
    "sage live backup --store other.db",
  ];
  static override args = {
    file: Args.string({ description: "the copy; left out: beside the ledger, named by the time" }),
  };
  static override flags = {
    store: Flags.string({
      env: "SAGE_STORE",
      description: "the ledger: a file; default .sage/live.db",
    }),
  };

  override async run(): Promise<void> {
    const { args, flags } = await this.parse(LiveBackup);
    const { backUp } = await import("../../live-backup.js");
    const { copy, bytes } = await backUp(flags.store, args.file, new Date());
    if (flags.json) return this.printJson({ schema: "sage.backup/1", copy, bytes });
    this.print(`${copy}: ${(bytes / 1e6).toFixed(1)} MB`);
  }
}

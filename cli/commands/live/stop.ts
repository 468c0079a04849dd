import * as Flags from "@oclif/core/flags";
import { SageCommand } from "../../command.js";

export default class LiveStop extends SageCommand {
  static override description =
    "The kill switch: no strategy of this folder enters anything any more, until `sage live resume`.";
  static override examples = ["sage live stop", "sage live stop --close"];
  static override flags = {
    close: Flags.boolean({ description: "leave everything that is held at its next open" }),
    by: Flags.string({ description: "who says so", default: "sage live stop" }),
  };

  override async run(): Promise<void> {
    const { flags } = await this.parse(LiveStop);
    const { switchPath, throwSwitch } = await import("../../../runtime/live/desk/switch-file.js");
    throwSwitch({ closes: flags.close, by: flags.by });
    if (flags.json) return this.printJson({ schema: "sage.switch/1", closes: flags.close, by: flags.by });
    this.print(`Trading is stopped${flags.close ? ", and everything is left" : ""}: ${switchPath()}`);
  }
}

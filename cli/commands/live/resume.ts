import { SageCommand } from "../../command.js";

export default class LiveResume extends SageCommand {
  static override description = "Takes `sage live stop` back: strategies of this folder may enter again.";
  static override examples = ["sage live resume"];

  override async run(): Promise<void> {
    await this.parse(LiveResume);
    const { readSwitch, releaseSwitch } = await import("../../../runtime/live/desk/switch-file.js");
    const wasStopped = readSwitch() !== null;
    releaseSwitch();
    if (this.jsonEnabled()) return;
    this.print(wasStopped ? "Trading goes on." : "Nothing was stopped.");
  }
}

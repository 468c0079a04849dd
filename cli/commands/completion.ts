import { Args } from "@oclif/core";
import { SageCommand } from "../command.js";

export default class Completion extends SageCommand {
  static override description = "Print a script that lets a shell complete commands and flags.";
  static override examples = [
    'eval "$(sage completion bash)"     # in ~/.bashrc',
    'eval "$(sage completion zsh)"      # in ~/.zshrc',
    "sage completion fish | source      # in config.fish",
  ];
  static override args = {
    shell: Args.string({ required: true, options: ["bash", "zsh", "fish"], description: "which shell" }),
  };

  override async run(): Promise<void> {
    const { args, flags } = await this.parse(Completion);
    const { completable, completionScript } = await import("../completion.js");
    const known = await completable();
    if (flags.json) this.printJson({ schema: "sage.completion/1", commands: known });
    else
      this.print(
        completionScript(args.shell === "fish" ? "fish" : args.shell === "zsh" ? "zsh" : "bash", known),
      );
  }
}

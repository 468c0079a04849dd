import * as Args from "@oclif/core/args";
import { SageCommand } from "../../command.js";

export default class ModelsCompare extends SageCommand {
  static override description = "Compare two models: what was done otherwise, and each metric.";
  static override examples = [
    "sage models compare 6c0021 77b2f0",
    "sage models compare learned_edge last --json",
  ];
  static override args = {
    first: Args.string({ required: true, description: "id or its beginning, `last`, or a champion" }),
    second: Args.string({ required: true, description: "the other one" }),
  };

  override async run(): Promise<void> {
    const { args, flags } = await this.parse(ModelsCompare);
    const { compareModels, findModel } = await import("../../../runtime/models/registry/index.js");
    const comparison = compareModels(findModel(args.first), findModel(args.second));
    if (flags.json) return this.printJson({ schema: "sage.model-comparison/1", ...comparison });
    const { showComparison } = await import("../../model-list.js");
    this.print(showComparison(comparison).join("\n"));
  }
}

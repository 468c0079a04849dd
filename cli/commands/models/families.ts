import { SageCommand } from "../../command.js";

export default class ModelsFamilies extends SageCommand {
  static override description =
    "List models by what was meant: features, target, learner, data, ranges and seed.";
  static override examples = ["sage models families", "sage models families --json"];

  override async run(): Promise<void> {
    const { flags } = await this.parse(ModelsFamilies);
    const { listModels, modelFamilies } = await import("../../../runtime/models/registry/index.js");
    const { models, damaged } = listModels();
    const families = modelFamilies(models);
    if (flags.json) return this.printJson({ schema: "sage.model-families/1", families });
    for (const { code, problem } of damaged) this.say(`${code}: ${problem}`);
    if (families.length === 0) return this.print("There is no model yet; sage train FILE makes one.");
    const { showFamilies } = await import("../../model-list.js");
    this.print(showFamilies(families).join("\n"));
  }
}

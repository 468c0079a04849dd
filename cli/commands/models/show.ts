import * as Args from "@oclif/core/args";
import { SageCommand } from "../../command.js";

export default class ModelsShow extends SageCommand {
  static override description =
    "Show what a model was trained on, how, how it was judged, and from when on it may be asked.";
  static override examples = [
    "sage models show last",
    "sage models show 6c0021f7c80914ab_20250118_103045_a309c2 --json",
    "sage models show learned_edge.edge",
  ];
  static override args = {
    model: Args.string({
      description: "id or its beginning, `last`, or STRATEGY.MODEL for its champion",
      default: "last",
    }),
  };

  override async run(): Promise<void> {
    const { args, flags } = await this.parse(ModelsShow);
    const { artefactPath, findModel, listChampions } =
      await import("../../../runtime/models/registry/index.js");
    const record = findModel(args.model);
    if (flags.json) return this.printJson(record);
    const { showModel } = await import("../../model-facts.js");
    const isChampion = listChampions().some(({ id }) => id === record.id);
    this.print(showModel(record, isChampion, artefactPath(record.id)).join("\n"));
  }
}

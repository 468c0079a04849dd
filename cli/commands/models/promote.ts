import * as Args from "@oclif/core/args";
import { SageCommand } from "../../command.js";

export default class ModelsPromote extends SageCommand {
  static override description =
    "Make a model the champion of its strategy: the one that is used where none is named.";
  static override examples = ["sage models promote 6c0021", "sage models promote last --json"];
  static override args = {
    model: Args.string({ required: true, description: "id or its beginning, or `last`" }),
  };

  override async run(): Promise<void> {
    const { args, flags } = await this.parse(ModelsPromote);
    const { promoteModel } = await import("../../../runtime/models/registry/index.js");
    const champion = await promoteModel(args.model, new Date());
    if (flags.json) return this.printJson({ schema: "sage.model-champion/1", ...champion });
    const { strategy, model, id, before } = champion;
    const [last] = before;
    this.print(
      `${id} is the champion of ${strategy}.${model}${last === undefined ? "" : `; before it: ${last.id}`}.`,
    );
  }
}

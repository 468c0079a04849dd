import * as Args from "@oclif/core/args";
import * as Flags from "@oclif/core/flags";
import { SageCommand } from "../../command.js";

export default class ModelsExport extends SageCommand {
  static override description =
    "Copy a model out of the registry: an ONNX file, and what is known of it beside it.";
  static override examples = ["sage models export last --out edge.onnx"];
  static override args = {
    model: Args.string({ description: "id or its beginning, `last`, or a champion", default: "last" }),
  };
  static override flags = {
    out: Flags.string({
      required: true,
      description: "the ONNX file; the description lies beside it as .json",
    }),
  };

  override async run(): Promise<void> {
    const { args, flags } = await this.parse(ModelsExport);
    const { exportModel } = await import("../../../runtime/models/registry/index.js");
    const { record, artefact, description } = exportModel(args.model, flags.out);
    if (flags.json)
      return this.printJson({ schema: "sage.model-export/1", id: record.id, artefact, description });
    this.print(`${record.id} as ${artefact}, described in ${description}.`);
  }
}

import * as Args from "@oclif/core/args";
import * as Flags from "@oclif/core/flags";
import { SageCommand } from "../../command.js";
import { plural } from "../../diagnostics.js";
import { exitCodes, Failure } from "../../failure.js";

export default class ModelsDelete extends SageCommand {
  static override description = "Remove trained models, after asking. A champion only with --force.";
  static override examples = ["sage models delete 6c0021 77b2f0", "sage models delete 6c0021 --yes --json"];
  static override strict = false;
  static override args = {
    model: Args.string({ description: "ids of models or their beginnings" }),
  };
  static override flags = {
    yes: Flags.boolean({ char: "y", description: "do not ask" }),
    force: Flags.boolean({ description: "champions too" }),
  };

  override async run(): Promise<void> {
    const { argv, flags } = await this.parse(ModelsDelete);
    const { deleteModels, resolveModel } = await import("../../../runtime/models/registry/index.js");
    if (argv.length === 0)
      throw new Failure(
        exitCodes.usage,
        "SAGE9502",
        "which models?",
        "sage models list; sage models delete ID",
      );
    const ids = [...new Set(argv.map((name) => resolveModel(String(name))))];
    if (!flags.yes && !(await this.confirms(ids))) return this.print("Nothing was removed.");
    const deleted = await deleteModels(ids, { force: flags.force });
    if (flags.json) return this.printJson({ schema: "sage.models-deleted/1", deleted });
    this.print(`${plural(deleted.length, "model")} removed.`);
  }

  private async confirms(ids: readonly string[]): Promise<boolean> {
    const what = plural(ids.length, "model");
    if (!process.stdin.isTTY)
      throw new Failure(
        exitCodes.usage,
        "SAGE9502",
        `${what} would be removed, and there is nobody to ask`,
        "say --yes",
      );
    this.say(ids.join("\n"));
    const { createInterface } = await import("node:readline/promises");
    const lines = createInterface({ input: process.stdin, output: process.stderr });
    const answer = await lines.question(`\nRemove ${what} for good? (y/N) `);
    lines.close();
    return /^y(es)?$/i.test(answer.trim());
  }
}

import * as Args from "@oclif/core/args";
import { SageCommand } from "../../command.js";
import { plural } from "../../diagnostics.js";
import { exitCodes } from "../../failure.js";

export default class ModelsVerify extends SageCommand {
  static override description =
    "Check that models, their records and the champions still are what was stored; names what is not.";
  static override examples = [
    "sage models verify",
    "sage models verify 6c0021 77b2f0",
    "sage models verify --json",
  ];
  static override strict = false;
  static override args = {
    model: Args.string({ description: "ids or their beginnings; all where none is named" }),
  };

  override async run(): Promise<void> {
    const { argv, flags } = await this.parse(ModelsVerify);
    const { verifyModels } = await import("../../../runtime/models/registry/index.js");
    const { checked, faults } = verifyModels(argv.map(String));
    if (faults.length > 0) process.exitCode = exitCodes.problems;
    if (flags.json) return this.printJson({ schema: "sage.model-verification/1", checked, faults });
    for (const { code, problem } of faults) this.print(`${code}  ${problem}`);
    const models = plural(checked, "model");
    this.print(
      faults.length === 0
        ? `${models} checked: as stored.`
        : `${models} checked: ${plural(faults.length, "fault")}.`,
    );
  }
}

import * as Args from "@oclif/core/args";
import { existsSync } from "node:fs";
import { openBars, sampleData } from "../../bars.js";
import { SageCommand } from "../../command.js";
import { exitCodes } from "../../failure.js";

export default class ModelsLineage extends SageCommand {
  static override description =
    "Show where a model comes from, down to the file, and whether that still is what it was.";
  static override examples = ["sage models lineage last", "sage models lineage learned_edge.edge --json"];
  static override args = {
    model: Args.string({ description: "id or its beginning, `last`, or a champion", default: "last" }),
  };

  override async run(): Promise<void> {
    const { args, flags } = await this.parse(ModelsLineage);
    const { findModel, modelLineage } = await import("../../../runtime/models/registry/index.js");
    const record = findModel(args.model);
    const steps = await modelLineage(record, hashOfData);
    const whole = steps.every(({ state }) => state === "as stored" || state === "unchecked");
    if (!whole) process.exitCode = exitCodes.problems;
    if (flags.json) return this.printJson({ schema: "sage.model-lineage/1", id: record.id, whole, steps });
    const { showLineage } = await import("../../model-list.js");
    this.print(showLineage(steps).join("\n"));
    if (!whole) this.say("\nWhat is missing or changed above is no longer what the model was trained on.");
  }
}

async function hashOfData(path: string, interval: number): Promise<string | null> {
  if (path !== sampleData && !existsSync(path)) return null;
  return (await openBars(path, interval)).information.hash;
}

import * as Args from "@oclif/core/args";
import * as Flags from "@oclif/core/flags";
import { SageCommand } from "../../command.js";
import { plural } from "../../diagnostics.js";
import { exitCodes, Failure } from "../../failure.js";
import { parseDuration } from "../../values.js";
import type { RunListing } from "../../../runtime/index.js";

export default class RunsDelete extends SageCommand {
  static override description = "Remove stored runs with their reports, after asking.";
  static override examples = [
    "sage runs delete 3f9a 77c0",
    "sage runs delete --older-than 30d --yes",
    "sage runs delete --older-than 1w --strategy ema_cross",
  ];
  static override strict = false;
  static override args = {
    run: Args.string({ description: "ids of runs or their beginnings" }),
  };
  static override flags = {
    "older-than": Flags.string({ description: "all that were stored longer ago than this: 12h, 30d, 8w" }),
    strategy: Flags.string({ description: "with --older-than: only strategies whose name has this in it" }),
    yes: Flags.boolean({ char: "y", description: "do not ask" }),
  };

  override async run(): Promise<void> {
    const { argv, flags } = await this.parse(RunsDelete);
    const { deleteRuns, listRuns, resolveId } = await import("../../../runtime/store/index.js");
    const older = flags["older-than"];
    const named = argv.map(String);
    if (named.length === 0 && older === undefined)
      throw new Failure(
        exitCodes.usage,
        "SAGE9502",
        "which runs? Neither an id nor --older-than was given",
        "sage runs lists them; sage runs delete ID",
      );
    const { runs } = listRuns();
    const old = older === undefined ? [] : await tooOld(runs, older, flags.strategy);
    const ids = [...new Set([...named.map(resolveId), ...old])];
    if (ids.length > 0 && !flags.yes && !(await this.confirms(ids, runs))) {
      this.print("Nothing was removed.");
      return;
    }
    const removed = deleteRuns(ids);
    if (flags.json) return this.printJson({ schema: "sage.runs-deleted/1", deleted: removed });
    this.print(removed.length === 0 ? "No run is that old." : `${plural(removed.length, "run")} removed.`);
  }

  private async confirms(ids: readonly string[], runs: readonly RunListing[]): Promise<boolean> {
    if (!process.stdin.isTTY)
      throw new Failure(
        exitCodes.usage,
        "SAGE9502",
        `${plural(ids.length, "run")} would be removed, and there is nobody to ask`,
        "say --yes",
      );
    const { showRuns } = await import("../../run-list.js");
    const listed = runs.filter(({ id }) => ids.includes(id));
    this.say(showRuns(listed, runs).join("\n"));
    const { createInterface } = await import("node:readline/promises");
    const lines = createInterface({ input: process.stdin, output: process.stderr });
    const answer = await lines.question(`\nRemove ${plural(ids.length, "run")} for good? (y/N) `);
    lines.close();
    return /^y(es)?$/i.test(answer.trim());
  }
}

async function tooOld(
  runs: readonly RunListing[],
  older: string,
  strategy: string | undefined,
): Promise<readonly string[]> {
  const { filterRuns } = await import("../../run-list.js");
  const before = Date.now() - parseDuration(older, "--older-than");
  return filterRuns(runs, { strategy, data: undefined, since: undefined, before }).map(({ id }) => id);
}

import * as Args from "@oclif/core/args";
import * as Flags from "@oclif/core/flags";
import { resolve } from "node:path";
import { SageCommand } from "../command.js";
import { rerun } from "../rerun.js";

export default class Report extends SageCommand {
  static override description =
    "Make the report of an earlier run again: the run is repeated from its record and must give the same ledger.";
  static override examples = [
    "sage report last",
    "sage report 3f9a --out report.html",
    "sage report last --format md",
  ];
  static override args = {
    run: Args.string({ description: "id of the run or its beginning", default: "last" }),
  };
  static override flags = {
    out: Flags.string({ description: "where to write it" }),
    format: Flags.string({
      options: ["html", "md", "json"],
      default: "html",
      description: "form of the report",
    }),
  };

  override async run(): Promise<void> {
    const { args, flags } = await this.parse(Report);
    const { renderMarkdown, summarizeRun, trialsOf } = await import("../../runtime/index.js");
    const { htmlReport } = await import("../report-forms.js");
    const { writeFile } = await import("../../runtime/data/atomic-file.js");
    const { stored, feed, feeds, result } = await rerun(args.run);
    const { graph, request } = stored;
    const trials = trialsOf(result);
    const format = flags.json ? "json" : flags.format;
    const text =
      format === "md"
        ? renderMarkdown(result, trials)
        : format === "json"
          ? JSON.stringify(summarizeRun(result, trials))
          : await htmlReport({ graph, feed, feeds, result, parameters: request.parameters }, trials);
    if (flags.out === undefined && format !== "html") return this.print(text);
    const path = flags.out ?? `${stored.summary.run.id}.html`;
    writeFile(path, text);
    this.print(`report  ${resolve(path)}`);
  }
}

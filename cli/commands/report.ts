import * as Args from "@oclif/core/args";
import * as Flags from "@oclif/core/flags";
import { resolve } from "node:path";
import { SageCommand } from "../command.js";
import { formOfPath, reportForms, type ReportForm } from "../report-forms.js";
import { rerun } from "../rerun.js";

export default class Report extends SageCommand {
  static override description =
    "Make the report of an earlier run again, or set several side by side: each is repeated from its record and must give the same ledger.";
  static override examples = [
    "sage report last",
    "sage report 3f9a --out report.pdf",
    "sage report last --format md",
    "sage report 3f9a 77c0 --out comparison.html",
  ];
  static override strict = false;
  static override args = {
    run: Args.string({ description: "id of a run or its beginning; several are compared", default: "last" }),
  };
  static override flags = {
    out: Flags.string({ description: "where to write it" }),
    format: Flags.string({
      options: [...reportForms],
      description: "form of the report; left out, by the name of --out, else html",
    }),
  };

  override async run(): Promise<void> {
    const { argv, flags } = await this.parse(Report);
    const named = flags.out === undefined ? "html" : formOfPath(flags.out);
    const form = flags.json ? "json" : (reportForms.find((one) => one === flags.format) ?? named);
    const ids = argv.length === 0 ? ["last"] : argv.map(String);
    const [first, ...others] = ids;
    const { name, content } =
      first !== undefined && others.length === 0 ? await single(first, form) : await comparison(ids, form);
    const isText = form === "md" || form === "json";
    if (flags.out === undefined && isText) return this.print(String(content));
    const { writeFile } = await import("../../runtime/data/atomic-file.js");
    const path = flags.out ?? `${name}.${form}`;
    writeFile(path, content);
    this.print(`report  ${resolve(path)}`);
  }
}

interface Written {
  /** What the file is called where nobody says. */
  readonly name: string;
  readonly content: string | Uint8Array;
}

async function single(id: string, form: ReportForm): Promise<Written> {
  const { isPortfolioRun } = await import("../../runtime/store/portfolio-runs.js");
  if (isPortfolioRun(id)) return portfolio(id, form);
  const { reportIn } = await import("../report-forms.js");
  const { stored, ...again } = await rerun(id);
  const { graph, request, summary } = stored;
  const { trialsOf } = await import("../../runtime/store/trials.js");
  const context = { ...again, graph, parameters: request.parameters };
  const content = await reportIn(form, context, trialsOf(again.result));
  return { name: summary.run.id, content };
}

async function portfolio(id: string, form: ReportForm): Promise<Written> {
  const { portfolioReportIn } = await import("../report-forms.js");
  const { rerunPortfolio } = await import("../portfolio-run.js");
  const { stored, result, parts } = await rerunPortfolio(id);
  return {
    name: stored.summary.run.id,
    content: await portfolioReportIn(form, { portfolio: result, parts }),
  };
}

async function comparison(ids: readonly string[], form: ReportForm): Promise<Written> {
  const { comparisonIn } = await import("../report-forms.js");
  const runs = [];
  for (const id of ids) {
    const { stored, result } = await rerun(id);
    runs.push({ result, graph: stored.graph });
  }
  return {
    name: runs.map(({ result }) => result.run.id.slice(0, 8)).join("-"),
    content: await comparisonIn(form, runs),
  };
}

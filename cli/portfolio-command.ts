import { resolve } from "node:path";
import type { PortfolioRequest, PortfolioResult } from "../runtime/index.js";
import { exitCodes, Failure } from "./failure.js";
import { parseFeeds } from "./feeds.js";
import { loadPortfolio, openParts, placesOf, portfolioOptionsOf, showPortfolio } from "./portfolio-run.js";
import { formOfPath, portfolioReportIn } from "./report-forms.js";
import { parsePositive, parseTime } from "./values.js";

/** What of the command's flags a portfolio reads. */
export interface PortfolioFlags {
  readonly json: boolean;
  readonly data: string;
  readonly feed: readonly string[] | undefined;
  readonly funding: string | undefined;
  readonly magnify: string | undefined;
  readonly capital: string;
  readonly from: string | undefined;
  readonly to: string | undefined;
  readonly end: string;
  readonly "stop-at": readonly string[] | undefined;
  readonly store: string | undefined;
  readonly out: string | undefined;
  readonly csv: boolean;
  readonly report: string | undefined;
  readonly "no-report": boolean;
}

const alone = "run a member alone: `sage run FILE --strategy NAME`";

/** What is asked with a flag that a portfolio has no answer to, and what to do instead. */
const meaningless: Readonly<Record<string, string>> = {
  set: "its members have their values in the file: `with { fast: 10 bars }`",
  currency: "the portfolio names its money: `currency: USDT`",
  strategy: "its members are the strategies that it names",
  verify: `one strategy's records are checked; ${alone}`,
  "check-identities": `one strategy's account is checked; ${alone}`,
  stats: `one strategy's time is measured; ${alone}`,
  trace: alone,
};

function refuseMeaningless(flags: Readonly<Record<string, unknown>>): void {
  const found = Object.entries(meaningless).find(([name]) => {
    const value = flags[name];
    return value !== undefined && value !== false;
  });
  if (found === undefined) return;
  const [name, help] = found;
  throw new Failure(exitCodes.usage, "SAGE9502", `--${name} means nothing to a portfolio`, help);
}

/**
 * Runs a portfolio of a file, stores the run with its report and writes what else is asked for.
 * @returns what is to be printed: an object with `--json`, else text
 */
export async function portfolioCommand(
  file: string,
  name: string,
  flags: PortfolioFlags,
  say: (sentence: string) => void,
): Promise<string | object> {
  refuseMeaningless({ ...flags });
  const { plan, members } = await loadPortfolio(file, name, flags.json);
  const graphs = members.map(({ graph }) => graph);
  const feeds = {
    ...parseFeeds(flags.feed ?? []),
    ...(flags.funding !== undefined && { funding: resolve(flags.funding) }),
    ...(flags.magnify !== undefined && { magnify: resolve(flags.magnify) }),
  };
  const texts = flags["stop-at"] ?? [];
  const switches = texts.length === 0 ? [] : await (await import("./stops.js")).readStops(texts, flags.store);
  const request: PortfolioRequest = {
    ...(switches.length > 0 && { switches: [...switches] }),
    from: flags.from === undefined ? null : parseTime(flags.from, "--from"),
    to: flags.to === undefined ? null : parseTime(flags.to, "--to"),
    capital: parsePositive(flags.capital, "--capital"),
    endOfData: flags.end === "mark" ? "mark" : "close",
    parts: placesOf(members, flags.data, feeds),
  };
  const { runPortfolio } = await import("../runtime/modes/portfolio.js");
  const parts = await openParts(graphs, request.parts, (sentence) => !flags.json && say(`note: ${sentence}`));
  const keepsNothing = flags.out === undefined && flags["no-report"];
  const result = runPortfolio(plan, parts, {
    ...portfolioOptionsOf(request),
    ...(keepsNothing && { keep: { equity: "none", trades: false, orders: false, signals: false } }),
  });
  const { summarizePortfolio } = await import("../runtime/modes/portfolio-summary.js");
  const lines: string[] = [];
  if (!flags["no-report"]) {
    const { savePortfolioRun } = await import("../runtime/store/save-run.js");
    const folder = savePortfolioRun(
      { plan, graphs, request, summary: summarizePortfolio(result) },
      new Date(),
    );
    const path = flags.report ?? `${folder}/report.html`;
    const { writeFile } = await import("../runtime/data/atomic-file.js");
    writeFile(path, await portfolioReportIn(formOfPath(path), { portfolio: result, parts }));
    lines.push(`report  ${resolve(path)}`);
  }
  if (flags.out !== undefined) {
    const { writePortfolioFiles } = await import("../runtime/store/run-files.js");
    await writePortfolioFiles(flags.out, result, { csv: flags.csv });
    lines.push(`tables  ${resolve(flags.out)}`);
  }
  return flags.json ? summarizePortfolio(result) : shown(result, lines);
}

async function shown(result: PortfolioResult, lines: readonly string[]): Promise<string> {
  const table = await showPortfolio(result);
  return lines.length === 0 ? table : `${table}\n\n${lines.join("\n")}`;
}

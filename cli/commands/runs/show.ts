import * as Args from "@oclif/core/args";
import { SageCommand } from "../../command.js";
import { alignColumns } from "../../columns.js";

export default class RunsShow extends SageCommand {
  static override description =
    "Show what a stored run was: strategy, data, values, result, where its files are.";
  static override examples = ["sage runs show last", "sage runs show 3f9a --json"];
  static override args = {
    run: Args.string({ description: "id of the run or its beginning", default: "last" }),
  };

  override async run(): Promise<void> {
    const { args, flags } = await this.parse(RunsShow);
    const { isPortfolioRun, loadRun, runsFolder } = await import("../../../runtime/store/index.js");
    if (isPortfolioRun(args.run)) return this.showPortfolio(args.run, flags.json);
    const { graph, ...stored } = loadRun(args.run);
    if (flags.json) return this.printJson(stored);
    const { interval, metricValue, money, time } = await import("../../../runtime/report/format.js");
    const { created, request, summary } = stored;
    const { run, data, account, metrics, trades, warnings } = summary;
    const value = (name: "totalReturn" | "maxDrawdown", text = metrics[name] ?? null) =>
      metricValue(text, "fraction", data.interval);
    const values = Object.entries(run.parameters).map(([name, number]) => `${name} = ${number}`);
    const dates =
      data.from === null || data.to === null ? "" : `, ${time(data.from)} to ${time(data.to)} UTC`;
    const facts: readonly (readonly [string, string])[] = [
      ["run", run.id],
      ["stored", created],
      ["strategy", `${run.strategy} (${graph.source.path})`],
      ["values", values.length === 0 ? "none" : values.join(", ")],
      ["data", `${data.symbol ?? data.source} ${interval(data.interval)}, ${data.bars} bars${dates}`],
      ["from", request.data],
      ["account", `${money(account.start)} to ${money(account.end)} ${account.currency}`],
      ["return", value("totalReturn")],
      ["Sharpe ratio", metricValue(metrics.sharpe ?? null, "points", data.interval)],
      ["drawdown", value("maxDrawdown")],
      ["trades", String(metrics["tradeCount"] ?? trades)],
      ...warnings.map(({ code, message }) => [`warning ${code}`, message] as const),
      ["files", `${runsFolder()}/${run.id}`],
    ];
    this.print(alignColumns(facts, ["left", "left"]).join("\n").replaceAll("−", "-").replaceAll("–", "-"));
  }

  private async showPortfolio(id: string, asJson: boolean): Promise<void> {
    const { loadPortfolioRun, runsFolder } = await import("../../../runtime/store/index.js");
    const { graphs, ...stored } = loadPortfolioRun(id);
    if (asJson) return this.printJson(stored);
    const { metricValue, money, percent, signed } = await import("../../../runtime/report/format.js");
    const { created, plan, request, summary } = stored;
    const { run, account, metrics, members, warnings } = summary;
    const facts: readonly (readonly [string, string])[] = [
      ["run", run.id],
      ["stored", created],
      ["portfolio", `${plan.name} (${graphs[0]?.source.path ?? ""})`],
      ["account", `${money(account.start)} to ${money(account.end)} ${account.currency}, ${account.kind}`],
      ["return", metricValue(metrics.totalReturn ?? null, "fraction", 1)],
      ["Sharpe ratio", metricValue(metrics.sharpe ?? null, "points", 1)],
      ["drawdown", metricValue(metrics.maxDrawdown ?? null, "fraction", 1)],
      ["trades", String(metrics.tradeCount ?? 0)],
      ...members.map(
        ({ label, profit }, k) =>
          [
            `member ${label}`,
            `${signed(money(profit))} (${signed(percent(profit / account.start))}) on ${request.parts[k]?.data ?? ""}`,
          ] as const,
      ),
      ...warnings.map(({ code, message }) => [`warning ${code}`, message] as const),
      ["files", `${runsFolder()}/${run.id}`],
    ];
    this.print(alignColumns(facts, ["left", "left"]).join("\n").replaceAll("−", "-").replaceAll("–", "-"));
  }
}

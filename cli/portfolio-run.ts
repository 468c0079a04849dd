import type { CompilePortfolioResult } from "../compiler/index.js";
import type { Graph, PortfolioMember } from "../compiler/graph/index.js";
import type {
  BarFeed,
  PortfolioOptions,
  PortfolioPart,
  PortfolioRequest,
  PortfolioResult,
  StoredPortfolio,
} from "../runtime/index.js";
import { resolve } from "node:path";
import { openBars, sampleData } from "./bars.js";
import { countDiagnostics, plural, showDiagnostics } from "./diagnostics.js";
import { exitCodes, Failure } from "./failure.js";
import { feedPaths, openFeeds } from "./feeds.js";
import { createFileHost } from "./module-host.js";
import { readSource } from "./sources.js";

/** The portfolio of a file by its name; diagnostics are shown on the way. */
export async function loadPortfolio(
  path: string,
  name: string,
  quiet: boolean,
): Promise<CompilePortfolioResult & { readonly plan: NonNullable<CompilePortfolioResult["plan"]> }> {
  const { check, compilePortfolio } = await import("../compiler/index.js");
  const source = readSource(path);
  const compiled = compilePortfolio(source, name, check(source, { modules: createFileHost(path) }));
  const { plan, diagnostics, portfolios } = compiled;
  if (!quiet || plan === null)
    showDiagnostics(
      diagnostics.filter(({ severity }) => severity !== "info"),
      source,
    );
  if (plan !== null) return { ...compiled, plan };
  if (!portfolios.includes(name))
    throw new Failure(
      exitCodes.usage,
      "SAGE9502",
      `${path} has no portfolio \`${name}\``,
      portfolios.length > 0
        ? `it has: ${portfolios.join(", ")}`
        : "write one: `portfolio desk { my_strategy { share: 100% } }`",
    );
  throw new Failure(
    exitCodes.problems,
    "SAGE9506",
    `${path} has ${plural(countDiagnostics(diagnostics).errors, "error")}; nothing was run`,
    "mend what is shown above, or see sage check",
  );
}

/**
 * Where the data of each member is. `data` is one file for all, or `SYMBOL=file,SYMBOL=file`, where the symbol may be written
 * with or without its separators. `feeds` are files by the name of a feed, of any member that has it, or as `member.name`.
 */
export function placesOf(
  members: CompilePortfolioResult["members"],
  data: string,
  feeds: Readonly<Record<string, string>>,
): PortfolioRequest["parts"] {
  refuseUnknown(members, feeds);
  const files = readFiles(
    data,
    members.map(({ member }) => member),
  );
  return members.map(({ member, graph }) => {
    const path = files(member);
    const own = feedNames(graph).flatMap((name) => {
      const file = feeds[`${member.label}.${name}`] ?? feeds[name];
      return file === undefined ? [] : [[name, file] as const];
    });
    return {
      data: path === sampleData ? path : resolve(path),
      feeds: { ...feedPaths(graph, Object.fromEntries(own)) },
    };
  });
}

/** Opens the data of the members; what several of them read is opened once. */
export async function openParts(
  graphs: readonly Graph[],
  places: PortfolioRequest["parts"],
  note?: (sentence: string) => void,
): Promise<readonly PortfolioPart[]> {
  const opened = new Map<string, BarFeed>();
  const parts: PortfolioPart[] = [];
  for (const [k, graph] of graphs.entries()) {
    const { data = sampleData, feeds = {} } = places[k] ?? {};
    const { timeframe } = graph.market;
    const key = `${timeframe} ${data}`;
    const feed = opened.get(key) ?? (await openBars(data, timeframe, note));
    opened.set(key, feed);
    parts.push({ graph, feed, feeds: await openFeeds(graph, feeds, note) });
  }
  return parts;
}

/** A request as options of the library. */
export const portfolioOptionsOf = ({
  from,
  to,
  capital,
  endOfData,
  switches = [],
}: PortfolioRequest): PortfolioOptions => ({
  from,
  to,
  capital,
  endOfData,
  switches,
});

/** Repeats a stored portfolio's run. The same graphs and data give the same ledger; changed data is refused. */
export async function rerunPortfolio(id: string): Promise<{
  readonly stored: StoredPortfolio;
  readonly result: PortfolioResult;
  readonly parts: readonly PortfolioPart[];
}> {
  const { loadPortfolioRun } = await import("../runtime/store/portfolio-runs.js");
  const { runPortfolio } = await import("../runtime/modes/portfolio.js");
  const stored = loadPortfolioRun(id);
  const { plan, graphs, request, summary } = stored;
  const parts = await openParts(graphs, request.parts);
  const result = runPortfolio(plan, parts, portfolioOptionsOf(request));
  const changed = result.members.find(
    ({ result: own }, k) => own.run.dataHash !== summary.members[k]?.run.dataHash,
  );
  if (changed === undefined) return { stored, result, parts };
  throw new Failure(
    exitCodes.problems,
    "SAGE9512",
    `the data of \`${changed.label}\` has changed since run ${summary.run.id}`,
    "run the portfolio again: sage run FILE --portfolio NAME",
  );
}

/** What of a member's data can come from a file of its own. */
function feedNames({ feeds = [], orders }: Graph): readonly string[] {
  const named = feeds.filter(({ series }) => series === undefined).map(({ name }) => name);
  if (orders.costs.funding?.source === "data") named.push("funding");
  if (orders.fills.magnify !== undefined) named.push("magnify");
  return named;
}

/** A name that no member reads is a slip, not something to pass over. */
function refuseUnknown(
  members: CompilePortfolioResult["members"],
  feeds: Readonly<Record<string, string>>,
): void {
  const known = members.flatMap(({ member, graph }) =>
    feedNames(graph).flatMap((name) => [name, `${member.label}.${name}`]),
  );
  const unknown = Object.keys(feeds).find((name) => !known.includes(name));
  if (unknown === undefined) return;
  throw new Failure(
    exitCodes.usage,
    "SAGE8005",
    `no member of the portfolio reads a feed \`${unknown}\``,
    known.length === 0 ? "they read no feed at all" : `they read: ${[...new Set(known)].join(", ")}`,
  );
}

const plain = (symbol: string): string => symbol.replaceAll(/[/:_-]/g, "").toUpperCase();

function readFiles(data: string, members: readonly PortfolioMember[]): (member: PortfolioMember) => string {
  const symbols = new Set(members.map(({ symbol }) => plain(symbol)));
  if (data === sampleData) return () => data;
  const pairs = data.split(",").map((part) => /^([\w/:-]+)=(.+)$/s.exec(part));
  if (pairs.every((pair) => pair === null)) {
    if (symbols.size <= 1) return () => data;
    throw new Failure(
      exitCodes.usage,
      "SAGE9502",
      `the members trade ${symbols.size} markets, and --data names one file`,
      `name a file for each: --data ${[...symbols].map((symbol) => `${symbol}=candles.parquet`).join(",")}`,
    );
  }
  const files = new Map(
    pairs.flatMap((pair) => (pair === null ? [] : [[plain(pair[1] ?? ""), pair[2] ?? ""] as const])),
  );
  return ({ symbol, label }) => {
    const path = files.get(plain(symbol));
    if (path !== undefined) return path;
    throw new Failure(
      exitCodes.usage,
      "SAGE9502",
      `--data has no file for ${symbol}, which \`${label}\` trades`,
      `add it: --data ${data},${plain(symbol)}=candles.parquet`,
    );
  };
}

/** The whole and its members as a table for a terminal. */
export async function showPortfolio({
  plan,
  members,
  account,
  metrics,
  warnings,
}: PortfolioResult): Promise<string> {
  const { decimal, metricValue, money, percent } = await import("../runtime/report/format.js");
  const ratio = (value: number | null) => metricValue(value, "ratio", 1);
  const share = (value: number | null) => metricValue(value, "fraction", 1);
  const rows = [
    ["", "share", "start", "end", "profit", "return", "drawdown", "Sharpe", "trades"],
    ...members.map(({ label, result, profit }, index) => [
      label,
      percent(plan.members[index]?.share ?? 0),
      plan.account === "shared" ? "" : money(result.account.start),
      plan.account === "shared" ? "" : money(result.account.end),
      money(profit),
      share(result.metrics.totalReturn),
      share(result.metrics.maxDrawdown),
      ratio(result.metrics.sharpe),
      decimal(result.metrics.tradeCount ?? result.counts.trades, 0),
    ]),
    [
      "together",
      percent(1),
      money(account.start),
      money(account.end),
      money(account.end - account.start),
      share(metrics.totalReturn),
      share(metrics.maxDrawdown),
      ratio(metrics.sharpe),
      String(metrics.tradeCount ?? 0),
    ],
  ];
  const widths =
    rows[0]?.map((_, column) => Math.max(...rows.map((row) => (row[column] ?? "").length))) ?? [];
  const line = (row: readonly string[]) =>
    row
      .map((cell, column) =>
        column === 0 ? cell.padEnd(widths[0] ?? 0) : cell.padStart(widths[column] ?? 0),
      )
      .join("  ")
      .trimEnd();
  const said = warnings.map(({ message, code }) => `warning ${message} [${code}]`);
  const whose = plan.account === "shared" ? "all members on one account" : "each member on its own money";
  return [
    `portfolio ${plan.name}: ${whose}`,
    "",
    ...said,
    ...(said.length > 0 ? [""] : []),
    ...rows.map(line),
  ].join("\n");
}

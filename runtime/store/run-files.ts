import { rmSync } from "node:fs";
import { join } from "node:path";
import { writeFile } from "../data/atomic-file.js";
import { writeTable, type Table, type TableColumn } from "../data/index.js";
import type { PortfolioResult } from "../modes/portfolio.js";
import { summarizePortfolio } from "../modes/portfolio-summary.js";
import { summarizeRun, type BacktestResult } from "../result.js";

type Rows = readonly object[];

/** Rows as columns, each property a column; `names` gives them where there is no row to ask. */
function columnsOf(rows: Rows, names: readonly string[]): Table {
  const columns: Record<string, TableColumn> = {};
  for (const name of names) {
    const values = rows.map(
      (row) => (row as Readonly<Record<string, string | number | boolean | null>>)[name] ?? null,
    );
    columns[name] = values.every((value) => typeof value === "number") ? Float64Array.from(values) : values;
  }
  return columns;
}

const tradeColumns = [
  "id",
  "side",
  "quantity",
  "entryTime",
  "entryBar",
  "entryPrice",
  "exitTime",
  "exitBar",
  "exitPrice",
  "profit",
  "grossProfit",
  "fees",
  "slippage",
  "funding",
  "borrow",
  "return",
  "bars",
  "mae",
  "mfe",
  "entryReason",
  "exitReason",
  "signalBar",
  "position",
  "stop",
  "take",
  "liquidationPrice",
];
const orderColumns = [
  "id",
  "signalBar",
  "bar",
  "time",
  "side",
  "kind",
  "quantity",
  "status",
  "price",
  "fee",
  "slippage",
  "reason",
];
const alertColumns = ["bar", "time", "alert", "message"];
const signalColumns = ["bar", "time", "action", "side", "rule", "outcome", "reason"];

/**
 * Writes `run.json` and the tables `trades`, `orders`, `signals`, `alerts`, `equity` as Parquet (and CSV) into a folder.
 * @throws DataError where a file cannot be written; the tables written before it are removed
 */
export async function writeRunFiles(
  folder: string,
  result: BacktestResult,
  options: { readonly csv: boolean },
): Promise<void> {
  const tables = {
    ...recordTables(result),
    ...(result.equity !== null && { equity: equityTable(result) }),
  };
  await writeTables(folder, tables, summarizeRun(result), options);
}

/** As `writeRunFiles`, without the equity and with another summary. */
export async function writeRecordFiles(
  folder: string,
  result: BacktestResult,
  summary: object,
  options: { readonly csv: boolean },
): Promise<void> {
  await writeTables(folder, recordTables(result), summary, options);
}

const recordTables = (result: BacktestResult): Readonly<Record<string, Table>> => ({
  trades: columnsOf(result.trades, tradeColumns),
  orders: columnsOf(result.orders, orderColumns),
  signals: columnsOf(result.signals, signalColumns),
  alerts: columnsOf(result.alerts, alertColumns),
});

/**
 * As `writeRunFiles`, of a portfolio: one equity of the whole with what was at stake, and in every table whose row it is.
 * @throws DataError where a file cannot be written; the tables written before it are removed
 */
export async function writePortfolioFiles(
  folder: string,
  result: PortfolioResult,
  options: { readonly csv: boolean },
): Promise<void> {
  const of = <Row extends object>(rows: (member: BacktestResult) => readonly Row[]) =>
    result.members.flatMap(({ label, result: own }, index) =>
      rows(own).map((row) => ({ member: label, market: result.plan.members[index]?.symbol ?? "", ...row })),
    );
  const whose = ["member", "market"];
  const byExit = of(({ trades }) => trades).toSorted((one, other) => one.exitTime - other.exitTime);
  const tables: Record<string, Table> = {
    trades: columnsOf(byExit, [...whose, ...tradeColumns]),
    orders: columnsOf(
      of(({ orders }) => orders),
      [...whose, ...orderColumns],
    ),
    signals: columnsOf(
      of(({ signals }) => signals),
      [...whose, ...signalColumns],
    ),
    alerts: columnsOf(
      of(({ alerts }) => alerts),
      [...whose, ...alertColumns],
    ),
    ...(result.equity !== null && {
      equity: { ...equityTable(result), ...result.exposure, benchmark: result.equity.close },
    }),
  };
  await writeTables(folder, tables, summarizePortfolio(result), options);
}

async function writeTables(
  folder: string,
  tables: Readonly<Record<string, Table>>,
  summary: object,
  options: { readonly csv: boolean },
): Promise<void> {
  const forms = options.csv ? ["parquet", "csv"] : ["parquet"];
  const written: string[] = [];
  try {
    for (const [name, table] of Object.entries(tables)) {
      for (const form of forms) {
        const path = join(folder, `${name}.${form}`);
        await writeTable(path, table);
        written.push(path);
      }
    }
    writeFile(join(folder, "run.json"), `${JSON.stringify(summary)}\n`);
  } catch (error) {
    for (const path of written) rmSync(path, { force: true });
    throw error;
  }
}

/** An account bar by bar. */
export function equityTable({
  equity,
  account,
}: Pick<BacktestResult, "equity"> & { readonly account: { readonly start: number } }): Table {
  if (equity === null) return {};
  let peak = account.start;
  const drawdown = equity.equity.map((value) => {
    peak = Math.max(peak, value);
    return value / peak - 1;
  });
  return { time: equity.time, equity: equity.equity, cash: equity.cash, position: equity.position, drawdown };
}

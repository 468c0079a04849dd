import { rmSync } from "node:fs";
import { join } from "node:path";
import { writeFile } from "../data/atomic-file.js";
import { writeTable, type Table, type TableColumn } from "../data/index.js";
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
  const tables: Record<string, Table> = {
    trades: columnsOf(result.trades, tradeColumns),
    orders: columnsOf(result.orders, orderColumns),
    signals: columnsOf(result.signals, signalColumns),
    alerts: columnsOf(result.alerts, alertColumns),
    ...(result.equity !== null && { equity: equityTable(result) }),
  };
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
    writeFile(join(folder, "run.json"), `${JSON.stringify(summarizeRun(result))}\n`);
  } catch (error) {
    for (const path of written) rmSync(path, { force: true });
    throw error;
  }
}

function equityTable({ equity, account }: BacktestResult): Table {
  if (equity === null) return {};
  let peak = account.start;
  const drawdown = equity.equity.map((value) => {
    peak = Math.max(peak, value);
    return value / peak - 1;
  });
  return { time: equity.time, equity: equity.equity, cash: equity.cash, position: equity.position, drawdown };
}

import { join } from "node:path";
import Database from "better-sqlite3";
import pg from "pg";
import type { TestServer } from "../../runtime/queue/testing/server.js";

/** Where a ledger lies, and what can be done to it. */
export interface Place {
  /** What `--store` is given. */
  readonly store: string;
  /** Everything in the ledger that is not the time at which it was written, by table. */
  readonly ledger: () => Promise<Readonly<Record<string, readonly unknown[]>>>;
  /** Ways in which the database goes away; each resolves when it is back, after about so many milliseconds. */
  readonly outages: Readonly<Record<string, (milliseconds: number) => Promise<void>>>;
}

const columns: Readonly<Record<string, string>> = {
  steps: "strategy_id, number, time, equity, cash, position, unrealised, position_number, HEX(plots)",
  orders: "*",
  trades: "*",
  signals: "*",
  fills: "*",
  alerts: "*",
};

const pause = (milliseconds: number): Promise<void> =>
  new Promise((resolve) => setTimeout(resolve, milliseconds));

export function sqlitePlace(folder: string, file: string): Place {
  const path = join(folder, file);
  return {
    store: file,
    ledger: () => {
      const database = new Database(path, { readonly: true });
      try {
        const rows = Object.entries(columns).map(
          ([table, wanted]) =>
            [table, database.prepare(`select ${wanted} from ${table} order by 1, 2, 3`).all()] as const,
        );
        return Promise.resolve(Object.fromEntries(rows));
      } finally {
        database.close();
      }
    },
    outages: {
      "locked by another process": async (milliseconds) => {
        const database = new Database(path, { timeout: 5000 });
        try {
          database.exec("begin immediate");
          await pause(milliseconds);
          database.exec("rollback");
        } finally {
          database.close();
        }
      },
    },
  };
}

export async function postgresPlace(server: TestServer, database: string): Promise<Place> {
  const ask = async (text: string, address = server.address()): Promise<readonly unknown[]> => {
    const client = new pg.Client(address);
    // Its own connection may be cut as well.
    client.on("error", () => {});
    await client.connect();
    try {
      const { rows } = await client.query(text);
      return rows;
    } finally {
      await client.end();
    }
  };
  await ask(`create database ${database}`);
  const cut = `select pg_terminate_backend(pid) from pg_stat_activity where datname = '${database}'`;
  const store = server.address({ database });
  return {
    store,
    ledger: async () => {
      const rows: [string, readonly unknown[]][] = [];
      for (const [table, wanted] of Object.entries(columns)) {
        const these = wanted.replace("HEX(plots)", "encode(plots, 'hex')");
        rows.push([table, await ask(`select ${these} from sage_live.${table} order by 1, 2, 3`, store)]);
      }
      return Object.fromEntries(rows);
    },
    outages: {
      "stopped and started": async (milliseconds) => {
        await server.stop();
        await pause(milliseconds);
        await server.start();
      },
      "connections cut": async () => {
        await ask(cut);
      },
      "only to be read": async (milliseconds) => {
        await ask(`alter database ${database} set default_transaction_read_only = on`);
        await ask(cut);
        await pause(milliseconds);
        await ask(`alter database ${database} set default_transaction_read_only = off`);
        await ask(cut);
      },
    },
  };
}

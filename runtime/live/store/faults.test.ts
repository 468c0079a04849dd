import { spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { sql } from "kysely";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { hasServer, TestServer } from "../../queue/testing/server.js";
import { parseStoreAddress } from "./address.js";
import { backupSqlite } from "./backup.js";
import { applyMigrations } from "./migrate.js";
import { migrations } from "./migrations/index.js";
import { openStore } from "./open-store.js";
import { openPostgres } from "./postgres.js";
import { readStrategyList } from "./read/index.js";
import { openSqlite } from "./sqlite.js";
import { buildHolder, startOther } from "./testing/other-process.js";
import { quietStep, story, wanted } from "./testing/steps.js";

const server = new TestServer();
const folder = mkdtempSync(join(tmpdir(), "sage-faults-"));
let holder = "";
let count = 0;

async function freshAddress(kind: "sqlite" | "postgres"): Promise<string> {
  count++;
  if (kind === "sqlite") return join(folder, `live-${count}.db`);
  await ask(`create database faults_${count}`);
  return server.address({ database: `faults_${count}` });
}

async function ask(text: string, address = server.address()): Promise<void> {
  const { default: pg } = await import("pg");
  const client = new pg.Client(address);
  await client.connect();
  await client.query(text);
  await client.end();
}

function openDatabase(address: string) {
  const place = parseStoreAddress(address);
  return place.kind === "sqlite" ? openSqlite(place.path, place.shown) : openPostgres(place.url, place.shown);
}

beforeAll(async () => {
  holder = await buildHolder();
  if (hasServer) await server.begin();
});

afterAll(async () => {
  if (hasServer) await server.end();
  rmSync(folder, { recursive: true, force: true });
  rmSync(holder, { force: true });
});

describe.each([
  { kind: "sqlite" as const, runs: true },
  { kind: "postgres" as const, runs: hasServer },
])("the store in $kind", ({ kind, runs }) => {
  test.skipIf(!runs)("lets one process write a strategy, and another as soon as it is killed", async () => {
    const address = await freshAddress(kind);
    const other = await startOther(holder, [address]);
    const store = await openStore(address);
    const { id } = await store.strategy(wanted());
    const refused = await store.lock(id).catch((error: unknown) => error);
    expect(refused).toMatchObject({ code: "SAGE8522", isPassing: false });
    const year = new Date().getUTCFullYear();
    expect(String(refused)).toMatch(
      new RegExp(`cross on BTC/USDT:USDT is traded by process ${other.process.pid} on .+ since ${year}-`),
    );
    await expect(store.commit([quietStep(id, 0)])).rejects.toMatchObject({ code: "SAGE8522" });
    const free = await store.strategy(wanted({ name: "free" }));
    await store.lock(free.id);
    await other.kill();
    const lock = await store.lock(id);
    await expect(store.lock(id)).rejects.toMatchObject({ code: "SAGE8522" });
    await store.commit([quietStep(id, 0)]);
    const [listed] = await readStrategyList(store.database, { id });
    expect(listed?.writer?.pid).toBe(process.pid);
    await expect(startOther(holder, [address])).rejects.toThrow(/SAGE8522|is traded by process/);
    await lock.release();
    const third = await startOther(holder, [address]);
    await third.kill();
    await store.close();
  });

  test.skipIf(!runs)("has whole steps only, and all that were confirmed, whenever it is killed", async () => {
    const address = await freshAddress(kind);
    let confirmed = -1;
    for (let round = 0; round < 6; round++) {
      const other = await startOther(holder, [address, "commit"]);
      await new Promise((resolve) => setTimeout(resolve, 30 + round * 37));
      await other.kill();
      confirmed = Math.max(confirmed, ...other.lines.slice(1).map(Number));
      const store = await openStore(address);
      const { id } = await store.strategy(wanted());
      const standing = await store.standing(id);
      const last = standing?.number ?? -1;
      expect(last).toBeGreaterThanOrEqual(confirmed);
      if (standing !== null) {
        expect(standing.state).toEqual(new Uint8Array(4000).fill(last % 251));
        expect(standing.counts).toEqual({ orders: last + 1, trades: 0, signals: last + 1, alerts: 0 });
      }
      await store.close();
    }
    expect(confirmed).toBeGreaterThan(0);
  });

  test.skipIf(!runs)("grows from each released form, and keeps what is there", async () => {
    const address = await freshAddress(kind);
    const old = await openDatabase(address);
    await applyMigrations(old, migrations.slice(0, 1));
    await old.close();
    const store = await openStore(address);
    const { id } = await store.strategy(wanted());
    await store.commit(story(id));
    await store.close();
    const again = await openStore(address);
    expect((await again.standing(id))?.number).toBe(3);
    const { rows } = await again.database.transact("read", async (query) => {
      const { sql } = await import("kysely");
      return sql<{ number: number }>`select number from migrations order by number`.execute(query);
    });
    expect(rows.map(({ number }) => number)).toEqual(migrations.map(({ number }) => number));
    await again.close();
  });

  test.skipIf(!runs)("refuses what a newer or another program made", async () => {
    const address = await freshAddress(kind);
    const newer = await openDatabase(address);
    const text = "create table later (id {integer} primary key){strict};\n";
    const known = [...migrations, { number: migrations.length + 1, name: "later", text }];
    await applyMigrations(newer, known);
    await newer.close();
    await expect(openStore(address)).rejects.toMatchObject({ code: "SAGE8521", isPassing: false });
    const changed = await openDatabase(address);
    const other = known.map((migration) => ({ ...migration, text: `${migration.text}\n` }));
    await expect(applyMigrations(changed, other)).rejects.toMatchObject({ code: "SAGE8521" });
    await changed.close();
  });

  test.skipIf(!runs)("undoes a migration that fails in the middle", async () => {
    const address = await freshAddress(kind);
    const database = await openDatabase(address);
    const text = "create table half (id {integer} primary key){strict};\ncreate table half (id text);\n";
    const broken = [...migrations, { number: migrations.length + 1, name: "broken", text }];
    await expect(applyMigrations(database, broken)).rejects.toThrow(/half/);
    await database.close();
    await (await openStore(address)).close();
  });
});

describe("a store in a file", () => {
  test("refuses files of other programs", async () => {
    const { default: Library } = await import("better-sqlite3");
    const foreign = join(folder, "foreign.db");
    const file = new Library(foreign);
    file.exec("create table strategies (id integer)");
    file.close();
    await expect(openStore(foreign)).rejects.toMatchObject({ code: "SAGE8521" });
    const text = join(folder, "text.db");
    writeFileSync(text, "this is not a database, however long it may be ".repeat(100));
    await expect(openStore(text)).rejects.toMatchObject({ code: "SAGE8521" });
    writeFileSync(join(folder, "plain"), "");
    await expect(openStore(join(folder, "plain", "live.db"))).rejects.toMatchObject({ code: "SAGE8523" });
    await expect(openStore("mysql://root:hunter2@host/db")).rejects.toThrow(/^(?!.*hunter2)/);
  });

  test("waits a little for another's transaction, without standing still, and then says so", async () => {
    const address = await freshAddress("sqlite");
    const store = await openStore(address);
    const { id } = await store.strategy(wanted());
    const { default: Library } = await import("better-sqlite3");
    const other = new Library(address);
    other.exec("begin immediate");
    let turns = 0;
    const timer = setInterval(() => turns++, 10);
    await expect(store.commit([quietStep(id, 0)])).rejects.toMatchObject({
      code: "SAGE8520",
      isPassing: true,
    });
    clearInterval(timer);
    expect(turns).toBeGreaterThan(10);
    const held = store.commit([quietStep(id, 0)]);
    setTimeout(() => other.exec("rollback"), 100);
    await held;
    expect((await store.standing(id))?.number).toBe(0);
    other.close();
    await store.close();
  });

  test("notices that the file was taken away, and goes on when it is back", async () => {
    const address = await freshAddress("sqlite");
    const store = await openStore(address);
    const { id } = await store.strategy(wanted());
    renameSync(address, `${address}.away`);
    await expect(store.commit([quietStep(id, 0)])).rejects.toMatchObject({ code: "SAGE8520" });
    renameSync(`${address}.away`, address);
    await store.commit([quietStep(id, 0)]);
    renameSync(address, `${address}.away`);
    writeFileSync(address, "");
    await expect(store.commit([quietStep(id, 1)])).rejects.toMatchObject({ code: "SAGE8524" });
    rmSync(address);
    renameSync(`${address}.away`, address);
    await store.close();
  });

  test("copies itself while it is written, and the copy is a store", async () => {
    const address = await freshAddress("sqlite");
    const store = await openStore(address);
    const { id } = await store.strategy(wanted());
    await store.commit(story(id));
    const copy = join(folder, "copy.db");
    await backupSqlite(address, copy);
    await store.commit([quietStep(id, 4)]);
    await expect(backupSqlite(address, copy)).rejects.toMatchObject({ code: "SAGE8523" });
    await store.close();
    const restored = await openStore(copy);
    expect(await restored.standing(id)).toMatchObject({ number: 3, state: story(id)[3]?.state });
    await restored.commit([quietStep(id, 4)]);
    expect((await restored.standing(id))?.number).toBe(4);
    await restored.close();
  });

  const disk = join(folder, "disk");
  mkdirSync(disk);
  const mount = () => spawnSync("mount", ["-t", "tmpfs", "-o", "size=2m", "tmpfs", disk]).status === 0;
  const mayMount = process.getuid?.() === 0 && mount() && spawnSync("umount", [disk]).status === 0;

  test.skipIf(!mayMount)("loses nothing on a full disk, and goes on when there is room", async () => {
    expect(mount()).toBe(true);
    try {
      const store = await openStore(join(disk, "live.db"));
      const { id } = await store.strategy(wanted());
      await store.commit([quietStep(id, 0)]);
      let number = 1;
      let failure: unknown = null;
      const step = (k: number) =>
        quietStep(id, k, { plots: Array.from({ length: 2000 }, (_, j) => Math.sin(j * k)) });
      for (; number < 500 && failure === null; number++)
        failure = await store.commit([step(number)]).then(
          () => null,
          (error: unknown) => error,
        );
      expect(failure).toMatchObject({ code: "SAGE8520", isPassing: true });
      const last = number - 1;
      expect((await store.standing(id))?.number).toBe(last - 1);
      spawnSync("mount", ["-o", "remount,size=16m", disk]);
      await store.commit([step(last)]);
      expect((await store.standing(id))?.number).toBe(last);
      await store.close();
    } finally {
      spawnSync("umount", [disk]);
    }
  });
});

describe.skipIf(!hasServer)("a store in PostgreSQL", () => {
  test("refuses wrong passwords, missing databases and servers without saying the password", async () => {
    for (const [changes, code] of [
      [{ password: "hunter2" }, "SAGE8523"],
      [{ database: "missing" }, "SAGE8523"],
      [{ port: 1 }, "SAGE8520"],
    ] as const) {
      const address = server.address(changes);
      const failure = await openStore(address).catch((error: unknown) => error);
      expect(failure).toMatchObject({ code });
      expect(String(failure)).not.toMatch(/hunter2|secret/);
    }
  });

  test("takes its locks again after a restart of the server", async () => {
    const address = await freshAddress("postgres");
    const store = await openStore(address);
    const { id } = await store.strategy(wanted());
    await store.lock(id);
    await store.commit([quietStep(id, 0)]);
    await server.stop();
    await expect(store.commit([quietStep(id, 1)])).rejects.toMatchObject({
      code: "SAGE8520",
      isPassing: true,
    });
    await expect(store.standing(id)).rejects.toMatchObject({ code: "SAGE8520" });
    await server.start();
    await store.commit([quietStep(id, 1)]);
    await store.commit([quietStep(id, 1)]);
    expect((await store.standing(id))?.number).toBe(1);
    await expect(startOther(holder, [address])).rejects.toThrow(/is traded by process/);
    await store.close();
  });

  test("tells a process whose strategy another took while it could not be seen", async () => {
    const address = await freshAddress("postgres");
    const store = await openStore(address);
    const { id } = await store.strategy(wanted());
    await store.lock(id);
    await ask(
      "select pg_terminate_backend(pid) from pg_locks where locktype = 'advisory' and database = (select oid from pg_database where datname = current_database())",
      address,
    );
    const other = await startOther(holder, [address]);
    await expect(store.commit([quietStep(id, 0)])).rejects.toMatchObject({ code: "SAGE8522" });
    await other.kill();
    await store.close();
  });

  test("goes on after a connection is cut in the middle of a commit", async () => {
    const address = await freshAddress("postgres");
    const store = await openStore(address);
    const { id } = await store.strategy(wanted());
    await store.lock(id);
    const steps = Array.from({ length: 3000 }, (_, number) => quietStep(id, number));
    const done = store.commit(steps).then(
      () => "done",
      (error: unknown) => error,
    );
    await new Promise((resolve) => setTimeout(resolve, 60));
    await ask(
      "select pg_terminate_backend(pid) from pg_stat_activity where datname = current_database() and pid <> pg_backend_pid()",
      address,
    );
    expect(await done).toMatchObject({ code: "SAGE8520", isPassing: true });
    expect(await store.standing(id)).toBeNull();
    await store.commit(steps);
    expect((await store.standing(id))?.number).toBe(2999);
    await store.close();
  });

  test("hears without harm that a connection is cut between two questions of a transaction", async () => {
    const address = await freshAddress("postgres");
    const database = await openDatabase(address);
    const cut = database.transact("write", async (query) => {
      const { rows } = await sql<{ process: number }>`select pg_backend_pid() as process`.execute(query);
      await ask(`select pg_terminate_backend(${rows[0]?.process ?? 0})`);
      // The server says it while nobody asks anything.
      await new Promise((resolve) => setTimeout(resolve, 100));
      await sql`select 1`.execute(query);
    });
    await expect(cut).rejects.toMatchObject({ code: "SAGE8520" });
    const { rows } = await database.transact("read", (query) =>
      sql<{ one: number }>`select 1 as one`.execute(query),
    );
    expect(rows).toEqual([{ one: 1 }]);
    await database.close();
  });
});

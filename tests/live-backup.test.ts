import { spawn } from "node:child_process";
import { copyFileSync, existsSync, readdirSync, rmSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { root, sage, temporaryFolder, until } from "./sage.js";

const folder = temporaryFolder();
const here = { cwd: folder };
copyFileSync(join(root, "strategies/ema_cross.sage"), join(folder, "ema_cross.sage"));
sage(["data", "synth", "--bars", "3000", "--out", "candles.arrow"], here);
const words = ["live", "ema_cross.sage", "--feed"];

test("a copy made while a desk runs, put back, grows to the same ledger", async () => {
  const desk = spawn(
    process.execPath,
    [join(root, "cli/bin/sage.js"), ...words, "replay:candles.arrow?speed=2400000", "--json"],
    { cwd: folder },
  );
  let lines = 0;
  desk.stdout.on("data", (text: Buffer) => (lines += text.toString().split("\n").length - 1));
  const ended = new Promise((resolve) => desk.once("close", resolve));
  await until(() => lines >= 300);
  const made = sage(["live", "backup", "--json"], here);
  expect(made.status).toBe(0);
  const { copy } = JSON.parse(made.out);
  expect(readdirSync(join(folder, ".sage"))).toContain(copy.split("/").at(-1));
  await ended;
  const statusOf = (): unknown => JSON.parse(sage(["status", "--json"], here).out).strategies;
  const whole = statusOf();
  for (const name of ["live.db", "live.db-wal", "live.db-shm"])
    rmSync(join(folder, ".sage", name), { force: true });
  copyFileSync(copy, join(folder, ".sage/live.db"));
  expect(statusOf()).not.toEqual(whole);
  const grown = sage([...words, "replay:candles.arrow", "--json"], here);
  expect(grown.status).toBe(0);
  const ages = (given: unknown): unknown =>
    JSON.parse(JSON.stringify(given, (key, value) => (key === "age" ? 0 : value)));
  expect(ages(statusOf())).toEqual(ages(whole));
});

test("a copy takes no other file's place, and PostgreSQL's own program is named where it is that", () => {
  const taken = sage(["live", "backup", "candles.arrow"], here);
  expect([taken.status, taken.err]).toEqual([expect.any(Number), expect.stringContaining("There is a file")]);
  expect(taken.status).not.toBe(0);
  const other = sage(["live", "backup", "--store", "postgres://sage:secret@db.example/trading"], here);
  expect(other.status).toBe(2);
  expect(other.err).toContain(
    "pg_dump --schema sage_live --format custom --file live.dump postgres://db.example/trading",
  );
  expect(other.err).not.toContain("secret");
  expect(sage(["live", "backup", "--store", "none.db"], here).err).toContain("there is no ledger");
});

test("a wrong setting ends it with everything closed", () => {
  const wrong = sage([...words, "replay:candles.arrow", "--store", "closed.db", "--quiet"], {
    ...here,
    environment: { SAGE_NOTIFY_MAIL: "smtp://user:secret@mail.example" },
  });
  expect(wrong.err).toContain("SAGE_NOTIFY_MAIL_FROM");
  expect(wrong.status).not.toBe(0);
  expect(existsSync(join(folder, "closed.db"))).toBe(true);
  // SQLite takes them away with the last that closes.
  expect(existsSync(join(folder, "closed.db-wal"))).toBe(false);
});

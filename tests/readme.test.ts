import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { beforeAll, describe, expect, test } from "vitest";
import { blocksOf } from "./documents/growing.js";
import { root, sage, temporaryFolder } from "./sage.js";

const page = readFileSync(join(root, "README.md"), "utf8");
const scripts: unknown = JSON.parse(readFileSync(join(root, "package.json"), "utf8"));

describe("the commands of the first page", () => {
  const folder = temporaryFolder();
  const commands = blocksOf(page)
    .filter(({ language }) => language === "sh")
    .flatMap(({ text }) => text.trim().split("\n"))
    .map((line) => line.replace(/\s+#.*$/, ""));

  beforeAll(() => {
    const words = ["data", "synth", "--bars", "3000", "--out", "BTCUSDT_1h.parquet"];
    expect(sage(words, { cwd: folder }).status).toBe(0);
  });

  test.each(commands.filter((command) => command.startsWith("npx sage ")))("%s", (command) => {
    const { status, err } = sage(command.split(" ").slice(2), { cwd: folder });
    expect(err).not.toMatch(/^error/m);
    expect(status).toBe(0);
  });

  test("the others are scripts of the package", () => {
    const others = commands.filter((command) => !command.startsWith("npx sage "));
    for (const command of others) {
      const name = command.replace(/^npm (?:run )?/, "");
      expect(scripts).toHaveProperty(`scripts.${name}`);
    }
    expect(others.length).toBeGreaterThan(1);
  });

  test("every command of the table is one", () => {
    const table = page.split("## Commands")[1] ?? "";
    const names = [...table.matchAll(/^\| `sage ([a-z ,]+?)(?: [[A-Z].*?)?`/gm)].map(
      (match) => match[1] ?? "",
    );
    const all = names.flatMap((name) => {
      const [first = "", ...rest] = name.split(/, | (?=\w+,)/);
      return rest.length === 0 ? [first] : rest.map((each) => `${first} ${each}`);
    });
    expect(all.length).toBeGreaterThan(14);
    for (const command of all) expect(sage([...command.split(" "), "--help"]).status, command).toBe(0);
  });

  test("the pictures are there", () => {
    const pictures = [...page.matchAll(/!\[[^\]]*\]\(([^)]+)\)/g)].map((match) => match[1] ?? "");
    expect(pictures.length).toBeGreaterThan(0);
    expect(pictures.filter((path) => !existsSync(join(root, path)))).toEqual([]);
  });
});

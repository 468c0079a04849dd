import { spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { expect, test } from "vitest";
import { brokenCodes, brokenStrategy, mendedStrategy, renaming } from "./session.js";

const root = resolve(import.meta.dirname, "../..");
const present = spawnSync("nvim", ["--version"]).status === 0;

/** Needs Neovim: skipped, visibly, where there is none. */
test.skipIf(!present)("Neovim mends, renames and lays out a file as every client does", () => {
  const folder = mkdtempSync(join(tmpdir(), "sage-neovim-"));
  try {
    writeFileSync(join(folder, "trend.sage"), brokenStrategy);
    const script = join(import.meta.dirname, "neovim.lua");
    const { status, stdout, stderr } = spawnSync(
      "nvim",
      ["--clean", "--headless", "trend.sage", "-c", `luafile ${script}`],
      {
        cwd: folder,
        encoding: "utf8",
        timeout: 50_000,
        env: {
          ...process.env,
          SAGE_COMMAND: [process.execPath, join(root, "cli/bin/sage.js"), "lsp", "--stdio"].join("\t"),
          SAGE_CODES: brokenCodes.join(" "),
          SAGE_RENAME: `${renaming.line} ${renaming.character} ${renaming.to}`,
        },
      },
    );
    expect(status, `${stdout}${stderr}`).toBe(0);
    const hover = readFileSync(join(folder, "outcome.txt"), "utf8");
    expect(hover).not.toContain("failed:");
    expect(hover).toContain("price");
    expect(readFileSync(join(folder, "trend.sage"), "utf8")).toBe(mendedStrategy);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
});

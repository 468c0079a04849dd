import { spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test } from "vitest";
import { vimDetection, vimSyntax } from "./vim.js";

const neovim = spawnSync("nvim", ["--version"]).status === 0;

const program = `sage 1
// a remark
strategy s {
  param length = 14 bars in 7..28
  let stop = close - 2 * atr(length)
  enter long when close > stop {
    stop entry - 5%
  }
}
`;

/** Asks Neovim for the colour groups at places of a file that it opens by its name. */
function groupsAt(places: readonly (readonly [line: number, column: number])[]): readonly string[] {
  const folder = mkdtempSync(join(tmpdir(), "sage-vim-"));
  try {
    for (const [path, text] of [
      ["syntax/sage.vim", vimSyntax()],
      ["ftdetect/sage.vim", vimDetection],
      ["program.sage", program],
      [
        "ask.lua",
        `local out = {}
for _, place in ipairs({ ${places.map(([line, column]) => `{ ${line}, ${column} }`).join(", ")} }) do
  table.insert(out, vim.fn.synIDattr(vim.fn.synID(place[1], place[2], 1), "name"))
end
vim.fn.writefile(out, "groups.txt")
vim.cmd("qa!")`,
      ],
    ] as const) {
      mkdirSync(join(folder, path, ".."), { recursive: true });
      writeFileSync(join(folder, path), text);
    }
    const words = ["--clean", "--headless", "--cmd", `set rtp^=${folder}`, "-c", "syntax on"];
    const { stdout, stderr, status } = spawnSync(
      "nvim",
      [...words, "program.sage", "-c", "luafile ask.lua"],
      {
        cwd: folder,
        encoding: "utf8",
        timeout: 20_000,
      },
    );
    if (status !== 0) throw new Error(`Neovim ended with ${status}: ${stdout}${stderr}`);
    return spawnSync("cat", [join(folder, "groups.txt")], { encoding: "utf8" })
      .stdout.trimEnd()
      .split("\n");
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

test.skipIf(!neovim)("Neovim detects the file and colours words by what they are there", () => {
  expect(
    groupsAt([
      [2, 1],
      [3, 1],
      [4, 3],
      [4, 18],
      [5, 14],
      [5, 26],
      [6, 9],
      [7, 5],
      [7, 18],
    ]),
  ).toEqual([
    "sageComment",
    "sageDeclaration",
    "sageStatement",
    "sageNumber",
    "sageSeries",
    "sageFunction",
    "sageValue",
    "sageStatement",
    "sageNumber",
  ]);
});

import { mkdtempSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { spawnSync } from "node:child_process";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { OpenedFolder } from "./folder.js";

let base = "";
let folder: OpenedFolder;

beforeAll(() => {
  base = mkdtempSync(join(tmpdir(), "sage-folder-"));
  folder = new OpenedFolder(base);
});

afterAll(() => rmSync(base, { recursive: true, force: true }));

describe("what is no strategy's text", () => {
  test.each([
    ["a picture", Uint8Array.of(0x89, 0x50, 0x4e, 0x47, 0xff, 0xfe, 0)],
    ["a text in another encoding", Buffer.from("// caf\u00e9", "latin1")],
    ["a text that was cut within a letter", Buffer.from("// caf\u00e9").subarray(0, -1)],
    ["more than a strategy may be", new Uint8Array(1024 * 1024 + 1).fill(0x20)],
  ])("%s is refused, and stays as it is", (_, bytes) => {
    writeFileSync(join(base, "odd.sage"), bytes);
    expect(() => folder.read("odd.sage")).toThrow(expect.objectContaining({ code: "SAGE8624" }));
    expect(() => folder.save("odd.sage", "sage 1\n", "0123")).toThrow();
    expect(readFileSync(join(base, "odd.sage")).equals(bytes)).toBe(true);
  });

  test("a mark at the beginning that tells the encoding is kept", () => {
    writeFileSync(join(base, "marked.sage"), "\uFEFFsage 1\n");
    const { text, mark } = folder.read("marked.sage");
    folder.save("marked.sage", `${text}// more\n`, mark);
    expect(readFileSync(join(base, "marked.sage"), "utf8")).toBe("\uFEFFsage 1\n// more\n");
  });
});

test("a file that was renamed while it was open is not written under its old name, unless as a new one", () => {
  writeFileSync(join(base, "first.sage"), "sage 1\n");
  const { mark } = folder.read("first.sage");
  renameSync(join(base, "first.sage"), join(base, "second.sage"));
  expect(() => folder.markOf("first.sage")).toThrow(expect.objectContaining({ code: "SAGE8616" }));
  expect(() => folder.save("first.sage", "sage 1\n// mine\n", mark)).toThrow(
    expect.objectContaining({ code: "SAGE8617" }),
  );
  folder.save("first.sage", "sage 1\n// mine\n", null);
  expect(readFileSync(join(base, "second.sage"), "utf8")).toBe("sage 1\n");
});

/** As a full disk: the system takes no byte more than a limit. */
test.skipIf(process.platform === "win32")(
  "what the disk has no room for leaves the old text, and no part of the new",
  () => {
    writeFileSync(join(base, "kept.sage"), "sage 1\n");
    const program = `
    import { OpenedFolder } from ${JSON.stringify(join(import.meta.dirname, "folder.ts"))};
    process.on("SIGXFSZ", () => {});
    const folder = new OpenedFolder(${JSON.stringify(base)});
    try {
      folder.save("kept.sage", "x".repeat(500_000), folder.read("kept.sage").mark);
    } catch (error) {
      console.log(error.code);
    }
  `;
    const bundle = join(base, ".program.mjs");
    const esbuild = join(import.meta.dirname, "../../../node_modules/.bin/esbuild");
    const built = spawnSync(
      esbuild,
      [
        "--bundle",
        "--platform=node",
        "--format=esm",
        "--loader=ts",
        "--log-level=error",
        `--outfile=${bundle}`,
      ],
      { input: program, cwd: import.meta.dirname, encoding: "utf8" },
    );
    expect(built.stderr).toBe("");
    const limited = spawnSync("sh", ["-c", `ulimit -f 64 && exec "${process.execPath}" "${bundle}"`], {
      encoding: "utf8",
    });
    expect(limited.stdout.trim()).toMatch(/^SAGE81\d\d$/);
    expect(readFileSync(join(base, "kept.sage"), "utf8")).toBe("sage 1\n");
    expect(readdirSync(base).filter((name) => name.endsWith(".part"))).toEqual([]);
  },
);

import { mkdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { describe, expect, test } from "vitest";
import { z } from "zod";
import { sage, temporaryFolder } from "./sage.js";

const folder = temporaryFolder();
const project = join(folder, "project");

function write(path: string, text: string | Uint8Array): string {
  const whole = join(project, path);
  mkdirSync(dirname(whole), { recursive: true });
  writeFileSync(whole, text);
  return whole;
}

/** A sound strategy over a function `mine.level`. */
const strategy = (use: string, level = "mine.level(20 bars)") => `sage 1

${use}

/// Over a line from elsewhere.
strategy over {
  market {
    symbol: BTCUSDT
    timeframe: 1h
  }

  let line = ${level}
  enter long when close > line
  exit  long when close < line

  size 50% of equity
  costs {
    fee: 0.1%
  }
}
`;

const mine = 'sage 1\n\nuse "./base.sage"\n\nfn level(length: bars) = base.mean(length)\n';
const base = "sage 1\n\nfn mean(length: bars) = ema(close, length)\n".replace("fn mean", "fn calm");

write("package.json", "{}");
write("lib/mine.sage", mine.replace("base.mean", "base.calm"));
write("lib/base.sage", base);
write("strategies/over.sage", strategy('use "../lib/mine.sage"'));

const report = z.object({
  files: z.array(z.object({ diagnostics: z.array(z.object({ code: z.string(), message: z.string() })) })),
});

/** What `sage check` finds in a file, as `code message`. */
function found(path: string, cwd = project): string[] {
  const { out } = sage(["check", "--json", path], { cwd });
  return report
    .parse(JSON.parse(out))
    .files.flatMap(({ diagnostics }) => diagnostics.map(({ code, message }) => `${code} ${message}`));
}

const using = (use: string, name = "strategies/main.sage") => {
  write(name, strategy(use));
  return found(name);
};

describe("files of a project", () => {
  test("paths go from the file that uses them, wherever the command runs", () => {
    expect(found("strategies/over.sage")).toEqual([]);
    expect(found("over.sage", join(project, "strategies"))).toEqual([]);
    expect(found(join(project, "strategies/over.sage"), folder)).toEqual([]);
  });

  test("a compiled strategy needs its modules no more, and is the one that is written in one file", () => {
    const out = join(project, "over.sagec");
    expect(sage(["compile", "strategies/over.sage", "--out", out], { cwd: project }).status).toBe(0);
    write("alone.sage", strategy("", "ema(close, 20 bars)"));
    expect(sage(["compile", "alone.sage"], { cwd: project }).status).toBe(0);
    const hashOf = (path: string) =>
      z.object({ hash: z.string() }).parse(JSON.parse(readFileSync(path, "utf8"))).hash;
    expect(hashOf(out)).toBe(hashOf(join(project, "alone.sagec")));
    const elsewhere = join(folder, "elsewhere");
    mkdirSync(elsewhere, { recursive: true });
    const environment = { SAGE_HOME: join(folder, "home") };
    expect(sage(["run", out], { cwd: elsewhere, environment }).status).toBe(0);
  });

  test("eval takes functions of a file and of the library", () => {
    const { out, status } = sage(
      [
        "eval",
        "--last",
        "1",
        "--use",
        "lib/mine.sage",
        "mine.level(3) - ema(close, 3)",
        "trend.mean_change(close, 1) - (close - close[1])",
      ],
      { cwd: project },
    );
    expect([status, out.trim().split("\n").at(-1)?.split(",").slice(1)]).toEqual([0, ["0", "0"]]);
  });

  test("a function that is renamed everywhere leaves the strategy what it was", () => {
    write("renamed/base.sage", base.replace("calm", "slow_line"));
    write("renamed/mine.sage", mine.replace("base.mean", "base.slow_line"));
    write("renamed/over.sage", strategy('use "./mine.sage" as other', "other.level(20 bars)"));
    const compile = (path: string) =>
      z
        .object({ hash: z.string() })
        .parse(JSON.parse(sage(["compile", "--json", path], { cwd: project }).out)).hash;
    expect(compile("renamed/over.sage")).toBe(compile("strategies/over.sage"));
  });
});

describe("what cannot be used is said", () => {
  test.each([
    ['use "../lib/mime.sage" as mine', "SAGE2005 there is no file `../lib/mime.sage`"],
    ['use "../lib" as mine', "SAGE2005 `../lib` is a folder"],
    ['use "../../secret.sage" as mine', "SAGE2005 `../../secret.sage` lies outside the project"],
    [
      'use "../../../../../../etc/passwd" as mine',
      "SAGE2005 `../../../../../../etc/passwd` lies outside the project",
    ],
    ['use "./link.sage" as mine', "SAGE2005 `./link.sage` lies outside the project"],
    ['use "./linked/secret.sage" as mine', "SAGE2005 `./linked/secret.sage` lies outside the project"],
    ['use "./utf16.sage" as mine', "SAGE2005 `./utf16.sage` cannot be read: "],
    ['use "./latin1.sage" as mine', "SAGE2005 `./latin1.sage` cannot be read: "],
    ['use "./huge.sage" as mine', "SAGE2005 `./huge.sage` cannot be read: "],
    ['use "./main.sage" as mine', "SAGE2006 this file uses itself"],
    ['use "./same.sage" as mine', "SAGE2006 this file uses itself"],
    ['use "./there.sage" as mine', "SAGE2006 2 files use one another in a circle"],
    ['use "./half.sage" as mine', "SAGE2010 `./half.sage` has an error of its own"],
  ])("%s", (use, message) => {
    writeFileSync(join(folder, "secret.sage"), "sage 1\n\nfn level(length: bars) = ema(close, length)\n");
    const links = [
      ["link.sage", join(folder, "secret.sage")],
      ["linked", folder],
      ["same.sage", join(project, "strategies/main.sage")],
    ] as const;
    for (const [name, target] of links) {
      rmSync(join(project, "strategies", name), { force: true });
      symlinkSync(target, join(project, "strategies", name));
    }
    write("strategies/utf16.sage", Buffer.from(`\uFEFF${base}`, "utf16le"));
    write("strategies/latin1.sage", Buffer.from("sage 1\n// caf\xe9\n", "latin1"));
    write("strategies/huge.sage", "// x\n".repeat(2_000_000));
    write(
      "strategies/there.sage",
      'sage 1\nuse "./main.sage" as back\nfn level(length: bars) = ema(close, length)\n',
    );
    write("strategies/half.sage", "sage 1\nfn level(length: bars) = ema(close,\n");
    const [first = "", ...rest] = using(use);
    expect(first.slice(0, message.length)).toBe(message);
    expect(rest).toEqual([]);
  });

  test("other line ends and a mark at the beginning are no matter", () => {
    write("strategies/windows.sage", `\uFEFF${base.replace("calm", "level").replaceAll("\n", "\r\n")}`);
    expect(using('use "./windows.sage" as mine')).toEqual([]);
  });
});

test("fmt --migrate adds the edition line, and nothing a second time", () => {
  const path = write("old.sage", "// A remark.\nconst day = 24\n");
  expect(sage(["fmt", "--migrate", path]).status).toBe(0);
  expect(readFileSync(path, "utf8")).toBe("sage 1\n\n// A remark.\nconst day = 24\n");
  expect(sage(["fmt", "--migrate", "--check", path]).status).toBe(0);
});

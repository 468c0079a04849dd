import { readFileSync } from "node:fs";
import { join } from "node:path";
import { check, compile } from "../compiler/index.js";
import { createSource, parse } from "../lang/index.js";
import { packageRoot } from "../runtime/package-root.js";
import { median, timed } from "./measure.js";

const rounds = 50;
const warmups = 30;

/** Parse, check and compile of a strategy of a hundred lines, warm: median milliseconds (the bar is 30). */
export function benchCompile(): void {
  const path = join(packageRoot, "bench/strategies/hundred-lines.sage");
  const source = createSource(path, readFileSync(path, "utf8"));
  const stages = {
    parse: () => parse(source),
    "parse + check": () => check(source),
    "parse + check + compile": () => compile(source),
  };
  for (const [name, work] of Object.entries(stages)) {
    for (let round = 0; round < warmups; round++) work();
    const times = Array.from({ length: rounds }, () => timed(() => void work()));
    console.log(`${name.padEnd(34)} ${median(times).toFixed(2).padStart(8)} ms`);
  }
}

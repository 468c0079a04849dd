import { readFileSync } from "node:fs";
import { join } from "node:path";
import { compile } from "../compiler/index.js";
import { createSource } from "../lang/index.js";
import { packageRoot } from "../runtime/package-root.js";
import { search } from "../runtime/search/index.js";
import { feedOf } from "../runtime/testing/feed.js";
import { makeSharedBars } from "./shared-bars.js";

/* Ten thousand (or, to see that memory stays, a tenth of them) sets over 200,000 bars on two workers; one line. */

const bars = 200_000;
const path = join(packageRoot, "bench/strategies/ten-thousand.sage");
const { graph } = compile(createSource(path, readFileSync(path, "utf8")));
if (graph === null) throw new Error(`${path} does not compile`);
const quick = process.argv[2] === "quick";
const few = process.argv[3] === "few";
const feed = feedOf(makeSharedBars(bars), 60_000);
const used = process.cpuUsage();
const start = performance.now();
const { counts, best } = await search(graph, feed, {
  workers: 2,
  quick,
  ...(few && { ranges: { fast: { low: 5, high: 14, step: 1 } } }),
});
const seconds = (performance.now() - start) / 1000;
const { user, system } = process.cpuUsage(used);
const peak = process.resourceUsage().maxRSS / 1024;
if (counts.trials !== (few ? 10 : 10_000) && !few) throw new Error(`${counts.trials} sets`);
const evaluations = counts.trials * bars;
console.log(
  `${`${counts.trials} sets × 200,000, ${quick ? "quick" : "all metrics"}`.padEnd(34)} ` +
    `${(evaluations / seconds / 1e6).toFixed(0).padStart(5)} M/s  ${seconds.toFixed(2)} s, ` +
    `${((user + system) / 1e6).toFixed(2)} s of processor, ${peak.toFixed(0)} MiB at most; ` +
    `best ${JSON.stringify(best[0]?.parameters)}`,
);

import { join } from "node:path";
import { packageRoot } from "../runtime/package-root.js";
import { median } from "./measure.js";
import { inFolder, runSage } from "./whole-process.js";

const rounds = 7;

/** Whole processes, cold: W2 from text over 1,000,000 binary bars (bar: 300 ms), 50,000 hours with report (bar: 1 s). */
export function benchCold(): void {
  inFolder((folder) => {
    const minutes = join(folder, "minutes.arrow");
    const hours = join(folder, "hours.arrow");
    runSage(
      [
        "data",
        "synth",
        "--kind",
        "walk",
        "--interval",
        "1m",
        "--bars",
        "1000000",
        "--seed",
        "20240601",
        "--out",
        minutes,
      ],
      folder,
    );
    runSage(["data", "synth", "--bars", "50000", "--out", hours], folder);
    const strategies = join(packageRoot, "bench/strategies");
    const cases = {
      "sage --version": ["--version"],
      "W2, 1,000,000 bars, no report": [
        "run",
        join(strategies, "w2.sage"),
        "--data",
        minutes,
        "--capital",
        "10000000",
        "--end",
        "mark",
        "--no-report",
        "--json",
      ],
      "ema_cross, 50,000 hours, report": [
        "run",
        join(packageRoot, "strategies/ema_cross.sage"),
        "--data",
        hours,
      ],
      "100 lines, 50,000 hours, report": ["run", join(strategies, "hundred-lines.sage"), "--data", hours],
    };
    for (const [name, words] of Object.entries(cases)) {
      const costs = Array.from({ length: rounds }, () => runSage(words, folder));
      const time = median(costs.map(({ milliseconds }) => milliseconds));
      const peak = median(costs.map((cost) => cost.peak));
      console.log(
        `${name.padEnd(34)} ${time.toFixed(0).padStart(6)} ms   peak ${peak.toFixed(0).padStart(4)} MiB`,
      );
    }
  });
}

import { join } from "node:path";
import { packageRoot } from "../runtime/package-root.js";
import { inFolder, runSage } from "./whole-process.js";

const lengths = [100_000, 1_000_000, 10_000_000];

/** Peak memory of a backtest without kept series against the length of the data (the bar: 64 MiB more at the end). */
export function benchMemory(): void {
  inFolder((folder) => {
    let smallest: number | undefined;
    for (const bars of lengths) {
      const data = join(folder, `${bars}.arrow`);
      runSage(
        ["data", "synth", "--kind", "walk", "--interval", "1m", "--bars", String(bars), "--out", data],
        folder,
      );
      const strategy = join(packageRoot, "bench/strategies/w2.sage");
      const { peak, milliseconds } = runSage(
        ["run", strategy, "--data", data, "--capital", "10000000", "--no-report", "--json"],
        folder,
      );
      smallest ??= peak;
      console.log(
        `${bars.toLocaleString("en").padStart(12)} bars  peak ${peak.toFixed(0).padStart(5)} MiB (+${(peak - smallest).toFixed(0)})  ${milliseconds.toFixed(0).padStart(6)} ms`,
      );
    }
  });
}

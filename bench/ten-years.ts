import { join } from "node:path";
import { packageRoot } from "../runtime/package-root.js";
import { median } from "./measure.js";
import { inFolder, runSage } from "./whole-process.js";

const bars = 5_260_000;
const rounds = 3;

/**
 * Ten years of one-minute bars, from a Parquet file to an HTML report, as whole processes: the first run, which reads the
 * file, and later ones, which find it in the cache (the bar: 4 s and 400 MiB). They depend on the disk as well as on the
 * processor, so that nothing of them is recorded.
 */
export function benchTenYears(): readonly [] {
  inFolder((folder) => {
    const data = join(folder, "ten.parquet");
    const size = ["--bars", String(bars), "--seed", "7"];
    runSage(["data", "synth", "--kind", "walk", "--interval", "1m", ...size, "--out", data], folder);
    const strategy = join(packageRoot, "bench/strategies/minutes.sage");
    const words = ["run", strategy, "--data", data];
    const first = runSage(words, folder);
    const later = Array.from({ length: rounds }, () => runSage(words, folder));
    const show = (name: string, milliseconds: number, peak: number): void =>
      console.log(
        `${name.padEnd(34)} ${milliseconds.toFixed(0).padStart(6)} ms   peak ${peak.toFixed(0).padStart(4)} MiB`,
      );
    show("ten-years, first run", first.milliseconds, first.peak);
    show(
      "ten-years, from the cache",
      median(later.map(({ milliseconds }) => milliseconds)),
      median(later.map(({ peak }) => peak)),
    );
  });
  return [];
}

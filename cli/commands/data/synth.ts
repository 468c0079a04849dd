import * as Flags from "@oclif/core/flags";
import { SageCommand } from "../../command.js";
import { describeRecord } from "../../dataset-text.js";
import { parseDuration, parsePositive, parseTime } from "../../values.js";

export default class DataSynth extends SageCommand {
  static override description =
    "Make synthetic candles: regimes, bursts of volatility, jumps, quiet hours, gaps on request. One seed, the same bars on every machine.";
  static override examples = ["sage data synth --bars 50000 --interval 1h --seed 7 --out made.arrow"];
  static override flags = {
    bars: Flags.integer({ description: "how many", default: 10_000, min: 1 }),
    interval: Flags.string({ description: "time between bars", default: "1h" }),
    seed: Flags.integer({ description: "whole number", default: 1, min: 0 }),
    start: Flags.string({ description: "open of the first bar" }),
    price: Flags.string({ description: "first open" }),
    volatility: Flags.string({ description: "deviation of a year's returns as a fraction, as 0.6" }),
    gaps: Flags.integer({ description: "runs of missing bars", min: 0 }),
    kind: Flags.string({
      options: ["market", "walk"],
      default: "market",
      description: "walk: the driftless walk of the benchmarks",
    }),
    out: Flags.string({ description: ".arrow, .csv, .parquet or .json", default: "synth.arrow" }),
  };

  override async run(): Promise<void> {
    const { flags } = await this.parse(DataSynth);
    const { storeDataset, synthesize } = await import("../../../runtime/index.js");
    const feed = synthesize({
      bars: flags.bars,
      interval: parseDuration(flags.interval, "--interval"),
      seed: flags.seed,
      kind: flags.kind === "walk" ? "walk" : "market",
      ...(flags.start !== undefined && { start: parseTime(flags.start, "--start") }),
      ...(flags.price !== undefined && { price: parsePositive(flags.price, "--price") }),
      ...(flags.volatility !== undefined && { volatility: parsePositive(flags.volatility, "--volatility") }),
      ...(flags.gaps !== undefined && { gaps: flags.gaps }),
    });
    if (flags.out.endsWith(".arrow")) {
      const record = await storeDataset(flags.out, feed);
      if (flags.json) this.printJson({ path: flags.out, ...record });
      else this.print(`${describeRecord(record)}\n\nwrote ${flags.out}`);
      return;
    }
    const { gatherBars, writeTable } = await import("../../../runtime/index.js");
    const { time, ...columns } = gatherBars(feed);
    await writeTable(flags.out, { timestamp: time, ...columns });
    if (flags.json) this.printJson({ schema: "sage.dataset/1", path: flags.out, ...feed.information });
    else this.print(`wrote ${feed.information.bars} bars to ${flags.out}`);
  }
}

import * as Flags from "@oclif/core/flags";
import { isMarketSeries, marketSeries, type MarketSeries } from "../../../kernels/catalog/series.js";
import { SageCommand } from "../../command.js";
import { describeRecord } from "../../dataset-text.js";
import { exitCodes, Failure } from "../../failure.js";
import { parseDuration, parsePositive, parseTime } from "../../values.js";

/** `funding,trades` */
function readSeries(text: string): readonly MarketSeries[] {
  return text.split(",").map((part) => {
    const name = part.trim();
    if (isMarketSeries(name)) return name;
    throw new Failure(
      exitCodes.usage,
      "SAGE9502",
      `--with ${name} is none of ${marketSeries.join(", ")}`,
      "for example --with funding,trades",
    );
  });
}

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
    with: Flags.string({
      description: "what comes with the candles: funding, open_interest, trades",
      helpValue: "funding,trades",
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
      ...(flags.with !== undefined && { with: readSeries(flags.with) }),
    });
    if (flags.out.endsWith(".arrow")) {
      const record = await storeDataset(flags.out, feed);
      if (flags.json) this.printJson({ path: flags.out, ...record });
      else this.print(`${describeRecord(record)}\n\nwrote ${flags.out}`);
      return;
    }
    const { writeTable } = await import("../../../runtime/index.js");
    const { gatherPieces } = await import("../../../runtime/data/columns.js");
    const wanted = feed.information.series ?? [];
    const { time, series, ...columns } = gatherPieces(feed.chunks(wanted), flags.bars, wanted);
    await writeTable(flags.out, { timestamp: time, ...columns, ...series });
    if (flags.json) this.printJson({ schema: "sage.dataset/1", path: flags.out, ...feed.information });
    else this.print(`wrote ${feed.information.bars} bars to ${flags.out}`);
  }
}

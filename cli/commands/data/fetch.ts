import * as Args from "@oclif/core/args";
import * as Flags from "@oclif/core/flags";
import { rmSync } from "node:fs";
import { SageCommand } from "../../command.js";
import { describeRecord } from "../../dataset-text.js";
import { exitCodes, Failure } from "../../failure.js";
import { parseDuration, parseTime } from "../../values.js";

export default class DataFetch extends SageCommand {
  static override description =
    "Get candles from an exchange, without a key. Asked again after it broke off, it goes on where it was.";
  static override examples = [
    "sage data fetch binance BTC/USDT 1h --since 2023-01-01 --out btc.arrow",
    "sage data fetch hyperliquid BTC/USDC:USDC 15m --since 2026-01-01 --out btc-perpetual.arrow",
  ];
  static override args = {
    exchange: Args.string({
      required: true,
      description: "binance, hyperliquid, kraken, coinbase, bybit, …",
    }),
    symbol: Args.string({ required: true, description: "BTC/USDT; a perpetual's is BTC/USDT:USDT" }),
    interval: Args.string({ required: true, description: "1m, 15m, 1h, 1d, …" }),
  };
  static override flags = {
    since: Flags.string({ required: true, description: "open of the first bar" }),
    until: Flags.string({ description: "before which the last bar opens; now when left out" }),
    out: Flags.string({ required: true, description: "where to put the data set (.arrow)" }),
  };

  override async run(): Promise<void> {
    const { args, flags } = await this.parse(DataFetch);
    const { fetchBars } = await import("../../../runtime/live/venues/fetch-bars.js");
    const { FeedError } = await import("../../../runtime/live/feeds/feed-error.js");
    const { Venue, venueOptions } = await import("../../../runtime/live/venues/index.js");
    const { formatTime, memoryFeed, storeDataset } = await import("../../../runtime/index.js");
    const { countGaps } = await import("../../../runtime/data/gaps.js");
    const interval = parseDuration(args.interval, "INTERVAL");
    const { exchange, symbol } = args;
    const marketType = symbol.includes(":") ? "perpetual" : "spot";
    const from = parseTime(flags.since, "--since");
    const to = flags.until === undefined ? Date.now() : parseTime(flags.until, "--until");
    const venue = new Venue(exchange, venueOptions(exchange, process.env));
    const part = `${flags.out}.part`;
    try {
      const columns = await fetchBars(venue, {
        market: { exchange, symbol, marketType, interval },
        range: { from, to },
        part,
        signal: new AbortController().signal,
        progress: (bars, until) => {
          if (!flags.json) this.say(`${bars} bars, up to ${formatTime(until)}`);
        },
      });
      const bars = columns.time.length;
      if (bars === 0)
        throw new Failure(
          exitCodes.environment,
          "SAGE8111",
          `${exchange} has no bars of ${symbol} since then`,
        );
      const source = `${exchange} ${symbol}`;
      const told = { source, symbol, exchange, marketType, interval, score: null } as const;
      const counted = countGaps([columns], interval);
      const record = await storeDataset(flags.out, memoryFeed(columns, { ...told, ...counted }));
      rmSync(part, { force: true });
      if (flags.json) this.printJson({ path: flags.out, ...record });
      else this.print(`${describeRecord(record)}\n\nwrote ${flags.out}`);
    } catch (error) {
      if (!(error instanceof FeedError)) throw error;
      throw new Failure(exitCodes.environment, error.code, error.message, error.help ?? undefined);
    } finally {
      await venue.close();
    }
  }
}

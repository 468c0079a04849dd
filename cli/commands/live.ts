import * as Flags from "@oclif/core/flags";
import { SageCommand } from "../command.js";
import { exitCodes, Failure } from "../failure.js";
import { parsePositive } from "../values.js";

export default class Live extends SageCommand {
  static override description =
    "Trade strategies on paper, bar by bar, with a ledger that nothing can take away: killed at any moment, it goes on.";
  static override examples = [
    "sage live strategies/ema_cross.sage --feed replay:BTCUSDT_1h.parquet",
    "sage live a.sage b.sage --feed 'replay:BTCUSDT_1m.parquet?speed=60&from=2021-05-01'",
    "sage live desk.sage --portfolio desk --feed replay:candles.csv --store postgres://user@host/trading",
    "sage live scalper.sage --feed binance",
    "sage live stop --close; sage live resume",
  ];
  static override strict = false;
  static override flags = {
    feed: Flags.string({
      required: true,
      description:
        "where bars come from: an exchange (binance, bybit, …), kirby:ADDRESS, or replay:FILE with ?speed=60&from=2022-01-01&faults=gaps,late",
    }),
    data: Flags.string({
      multiple: true,
      multipleNonGreedy: true,
      description: "in a replay, candles of another market that a strategy reads: --data eth=ETHUSDT_1h.csv",
      helpValue: "name=file",
    }),
    starlisting: Flags.string({
      multiple: true,
      multipleNonGreedy: true,
      description:
        "of Kirby, the number of a strategy's market: --starlisting ema_cross=6; its key is SAGE_KIRBY_KEY",
      helpValue: "name=number",
    }),
    store: Flags.string({
      env: "SAGE_STORE",
      description: "the ledger: a file, or postgres://…; default .sage/live.db",
    }),
    strategy: Flags.string({ description: "which strategy, where a file has several" }),
    portfolio: Flags.string({ description: "trade a portfolio of the file, on one clock" }),
    set: Flags.string({
      multiple: true,
      multipleNonGreedy: true,
      description: "a parameter's value: --set fast=10",
      helpValue: "name=value",
    }),
    model: Flags.string({
      multiple: true,
      multipleNonGreedy: true,
      description:
        "what answers for a model: an id, last, or FILE.onnx; default the champion of the strategy",
      helpValue: "name=id",
    }),
    capital: Flags.string({ description: "money at the start of each strategy", default: "10000" }),
    missed: Flags.string({
      options: ["trade", "watch"],
      default: "trade",
      description:
        "what becomes of bars that closed while it did not run: traded as of their time, or without entries",
    }),
    log: Flags.string({
      env: "SAGE_LOG",
      description: "a file that lines of JSON are added to: signals, orders, trades, trouble",
    }),
    serve: Flags.string({
      description: "answer over HTTP and WebSocket there: --serve 127.0.0.1:8750 (docs/api.md)",
      helpValue: "host:port",
    }),
    quiet: Flags.boolean({ description: "print nothing before the end" }),
  };

  override async run(): Promise<void> {
    const { argv, flags } = await this.parse(Live);
    const files = argv.filter((word): word is string => typeof word === "string");
    if (files.length === 0)
      throw new Failure(
        exitCodes.usage,
        "SAGE9502",
        "which strategies? No file was named",
        "sage live FILE --feed …",
      );
    const { liveCommand } = await import("../live-command.js");
    await liveCommand(
      files,
      {
        ...flags,
        set: flags.set ?? [],
        model: flags.model ?? [],
        data: flags.data ?? [],
        starlisting: flags.starlisting ?? [],
        capital: parsePositive(flags.capital, "--capital"),
        missed: flags.missed === "watch" ? "watch" : "trade",
      },
      { print: (line) => this.print(line), say: (line) => this.say(line) },
    );
  }
}

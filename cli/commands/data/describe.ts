import * as Args from "@oclif/core/args";
import { SageCommand } from "../../command.js";
import { describeRecord } from "../../dataset-text.js";
import { importFlags, importOptions } from "../../import-flags.js";

export default class DataDescribe extends SageCommand {
  static override description =
    "Say what a data file holds: market, interval, range, bars, gaps, score, hash.";
  static override examples = ["sage data describe BTCUSDT_1h.parquet"];
  static override args = { file: Args.string({ required: true, description: "any data file" }) };
  static override flags = importFlags;

  override async run(): Promise<void> {
    const { args, flags } = await this.parse(DataDescribe);
    const { describeDataset } = await import("../../../runtime/index.js");
    const record = await describeDataset(args.file, await importOptions(flags));
    if (flags.json) return this.printJson(record);
    this.print(describeRecord(record));
    for (const sentence of [...record.understood, ...record.changed]) this.print(`          ${sentence}`);
  }
}

import * as Args from "@oclif/core/args";
import * as Flags from "@oclif/core/flags";
import { SageCommand } from "../../command.js";
import { describeFindings, describeRecord } from "../../dataset-text.js";
import { importFlags, importOptions } from "../../import-flags.js";

export default class DataImport extends SageCommand {
  static override description =
    "Read candles of any common form into a data set, and say what was understood and changed.";
  static override examples = [
    "sage data import BTCUSDT-1m-*.csv --out btc.arrow",
    "sage data import prices.csv --time-zone America/New_York --policy repair",
  ];
  static override strict = false;
  static override args = {
    files: Args.string({ required: true, description: "one or several files of one market" }),
  };
  static override flags = {
    out: Flags.string({ description: "where to put the data set (.arrow); the cache when left out" }),
    ...importFlags,
  };

  override async run(): Promise<void> {
    const { argv, flags } = await this.parse(DataImport);
    const { importDataset } = await import("../../../runtime/index.js");
    const { path, record, report } = await importDataset(argv.map(String), {
      ...(await importOptions(flags)),
      ...(flags.out !== undefined && { out: flags.out }),
    });
    if (flags.json) return this.printJson({ path, ...record, findings: report.findings });
    for (const sentence of record.understood) this.print(`understood  ${sentence}`);
    for (const sentence of record.changed) this.print(`changed     ${sentence}`);
    this.print(`\n${describeRecord(record)}\n\n${describeFindings(report)}\n\nwrote ${path}`);
  }
}

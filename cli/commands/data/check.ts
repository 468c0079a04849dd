import * as Args from "@oclif/core/args";
import { SageCommand } from "../../command.js";
import { describeFindings, describeRecord } from "../../dataset-text.js";
import { exitCodes } from "../../failure.js";
import { importFlags, importOptions } from "../../import-flags.js";

export default class DataCheck extends SageCommand {
  static override description =
    "Examine candles: gaps, duplicates, disorder, impossible prices, outliers, each with place and number.";
  static override examples = ["sage data check BTCUSDT_1m_2021.parquet"];
  static override args = { file: Args.string({ required: true, description: "any data file" }) };
  static override flags = importFlags;

  override async run(): Promise<void> {
    const { args, flags } = await this.parse(DataCheck);
    const { checkDataset } = await import("../../../runtime/index.js");
    const { record, report } = await checkDataset(args.file, await importOptions(flags));
    if (flags.json) this.printJson({ ...record, findings: report.findings });
    else this.print(`${describeRecord(record)}\n\n${describeFindings(report, 5)}`);
    if (report.findings.some(({ severity }) => severity === "error")) process.exitCode = exitCodes.problems;
  }
}

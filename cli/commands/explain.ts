import * as Args from "@oclif/core/args";
import { SageCommand } from "../command.js";
import { exitCodes, Failure } from "../failure.js";

export default class Explain extends SageCommand {
  static override description =
    "Tell what a diagnostic means, with a program that causes it and its mended form.";
  static override examples = ["sage explain SAGE2104", "sage explain          # lists all codes"];
  static override args = { code: Args.string({ description: "a code such as SAGE2104 or 2104" }) };

  override async run(): Promise<void> {
    const { args, flags } = await this.parse(Explain);
    const { diagnosticCodes, failureCodes, findDiagnosticCode, findFailureCode } =
      await import("../codes.js");
    if (args.code === undefined) {
      if (flags.json)
        return this.printJson({
          schema: "sage.codes/1",
          codes: diagnosticCodes.map(({ code, severity, summary }) => ({ code, severity, summary })),
        });
      for (const { code, severity, summary } of diagnosticCodes)
        this.print(`${code}  ${severity.padEnd(7)}  ${summary}`);
      for (const [code, meaning] of Object.entries(failureCodes)) this.print(`${code}  failure  ${meaning}`);
      return;
    }
    const found = findDiagnosticCode(args.code);
    if (found === undefined) {
      const failure = findFailureCode(args.code);
      if (failure !== undefined) return this.explainFailure(failure, flags.json);
      throw new Failure(
        exitCodes.usage,
        "SAGE9502",
        `there is no diagnostic "${args.code}"`,
        "sage explain lists all codes",
      );
    }
    const unmarked = (program: string) => program.replaceAll("[[", "").replaceAll("]]", "");
    if (flags.json) {
      const { code, severity, summary, explanation, bad, good } = found;
      return this.printJson({
        schema: "sage.code/1",
        code,
        severity,
        summary,
        explanation,
        bad: unmarked(bad),
        good: unmarked(good),
      });
    }
    const indent = (program: string) => unmarked(program).trim().replaceAll(/^/gm, "    ");
    this.print(
      `${found.code} (${found.severity}): ${found.summary}\n\n${found.explanation.trim()}\n\nThis causes it:\n\n${indent(found.bad)}\n\nThis does not:\n\n${indent(found.good)}`,
    );
  }

  private explainFailure({ code, meaning }: { code: string; meaning: string }, json: boolean): void {
    if (json) this.printJson({ schema: "sage.code/1", code, summary: meaning });
    else this.print(`${code}: ${meaning}`);
  }
}

import { Command, Flags } from "@oclif/core";
import { exitCodes, Failure, toFailure } from "./failure.js";
import { paint } from "./terminal.js";

/** What all commands share: `--json`, colours, failures as sentences with the right exit code. */
export abstract class SageCommand extends Command {
  static override baseFlags = {
    json: Flags.boolean({ description: "print one JSON object for machines", helpGroup: "GLOBAL" }),
  };

  /** Results go to standard output. */
  protected print(text: string): void {
    process.stdout.write(text.endsWith("\n") ? text : `${text}\n`);
  }

  protected printJson(value: unknown): void {
    this.print(JSON.stringify(value));
  }

  /** What is only said to people goes to standard error. */
  protected say(text: string): void {
    process.stderr.write(`${text}\n`);
  }

  protected override async catch(error: Error & { oclif?: { exit?: number } }): Promise<void> {
    if (error.oclif?.exit === 0 || error.message.startsWith("EEXIT: 0")) throw error;
    const failure = isUsageError(error)
      ? new Failure(
          exitCodes.usage,
          "SAGE9502",
          sentenceOf(error),
          `sage ${this.id?.replaceAll(":", " ")} --help`,
        )
      : toFailure(error);
    reportFailure(failure, this.argv.includes("--json"));
    if (process.env["SAGE_DEBUG"]) this.say(error.stack ?? "");
    process.exitCode = failure.exit;
  }
}

/** Failures of the command line's own parser. */
function isUsageError(error: Error): boolean {
  return (
    "parse" in error ||
    /^(Nonexistent flag|Missing |Unexpected argument|Flag |Parsing --)/.test(error.message)
  );
}

/** What the parser says, without its advice for programmers. */
function sentenceOf({ message }: Error): string {
  const [sentence = message] = message.split(/\n(?:See more help|\nNote: )/);
  return sentence.replace(/^Parsing (--\S+)\s+/, "$1: ").replace(": Expected", ": expected");
}

export function reportFailure(failure: Failure, json: boolean): void {
  if (json) {
    const { code, message, help } = failure;
    process.stdout.write(
      `${JSON.stringify({ schema: "sage.error/1", error: { code, message, help: help ?? null } })}\n`,
    );
    return;
  }
  const colours = paint(process.stderr);
  process.stderr.write(`${colours.red(`error ${failure.code}`)}: ${failure.message}\n`);
  if (failure.help !== undefined) process.stderr.write(`   = help  ${failure.help}\n`);
}

import { Command } from "@oclif/core/command";
import { Config } from "@oclif/core/config";
import * as Flags from "@oclif/core/flags";
import { packageRoot } from "../runtime/package-root.js";
import { exitCodes, Failure, reportFailure, toFailure } from "./failure.js";
import { strikeSecrets } from "./secrets.js";

/** As much of the library's configuration as one command needs: no plugins, no hooks, no other commands. */
class CommandConfig extends Config {
  override bin = "sage";

  constructor() {
    super({ root: packageRoot });
  }

  override async runHook(): Promise<{ successes: never[]; failures: never[] }> {
    return { successes: [], failures: [] };
  }
}

/** What all commands share: `--json`, colours, failures as sentences with the right exit code. */
export abstract class SageCommand extends Command {
  static override baseFlags = {
    json: Flags.boolean({ description: "print one JSON object for machines", helpGroup: "GLOBAL" }),
  };

  /** Runs the command that is called `id` on the words behind its name. */
  static async start(
    this: new (...given: ConstructorParameters<typeof Command>) => SageCommand,
    id: string,
    words: readonly string[],
  ): Promise<void> {
    const command = new this([...words], new CommandConfig());
    command.id = id;
    try {
      await command.run();
    } catch (error) {
      await command.catch(error instanceof Error ? error : new Error(String(error)));
    }
  }

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
    if (process.env["SAGE_DEBUG"]) this.say(strikeSecrets(error.stack ?? ""));
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

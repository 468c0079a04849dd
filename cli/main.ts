import { readFileSync } from "node:fs";
import { join } from "node:path";
import { packageRoot } from "../runtime/package-root.js";
import { findCall } from "./commands.js";
import { strikeSecrets } from "./secrets.js";
import { exitCodes, Failure, reportFailure, toFailure } from "./failure.js";

/** Words that ask for the version. */
const versionWords: ReadonlySet<string> = new Set(["--version", "-v", "-V", "version"]);

/** Loads only what the words need: one command, or what answers with help. */
async function main(words: readonly string[]): Promise<void> {
  const call = findCall(words);
  if (call !== undefined) return call.run();
  const manifest = JSON.parse(readFileSync(join(packageRoot, "package.json"), "utf8"));
  const [first = "--help", ...rest] = words;
  if (versionWords.has(first)) {
    process.stdout.write(
      `nailsage ${manifest.version} (node ${process.version}, ${process.platform} ${process.arch})\n`,
    );
    return;
  }
  const { answer } = await import("./help.js");
  await answer([first, ...rest], manifest);
}

// A reader that closes its end (`sage … | head`) is no failure; a full disk behind `>` is one, said in a sentence. The
// command framework's own listener would throw first.
process.stdout.removeAllListeners("error");
process.stdout.on("error", (error: NodeJS.ErrnoException) => {
  if (error.code === "EPIPE") process.exit(exitCodes.ok);
  const { message } = toFailure(error);
  const sentence = `the output could not be written: ${message}`;
  reportFailure(
    new Failure(exitCodes.environment, "SAGE9501", sentence, "what came out of it is cut short"),
    false,
  );
  process.exit(exitCodes.environment);
});

/** What the command line's own library throws to end with a code. */
function exitOf(error: unknown): number | undefined {
  if (typeof error !== "object" || error === null || !("oclif" in error)) return undefined;
  const { oclif } = error;
  return typeof oclif === "object" && oclif !== null && "exit" in oclif && typeof oclif.exit === "number"
    ? oclif.exit
    : undefined;
}

async function fail(error: unknown): Promise<void> {
  if (exitOf(error) === 0) {
    process.exitCode = exitCodes.ok;
    return;
  }
  const unknownCommand = error instanceof Error && /^command .* not found/i.test(error.message);
  const failure = unknownCommand
    ? new Failure(exitCodes.usage, "SAGE9502", error.message, await otherCommand(process.argv[2] ?? ""))
    : toFailure(error);
  reportFailure(failure, process.argv.includes("--json"));
  process.exitCode = failure.exit;
}

async function otherCommand(word: string): Promise<string> {
  const [{ commands }, { suggest }] = await Promise.all([
    import("./commands.js"),
    import("../lang/diagnostics/suggest.js"),
  ]);
  const meant = suggest(word, Object.keys(commands));
  return meant === undefined
    ? "sage --help lists the commands"
    : `did you mean \`sage ${meant.replaceAll(":", " ")}\`?`;
}

// What nobody expected would else be printed as Node does: with all that its text holds.
process.on("uncaughtException", (error) => {
  reportFailure(toFailure(error), process.argv.includes("--json"));
  if (process.env["SAGE_DEBUG"] !== undefined && error instanceof Error)
    process.stderr.write(`${strikeSecrets(error.stack ?? "")}\n`);
  process.exit(exitCodes.environment);
});

main(process.argv.slice(2)).catch(fail);

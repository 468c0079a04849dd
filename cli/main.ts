import { Config, run, settings } from "@oclif/core";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { packageRoot } from "../runtime/package-root.js";
import { reportFailure } from "./command.js";
import { exitCodes, Failure, toFailure } from "./failure.js";

/** Words that mean the same command. */
const aliases: Readonly<Record<string, string>> = {
  "--version": "version",
  "-v": "version",
  "-V": "version",
};

async function main(words: readonly string[]): Promise<void> {
  settings.performanceEnabled = false;
  const pjson = JSON.parse(readFileSync(join(packageRoot, "package.json"), "utf8"));
  const [first = "--help", ...rest] = words;
  if (aliases[first] === "version") {
    process.stdout.write(
      `nailsage ${pjson.version} (node ${process.version}, ${process.platform} ${process.arch})\n`,
    );
    return;
  }
  const config = await Config.load({ root: packageRoot, pjson });
  await run([first, ...rest], config);
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

try {
  await main(process.argv.slice(2));
} catch (error) {
  const exit =
    typeof error === "object" && error !== null && "oclif" in error ? exitOf(error.oclif) : undefined;
  if (exit === 0) process.exitCode = 0;
  else {
    const failure = toFailure(error);
    const unknownCommand = error instanceof Error && /^command .* not found/i.test(error.message);
    reportFailure(
      unknownCommand
        ? new Failure(exitCodes.usage, "SAGE9502", error.message, await otherCommand(process.argv[2] ?? ""))
        : failure,
      process.argv.includes("--json"),
    );
    process.exitCode = unknownCommand ? exitCodes.usage : failure.exit;
  }
}

function exitOf(oclif: unknown): number | undefined {
  return typeof oclif === "object" && oclif !== null && "exit" in oclif && typeof oclif.exit === "number"
    ? oclif.exit
    : undefined;
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

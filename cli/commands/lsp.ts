import * as Flags from "@oclif/core/flags";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { packageRoot } from "../../runtime/package-root.js";
import { SageCommand } from "../command.js";

export default class LanguageServer extends SageCommand {
  static override description =
    "Serve an editor over standard input and output: mistakes, meanings and fixes while typing.";
  static override examples = ["sage lsp"];
  static override flags = {
    stdio: Flags.boolean({ description: "over standard input and output, as is the default" }),
    // Clients add it by themselves; the connection ends with that process.
    clientProcessId: Flags.string({ description: "the editor's process", hidden: true }),
  };

  override async run(): Promise<void> {
    await this.parse(LanguageServer);
    const { startLanguageServer } = await import("../language-server.js");
    const { version } = JSON.parse(readFileSync(join(packageRoot, "package.json"), "utf8"));
    startLanguageServer(version);
  }
}

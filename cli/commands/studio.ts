import * as Args from "@oclif/core/args";
import * as Flags from "@oclif/core/flags";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { packageRoot } from "../../runtime/package-root.js";
import { SageCommand } from "../command.js";

export default class Studio extends SageCommand {
  static override description =
    "Open a folder in the browser: write strategies, see them judged while typing, drag their parameters.";
  static override examples = ["sage studio", "sage studio strategies --port 8760"];
  static override args = {
    folder: Args.string({
      description: "whose strategies and data are shown; default this one",
      default: ".",
    }),
  };
  static override flags = {
    port: Flags.integer({
      min: 0,
      max: 65_535,
      default: 8760,
      description: "port of this machine; 0: any that is free",
    }),
  };

  override async run(): Promise<void> {
    const { args, flags } = await this.parse(Studio);
    const { serveStudio } = await import("../../runtime/serve/studio/index.js");
    const { languageOf } = await import("../studio-language.js");
    const { version } = JSON.parse(readFileSync(join(packageRoot, "package.json"), "utf8"));
    const studio = await serveStudio({
      folder: args.folder,
      page: join(packageRoot, "dist", "studio"),
      port: flags.port,
      language: await languageOf(version),
      program: { file: process.execPath, words: [join(packageRoot, "cli", "bin", "sage.js")] },
    });
    if (flags.json)
      this.printJson({ schema: "sage.studio/1", address: studio.address, folder: studio.folder });
    else {
      this.print(studio.address);
      this.say(`Shows ${studio.folder}. Open the address in a browser of this machine; Ctrl-C ends it.`);
    }
    await new Promise<void>((resolve) => {
      for (const signal of ["SIGINT", "SIGTERM"] as const) process.once(signal, () => resolve());
    });
    await studio.close();
  }
}

import * as Args from "@oclif/core/args";
import * as Flags from "@oclif/core/flags";
import { SageCommand } from "../command.js";
import { countDiagnostics, plural, showDiagnostics } from "../diagnostics.js";
import { exitCodes } from "../failure.js";
import { findSources, readSource } from "../sources.js";
import { writeFile } from "../../runtime/data/atomic-file.js";

export default class Format extends SageCommand {
  static override description =
    "Lay out .sage files in the one canonical way; never changes their meaning, keeps every comment.";
  static override examples = [
    "sage fmt",
    "sage fmt --check strategies",
    "cat a.sage | sage fmt -",
    "sage fmt --migrate",
  ];
  static override strict = false;
  static override args = { paths: Args.string({ description: "files or folders; - reads standard input" }) };
  static override flags = {
    check: Flags.boolean({ description: "change nothing; fail if a file would change" }),
    migrate: Flags.boolean({ description: "write files in the newest edition of the language" }),
  };

  override async run(): Promise<void> {
    const { argv, flags } = await this.parse(Format);
    const { createSource, migrate, parse, print } = await import("../../lang/index.js");
    const changed: string[] = [];
    const broken: string[] = [];
    for (const path of findSources(argv.map(String))) {
      const written = readSource(path);
      const migrated = flags.migrate ? migrate(written)?.text : undefined;
      const source = migrated === undefined ? written : createSource(written.path, migrated);
      const { file, diagnostics } = parse(source);
      const printed = countDiagnostics(diagnostics).errors > 0 ? null : print(file, source);
      if (printed === null) {
        broken.push(path);
        if (!flags.json) showDiagnostics(diagnostics, source);
        continue;
      }
      if (path === "-") {
        process.stdout.write(printed);
        continue;
      }
      if (printed === written.text) continue;
      changed.push(path);
      if (!flags.check) writeFile(path, printed);
    }
    if (flags.json) this.printJson({ schema: "sage.fmt/1", changed, broken });
    else this.summarise(changed, broken, flags.check);
    if (broken.length > 0 || (flags.check && changed.length > 0)) process.exitCode = exitCodes.problems;
  }

  private summarise(changed: readonly string[], broken: readonly string[], check: boolean): void {
    for (const path of changed) this.say(`${check ? "would change" : "formatted"}  ${path}`);
    for (const path of broken) this.say(`left alone    ${path} (it has errors)`);
    if (check && changed.length > 0)
      this.say(`${plural(changed.length, "file")} not in the canonical layout; \`sage fmt\` mends that`);
  }
}

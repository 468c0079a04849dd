import * as Args from "@oclif/core/args";
import * as Flags from "@oclif/core/flags";
import { SageCommand } from "../command.js";
import { countDiagnostics, plural, showDiagnostics } from "../diagnostics.js";
import type { Source, Span } from "../../lang/source.js";
import { exitCodes, Failure } from "../failure.js";
import { findSources, readInput, readSource } from "../sources.js";
import { writeFile } from "../../runtime/data/atomic-file.js";

export default class Format extends SageCommand {
  static override description =
    "Lay out .sage files in the one canonical way; never changes their meaning, keeps every comment.";
  static override examples = [
    "sage fmt",
    "sage fmt --check strategies",
    "cat a.sage | sage fmt - --stdin-filepath a.sage",
    "sage fmt --range 10:24 a.sage",
    "sage fmt --migrate",
  ];
  static override strict = false;
  static override args = { paths: Args.string({ description: "files or folders; - reads standard input" }) };
  static override flags = {
    check: Flags.boolean({ description: "change nothing; fail if a file would change" }),
    range: Flags.string({
      description:
        "only the statements on these lines, first:last counted from 1; may be given more than once",
      multiple: true,
      exclusive: ["migrate"],
    }),
    "stdin-filepath": Flags.string({ description: "what messages call the standard input" }),
    migrate: Flags.boolean({ description: "write files in the newest edition of the language" }),
  };

  override async run(): Promise<void> {
    const { argv, flags } = await this.parse(Format);
    const { applyEdits, createSource, layOutRanges, migrate, parse, print } =
      await import("../../lang/index.js");
    const ranges = (flags.range ?? []).map(readRange);
    const changed: string[] = [];
    const broken: string[] = [];
    for (const path of findSources(argv.map(String))) {
      const written = path === "-" ? readInput(flags["stdin-filepath"]) : readSource(path);
      const migrated = flags.migrate ? migrate(written)?.text : undefined;
      const source = migrated === undefined ? written : createSource(written.path, migrated);
      const read = parse(source);
      const { file, diagnostics } = read;
      const layOut = () => {
        if (ranges.length === 0) return print(file, source);
        const edits = layOutRanges(read, source, spansOf(ranges, source));
        return edits && applyEdits(source.text, edits);
      };
      const printed = countDiagnostics(diagnostics).errors > 0 ? null : layOut();
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

/** Lines from 1, both ends included. */
interface Lines {
  readonly first: number;
  readonly last: number;
}

function readRange(text: string): Lines {
  const [, from, to] = /^([1-9]\d{0,8}):([1-9]\d{0,8})$/.exec(text) ?? [];
  const [first, last] = [Number(from), Number(to)];
  if (first <= last) return { first, last };
  throw new Failure(
    exitCodes.usage,
    "SAGE9502",
    `--range is first:last in lines from 1, and not ${JSON.stringify(text)}`,
    "for example: sage fmt --range 10:24 a.sage",
  );
}

function spansOf(ranges: readonly Lines[], { lineStarts, text }: Source): readonly Span[] {
  return ranges.flatMap(({ first, last }) => {
    const start = lineStarts[first - 1];
    return start === undefined
      ? []
      : [{ start, end: Math.max(start, (lineStarts[last] ?? text.length + 1) - 1) }];
  });
}

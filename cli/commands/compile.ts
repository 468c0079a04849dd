import * as Args from "@oclif/core/args";
import * as Flags from "@oclif/core/flags";
import { SageCommand } from "../command.js";
import { plural, showDiagnostics } from "../diagnostics.js";
import { noGraph } from "../graphs.js";
import { createFileHost } from "../module-host.js";
import { readSource } from "../sources.js";
import { writeFile } from "../../runtime/data/atomic-file.js";

export default class Compile extends SageCommand {
  static override description = "Compile a strategy to its execution graph.";
  static override examples = [
    "sage compile strategies/ema_cross.sage",
    "sage compile a.sage --emit dot | dot -Tsvg > a.svg",
    "sage compile a.sage --emit plan",
  ];
  static override args = { file: Args.string({ required: true, description: "a .sage file" }) };
  static override flags = {
    emit: Flags.string({
      options: ["json", "dot", "mermaid", "plan"],
      description: "print a form of the graph instead of writing a file",
    }),
    out: Flags.string({ description: "where to write (default: the file's name with .sagec)" }),
    strategy: Flags.string({ description: "which strategy, where a file has several" }),
    stats: Flags.boolean({ description: "time and nodes of each pass" }),
  };

  override async run(): Promise<void> {
    const { args, flags } = await this.parse(Compile);
    const { compile, emit } = await import("../../compiler/index.js");
    const source = readSource(args.file);
    const { graph, diagnostics, passes, strategies } = compile(source, {
      clock: () => performance.now(),
      modules: createFileHost(args.file),
      ...(flags.strategy !== undefined && { strategy: flags.strategy }),
    });
    if (!flags.json) showDiagnostics(diagnostics, source);
    if (graph === null) {
      throw noGraph({
        path: args.file,
        strategy: flags.strategy,
        strategies,
        diagnostics,
        deed: "written",
      });
    }
    if (flags.emit !== undefined) {
      const text = emit(graph, flags.emit as "json" | "dot" | "mermaid" | "plan");
      if (flags.json && flags.emit !== "json") {
        this.printJson({ schema: "sage.emitted/1", emit: flags.emit, text });
      } else this.print(text);
    } else {
      const path = flags.out ?? `${args.file.replace(/\.sage$/, "")}.sagec`;
      writeFile(path, JSON.stringify(graph));
      const summary = { path, hash: graph.hash, nodes: graph.nodes.length, slots: graph.slotCount };
      if (flags.json) this.printJson({ schema: "sage.compiled/1", ...summary });
      else
        this.print(
          `wrote ${path}: ${plural(summary.nodes, "node")}, ${plural(summary.slots, "column")}, ${graph.hash.slice(0, 16)}`,
        );
    }
    if (flags.stats) {
      for (const { name, milliseconds, nodes } of passes)
        this.say(
          `${name.padEnd(24)} ${milliseconds.toFixed(2).padStart(8)} ms  ${nodes === undefined ? "" : `${String(nodes).padStart(5)} nodes`}`,
        );
    }
  }
}

import { compile, emit } from "../../compiler/index.js";
import type { ModuleHost } from "../../compiler/modules/host.js";
import type { Source } from "../../lang/index.js";

/** The execution graph of a strategy as text that Mermaid draws; null while there are errors, or none is named. */
export function graphOf(source: Source, modules: ModuleHost, strategy: string | undefined): string | null {
  const { graph } = compile(source, { modules, ...(strategy !== undefined && { strategy }) });
  return graph === null ? null : emit(graph, "mermaid");
}

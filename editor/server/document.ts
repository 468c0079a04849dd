import type { TextDocumentContentChangeEvent } from "vscode-languageserver";
import type { ModuleHost } from "../../compiler/modules/host.js";
import { createSource, type File, type Source } from "../../lang/index.js";
import type { Analysis } from "./analysis.js";
import { createPositions, type Encoding, type Positions } from "./positions.js";

/** One version of one open file. Never changes: an edit makes a new one. */
export interface Document {
  readonly uri: string;
  readonly version: number;
  readonly source: Source;
  readonly positions: Positions;
  /** How its other files are reached. */
  readonly modules: ModuleHost;
  /** The tree of just this text. */
  readonly file: File;
  /** All that is known of just this text; made when it is first asked for. */
  readonly analysis: Analysis;
  /** What is known already: of this text, or of the one before the last edits. For answers that must come at once. */
  readonly recent: Analysis;
}

/** The text after edits in the client's order; each counts in the text that the one before left. */
export function applyChanges(
  source: Source,
  changes: readonly TextDocumentContentChangeEvent[],
  encoding: Encoding,
): Source {
  let current = source;
  for (const change of changes) {
    if (!("range" in change)) {
      current = createSource(source.path, change.text);
      continue;
    }
    const { start, end } = createPositions(current, encoding).toSpan(change.range);
    const { text } = current;
    current = createSource(source.path, text.slice(0, start) + change.text + text.slice(end));
  }
  return current;
}

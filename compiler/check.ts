import { parse } from "../lang/parse.js";
import type { Diagnostic } from "../lang/diagnostics/diagnostic.js";
import type { Source } from "../lang/source.js";
import type { File } from "../lang/tree.js";
import type { CheckedStrategy } from "./checked.js";
import { checkFile, type Environment } from "./pipeline.js";

export interface CheckResult {
  readonly file: File;
  /** In source order: what the parser found, then the passes. */
  readonly diagnostics: readonly Diagnostic[];
  /** Every strategy of the file, sound or not. */
  readonly strategies: readonly CheckedStrategy[];
}

/** Reads a file and finds out everything about it that can be known before a bar is run. Never throws. */
export function check(source: Source, environment?: Environment): CheckResult {
  const { file, diagnostics } = parse(source);
  return { file, ...checkFile(file, source, diagnostics, environment) };
}

import { parse } from "../lang/parse.js";
import type { Source } from "../lang/source.js";
import type { File } from "../lang/tree.js";
import { checkFile, type CheckedFile, type Environment } from "./pipeline.js";

/** What was found in a file; diagnostics are in source order, those of the parser and of the passes together. */
export interface CheckResult extends CheckedFile {
  readonly file: File;
}

/** Reads a file and finds out everything about it that can be known before a bar is run. Never throws. */
export function check(source: Source, environment?: Environment): CheckResult {
  const { file, diagnostics } = parse(source);
  return { file, ...checkFile(file, source, diagnostics, environment) };
}

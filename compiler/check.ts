import { parse, type ParseResult } from "../lang/parse.js";
import type { Source } from "../lang/source.js";
import { catalogue, type Catalogue } from "./catalogue.js";
import type { ModuleHost } from "./modules/host.js";
import { checkFile, type CheckedFile } from "./pipeline.js";

/** What was found in a file; diagnostics are in source order, those of the parser and of the passes together. */
export type CheckResult = CheckedFile;

export interface CheckOptions {
  readonly catalogue?: Catalogue;
  /** Reads the files that `use "./mine.sage"` names; without it only the standard library can be used. */
  readonly modules?: ModuleHost | undefined;
}

/** Reads a file and finds out everything about it that can be known before a bar is run. Never throws. */
export function check(source: Source, options: CheckOptions = {}): CheckResult {
  return checkRead(parse(source), source, options);
}

/** The same of a file that was read already. */
export function checkRead(
  { file, diagnostics }: ParseResult,
  source: Source,
  options: CheckOptions = {},
): CheckResult {
  return checkFile(file, source, diagnostics, { catalogue, ...options });
}

import { checkRead, type CheckedStrategy, type Reference } from "../../compiler/index.js";
import type { ModuleHost } from "../../compiler/modules/host.js";
import type { Facts } from "../../compiler/passes/facts.js";
import type { Diagnostic } from "../../lang/diagnostics/diagnostic.js";
import type { Expression, File, Source, Span } from "../../lang/index.js";
import { createSource, parse, type ParseResult } from "../../lang/index.js";

/** All that is known of one text. */
export interface Analysis {
  readonly source: Source;
  readonly file: File;
  /** In source order. */
  readonly diagnostics: readonly Diagnostic[];
  readonly strategies: readonly CheckedStrategy[];
  /** Every occurrence of a name, in order. */
  readonly references: readonly Reference[];
  /** What is known of the expressions that stand at a place: one of a strategy, several of a function that is called more than once. */
  readonly factsAt: (span: Span) => readonly Known[];
  /** The text is so long that it is only kept, not read. */
  readonly tooLarge: boolean;
}

/** An expression with the strategy it was checked in. */
export interface Known {
  readonly expression: Expression;
  readonly facts: Facts;
  readonly strategy: CheckedStrategy;
}

/** Longer texts are no strategies that somebody writes; reading them after each keystroke would stop the editor. */
export const largestText = 1_000_000;

export const isTooLarge = ({ text }: Source): boolean => text.length > largestText;

export function analyse(source: Source, modules?: ModuleHost): Analysis {
  if (isTooLarge(source)) return nothingKnown(source);
  const checked = checkRead(readOnce(source), source, { modules });
  const { file, diagnostics, strategies } = checked;
  let index: ReadonlyMap<string, readonly Known[]> | undefined;
  return {
    source,
    file,
    diagnostics,
    strategies,
    get references() {
      return checked.references;
    },
    factsAt: (span) => {
      index ??= indexFacts(strategies);
      return index.get(keyOf(span)) ?? [];
    },
    tooLarge: false,
  };
}

/** The tree of a text; an empty one where the text is too long to be read. */
export function readTree(source: Source): File {
  return readOnce(source).file;
}

const readings = new WeakMap<Source, ParseResult>();

/** What reading a text gives, found out once; of a text that is too long what an empty one gives. */
export function readOnce(source: Source): ParseResult {
  const known = readings.get(source);
  if (known !== undefined) return known;
  const reading = parse(isTooLarge(source) ? createSource(source.path, "") : source);
  readings.set(source, reading);
  return reading;
}

function nothingKnown(source: Source): Analysis {
  return {
    source,
    file: readTree(source),
    diagnostics: [],
    strategies: [],
    references: [],
    factsAt: () => [],
    tooLarge: true,
  };
}

const keyOf = ({ start, end }: Span): string => `${start}:${end}`;

function indexFacts(strategies: readonly CheckedStrategy[]): ReadonlyMap<string, readonly Known[]> {
  const index = new Map<string, Known[]>();
  for (const strategy of strategies) {
    for (const [expression, facts] of strategy.facts) {
      const key = keyOf(expression.span);
      const known = index.get(key);
      if (known === undefined) index.set(key, [{ expression, facts, strategy }]);
      else known.push({ expression, facts, strategy });
    }
  }
  return index;
}

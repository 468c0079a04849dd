import { otherLanguage } from "./diagnostics/codes/index.js";
import type { Diagnostic } from "./diagnostics/diagnostic.js";
import { positionAt, type Source, type Span } from "./source.js";

interface Language {
  readonly name: string;
  readonly way: string;
  /** A line that only this language has. */
  readonly sign: RegExp;
}

const startAnew = "`sage new my_strategy` writes a file to start from; a rule is `enter long when …`";

const languages: readonly Language[] = [
  {
    name: "Pine",
    way: "save it as a file: `sage import pine script.pine` translates it, and lists what it cannot",
    sign: /^[ \t]*(?:(?:indicator|study|strategy|library)[ \t]*\(|.*\bstrategy\.(?:entry|close|close_all|exit|order)[ \t]*\(|.*\binput\.\w+[ \t]*\()/m,
  },
  {
    name: "Python",
    way: startAnew,
    sign: /^(?:import (?!std\b)\w[\w.]*(?: as \w+)?[ \t\r]*$|from [\w.]+ import |[ \t]*def \w+[ \t]*\(.*\)[^\n]*:[ \t\r]*$|class \w+[^\n{]*:[ \t\r]*$)/m,
  },
  {
    name: "MQL",
    way: startAnew,
    sign: /^[ \t]*(?:#property\b|#include\b|(?:void|int) On(?:Tick|Init|Calculate)[ \t]*\()/m,
  },
  {
    name: "JavaScript",
    way: startAnew,
    sign: /^[ \t]*(?:(?:export |async )*function \w+[ \t]*\(|(?:const|let|var) \w+ = .*=>)/m,
  },
];

/** So much of a text is looked at; another language shows itself early. */
const looked = 100_000;

const ownBlock = /^[ \t]*(?:strategy[ \t]+[A-Za-z_]\w*[ \t]*\{|fn[ \t]+\w+[ \t]*\()/m;

/** A line of Pine that has no meaning here, pasted into a strategy. */
const pineLine =
  /^[ \t]*(?:strategy|indicator|study)[ \t]*\(|\bstrategy\.\w|\binput(?:\.\w+)?[ \t]*\(|\bta\.\w+[ \t]*\(|:=|^[ \t]*(?:if|else|for|while|var|varip)\b/;
const surelyPine =
  /^[ \t]*(?:strategy|indicator|study)[ \t]*\(|\bstrategy\.(?:entry|close|close_all|exit|order)[ \t]*\(|\binput\.\w+[ \t]*\(/;

/** Whether the whole text is of another language: then one hint says so, and nothing else about it is worth saying. */
export function recogniseLanguage(source: Source): Diagnostic | undefined {
  const text = source.text.slice(0, looked);
  if (ownBlock.test(text)) return undefined;
  for (const { name, way, sign } of languages) {
    const found = sign.exec(text);
    if (found !== null)
      return otherLanguage({ span: lineAt(source, found.index), holes: { language: name, way } });
  }
  return undefined;
}

/** Pine lines inside a strategy are one mistake, not one for each line. */
export function joinPastedLines(source: Source, diagnostics: readonly Diagnostic[]): readonly Diagnostic[] {
  const isPasted = ({ severity, span }: Diagnostic) => {
    const line = lineAt(source, span.start);
    return severity === "error" && pineLine.test(source.text.slice(line.start, line.end));
  };
  const pasted = diagnostics.filter(isPasted);
  const lines = pasted.map(({ span }) => lineAt(source, span.start));
  const [first] = lines;
  if (first === undefined) return diagnostics;
  if (!lines.some(({ start, end }) => surelyPine.test(source.text.slice(start, end)))) return diagnostics;
  const [pine] = languages;
  const hint = otherLanguage({
    span: first,
    holes: { language: "Pine", way: pine?.way ?? "" },
  });
  return diagnostics.flatMap((each) => (each === pasted[0] ? [hint] : isPasted(each) ? [] : [each]));
}

/** The line around an offset, without the white space at its ends. */
function lineAt(source: Source, offset: number): Span {
  const { line } = positionAt(source, offset);
  const start = source.lineStarts[line - 1] ?? 0;
  const text = source.text.slice(start, source.lineStarts[line] ?? source.text.length);
  const indent = text.length - text.trimStart().length;
  return { start: start + indent, end: start + text.trimEnd().length };
}

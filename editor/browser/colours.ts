import { HighlightStyle, StreamLanguage, syntaxHighlighting, type StreamParser } from "@codemirror/language";
import type { Extension } from "@codemirror/state";
import { tags } from "@lezer/highlight";
import { languageScope } from "../../compiler/passes/scope.js";
import { findWord, type WordRole } from "../../lang/tokens.js";

const styleOfRole: Readonly<Record<WordRole, string>> = {
  declaration: "definitionKeyword",
  statement: "controlKeyword",
  operator: "operatorKeyword",
  value: "atom",
  connective: "modifier",
};

const provided: ReadonlySet<string> = new Set(languageScope().values.keys());

/** Colours line by line, from the language's own table of words; what a name means is the server's to say. */
const parser: StreamParser<null> = {
  name: "sage",
  startState: () => null,
  token(stream) {
    if (stream.eatSpace()) return null;
    if (stream.match("//")) {
      stream.skipToEnd();
      return "comment";
    }
    if (stream.match(/^"(?:[^"\\]|\\.)*"?/)) return "string";
    if (stream.match(/^\d[\w.:-]*%?/)) return "number";
    if (stream.match(/^[A-Za-z_]\w*/)) return styleOfWord(stream.current(), stream.string.slice(stream.pos));
    stream.next();
    return "operator";
  },
};

/** A word that can also be a name is one where a sign follows that only names are followed by. */
function styleOfWord(text: string, rest: string): string {
  if (/^\s*\(/.test(rest)) return "function";
  if (/^\s*:/.test(rest)) return "propertyName";
  const word = findWord(text);
  if (word?.role === "value") return styleOfRole.value;
  if (word !== undefined && (word.reserved || !/^\s*(?:[=.[)<>+*/]|$)/.test(rest)))
    return styleOfRole[word.role];
  return provided.has(text) ? "standard" : "variableName";
}

/** Set by the page's colour scheme, so that one style serves light and dark. */
const style = HighlightStyle.define([
  { tag: tags.definitionKeyword, color: "var(--sage-declaration)", fontWeight: "600" },
  { tag: tags.controlKeyword, color: "var(--sage-statement)" },
  { tag: tags.operatorKeyword, color: "var(--sage-operator)" },
  { tag: tags.modifier, color: "var(--sage-operator)" },
  { tag: tags.atom, color: "var(--sage-value)" },
  { tag: tags.number, color: "var(--sage-value)" },
  { tag: tags.string, color: "var(--sage-text)" },
  { tag: tags.comment, color: "var(--sage-comment)", fontStyle: "italic" },
  { tag: tags.function(tags.variableName), color: "var(--sage-function)" },
  { tag: tags.standard(tags.variableName), color: "var(--sage-series)" },
  { tag: tags.propertyName, color: "var(--sage-property)" },
]);

/** Highlighting of `.sage` text. */
export function sageColours(): Extension {
  const language = StreamLanguage.define({
    ...parser,
    tokenTable: { standard: tags.standard(tags.variableName), function: tags.function(tags.variableName) },
    languageData: { commentTokens: { line: "//" }, closeBrackets: { brackets: ["(", "[", "{", '"'] } },
  });
  return [language, syntaxHighlighting(style)];
}

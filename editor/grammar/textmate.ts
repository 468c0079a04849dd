import type { WordRole } from "../../lang/tokens.js";
import { languageNames, operationNames, wordsOf } from "./vocabulary.js";

/** One rule of a TextMate grammar, as far as this grammar needs them. */
interface Rule {
  readonly name?: string;
  readonly match?: string;
  readonly begin?: string;
  readonly end?: string;
  readonly captures?: Readonly<Record<string, { readonly name: string }>>;
  readonly patterns?: readonly Rule[];
}

export interface TextMateGrammar {
  readonly name: string;
  readonly scopeName: "source.sage";
  readonly fileTypes: readonly string[];
  readonly patterns: readonly Rule[];
}

/** Scopes that every colour theme knows, by what a word is for. */
export const scopeOfRole: Readonly<Record<WordRole, string>> = {
  declaration: "storage.type.sage",
  statement: "keyword.control.sage",
  operator: "keyword.operator.word.sage",
  value: "constant.language.sage",
  connective: "keyword.other.sage",
};

/** Longer words first, so that none hides another. */
export const oneOf = (texts: readonly string[]): string =>
  `(?:${texts.toSorted((a, b) => b.length - a.length || (a < b ? -1 : 1)).join("|")})`;

const name = "[A-Za-z_]\\w*";
const digits = "\\d[\\d_]*";
const decimal = `${digits}(?:\\.${digits})?`;
const exponent = "(?:[eE][+-]?\\d+)?";
// A word that could be a name is not one where an operand or a block follows, as none follows a name.
const operandFollows = '(?=\\s+(?!(?:and|or|mod|in|crosses|then|else|when)\\b)[\\w"(.-]|\\s*\\{)(?!\\s+-\\s)';

/**
 * The grammar that VS Code, Sublime Text, GitHub and others colour by, made of the language's own table of words and
 * the catalogue of operations. It knows lines only: where meaning is needed, the language server's tokens refine it.
 */
export function textMateGrammar(): TextMateGrammar {
  return {
    name: "NailSage",
    scopeName: "source.sage",
    fileTypes: ["sage"],
    patterns: [...comments, text, ...declarations(), ...numbers(), ...wordRules(), ...nameRules(), ...signs],
  };
}

const comments: readonly Rule[] = [
  { name: "comment.line.documentation.sage", match: "///.*$" },
  { name: "comment.line.double-slash.sage", match: "//.*$" },
];

const text: Rule = {
  name: "string.quoted.double.sage",
  begin: '"',
  end: '"|$',
  patterns: [
    { name: "constant.character.escape.sage", match: "\\\\." },
    { name: "variable.other.placeholder.sage", match: '\\{[^}"]*\\}' },
  ],
};

/** `strategy name`, `let name`: what declares something, and what it declares. */
function declarations(): readonly Rule[] {
  const declares = (word: string, ofWord: string, ofName: string): Rule => ({
    match: `\\b(${word})\\s+(${name})`,
    captures: { "1": { name: ofWord }, "2": { name: ofName } },
  });
  const { declaration, statement } = scopeOfRole;
  return [
    declares("strategy|experiment|portfolio|model", declaration, "entity.name.type.sage"),
    declares("fn", declaration, "entity.name.function.sage"),
    declares("const", declaration, "variable.other.constant.sage"),
    declares("let|state|frame|feed", statement, "variable.other.definition.sage"),
    declares("param", statement, "variable.parameter.sage"),
  ];
}

function numbers(): readonly Rule[] {
  return [
    {
      name: "constant.numeric.date.sage",
      match: "\\b\\d{4}-\\d{2}-\\d{2}(?:T\\d{2}:\\d{2}(?::\\d{2})?Z?)?(?![\\w-])",
    },
    { name: "constant.numeric.duration.sage", match: `\\b${decimal}(?:mo|[smhdwy])\\b` },
    { name: "constant.numeric.percent.sage", match: `\\b${decimal}${exponent}%` },
    { name: "constant.numeric.sage", match: `\\b${decimal}${exponent}\\b` },
  ];
}

function wordRules(): readonly Rule[] {
  const reserved = (role: WordRole): Rule[] => ruleFor(wordsOf(role, true), scopeOfRole[role], "");
  const soft = (role: WordRole, after: string): Rule[] =>
    ruleFor(wordsOf(role, false), scopeOfRole[role], after);
  return [
    ...reserved("declaration"),
    ...reserved("statement"),
    ...reserved("operator"),
    ...reserved("value"),
    ...reserved("connective"),
    ...soft("declaration", operandFollows),
    ...soft("statement", operandFollows),
    ...soft("connective", operandFollows),
    ...soft("value", "(?!\\s*[=:.(\\[])"),
  ];
}

/** A reserved word is one everywhere; another word behind a dot is a field's name. */
const ruleFor = (chosen: readonly string[], scope: string, after: string): Rule[] => {
  const before = after === "" ? "\\b" : "(?<![.\\w])";
  return chosen.length === 0 ? [] : [{ name: scope, match: `${before}${oneOf(chosen)}\\b${after}` }];
};

function nameRules(): readonly Rule[] {
  return [
    { name: "support.function.sage", match: `(?<![.\\w])${oneOf(operationNames)}(?=\\s*\\()` },
    { name: "entity.name.function.call.sage", match: `\\b${name}(?=\\s*\\()` },
    { name: "support.type.property-name.sage", match: `\\b${name}(?=\\s*:)` },
    { name: "variable.language.sage", match: `(?<![.\\w])${oneOf(languageNames)}\\b` },
    { name: "variable.other.property.sage", match: `(?<=\\.)${name}` },
    { name: "variable.other.sage", match: `\\b${name}` },
  ];
}

const signs: readonly Rule[] = [
  { name: "keyword.operator.sage", match: "->|\\?\\?|[=!<>]=|\\.\\.|[-+*/<>=?%]" },
  { name: "punctuation.sage", match: "[{}()\\[\\],.:]" },
];

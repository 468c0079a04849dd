import { languageNames, operationNames, wordsOf } from "./vocabulary.js";

/** Vim's own groups, which every colour scheme sets. */
const groups = {
  Declaration: "Structure",
  Statement: "Statement",
  Operator: "Operator",
  Value: "Constant",
  Connective: "Keyword",
  Function: "Function",
  Series: "Identifier",
  Number: "Number",
  Text: "String",
  Placeholder: "Special",
  Comment: "Comment",
  Documentation: "SpecialComment",
  Property: "Type",
} as const;

/** A file for `syntax/sage.vim`: colours for Vim, and for a Neovim whose server does not give them. */
export function vimSyntax(): string {
  const keyword = (group: string, names: readonly string[]) =>
    names.map((name) => `syntax keyword sage${group} ${name}`);
  const match = (group: string, pattern: string) => `syntax match sage${group} ${pattern}`;
  const soft = (names: readonly string[]) => `/\\v<(${names.join("|")})>\\ze(\\s+[A-Za-z0-9_"(.]|\\s*\\{)/`;
  return [
    "\" Vim syntax of NailSage strategies, generated from the language's own tables.",
    'if exists("b:current_syntax") | finish | endif',
    "",
    match("Function", `/\\v<(${operationNames.join("|")})>\\ze\\s*\\(/`),
    match("Property", "/\\v<\\h\\w*>\\ze\\s*:/"),
    match("Declaration", soft(wordsOf("declaration", false))),
    match("Statement", soft(wordsOf("statement", false))),
    match("Connective", soft(wordsOf("connective", false))),
    ...keyword("Declaration", wordsOf("declaration", true)),
    ...keyword("Statement", wordsOf("statement", true)),
    ...keyword("Operator", wordsOf("operator", true)),
    ...keyword("Connective", wordsOf("connective", true)),
    ...keyword("Value", [...wordsOf("value", true), ...wordsOf("value", false)]),
    ...keyword("Series", languageNames),
    match("Number", "/\\v<\\d[0-9_]*(\\.\\d+)?([eE][+-]?\\d+)?(\\%|mo>|[smhdwy]>|>)/"),
    match("Number", "/\\v<\\d{4}-\\d\\d-\\d\\d(T\\d\\d:\\d\\d(:\\d\\d)?Z?)?/"),
    'syntax region sageText start=/"/ skip=/\\\\./ end=/"/ oneline contains=sagePlaceholder',
    match("Placeholder", '/{[^}"]*}/ contained'),
    match("Comment", "/\\/\\/.*$/"),
    match("Documentation", "/\\/\\/\\/.*$/"),
    "",
    ...Object.entries(groups).map(([group, link]) => `highlight default link sage${group} ${link}`),
    "",
    'let b:current_syntax = "sage"',
    "",
  ].join("\n");
}

/** A file for `ftdetect/sage.vim`. */
export const vimDetection = "autocmd BufRead,BufNewFile *.sage setfiletype sage\n";

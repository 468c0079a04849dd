import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { beforeAll, describe, expect, test } from "vitest";
import type * as Oniguruma from "vscode-oniguruma";
import type * as Textmate from "vscode-textmate";
import { corpus } from "../../lang/corpus/corpus.js";
import { readTokens } from "../../lang/lexer.js";
import { createSource } from "../../lang/source.js";
import { findWord, Literals, words } from "../../lang/tokens.js";
import { scopeOfRole, textMateGrammar } from "./textmate.js";

// Both are CommonJS packages whose named exports Node does not see.
const require = createRequire(import.meta.url);
const { INITIAL, Registry }: typeof Textmate = require("vscode-textmate");
const oniguruma: typeof Oniguruma = require("vscode-oniguruma");

let grammar: Textmate.IGrammar;

beforeAll(async () => {
  const wasm = readFileSync(require.resolve("vscode-oniguruma/release/onig.wasm"));
  await oniguruma.loadWASM(new Uint8Array(wasm).buffer);
  const registry = new Registry({
    onigLib: Promise.resolve({
      createOnigScanner: (patterns) => new oniguruma.OnigScanner(patterns),
      createOnigString: (text) => new oniguruma.OnigString(text),
    }),
    loadGrammar: () => Promise.resolve(null),
  });
  const raw = { ...textMateGrammar(), repository: {} };
  grammar = await registry.addGrammar(JSON.parse(JSON.stringify(raw)));
});

/** The innermost scope at each offset of a text. */
function scopesOf(text: string): readonly string[] {
  const scopes: string[] = [];
  let state = INITIAL;
  for (const line of text.split("\n")) {
    const { tokens, ruleStack } = grammar.tokenizeLine(line, state);
    state = ruleStack;
    for (const { startIndex, endIndex, scopes: stack } of tokens)
      for (let k = startIndex; k < Math.min(endIndex, line.length); k++) scopes.push(stack.at(-1) ?? "");
    scopes.push("\n");
  }
  return scopes;
}

const numeric = new Set<unknown>([Literals.Number, Literals.Percent, Literals.Duration, Literals.Date]);

describe.each(corpus.filter(({ name }) => name.endsWith(".sage")))("$name", ({ text }) => {
  test("every literal, comment and reserved word is coloured as what the lexer says it is", () => {
    const scopes = scopesOf(text);
    const { tokens, comments } = readTokens(createSource("corpus.sage", text));
    for (const token of tokens) {
      const scope = scopes[token.startOffset] ?? "";
      const word = findWord(token.image);
      const place = `${token.image} at ${token.startOffset}`;
      if (numeric.has(token.tokenType)) expect(scope, place).toMatch(/^constant\.numeric/);
      else if (token.tokenType === Literals.Text) expect(scope, place).toMatch(/^string\.quoted/);
      else if (word?.reserved === true && token.tokenType === word.token)
        expect([scopeOfRole[word.role], "storage.type.sage"], place).toContain(scope);
    }
    for (const comment of comments) expect(scopes[comment.span.start] ?? "").toMatch(/^comment\.line/);
  });
});

describe("words that can also be names", () => {
  const line = (text: string, word: string): string => scopesOf(text)[text.indexOf(word)] ?? "";

  test.each([
    ["    stop   entry - 2 * atr(14 bars)", "stop", "keyword.control.sage"],
    ["    take   entry + reach for 50%", "for", "keyword.other.sage"],
    ["  market {", "market", "keyword.control.sage"],
    ["  size 25% of equity", "size", "keyword.control.sage"],
    ["  size 25% of equity", "of", "keyword.other.sage"],
    ["  enter long when close > stop", "long", "constant.language.sage"],
    ["  enter long when close > stop", "stop", "variable.other.sage"],
    ["  let stop = close - reach", "stop", "variable.other.definition.sage"],
    ["  exit long when stop > close", "stop", "variable.other.sage"],
    ["  exit long when stop - close > 0", "stop", "variable.other.sage"],
    ["    expire: 3", "expire", "support.type.property-name.sage"],
    ["  let top = max(close, open)", "max", "support.function.sage"],
    ["  size risk 1% of equity max 40% of equity", "max", "keyword.other.sage"],
    ["  let a = mine(close)", "mine", "entity.name.function.call.sage"],
    ["  let a = macd(close).signal", "signal", "variable.other.property.sage"],
    ["  let a = ema(close, 12)", "close", "variable.language.sage"],
    ["/// what it is for", "///", "comment.line.documentation.sage"],
    ['  alert when a "it is {close} now"', "{close}", "variable.other.placeholder.sage"],
    ["  frame h4 every 4h {", "every", "keyword.other.sage"],
    ["  frame h4 every 4h {", "4h", "constant.numeric.duration.sage"],
  ])("%s: %s", (text, word, scope) => expect(line(text, word)).toBe(scope));
});

test("every word of the language is in the grammar", () => {
  const patterns = JSON.stringify(textMateGrammar());
  for (const { text } of words) expect(patterns, text).toMatch(new RegExp(`\\b${text}\\b`));
});

/** What the standard fonts of PDF lack, in letters that they have. */
const spelled: Readonly<Record<string, string>> = {
  "−": "–",
  Σ: "sum ",
  "√": "sqrt ",
  "≤": "<=",
  "≥": ">=",
  "→": "->",
  "⌊": "floor(",
  "⌋": ")",
  "⁴": "^4",
  "̄": "",
  τ: "tau",
  β: "beta",
  γ: "gamma",
  Φ: "Phi",
  η: "eta",
  ρ: "rho",
  ḡ: "mean g",
  " ": " ",
};

/** Letters above Latin 1 that the fonts' encoding (Windows 1252) has all the same. */
const extra = new Set("€‚ƒ„…†‡ˆ‰Š‹ŒŽ‘’“”•–—˜™š›œžŸ");

/** Text in the letters of the standard fonts; a letter of another script becomes a question mark. */
export function latin(text: string): string {
  let result = "";
  for (const letter of text) {
    const code = letter.codePointAt(0) ?? 0;
    const has = (code >= 32 && code < 127) || (code >= 160 && code < 256) || extra.has(letter);
    result += spelled[letter] ?? (has ? letter : /\s/.test(letter) ? " " : "?");
  }
  return result;
}

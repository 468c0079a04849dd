export { textMateGrammar, type TextMateGrammar } from "./textmate.js";
export { vimDetection, vimSyntax } from "./vim.js";

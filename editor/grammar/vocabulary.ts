import { catalogue } from "../../compiler/catalogue.js";
import { languageScope } from "../../compiler/passes/scope.js";
import { words, type WordRole } from "../../lang/tokens.js";

/** The words of one role. A reserved word is never a name; the others are names wherever they cannot be the statement. */
export const wordsOf = (role: WordRole, reserved: boolean): readonly string[] =>
  words.filter((word) => word.role === role && word.reserved === reserved).map(({ text }) => text);

/** Operations that are called by name. */
export const operationNames: readonly string[] = catalogue.names;

/** The columns of the bar and what the broker provides. */
export const languageNames: readonly string[] = [...languageScope().values.keys()];

import type { Identifier, Setting } from "../../lang/tree.js";
import { unknownName } from "../diagnostics/sage2001-unknown-name.js";
import type { Reporter } from "./pass.js";
import { suggest } from "../../lang/diagnostics/suggest.js";

/** One of a few bare words; `fallback` when nothing stands there or something else (which is reported). */
export function oneOf<Word extends string>(
  given: Identifier | undefined,
  words: readonly Word[],
  fallback: Word,
  report: Reporter,
): Word {
  if (given === undefined) return fallback;
  const known = words.find((each) => each === given.text);
  if (known !== undefined) return known;
  const suggestion = suggest(given.text, words);
  const { span, text } = given;
  report(
    unknownName({
      span,
      holes: { kind: "word", name: text, suggestion, known: words },
      fixes: suggestion ? [{ title: `Write \`${suggestion}\``, edits: [{ span, text: suggestion }] }] : [],
    }),
  );
  return fallback;
}

/** A setting's value as a word: bare or in quotes. */
export function wordOf(setting: Setting | undefined): Identifier | undefined {
  const value = setting?.value;
  if (value?.kind === "name") return { text: value.text, span: value.span };
  if (value?.kind === "text") return { text: value.value, span: value.span };
  return undefined;
}

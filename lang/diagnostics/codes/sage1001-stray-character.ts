import { defineDiagnostic } from "../define.js";

export const strayCharacter = defineDiagnostic<{
  /** The character as people see it: `;` or U+0000. */
  readonly shown: string;
  readonly why: string | undefined;
  /** What to write instead; empty text means nothing at all. */
  readonly instead: string | undefined;
}>({
  code: "SAGE1001",
  severity: "error",
  summary: "stray character",
  message: ({ shown }) => `${shown} means nothing here`,
  label: ({ instead }) =>
    instead === undefined ? "" : instead === "" ? "not needed" : `write \`${instead.trim()}\``,
  why: "what cannot be read cannot be traded",
  note: ({ why }) => why ?? "",
  help: ({ shown, instead }) => {
    if (shown.startsWith("`^`")) return ["a power is written `power(x, 2)`"];
    if (instead === undefined || instead === "") return ["remove it"];
    return [instead === "//" ? "a comment begins with `//`" : `write \`${instead.trim()}\` instead`];
  },
  explanation:
    "A `.sage` file is made of words (letters a-z, digits and _), numbers, texts in straight double quotes and the signs " +
    "+ - * / == != < <= > >= ?? = : , . .. ( ) [ ] { } -> ?. Anything else is a slip of the keyboard, a leftover of copying from a " +
    "web page or word processor, or a file that was not saved as UTF-8.",
  bad: `sage 1

strategy demo {
  let calm = ema(close, 48)[[;]]
}
`,
  good: `sage 1

strategy demo {
  let calm = ema(close, 48)
}
`,
});

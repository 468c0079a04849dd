import { defineDiagnostic } from "../define.js";

export const unclosedText = defineDiagnostic({
  code: "SAGE1002",
  severity: "error",
  summary: "unclosed text",
  message: "this text has no closing quote",
  label: "runs to the end of the line",
  why: "everything after the quote is read as text, not as rules",
  help: () => ['end the text with `"`'],
  explanation:
    'A text begins and ends with a straight double quote and lies on one line: `"crossed up"`. A quote inside a text is written `\\"`.',
  bad: `sage 1

strategy demo {
  plot close as [["price]]
}
`,
  good: `sage 1

strategy demo {
  plot close as "price"
}
`,
});

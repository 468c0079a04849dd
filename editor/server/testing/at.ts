import { createSource, type Span } from "../../../lang/index.js";
import { memoryHost } from "../../../compiler/modules/host.js";
import { pathOf } from "../uri.js";
import type { Document } from "../document.js";
import type { Encoding } from "../positions.js";
import { createDocument } from "../workspace.js";

/** A text whose marks were taken out: `|` is the cursor, `[[` and `]]` go around places. */
export interface Marked {
  readonly text: string;
  /** Of the cursor; the start of the first marked place where there is no cursor. */
  readonly offset: number;
  readonly spans: readonly Span[];
  readonly document: Document;
}

export function at(marked: string, encoding: Encoding = "utf-16"): Marked {
  const spans: Span[] = [];
  const open: number[] = [];
  let text = "";
  let cursor: number | undefined;
  for (let index = 0; index < marked.length; index += 1) {
    const pair = marked.slice(index, index + 2);
    if (pair === "[[") open.push(text.length);
    else if (pair === "]]") spans.push({ start: open.pop() ?? 0, end: text.length });
    else if (marked[index] === "|") {
      cursor = text.length;
      continue;
    } else {
      text += marked[index];
      continue;
    }
    index += 1;
  }
  const sorted = spans.toSorted((a, b) => a.start - b.start);
  return {
    text,
    offset: cursor ?? sorted[0]?.start ?? 0,
    spans: sorted,
    document: documentOf(text, encoding),
  };
}

export function documentOf(
  text: string,
  encoding: Encoding = "utf-16",
  uri = "file:///a.sage",
  files: Readonly<Record<string, string>> = {},
): Document {
  return createDocument({
    uri,
    version: 1,
    source: createSource(pathOf(uri), text),
    encoding,
    modules: memoryHost(files),
  });
}

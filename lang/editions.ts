import { applyFix } from "./diagnostics/fix.js";
import type { Fix } from "./diagnostics/diagnostic.js";
import { parse } from "./parse.js";
import { createSource, type Source } from "./source.js";
import type { File } from "./tree.js";
import { newestEdition } from "./newest-edition.js";

/** One edition of the language, and how a text of the edition before it is written in it with the same meaning. */
export interface Edition {
  readonly number: number;
  readonly rewrite: (file: File, source: Source) => Fix["edits"];
}

/** All editions, oldest first. The first one has nothing before it. */
export const editions: readonly Edition[] = [{ number: newestEdition, rewrite: () => [] }];

/** A text in the newest edition; undefined when its edition is not among the known ones. */
export interface Migration {
  readonly text: string;
  readonly from: number;
  readonly to: number;
}

/**
 * Writes a text in the newest edition, one edition after the other. A text without an edition line is taken to be of
 * the first one, and gets its line. Texts of editions that are not known are left to a newer program.
 */
export function migrate(source: Source, known: readonly Edition[] = editions): Migration | undefined {
  const oldest = known[0]?.number ?? newestEdition;
  const from = parse(source).file.edition?.number ?? oldest;
  if (!known.some(({ number }) => number === from)) return undefined;
  let text = withEdition(source, from);
  for (const { number, rewrite } of known) {
    if (number <= from) continue;
    const before = createSource(source.path, text);
    const { file } = parse(before);
    const rewritten = applyFix(text, { title: "", edits: rewrite(file, before) });
    text = withEdition(createSource(source.path, rewritten), number);
  }
  return { text, from, to: known.at(-1)?.number ?? from };
}

/** The text with the line of an edition, put at the top where there is none. */
function withEdition(source: Source, number: number): string {
  const { edition } = parse(source).file;
  const line = `sage ${number}`;
  if (edition === undefined) return `${line}\n\n${source.text}`;
  return source.text.slice(0, edition.span.start) + line + source.text.slice(edition.span.end);
}

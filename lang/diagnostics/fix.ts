import type { Fix } from "./diagnostic.js";

/** The text after a fix; edits that overlap an earlier one are left out. */
export function applyFix(text: string, fix: Fix): string {
  return applyFixes(text, [fix]);
}

/** The text after several fixes at once, in source order. A fix of which an edit overlaps an earlier one is left out. */
export function applyFixes(text: string, fixes: readonly Fix[]): string {
  const taken: { start: number; end: number; text: string }[] = [];
  const overlaps = (start: number, end: number) =>
    taken.some(
      (edit) =>
        (start === end && start === edit.start && edit.start === edit.end) ||
        (start < edit.end && end > edit.start),
    );
  for (const { edits } of fixes) {
    if (edits.some(({ span }) => overlaps(span.start, span.end))) continue;
    for (const { span, text: replacement } of edits) taken.push({ ...span, text: replacement });
  }
  let result = "";
  let position = 0;
  for (const edit of taken.toSorted((a, b) => a.start - b.start || a.end - b.end)) {
    result += text.slice(position, edit.start) + edit.text;
    position = edit.end;
  }
  return result + text.slice(position);
}

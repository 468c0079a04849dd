/** Text as a terminal shows it: tabs, wide characters and what must not reach a terminal. */

const tabWidth = 4;

/** One visible character with the columns it takes and where it stands in the text. */
export interface Cell {
  readonly text: string;
  readonly start: number;
  readonly width: number;
}

let segmenter: Intl.Segmenter | undefined;

/** Made on first use, which takes longer than reading a file. */
function graphemesOf(line: string): Intl.Segments {
  segmenter ??= new Intl.Segmenter("en", { granularity: "grapheme" });
  return segmenter.segment(line);
}

// East Asian wide and fullwidth blocks; emoji are told by their property.
const wide =
  /[\u1100-\u115f\u2e80-\u303e\u3041-\u33ff\u3400-\u4dbf\u4e00-\u9fff\ua000-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff00-\uff60\uffe0-\uffe6\u{1f300}-\u{1faff}\u{20000}-\u{3fffd}]|\p{Emoji_Presentation}|\ufe0f/u;
const invisible = /^[\p{M}\p{Cf}]+$/u;
const harmful = /[\p{Cc}\u200e\u200f\u202a-\u202e\u2066-\u2069\u2028\u2029]/u;
const plain = /^[ -~]*$/;

/** Splits a line into cells. Control characters and changes of direction are shown as a replacement sign. */
export function toCells(line: string, ascii: boolean): readonly Cell[] {
  const cells: Cell[] = [];
  let column = 0;
  const add = (text: string, start: number, width: number) => {
    cells.push({ text, start, width });
    column += width;
  };
  if (plain.test(line)) {
    for (let index = 0; index < line.length; index += 1) add(line.charAt(index), index, 1);
    return cells;
  }
  for (const { segment, index } of graphemesOf(line)) {
    if (segment === "\t") {
      const width = tabWidth - (column % tabWidth);
      add(" ".repeat(width), index, width);
    } else if (harmful.test(segment)) add(ascii ? "?" : "\ufffd", index, 1);
    else if (invisible.test(segment)) add(segment, index, 0);
    else if (ascii && !plain.test(segment)) add("?", index, 1);
    else add(segment, index, wide.test(segment) ? 2 : 1);
  }
  return cells;
}

/** A sentence made safe for a terminal. */
export function cleanSentence(text: string, ascii: boolean): string {
  if (plain.test(text)) return text;
  const readable = ascii ? text.replaceAll("…", "...").replaceAll("–", "-").replaceAll("×", "x") : text;
  return toCells(readable.replaceAll(/\s+/g, " "), ascii)
    .map((cell) => cell.text)
    .join("");
}

/** The columns before an offset of the line, in cells. */
export function columnOf(cells: readonly Cell[], offset: number): number {
  let column = 0;
  for (const cell of cells) {
    if (cell.start >= offset) break;
    column += cell.width;
  }
  return column;
}

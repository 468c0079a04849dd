import { expect, test } from "vitest";
import { parse } from "../parse.js";
import { createSource } from "../source.js";
import { applyEdits } from "./line-edits.js";
import { print } from "./print.js";
import { layOutFile, layOutRanges } from "./ranges.js";

const text = "sage 1\n\nconst   a = 1\n\nfn f( x:price ) = x*2\n\nfn g( x:price ) = x*3\n";
const source = createSource("a.sage", text);
const read = parse(source);

/** The text after the lines from `first` to `last`, counted from 1, are laid out. */
function laidOut(first: number, last: number): string {
  const start = source.lineStarts[first - 1] ?? 0;
  const end = (source.lineStarts[last] ?? text.length + 1) - 1;
  return applyEdits(text, layOutRanges(read, source, [{ start, end }]) ?? []);
}

test("only the statements on the lines are laid out", () => {
  expect(laidOut(5, 5)).toBe(text.replace("fn f( x:price ) = x*2", "fn f(x: price) = x * 2"));
  expect(laidOut(1, 2)).toBe(text);
});

test("all lines are the whole file", () => {
  expect(laidOut(1, 7)).toBe(print(read.file, source));
  expect(applyEdits(text, layOutFile(read, source) ?? [])).toBe(print(read.file, source));
});

test("line breaks stay as they are", () => {
  const other = createSource("a.sage", text.replaceAll("\n", "\r\n"));
  const edits = layOutRanges(parse(other), other, [{ start: 0, end: other.text.length }]) ?? [];
  expect(applyEdits(other.text, edits)).toBe(print(read.file, source)?.replaceAll("\n", "\r\n"));
});

test("what cannot be read is left alone", () => {
  const broken = createSource("a.sage", "sage 1\n\nfn f( = x*2\n");
  expect(layOutRanges(parse(broken), broken, [{ start: 0, end: 20 }])).toBeNull();
});

/** A word, sign or literal of a Pine script. A line ends with `newline`, which carries the next line's indentation. */
export interface PineToken {
  readonly kind: "name" | "number" | "text" | "colour" | "sign" | "newline" | "end" | "foreign";
  readonly text: string;
  readonly line: number;
  /** Of a `newline`: columns before the first word of the line that follows. */
  readonly indent: number;
}

const patterns: readonly (readonly [PineToken["kind"] | "space", RegExp])[] = [
  ["space", /[ \t\r]+|\/\/[^\n]*/y],
  ["number", /(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?/y],
  ["colour", /#[0-9A-Fa-f]{6,8}/y],
  ["text", /"(?:[^"\\\n]|\\.)*"|'(?:[^'\\\n]|\\.)*'/y],
  ["name", /[A-Za-z_]\w*(?:\s*\.\s*[A-Za-z_]\w*)*/y],
  ["sign", /:=|=>|==|!=|<=|>=|\+=|-=|\*=|\/=|%=|[-+*/%<>=?:,.()[\]{}]/y],
];

/** Reads a script into tokens; nothing throws: a character without meaning is a `foreign` token. */
export function readPine(text: string): readonly PineToken[] {
  const tokens: PineToken[] = [];
  let depth = 0;
  let number = 0;
  for (const line of text.replace(/\t/g, "    ").split("\n")) {
    number += 1;
    const words = readLine(line, number);
    if (words.length === 0) continue;
    const indent = line.length - line.trimStart().length;
    // Inside brackets a line goes on; outside it does where it is indented by no multiple of four.
    const goesOn = depth > 0 || (tokens.length > 0 && indent % 4 !== 0);
    if (!goesOn) tokens.push({ kind: "newline", text: "\n", line: number, indent });
    tokens.push(...words);
    for (const { kind, text: sign } of words) {
      if (kind !== "sign") continue;
      if ("([".includes(sign)) depth += 1;
      else if (")]".includes(sign)) depth = Math.max(0, depth - 1);
    }
  }
  tokens.push({ kind: "newline", text: "\n", line: number, indent: 0 });
  tokens.push({ kind: "end", text: "", line: number, indent: 0 });
  return tokens;
}

function readLine(line: string, number: number): PineToken[] {
  const tokens: PineToken[] = [];
  let offset = 0;
  while (offset < line.length) {
    const { kind, text } = readOne(line, offset);
    offset += text.length;
    if (kind === "space") continue;
    const joined = kind === "name" ? text.replace(/\s/g, "") : text;
    tokens.push({ kind, text: joined, line: number, indent: 0 });
  }
  return tokens;
}

function readOne(line: string, offset: number): { kind: PineToken["kind"] | "space"; text: string } {
  for (const [kind, pattern] of patterns) {
    pattern.lastIndex = offset;
    const match = pattern.exec(line);
    if (match !== null) return { kind, text: match[0] };
  }
  return { kind: "foreign", text: line.slice(offset, offset + 1) };
}

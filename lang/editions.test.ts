import { describe, expect, test } from "vitest";
import { readTokens } from "./lexer.js";
import { editions, migrate, type Edition } from "./editions.js";
import { parse } from "./parse.js";
import { createSource } from "./source.js";

const body = `/// Doc.
strategy a {
  // A remark about smooth.
  let calm = smooth(close, 20)
  plot smooth(calm, 3) as "smooth"
}
`;

/** An edition that calls `smooth` `ema`. */
const second: Edition = {
  number: 2,
  rewrite: (_, source) =>
    readTokens(source)
      .tokens.filter(({ image }) => image === "smooth")
      .map(({ startOffset: start, image }) => ({ span: { start, end: start + image.length }, text: "ema" })),
};

const textOf = (text: string, known?: readonly Edition[]) => migrate(createSource("a.sage", text), known);

describe("today", () => {
  test("a missing edition line is added, and everything else kept", () => {
    expect(textOf(body)).toEqual({ text: `sage 1\n\n${body}`, from: 1, to: 1 });
  });

  test("a text of the newest edition stays as it is", () => {
    const text = `// First.\nsage 1\n\n${body}`;
    expect(textOf(text)?.text).toBe(text);
    expect(parse(createSource("a.sage", text)).diagnostics).toEqual([]);
  });

  test.each(["sage 2", "sage 0", "sage 1.5", "sage 99999999999999999999"])("%s is left alone", (line) => {
    expect(textOf(`${line}\n\n${body}`)).toBeUndefined();
  });

  test("an edition line without its number gets it", () => {
    expect(textOf(`sage\n\n${body}`)?.text).toBe(`sage 1\n\n${body}`);
  });
});

describe("with a second edition", () => {
  const known = [...editions, second];
  const after = body.replaceAll("smooth(", "ema(");

  test("each edition is applied once, in order; words in remarks and texts are not", () => {
    expect(textOf(`sage 1\n\n${body}`, known)).toEqual({ text: `sage 2\n\n${after}`, from: 1, to: 2 });
    expect(textOf(body, known)?.text).toBe(`sage 2\n\n${after}`);
  });

  test("what is new already is not rewritten again", () => {
    expect(textOf(`sage 2\n\n${body}`, known)?.text).toBe(`sage 2\n\n${body}`);
  });

  test("migrating twice is migrating once", () => {
    const once = textOf(body, known)?.text ?? "";
    expect(textOf(once, known)?.text).toBe(once);
  });
});

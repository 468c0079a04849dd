import { readFileSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { createSource } from "../lang/source.js";
import { check } from "./check.js";

const root = join(import.meta.dirname, "..");
const texts = ["strategies", "examples", "lang/corpus"].flatMap((folder) =>
  readdirSync(join(root, folder))
    .filter((name) => name.endsWith(".sage"))
    .map((name) => readFileSync(join(root, folder, name), "utf8")),
);
const words = texts.flatMap((text) => text.match(/[\p{L}_]\w*|\d[\w.]*%?|[^\s\w]/gu) ?? []);

/** Marsaglia's xorshift, so that a failure can be repeated. */
function randomFrom(seed: number): (below: number) => number {
  let state = seed;
  return (below) => {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    return (state >>> 0) % below;
  };
}

const pieces = (text: string): string[] => text.match(/\s+|[\p{L}_]\w*|\d[\w.]*%?|./gsu) ?? [];

function mutate(text: string, random: (below: number) => number): string {
  const parts = pieces(text);
  for (let count = 1 + random(3); count > 0; count--) {
    const at = random(parts.length);
    const word = words[random(words.length)] ?? "";
    const kind = random(4);
    if (kind === 0) parts.splice(at, 1);
    else if (kind === 1) parts.splice(at, 1, word);
    else if (kind === 2) parts.splice(at, 0, ` ${word} `);
    else parts.splice(at, 1, parts[random(parts.length)] ?? "");
  }
  return parts.join("");
}

/** `SAGE_FUZZ_ROUNDS` makes it longer by hand. */
const rounds = Number(process.env["SAGE_FUZZ_ROUNDS"] ?? 600);

test("damaged programs give messages, never a fault of ours, and few of them", { timeout: 0 }, () => {
  const random = randomFrom(Number(process.env["SAGE_FUZZ_SEED"] ?? 20_261_122));
  const counts: number[] = [];
  for (let round = 0; round < rounds; round++) {
    const text = mutate(texts[random(texts.length - 1)] ?? "", random);
    const { diagnostics } = check(createSource("mutant.sage", text));
    const faults = diagnostics.filter((each) => each.code === "SAGE9001");
    expect(faults, text).toEqual([]);
    for (const { span, message, help, fixes } of diagnostics) {
      expect(span.start).toBeGreaterThanOrEqual(0);
      expect(span.end).toBeLessThanOrEqual(text.length);
      expect(span.start).toBeLessThanOrEqual(span.end);
      expect(`${message} ${help.join(" ")}`, text).not.toMatch(/undefined|NaN|\[object/);
      for (const edit of fixes.flatMap((fix) => fix.edits))
        expect(edit.span.end).toBeLessThanOrEqual(text.length);
    }
    counts.push(diagnostics.length);
  }
  expect(counts.toSorted((a, b) => a - b)[rounds >> 1]).toBeLessThanOrEqual(3);
});

test("long chains and deep trees end in a message at worst", () => {
  const names = Array.from({ length: 3000 }, (_, index) => `let v${index} = v${index + 1} + v${index + 1}`);
  const text = `sage 1\nstrategy s {\nmarket {\ntimeframe: 1h\n}\n${names.join("\n")}\nlet v3000 = close\nplot v0\n}\n`;
  const { diagnostics } = check(createSource("chain.sage", text));
  expect(diagnostics.length).toBeLessThan(20);
});

test("the same text gives the same diagnostics", () => {
  for (const text of texts) {
    const [first, second] = [0, 1].map(() => check(createSource("a.sage", text)).diagnostics);
    expect(first).toEqual(second);
  }
});

test("a single missing word is told once", () => {
  const counts: number[] = [];
  for (const text of texts.slice(0, 4)) {
    for (const { 0: word, index } of text.matchAll(/[\p{L}_]\w*|\d[\w.]*%?|[^\s\w]/gu)) {
      const left = text.slice(0, index) + text.slice(index + word.length);
      counts.push(check(createSource("deleted.sage", left)).diagnostics.length);
    }
  }
  const told = counts.filter((count) => count > 0);
  expect(told.toSorted((a, b) => a - b)[told.length >> 1]).toBe(1);
  expect(told.filter((count) => count <= 2).length / told.length).toBeGreaterThan(0.97);
});

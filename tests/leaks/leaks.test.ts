import { describe, expect, test } from "vitest";
import { check, compile } from "../../compiler/index.js";
import { createSource } from "../../lang/index.js";
import { synthesize } from "../../runtime/data/synthesize/synthesize.js";
import { proveNoLeakage } from "../../runtime/leakage/index.js";
import { leakPairs, type Piece } from "./corpus.js";
import { programOf } from "./program.js";

const found = (piece: Piece) =>
  check(createSource("leak.sage", programOf(piece))).diagnostics.filter(
    ({ severity }) => severity !== "info",
  );

test("there are at least thirty", () => expect(leakPairs.length).toBeGreaterThanOrEqual(30));

describe.each(leakPairs)("$title", ({ leak, clean, code }) => {
  test("is refused or flagged, as what it is and nothing else", () => {
    expect(found(leak).map((each) => each.code)).toEqual([code]);
  });

  test("its clean twin passes without a word", () => {
    expect(found(clean).map((each) => `${each.code} ${each.message}`)).toEqual([]);
  });

  test("and its clean twin stands the proof by running", () => {
    const { graph } = compile(createSource("clean.sage", programOf(clean)), { keepNames: true });
    expect(graph).not.toBeNull();
    if (graph === null) return;
    const bars = graph.warmup.first + 400;
    const feed = synthesize({ bars, interval: 3_600_000, seed: 3 });
    const other = synthesize({ bars, interval: 3_600_000, seed: 4 });
    const feeds = Object.fromEntries((graph.feeds ?? []).map(({ name }) => [name, other]));
    expect(proveNoLeakage(graph, feed, { rounds: 3, bars, feeds }).leaks).toEqual([]);
  });
});
